"""Call-outs in any order: done to the program, and written down beside it.

Every method does one act and says beforehand, by the model, whether the program will refuse it. ``check`` compares all
that is on file with what the model says.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from listeners.domain.states import AttendanceState, Part, StaffReason
from listeners.errors import Conflict, NotFound, Unreadable
from listeners.services import (
    callout_ends,
    callout_goings,
    callout_paper,
    callout_times,
    callouts,
    nights,
)
from listeners.services.callout_refusals import Held, WhatNow, staff_cannot
from listeners.services.callout_relays import hand_over
from listeners.services.callout_times import Return
from listeners.services.paper_parts import PaperRecord
from listeners.store import callouts_facts, duties_facts
from listeners.store.callouts import Attendance
from listeners.store.database import db
from tests.kept import earlier_versions
from tests.night_ledger import FRESH, SAID_YES, UNDER_WAY, Call, Request, night_of
from tests.night_plans import Plans
from tests.nights import WHY

REFUSED = ("declined", "no_answer")


class Walk(Plans):
    """Everything that may happen on a night."""

    def a_man_asks(self, wing: str) -> None:
        id_ = callouts.start(self.site, self.wing(wing), None, self.officer, self.now)
        self.night.lapse()
        self.night.requests[id_] = one = Request(wing, self.now)
        self._offer_next(one, "lead")

    def _offer_next(self, one: Request, part: str) -> None:
        lead = one.under_way("lead")
        may = part == "lead" or (lead is not None and lead.state == "acting")
        if one.under_way(part) is None and may:
            order = [who for who in self.night.order(one.wing, part, one) if not self._is_in(one, who)]
            if order:
                one.offer(order[0], part, self.now)

    def _is_in(self, one: Request, who: str) -> bool:
        his = one.of(who)
        return his is not None and his.state in UNDER_WAY

    def cannot(self, who: str, night: date) -> None:
        super().cannot(who, night)
        self._asks_the_next(who)

    def pauses(self, who: str) -> None:
        super().pauses(who)
        self._asks_the_next(who)

    def _asks_the_next(self, who: str) -> None:
        """A question to somebody who is away tonight now is withdrawn; whoever said yes goes or waits on."""
        found = self.night.under_way(who)
        if found is not None and found[1].state == "offered" and self.night.is_away(who, night_of(self.now)):
            found[0].pass_over(found[1])
            self._offer_next(found[0], found[1].part)

    def says_no(self, id_: str, one: Request, call: Call, answer: str) -> None:
        part = self.part_id(id_, call)
        callouts.not_going(self.site, id_, part, AttendanceState(answer), self.officer, self.now)
        call.state, call.answered = answer, self.now
        self._offer_next(one, call.part)

    def goes(self, id_: str, one: Request, call: Call) -> None:
        lead, part = one.under_way("lead"), call.part
        lead_is_out = lead is not None and lead.state == "acting"
        if call.state in REFUSED and part == "lead" and lead_is_out:
            part = "second"
        found = self.night.under_way(call.who)
        twice = any(each.out == self.now for each in self.night.calls(call.who))
        elsewhere = found is not None and found[1] is not call
        refused = (part != "lead" and not lead_is_out) or elsewhere or twice
        going = lambda: callout_goings.going(self.site, id_, self.part_id(id_, call), self.officer, self.now)  # noqa: E731
        assert self.refused(going) == refused
        if not refused:
            one.goes(call, self.now)

    def takes_over(self, id_: str, one: Request, call: Call, number: int) -> None:
        """A rested man goes in the place of one who is out: only who may be asked, and had no part in it yet."""
        order = [who for who in self.night.order(one.wing, call.part, one) if not self.night.been_out(who)]
        able = [who for who in order if (his := one.of(who)) is None or his.state == "offered" or not his.answered]
        able = [who for who in able if (his := one.of(who)) is None or his.out is None]
        whom = able[number % len(able)] if able else call.who
        listener, twice = self.prison.listeners[whom], any(each.out == self.now for each in self.night.calls(whom))
        long_ago = call.out is not None and self.now - call.out > timedelta(hours=12)
        refused = not able or twice or long_ago or night_of(one.asked) < night_of(self.now)
        part = self.part_id(id_, call)
        relieving = lambda: hand_over(self.site, id_, part, listener, self.officer, self.now)  # noqa: E731
        assert self.refused(relieving) == refused
        if not refused:
            one.takes_over(call, whom, self.now)

    def waits(self, id_: str, one: Request, call: Call) -> None:
        lead = one.under_way("lead")
        refused = call.part != "lead" and (lead is None or lead.state != "acting")
        waiting = lambda: callout_goings.waits(self.site, id_, self.part_id(id_, call), self.officer, self.now)  # noqa: E731
        assert self.refused(waiting) == refused
        if not refused:
            one.waits(call, self.now)

    def staff_cannot(self, id_: str, one: Request, what: str) -> None:
        """Staff cannot let the Listener go: he waits on, another is asked, or nobody goes."""
        held = one.held()
        nobody = held is None and (one.state == "acting" or what != "nobody")
        refused = nobody or (what == "waits" and (held is None or held.state != "accepted"))
        said = Held(StaffReason.NO_STAFF, WhatNow(what), None if held is None else self.part_id(id_, held))
        telling = lambda: staff_cannot(self.site, id_, said, self.officer, self.now)  # noqa: E731
        assert self.refused(telling, (Conflict, NotFound)) == refused
        if refused or what == "waits":
            return
        if held is not None:
            one.let_go(held, self.now)
        if what == "another" and held is not None:
            self._offer_next(one, held.part)
        elif one.state == "asked":
            one.nobody_else(self.now)
            one.end("closed", "refused_by_staff")

    def is_asked(self, id_: str, one: Request, part: str, who: str | None) -> None:
        there, lead = one.under_way(part), one.under_way("lead")
        order = self.night.order(one.wing, part, one)
        whom = who or next((each for each in order if not self._is_in(one, each)), None)
        out = there is not None and there.state in SAID_YES
        alone = part != "lead" and not (lead is not None and lead.state == "acting")
        refused = out or alone or whom not in order
        listener = self.prison.listeners[who] if who else None
        asking = lambda: callouts.ask(self.site, id_, Part(part), listener, self.officer, self.now)  # noqa: E731
        assert self.refused(asking) == refused
        if not refused and whom is not None:
            one.pass_over(there)
            one.offer(whom, part, self.now)

    def is_back(self, id_: str, one: Request, call: Call, back: datetime) -> None:
        said, part = Return(back, reason=WHY), self.part_id(id_, call)
        refused = call.started is not None and back < call.started
        returning = lambda: callout_times.returned(self.site, id_, part, said, self.officer, self.now)  # noqa: E731
        assert self.refused(returning, (Unreadable,)) == refused
        if not refused:
            one.returns(call, back, self.now)

    def went_out(self, id_: str, call: Call, out: datetime) -> None:
        twice = any(each.out == out for each in self.night.calls(call.who) if each is not call)
        latest = min(at for at in (self.now, call.end, call.started) if at is not None)
        refused = out > latest or twice
        part = self.part_id(id_, call)
        press = partial(callout_times.went_out, self.site, id_, part, out, self.officer, self.now)
        correcting = partial(press, reason=WHY)
        assert self.refused(correcting, (Unreadable,)) == refused
        if not refused:
            if call.unlocked or call.accepted not in (None, call.out):
                call.unlocked = out
            elif call.accepted:
                call.accepted = out
            call.out = out

    def is_called_off(self, id_: str, one: Request) -> None:
        callout_ends.call_off(self.site, id_, self.officer, self.now)
        one.called_off(self.now)

    def telephone_is_given(self, id_: str, one: Request) -> None:
        refused = one.state == "acting"
        free = self.night.order(one.wing, "lead", one) or any(each.state == "accepted" for each in one.calls)
        giving = lambda: callout_ends.telephone(self.site, id_, self.officer, self.now)  # noqa: E731
        assert self.refused(giving) == refused
        if not refused:
            one.nobody_else(self.now)
            one.end("closed", "telephone_while_free" if free else "telephone")

    def paper_is_keyed(self, who: str, wing: str, out: datetime, back: datetime | None) -> None:
        record = PaperRecord(self.prison.listeners[who], self.wing(wing), out, out, back)
        found = self.night.under_way(who)
        id_ = callout_paper.on_paper(self.site, record, self.officer, self.now)
        assert self.night.on_paper(id_, who, wing, out, back) == id_
        if found is not None and found[0] is not self.night.requests[id_] and not found[1].out:
            since = found[1].answered or found[0].asked
            if found[0].is_open and self._goes_on(found[0], since):
                self._offer_next(found[0], found[1].part)

    def _goes_on(self, one: Request, since: datetime) -> bool:
        """Whether a request goes on: its night does, or that moment is fresh."""
        return night_of(one.asked) == night_of(self.now) or self.now - since <= FRESH

    def check(self) -> None:
        """Whether all that is on file is what the model says; nothing is looked at where nothing was done since."""
        if (self.commits, self.now) == self.checked:
            return
        self.checked = self.commits, self.now
        self.night.stand_down()
        db.session.rollback()
        view = nights.tonight(self.site, self.now)
        on_file = callouts_facts.call_outs(self.site.id, date.min)
        self._facts_are_kept(on_file)
        busy = Counter(a.listener for each in on_file for a in each.attended if a.state.value in UNDER_WAY)
        assert not busy or max(busy.values()) == 1, "nobody is sent twice at once"
        rests_on_file = duties_facts.rests(self.site.id)
        for who, id_ in self.prison.listeners.items():
            his = (each.rest for each in rests_on_file.get(id_, []))
            found = [(r.rest_from, r.rest_until, r.excused_until, r.rule.value, r.kept) for r in his]
            assert sorted(found, key=lambda r: (r[0], r[1], r[3])) == self.night.rests(who), who
        for each in duties_facts.duties(self.site.id, date.min):
            duty = self.night.duties[each.id]
            assert (duty.state, duty.cause) == (each.state.value, each.cause if duty.cause else None), (duty, each)
        self._same_order(view, on_file)

    def _facts_are_kept(self, on_file: tuple[callouts_facts.CallOutOnFile, ...]) -> None:
        assert {each.id for each in on_file} == self.night.requests.keys()
        for each in on_file:
            one = self.night.requests[each.id]
            head = self.codes[each.wing], each.asked_at, each.state.value, each.outcome
            assert head == (one.wing, one.asked, one.state, one.outcome)
            found = {self.names[a.listener]: a for a in each.attended}
            assert found.keys() == {call.who for call in one.calls}
            for call in one.calls:
                a = found[call.who]
                times = a.answered_at, a.accepted_at, a.unlocked_at, a.out_at, a.back_at, a.called_off_at, a.back_before
                yes = call.answered, call.accepted, call.unlocked
                said = *yes, call.out, call.back, call.called_off, call.before
                assert (a.part.value, a.state.value, *times) == (call.part, call.state, *said), call.who
                for name in ("out_at", "back_at", "called_off_at", "back_before"):
                    if (moment := getattr(a, name)) and a.out_at:
                        self.told.add((a.id, name, moment))

    def _same_order(self, view: nights.Night, on_file: tuple[callouts_facts.CallOutOnFile, ...]) -> None:
        for each in on_file:
            one = self.night.requests[each.id]
            for part in Part if one.state == "acting" else [Part.LEAD] if one.is_open else []:
                found = [self.names[choice.listener] for choice in view.ranking(each.wing, part, each).order]
                order = self.night.order(one.wing, part.value, one)
                assert found == order, f"{part} for {one.wing}: {found}, by the model {order}"

    def ends(self) -> None:
        """Whatever was ever told is on file still: as it is now, or as a version that was kept."""
        db.session.rollback()
        for row in db.session.scalars(select(Attendance).where(Attendance.site_id == self.prison.id)):
            versions = [*earlier_versions(db.session(), row)]
            for id_, name, moment in self.told:
                if id_ == row.id and getattr(row, name) != moment:
                    assert any(datetime.fromisoformat(v[name]) == moment for v in versions if v[name]), name
