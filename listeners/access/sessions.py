"""How long does a sign-in last on each kind of device, and when must somebody prove again who they are?

A kiosk is shared by prisoners: every Listener session is one. A wing desk signs in once a shift. Everything else is
somebody's own machine. Nothing here reads the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Device
from listeners.domain.accounts import PRISONERS
from listeners.domain.people import Role

PROOF_LASTS = timedelta(minutes=15)
"""At a desk, everything but Tonight and call-outs asks for the secret again after this time."""

SEEN_AHEAD = timedelta(minutes=1)
"""How far ahead of this process another one may have seen somebody: their clocks are read a moment apart."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may stand idle, and how long it may last in all."""

    idle: timedelta
    absolute: timedelta


LIMITS = {
    Device.KIOSK: Limits(timedelta(minutes=3), timedelta(minutes=20)),
    Device.DESK: Limits(timedelta(hours=12), timedelta(hours=12)),
    Device.OWN: Limits(timedelta(minutes=30), timedelta(hours=12)),
}
"""A kiosk is left standing in a minute (docs/security.md, T4); a desk stays open for a shift."""


SEND_WITHIN = timedelta(minutes=10)
"""How long after somebody was last seen a form that stands on a kiosk may still be sent (docs/decisions/0015). Nothing
is opened or shown after the idle time, and nothing at all is done after the absolute one."""


def device_for(roles: Iterable[Role]) -> Device:
    """Return what an account of these roles is signed in on."""
    held = frozenset(roles)
    if held & PRISONERS:
        return Device.KIOSK
    return Device.DESK if Role.STAFF in held else Device.OWN


def has_ended(device: Device, started_at: datetime, seen_at: datetime, now: datetime, *, sending: bool = False) -> bool:
    """Whether a session is over: idle for too long, open for too long, or from a future that the clock took back.

    Seen up to a minute ahead counts as seen now. ``sending``: a form is sent, which may have taken longer to fill in.
    """
    limits = LIMITS[device]
    idle = max(limits.idle, SEND_WITHIN) if sending else limits.idle
    return seen_at - now > SEEN_AHEAD or now - seen_at >= idle or now - started_at >= limits.absolute


def minutes_to_send(device: Device, started_at: datetime, seen_at: datetime, now: datetime) -> int:
    """How many whole minutes are left to send the form that is shown now; 0 where it is less than one.

    ``seen_at`` is now for a page that is opened. A form that was sent late and has a fault is shown again without the
    session having been seen anew: it gets what is left of its time, no more (the same moments as in ``has_ended``).
    """
    limits = LIMITS[device]
    ends_at = min(seen_at + max(limits.idle, SEND_WITHIN), started_at + limits.absolute)
    return max(ends_at - now, timedelta(0)) // timedelta(minutes=1)


def must_prove(device: Device, proved_at: datetime, now: datetime) -> bool:
    """Whether somebody at a desk must give the secret again before a page that a passer-by should not open."""
    return device is Device.DESK and not timedelta(0) <= now - proved_at < PROOF_LASTS
