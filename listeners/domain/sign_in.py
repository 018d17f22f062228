"""Which secrets are good enough, and when must a guesser wait?

PINs are issued, never chosen. Nobody is ever locked out for good: counts end with the day, and a device on which the
owner has signed in before keeps tries of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

PIN_DIGITS = 6
SHORTEST_PASSPHRASE = 15
LONGEST_PASSPHRASE = 128
"""Characters; OWASP ASVS 5.0.0, 6.2.1 and 6.2.9."""
USERNAME = re.compile(r"[a-z0-9]{4,32}")

TRIES_IN_A_ROW = 5
"""Wrong tries of one name on one device; after them each further try waits ``PAUSE``."""
PAUSE = timedelta(minutes=15)
TRIES_PER_DEVICE = 10
"""Wrong tries of one name on one device in a day."""
TRIES_PER_DAY = 20
"""Wrong tries of one name on all devices in a day. With a six-digit PIN a guesser is right with 0.73 % in a year
(docs/security.md, T7). A device on which the owner has signed in before keeps ``TRIES_IN_A_ROW`` beyond it, so that
nobody can lock the owner out from elsewhere (docs/security.md, T6)."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Today's wrong tries of one name: on this device, when the last was, on all devices together, and whether the
    owner of the name has signed in on this device before."""

    on_device: int
    last_at: datetime | None
    in_all: int
    device_is_known: bool


def wait_before(tries: Tries, now: datetime) -> timedelta | None:
    """Return how long a further try must wait; None: it may be made now. A whole day's cap waits for tomorrow, which
    is told as ``PAUSE`` too: how much has been tried is nobody's business."""
    if tries.on_device >= TRIES_PER_DEVICE:
        return PAUSE
    if tries.in_all >= TRIES_PER_DAY and not (tries.device_is_known and tries.on_device < TRIES_IN_A_ROW):
        return PAUSE
    if tries.on_device >= TRIES_IN_A_ROW and tries.last_at is not None and now - tries.last_at < PAUSE:
        return PAUSE - max(now - tries.last_at, timedelta(0))
    return None


def is_obvious_pin(pin: str) -> bool:
    """Whether a PIN is one that a guesser tries first: it repeats itself, counts up or down, or reads the same
    backwards."""
    repeats = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3))
    pairs = all(pin[place] == pin[place + 1] for place in range(0, len(pin), 2))
    steps = {(int(after) - int(before)) % 10 for before, after in zip(pin, pin[1:], strict=False)}
    return repeats or pairs or steps in ({1}, {9}) or pin == pin[::-1]


def is_username(text: str) -> bool:
    """Whether a text may be a username: 4 to 32 small letters and digits."""
    return USERNAME.fullmatch(text) is not None


def passphrase_fault(passphrase: str, username: str) -> str | None:
    """Return the code of what is wrong with a passphrase: ``short``, ``long``, ``name`` or ``same``; None: nothing."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return "short"
    if len(passphrase) > LONGEST_PASSPHRASE:
        return "long"
    if username and username in passphrase.lower():
        return "name"
    return "same" if len(set(passphrase)) < 5 else None
