"""Why can staff not let a Listener go, and when did staff do their part?"""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import InputRequired

from listeners.domain.states import CallOutEventKind, StaffReason
from listeners.errors import Problem
from listeners.services.callout_refusals import Held, WhatNow
from listeners.web.fields import ActForm, OneOf, choices
from listeners.web.tonight.time_forms import CorrectionForm, MomentForm

REASONS = {
    StaffReason.NO_STAFF: "No staff to unlock",
    StaffReason.SECURITY: "Security",
    StaffReason.ROOM_IN_USE: "The room is in use",
    StaffReason.OTHER: "Another reason",
}
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
        self.reason.choices = choices((reason.value, words) for reason, words in REASONS.items())
        self.what.choices = choices((each.value, words) for each, words in what.items())

    @property
    def said(self) -> Held:
        """What was said, once it is valid."""
        return Held(StaffReason(self.reason.data), WhatNow(self.what.data), self.part.data or None)


class CheckedForm(MomentForm):
    """When was it done?"""

    def is_possible(self, faults: list[Problem]) -> bool:
        """Whether it can have been then; each fault is written on the time."""
        self.at.errors = [*self.at.errors, *(f"The time {each.why}" for each in faults)]
        return not self.errors


class MarkForm(CheckedForm, CorrectionForm):
    """When was it, and why is it put right, where that has to be said?"""
