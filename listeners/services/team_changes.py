"""What goes with every change in the team: who may make it, which nights does it empty, how is its form answered?"""

from __future__ import annotations

from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import StandingFrom, may_be_given
from listeners.domain.team import Site, TeamMember
from listeners.services import cover
from listeners.services.callout_withdrawn import withdraw_after
from listeners.services.duty_gaps import tell_of_gaps
from listeners.store import duties_rests, people_writes
from listeners.store.database import Session

MOST_NIGHTS_ANSWERED = 26
"""As many dates as the first answer to a form holds."""


def require_team_changes(actor: Actor, site: Site) -> None:
    """Let an actor pass who may change the team of a site, or stop here.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    require(actor, Do.WRITE, Kind.CELL, site.id)


def empty_nights(
    session: Session,
    site: Site,
    member: TeamMember,
    joined_on: date,
    history: tuple[StandingFrom, ...],
    actor: Actor,
    now: datetime,
) -> str:
    """Withdraw the duties that a new history leaves without their Listener, tell of it, ask who can take them, and
    answer with the nights, as text: the first answer to the form. Where he is being asked for a man and cannot come
    now, the next is asked. Called inside an act."""
    duties_rests.lock(session, [member.id])
    emptied = people_writes.empty_duties(
        session, member.id, lambda night: may_be_given(history, joined_on, night), actor, now
    )
    tell_of_gaps(session, site, emptied, history, actor, now)
    cover.open_left(session, site, emptied, actor, now)
    withdraw_after(session, site, [member.id], now)
    return " ".join(duty.night.isoformat() for duty in emptied[:MOST_NIGHTS_ANSWERED])


def as_nights(answer: str) -> tuple[date, ...]:
    """Return the nights of such an answer."""
    return tuple(date.fromisoformat(text) for text in answer.split())
