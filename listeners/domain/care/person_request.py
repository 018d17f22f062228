"""What may a Listener ask for of what is held about him, and by when is it to be given?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from listeners.domain.months import months_after


class AskedFor(StrEnum):
    """A copy of what is held about him, or that something in it is put right."""

    COPY = "copy"
    CORRECTION = "correction"


def to_be_given_by(asked_on: date) -> date:
    """Return the last day for it: one month after he asked (UK GDPR, Article 12(3)), the last day of a shorter month
    where it has no such day."""
    return months_after(asked_on, 1)
