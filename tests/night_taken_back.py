"""How a request ended, that staff held somebody, or an override, is taken back: done to the program, and written down
beside it.

Who acts is a coordinator, and says why each time: within half an hour a press is enough, whatever the reason.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listeners.domain.states import CHECKS, CallOutEventKind
from listeners.errors import NotFound
from listeners.services import callout_checks, callout_let_go, callout_opened_again, overrides_taken_back
from listeners.store import duties_overrides
from listeners.store.callouts_events import EventOnFile, events
from listeners.store.callouts_facts import call_out
from listeners.store.database import db
from tests.night_corrections import Corrections
from tests.night_ledger import FRESH, SAID_YES, UNFINISHED, WITHOUT, Call, Request, night_of
from tests.nights import WHY

HALF_A_DAY = timedelta(hours=12)


class TakenBack(Corrections):
    """Everything that may happen on a night, be put right, and be taken back."""

    def taken_back_ends(self) -> list[tuple[str, Request]]:
        """Which requests have ended in a way that can be taken back."""
        ends = ("telephone", "telephone_while_free", "called_off")
        return [(id_, one) for id_, one in self.night.requests.items() if one.state == "closed" and one.outcome in ends]

    def held(self) -> list[tuple[str, Request, Call]]:
        """Whom staff may hold: who was let go, and the request goes on."""
        return self.calls(lambda one, call: one.is_open and call.state == "called_off" and not call.out)

    def end_is_taken_back(self, id_: str, one: Request) -> None:
        """The telephone, or that he wants nobody, was pressed by mistake."""
        closed = self._closed(id_)
        callout_opened_again.open_again(self.site, id_, WHY, self.officer, self.now)
        fresh, soon = self.now - closed <= FRESH, self.now - one.asked < HALF_A_DAY
        if one.outcome == "called_off" and (not soon or not self._goes_on(one, closed) or self._somebody_went(one)):
            return
        if not soon:
            one.outcome = "telephone_taken_back"
            return
        one.state, one.outcome = "asked", None
        let_go = [each for each in one.calls if each.state == "called_off" and each.called_off == closed]
        for each in let_go:
            if not each.interrupts:
                self._answered_nothing(each)
        waited = next((each for each in let_go if each.accepted), None)
        if waited is not None and fresh and self.night.under_way(waited.who) is None:
            self._waits_again(waited)
        elif self._goes_on(one, closed):
            self._offer_next(one, "lead")

    def is_held_no_more(self, id_: str, one: Request, call: Call) -> None:
        """Staff, who hold him, can let him go after all."""
        held = [each for each in self._happened(id_, call) if each.kind is CallOutEventKind.REFUSED]
        for event in held[:1]:
            may, going = self._may_come_in(one, call, event.at), (self.site, id_, event.id, self.officer, self.now)
            assert self.refused(lambda: callout_let_go.goes_after_all(*going)) != may  # noqa: B023
            if may:
                self._stands_again(one, call, event.at, waits=True)

    def refusal_is_taken_back(self, id_: str, one: Request, number: int) -> None:
        """That staff did not let somebody go was pressed by mistake."""
        db.session.rollback()
        found = [each for each in events(self.site.id, id_) if each.kind in callout_let_go.OF_STAFF]
        if not found:
            return
        event, there = found[number % len(found)], call_out(self.site.id, id_)
        assert there is not None
        closed, whose = there.closed_at, there.one(event.attendance_id or "")
        call = None if whose is None else one.of(self.names[whose.listener])
        callout_let_go.take_back(self.site, id_, event.id, WHY, self.officer, self.now)
        if event.kind is not CallOutEventKind.REFUSED:
            return
        ids = [each.id for each in there.attended] + [None]
        refused = [each for each in found if each.kind is CallOutEventKind.REFUSED]
        last = max(refused, key=lambda each: (each.at, ids.index(each.attendance_id)))
        if one.outcome == "refused_by_staff" and closed is not None and last == event:
            soon = self.now - one.asked < HALF_A_DAY
            if not soon or not self._goes_on(one, event.at) or self._somebody_went(one):
                one.outcome = "refusal_taken_back"
                return
            one.state, one.outcome = "asked", None
        if one.is_open:
            fresh = self.now - event.at <= FRESH
            self._stands_again(one, call, event.at, waits=fresh)

    def override_is_taken_back(self, number: int) -> None:
        """He was let go unrested tonight, and is not to go after all: too late once he has said yes."""
        tonight = night_of(self.now)
        passed = [who for who, night in self.night.overrides if night == tonight]
        if not passed:
            return
        who = passed[number % len(passed)]
        key = self.prison.listeners[who], tonight
        db.session.rollback()
        stand = [each for each in duties_overrides.overrides(self.site.id, tonight) if each.taken_back_at is None]
        his = next(each for each in stand if (each.listener, each.night) == key)
        used = any(each.start >= self.night.overrides[who, tonight] for each in self.night.calls(who))
        taking = lambda: overrides_taken_back.take_back(self.site, his.id, self.officer, self.now)  # noqa: E731
        assert self.refused(taking) == used
        if used:
            return
        del self.night.overrides[who, tonight]
        for duty in self.night.duties.values():
            duty.overridden &= (duty.who, duty.night) != (who, tonight)
        self.night.stand_down()
        found = self.night.under_way(who)
        if found is not None and found[1].state == "offered":
            one, call = found
            if who not in self.night.order(one.wing, call.part, one):
                one.pass_over(call)
                self._offer_next(one, call.part)

    def is_seen_to(self, id_: str, one: Request, wants_nobody: bool, is_so: bool) -> None:
        """What staff do for him instead, or that he wants nobody, changes nothing else."""
        if wants_nobody:
            doing = lambda: callout_checks.no_longer_wanted(self.site, id_, is_so, self.officer, self.now)  # noqa: E731
        else:
            times = dict.fromkeys(CHECKS, max(self.now, one.asked))
            doing = lambda: callout_checks.done(self.site, id_, times, self.officer, self.now, reason=WHY)  # noqa: E731
        chased = one.outcome in WITHOUT or (one.outcome in UNFINISHED and not self._somebody_went(one))
        assert self.refused(doing, (NotFound,)) != chased

    def _stands_again(self, one: Request, call: Call | None, since: datetime, *, waits: bool) -> None:
        part = "lead"
        held = call is not None and (call.state == "called_off" or (call.state, call.before) == ("unknown_back", since))
        if call is not None and held and call.out is None:
            part = call.part
            if not call.interrupts:
                self._answered_nothing(call)
            elif waits and self._may_come_in(one, call, since):
                one.pass_over(one.under_way(part))
                self._waits_again(call)
        if one.state == "asked" and self._goes_on(one, since):
            self._offer_next(one, part)

    def _may_come_in(self, one: Request, call: Call, since: datetime) -> bool:
        """He is asked for nobody else, the request goes on, and nobody has said yes in his place, nor led the way."""
        instead, lead = one.under_way(call.part), one.under_way("lead")
        free = self.night.under_way(call.who) is None and (instead is None or instead.state not in SAID_YES)
        return (
            free
            and self._goes_on(one, since)
            and (call.part == "lead" or (lead is not None and lead.state == "acting"))
        )

    def _somebody_went(self, one: Request) -> bool:
        return any(each.out is not None for each in one.calls)

    def _answered_nothing(self, call: Call) -> None:
        call.state, call.answered, call.called_off = "declined", None, None

    def _waits_again(self, call: Call) -> None:
        call.state, call.called_off, call.before, call.offered = "accepted", None, None, self.now

    def _closed(self, id_: str) -> datetime:
        db.session.rollback()
        there = call_out(self.site.id, id_)
        assert there is not None and there.closed_at is not None
        return there.closed_at

    def _happened(self, id_: str, call: Call) -> list[EventOnFile]:
        db.session.rollback()
        part = self.part_id(id_, call)
        return [each for each in events(self.site.id, id_) if each.attendance_id == part]
