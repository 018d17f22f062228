"""How does the second press of a form change nothing and get the first answer?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from listeners.access import Actor
from listeners.errors import ListenersError
from listeners.store import journal
from listeners.store.database import act, db
from listeners.store.records import ActKey

Writing = Session
"""The session of an act, as services hand it on to what writes in it."""


def once(actor: Actor, act_key: str | None, now: datetime, do: Callable[[Writing], str]) -> str:
    """Do one act for one form, in one transaction, and return its answer (a word or an address, up to 300 characters).

    Where this form has been sent before by the same account, nothing is done and the first answer is returned; that
    holds for two presses at the same moment too. Without a key the act is simply done.
    """
    try:
        return _at_first(actor, act_key, now, do)
    except ListenersError:
        # The slower of two presses may also find that what it was to change is gone, or breaks a rule by now.
        earlier = first_answer(actor, act_key)
        if earlier is None:
            raise
        return earlier


def _at_first(actor: Actor, act_key: str | None, now: datetime, do: Callable[[Writing], str]) -> str:
    with act() as session:
        earlier = journal.answered(session, act_key, actor) if act_key else None
        if earlier is not None:
            return earlier
        answer = do(session)
        if act_key:
            journal.remember(session, act_key, answer, actor, now)
        return answer


def forget_before(session: Writing, at: datetime) -> int:
    """Forget the keys of forms that were sent before a moment, inside an act; return how many."""
    forgotten = session.scalars(delete(ActKey).where(ActKey.at < at).returning(ActKey.id))
    return len(forgotten.all())


def first_answer(actor: Actor, act_key: str | None, since: datetime | None = None) -> str | None:
    """Return the answer that a form got when it was first sent; None: it is new, or was sent before ``since``."""
    if not act_key:
        return None
    earlier = journal.answered(db.session(), act_key, actor, since)
    db.session.rollback()
    return earlier


def first_answers(actor: Actor, act_keys: Collection[str], since: datetime) -> dict[str, str]:
    """Return the answers that forms of this account got when they were first sent, by key; those sent before ``since``
    are left out (1 statement)."""
    wanted = select(ActKey.id, ActKey.answer).where(
        ActKey.id.in_(act_keys), ActKey.account_id == actor.account_id, ActKey.at >= since
    )
    return {key: answer for key, answer in db.session.execute(wanted)}
