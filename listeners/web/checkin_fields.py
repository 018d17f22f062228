"""Which questions does a check-in ask? The same for the Listener on the kiosk, on his card, and for whoever keys it in.

Only words are known here: what they mean is the business of care.
"""

from __future__ import annotations

from wtforms import Field, ValidationError

from listeners.web.fields import ActForm, OneOf, choices

QUESTIONS = {
    "sleep": "I slept badly",
    "thoughts": "Things I had heard came back when I did not want them",
    "on_edge": "I was on edge, or jumpy",
    "avoiding": "I kept away from people or places, so as not to be reminded",
    "support": "I had somebody to talk to when I needed it",
}
HOW_MUCH = {
    "0": "Not at all",
    "1": "A little",
    "2": "A lot",
    "3": "Nearly always",
    "rather_not": "I would rather not say",
}
REST_QUESTION = "Would you like a rest from call-outs?"
REST = {"yes": "Yes, from now", "no": "No", "rather_not": "I would rather not say"}


class _OfferedOrLeft:
    """An answer is one of those that were offered, or there is none."""

    def __init__(self, offered: frozenset[str]) -> None:
        self.offered = offered

    def __call__(self, _form: object, field: Field) -> None:
        if field.data is not None and field.data not in self.offered:
            raise ValidationError("Choose one of these, or leave it out")


def _may_be_left(label: str, offered: dict[str, str]) -> OneOf:
    may_be = [_OfferedOrLeft(frozenset(offered))]
    return OneOf(label, may_be, choices=choices(offered.items()), validate_choice=False)


class CheckInForm(ActForm):
    """Five questions and whether he would like a rest; each may be left out."""

    sleep = _may_be_left(QUESTIONS["sleep"], HOW_MUCH)
    thoughts = _may_be_left(QUESTIONS["thoughts"], HOW_MUCH)
    on_edge = _may_be_left(QUESTIONS["on_edge"], HOW_MUCH)
    avoiding = _may_be_left(QUESTIONS["avoiding"], HOW_MUCH)
    support = _may_be_left(QUESTIONS["support"], HOW_MUCH)
    rest = _may_be_left(REST_QUESTION, REST)

    @property
    def answers(self) -> dict[str, str | None]:
        """The answer to each question; None: left out."""
        return {name: self[name].data for name in QUESTIONS}
