"""Why can staff not let a Listener go, and when did staff do their part?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from wtforms import HiddenField
from wtforms.validators import InputRequired, Optional

from listeners.domain.nights import to_the_minute
from listeners.domain.states import CHECKS, CallOutEventKind, StaffReason
from listeners.errors import Problem
from listeners.services.callout_checks import may_be_only_now
from listeners.services.callout_refusals import Held, WhatNow
from listeners.web import filters
from listeners.web.fields import ActForm, LocalTime, OneOf, choices
from listeners.web.moments import asks_which, moment_after, which_field
from listeners.web.tonight.time_forms import CorrectionForm

REASONS = {
    StaffReason.NO_STAFF: "No staff to unlock",
    StaffReason.SECURITY: "Security",
    StaffReason.ROOM_IN_USE: "The room is in use",
    StaffReason.OTHER: "Another reason",
    StaffReason.NOT_KNOWN: "Not known",
}


def known_reasons() -> Iterator[tuple[StaffReason, str]]:
    """Return what may be said by staff who hold him now: they know why."""
    return ((reason, words) for reason, words in REASONS.items() if reason is not StaffReason.NOT_KNOWN)


CHECKED = {
    CallOutEventKind.TELEPHONE: "The telephone was given",
    CallOutEventKind.ORDERLY_TOLD: "The orderly officer was told",
    CallOutEventKind.STAFF_CHECKING: "Staff check on him",
}


class HeldForm(ActForm):
    """Why, and what happens now? No words of anybody's own, and nobody's name."""

    reason = OneOf("Why can staff not let him go?", [InputRequired("Choose why")])
    what = OneOf("What happens now?", [InputRequired("Choose what happens now")])
    part = HiddenField()

    def offer(self, what: dict[WhatNow, str]) -> None:
        """Put the reasons in order, and what can happen now."""
        self.reason.choices = choices((reason.value, words) for reason, words in known_reasons())
        self.what.choices = choices((each.value, words) for each, words in what.items())

    @property
    def said(self) -> Held:
        """What was said, once it is valid."""
        return Held(StaffReason(self.reason.data), WhatNow(self.what.data), self.part.data or None)


class NotLetOutForm(ActForm):
    """Why did staff never let somebody out, in a night that is over? That nobody can say it keeps nothing off the
    file."""

    reason = OneOf("Why could staff not let him out?", [InputRequired("Choose why, or “Not known”")])

    def offer(self) -> None:
        """Put the reasons in order."""
        self.reason.choices = choices((reason.value, words) for reason, words in REASONS.items())

    @property
    def said(self) -> StaffReason:
        """What was said, once it is valid."""
        return StaffReason(self.reason.data)


class MarkForm(CorrectionForm):
    """When was it, and why is it put right, where that has to be said?"""

    def take(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Take that it was now, as one press says without a time; where more has to be asked the boxes hold it."""
        self.fill(now, zone)
        self.moment = now
        return now

    def is_possible(self, faults: list[Problem]) -> bool:
        """Whether it can have been then; each fault is written on the time."""
        self.at.errors = [*self.at.errors, *(f"The time {each.why}" for each in faults)]
        return not self.errors


class InsteadForm(ActForm):
    """When was each done that staff do for a man to whom no Listener goes? A box is left empty for what is not done
    yet; what is on file already is not on the page."""

    telephone = LocalTime("When was the telephone given?", [Optional()])
    orderly_told = LocalTime("When was the orderly officer told?", [Optional()])
    staff_checking = LocalTime("Since when do staff check on him?", [Optional()])
    telephone_which, orderly_told_which, staff_checking_which = which_field(), which_field(), which_field()
    kinds: tuple[CallOutEventKind, ...] = CHECKS

    def ask_for(self, kinds: tuple[CallOutEventKind, ...]) -> None:
        """Ask for these alone."""
        self.kinds = kinds
        for kind in CHECKS:
            if kind not in kinds:
                del self[kind.value], self[f"{kind.value}_which"]

    def begin(self, asked_at: datetime, now: datetime, zone: ZoneInfo) -> None:
        """Fill in now for the telephone, which is what is pressed, where it may be given only now. The two checks stay
        empty: nothing is put on file that nobody said was done."""
        if may_be_only_now(asked_at, now) and CallOutEventKind.TELEPHONE in self.kinds:
            self.telephone.data = now.astimezone(zone).time().replace(second=0, microsecond=0)

    def asks_which(self, kind: CallOutEventKind) -> bool:
        """Whether the question which of two moments it was must be on the page for one of them."""
        return asks_which(self[kind.value], self[f"{kind.value}_which"])

    def read(self, asked_at: datetime, now: datetime, zone: ZoneInfo) -> dict[CallOutEventKind, datetime] | None:
        """Return when each was done, the first such time since the man asked; None, with every fault on its box, where
        one cannot be, and where every box is empty."""
        self.validate()
        times = {}
        for kind in self.kinds:
            field, which = self[kind.value], self[f"{kind.value}_which"]
            at = moment_after(to_the_minute(asked_at), field.data, field, which, zone)
            if at is not None and at > now:
                asked = filters.clock(asked_at)
                field.errors = [*field.errors, f"The time is still to come, or before the man asked at {asked}"]
            elif at is not None:
                times[kind] = at
        if not times and not self.errors:
            first = self[self.kinds[0].value]
            first.errors = [*first.errors, "Enter a time, of one of these at least"]
        return times if not self.errors else None
