"""Plans, and what people say of themselves: done to the program, and written down beside it.

What a method does it says beforehand, by the model, whether the program will refuse it.
"""

from __future__ import annotations

from datetime import date, datetime

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind
from listeners.domain.work_told import Department, WorkTold
from listeners.domain.work_told import Said as Work
from listeners.errors import Conflict, NotFound, RuleBroken
from listeners.services import (
    availability,
    availability_rules,
    cover,
    cover_answers,
    lockup,
    nights,
    override_choices,
    overrides,
    rota_slots,
)
from listeners.services.answers import Outcome
from listeners.services.care import works
from listeners.services.rota_slots import Change
from tests.night_ledger import DAY, Duty, night_of
from tests.night_model import stand_by
from tests.night_place import Place

REASON = "Nobody else is left and a man waits"


class Plans(Place):
    """Whoever may say or plan something does."""

    def rest_is_passed(self, who: str) -> None:
        tonight = night_of(self.now)
        moment = max(self.now, stand_by(tonight)[0])
        on = any((d.who, d.night, d.state) == (who, tonight, "planned") for d in self.night.duties.values())
        given = self.night.overrides.get((who, tonight))
        standing = given is not None and not any(each.start >= given for each in self.night.calls(who))
        refused = (
            standing
            or self.night.under_way(who) is not None
            or self.night.is_away(who, tonight)
            or (who, tonight) in self.night.not_here
            or (on and self.night.been_out(who))
            or not self.night.is_resting(who, moment)
        )
        taken_off = self._taken_off(who, tonight)
        refused |= taken_off is not None and not self.night.may_plan(who, tonight, passed=True)
        refused |= self.night.counted(who, 7) >= 2 or self.night.counted(who, 28) >= 4
        said = overrides.Said(REASON, True, self.now, self._knows(who, tonight))
        giving = lambda: overrides.give(  # noqa: E731
            self.site, self.prison.listeners[who], tonight, said, self.officer, self.now
        )
        assert self.refused(giving, (Conflict, NotFound, RuleBroken)) == refused
        if not refused:
            self.night.overrides[who, tonight] = self.now
            if taken_off is not None:
                taken_off.state, taken_off.cause, taken_off.overridden = "planned", None, True

    def _knows(self, who: str, night: date) -> tuple[str, int]:
        """What the page would show of the rest that is passed."""
        shown = override_choices.choices(nights.tonight(self.site, self.now, ahead=night))
        found = (each for each in shown if (self.names[each.member.id], each.night) == (who, night))
        return next(((each.rule, each.minutes) for each in found), ("daily_rest", 0))

    def _taken_off(self, who: str, night: date) -> Duty | None:
        """His duty of that night that was stood down, has not begun, and that nobody else has."""
        there = [each for each in self.night.duties.values() if each.night == night and stand_by(night)[0] > self.now]
        taken = {each.place for each in there if each.state == "planned"}
        his = (each for each in there if (each.who, each.state) == (who, "stood_down"))
        return next((each for each in his if each.place not in taken), None)

    def cannot(self, who: str, night: date) -> None:
        said = {night: AvailabilityKind.UNAVAILABLE}
        availability.say(self.site, self.prison.listeners[who], said, "", SYSTEM, self.now)
        self.night.noes.add((who, night))

    def can_again(self, who: str, night: date) -> None:
        availability.withdraw(self.site, self.prison.listeners[who], (night,), SYSTEM, self.now)
        self.night.noes.discard((who, night))

    def pauses(self, who: str) -> None:
        availability_rules.pause(self.site, self.prison.listeners[who], SYSTEM, self.now)
        self.night.paused.setdefault(who, night_of(self.now))

    def comes_back(self, who: str) -> None:
        availability_rules.come_back(self.site, self.prison.listeners[who], SYSTEM, self.now)
        first = self.night.paused.pop(who)
        self.night.noes |= {(who, first + n * DAY) for n in range((night_of(self.now) - first).days)}

    def is_not_here(self, who: str, is_here: bool) -> None:
        lockup.not_here(self.site, self.prison.listeners[who], is_here, self.officer, self.now)
        mark = who, night_of(self.now)
        self.night.not_here.discard(mark) if is_here else self.night.not_here.add(mark)

    def is_planned(self, who: str, night: date, number: int) -> None:
        """A plan that breaks rest is impossible: the model says whether it may be, before and after."""
        place = ("first", "second")[number - 1]
        has = [d for d in self.night.duties.values() if (d.night, d.place, d.state) == (night, place, "planned")]
        if has and has[0].who == who:
            return
        may = self.night.may_plan(who, night) and not (self.night.team[who].new and number == 1)
        held = self.prison.listeners[has[0].who] if has else None
        wanted = Change(night, number, held, self.prison.listeners[who], REASON)
        changing = lambda: rota_slots.change(self.officer, self.site, wanted, self.now)  # noqa: E731
        if not self.refused(changing, (Conflict, RuleBroken, NotFound)):
            assert may, f"{who} was given {night}, {place}"
            for duty in has:
                duty.state = "withdrawn"
            self.see_duties((who, night, place))

    def wants_cover(self, duty: Duty) -> None:
        cover.ask_for_cover(self.site, self.prison.listeners[duty.who], duty.night, SYSTEM, self.now)

    def answers_cover(self, number: int, yes: bool) -> None:
        asked = self.wanting()
        found, one = asked[number % len(asked)]
        who, night = self.names[one.listener], found.night
        may = self.night.may_plan(who, night)
        said = cover_answers.answer(self.site, found.id, one.listener, yes, SYSTEM, self.now)
        if said is Outcome.TAKEN:
            assert may, f"{who} took {night}"
            (new,) = self.see_duties(None)
            for each in self.night.duties.values():
                if (each.night, each.place, each.state) == (night, new.place, "planned") and each is not new:
                    if found.listener and self.prison.listeners[each.who] == found.listener:
                        each.state = "withdrawn"

    def works(self, who: str, start: datetime, end: datetime) -> None:
        """He works, whether he rests or not."""
        told = WorkTold(start, end, Work.MADE, Department.KITCHENS, may_name=False)
        works.tell_for(self.site, self.prison.listeners[who], told, self.officer, self.now)
        self.night.works.append((who, start, end))
