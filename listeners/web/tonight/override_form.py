"""What does the form ask of whoever lets somebody begin unrested? That he knows what he passes, above all."""

from __future__ import annotations

import re

from flask import g
from wtforms import HiddenField
from wtforms.validators import InputRequired

from listeners.services import overrides
from listeners.services.override_choices import Passing
from listeners.services.overrides import OverridePage, Said
from listeners.web.fields import ActForm, LocalTime, Tick, Words
from listeners.web.moments import moment_before
from listeners.web.tonight.forms import why_field


class OverrideForm(ActForm):
    """By whom is his rest passed, and why? What is passed, and how much of it, is what the page showed."""

    passing = HiddenField()
    rule = HiddenField()
    minutes = HiddenField()
    reason = why_field()
    asked_at = LocalTime("When was he asked?", [InputRequired("Enter the time at which he was asked, such as 02:14")])
    consented = Tick("He was asked then, and he agrees", [InputRequired("He must agree: ask him first")])
    acknowledged = Tick("", [InputRequired("Tick that you know what is passed")])
    all_the_same = Tick("Let him go unrested all the same")
    name = Words(
        "Your own name",
        description="This desk is used by many. The charity asks the person who decided, so give first and last name.",
    )

    def offer(self, page: OverridePage, passed: Passing, words: str) -> None:
        """Say in words what is passed, and ask only what has to be asked."""
        self.acknowledged.label.text = f"I know that {words}"
        if not page.asks_name:
            del self.name
        if page.others_free:
            self.all_the_same.label.text = f"{page.others_free} can still be asked, and he is to go all the same"
        else:
            del self.all_the_same
        if not self.is_submitted():
            self.asked_at.data = g.now.astimezone(g.site.zone).time().replace(second=0, microsecond=0)
        self.is_news = self.is_submitted() and not passed.is_known(*self._shown)
        self.passing.data, self.rule.data, self.minutes.data = passed.key, passed.rule, str(passed.minutes)

    def said(self, page: OverridePage) -> Said | None:
        """Return what whoever decides says; None where something is missing or wrong, all faults written at once."""
        knows = self._shown
        valid = bool(self.validate())
        asked_at = moment_before(g.now, self.asked_at.data, self.asked_at, g.site.zone)
        if asked_at is not None and not overrides.is_just_asked(asked_at, g.now):
            self.asked_at.errors = [*self.asked_at.errors, "Enter a time in the last 12 hours"]
        if self.is_news:
            words = "His rest on file has changed since this page was shown: read it again, then tick"
            self.acknowledged.errors, self.acknowledged.data = [words], False
        if self.name is not None and (fault := overrides.name_fault(self.name.data or "", page.not_persons)):
            self.name.errors = [*self.name.errors, f"{fault}, not that of a desk, a wing or a role"]
        if self.all_the_same is not None and not self.all_the_same.data:
            words = f"{page.others_free} can still be asked: ask them first, or tick that he is to go all the same"
            self.all_the_same.errors = [*self.all_the_same.errors, words]
        if not valid or self.errors:
            return None
        name = self.name.data or "" if self.name is not None else ""
        return Said(self.reason.data or "", bool(self.consented.data), asked_at, knows, name)

    @property
    def _shown(self) -> tuple[str, int]:
        """The rule and the minutes that were on the page which was sent; none where they cannot be read."""
        minutes = self.minutes.data or ""
        return self.rule.data or "", int(minutes) if re.fullmatch("[0-9]{1,5}", minutes) else -1
