"""Who is told by mail that a notice waits on their page? Once for each notice, and never what it is about.

Mail is not private: a message names the prison's scheme and the address to sign in at, nobody and nothing else.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.errors import Conflict
from listeners.outbound.mail import Mail, Send
from listeners.services.periods import EVERY_SITE
from listeners.store import outbox
from listeners.store.database import act
from listeners.store.outbox import Unsent

LOG = logging.getLogger("listeners.outbox")
FIRST_PAUSE = timedelta(minutes=2)
"""Before a message that failed is tried again; doubled each time."""


def send_waiting(actor: Actor, send: Send, address: str, now: datetime) -> int:
    """Send what is due, one message or more for each account and site, and return how many went out.

    ``address`` is where people sign in. A message is claimed before it is sent, so that two processes never send it
    both; one that fails never stops the others, and is tried again a few times. Whoever dies between sending and
    marking leaves it to be sent again under the same name.

    Raises:
        NotAllowed: the actor is not SYSTEM.
    """
    require(actor, Do.WRITE, Kind.KEY, EVERY_SITE)
    outbox.gather()
    return sum(_sent(unsent, send, address, now) for unsent in outbox.unsent(now))


def _sent(unsent: Unsent, send: Send, address: str, now: datetime) -> bool:
    try:
        with act() as session:
            outbox.claim(session, unsent, FIRST_PAUSE * 2**unsent.tries, now)
    except Conflict:
        return False
    try:
        send(_mail(unsent, address))
    except OSError as failed:
        LOG.warning("a message could not be sent (%s), try %d", type(failed).__name__, unsent.tries + 1)
        return False
    with act() as session:
        outbox.mark_sent(session, unsent.batch, now)
    return True


def _mail(unsent: Unsent, address: str) -> Mail:
    count = len(unsent.notice_ids)
    return Mail(
        id=unsent.batch,
        to=unsent.mail,
        subject=f"Listeners, {unsent.site_name}: something new for you",
        text=f"{count} {'notice waits' if count == 1 else 'notices wait'} for you about the Listener scheme at "
        f"{unsent.site_name}.\n\nSign in to read: {address}/\n\nThis message says no more on purpose.\n",
        parts=unsent.notice_ids,
    )
