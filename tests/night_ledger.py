"""What was recorded of a night, and what each record changes on file: written down by a test beside the program.

It knows no rule of rest and chooses nobody; ``night_model`` does, from what is here. Times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON, DAY, HOUR = ZoneInfo("Europe/London"), timedelta(days=1), timedelta(hours=1)
Span = tuple[datetime, datetime]
UNDER_WAY, SAID_YES = ("offered", "accepted", "acting"), ("accepted", "acting")
WITHOUT = ("telephone", "telephone_while_free", "refused_by_staff")
FRESH = timedelta(minutes=30)
"""How long a press may be taken back without a reason (docs/decisions/0014)."""
UNFINISHED = ("not_finished", "telephone_taken_back", "refusal_taken_back", "never_gone")


def wall(day: date, clock: str) -> datetime:
    """When the clock on the wall shows that time."""
    return datetime.combine(day, time.fromisoformat(clock), LONDON).astimezone(UTC)


def night_of(moment: datetime) -> date:
    """Until 08:00 it is the night that began the evening before."""
    local = moment.astimezone(LONDON)
    return local.date() - DAY if local.hour < 8 else local.date()


def meet(one: Span, other: Span) -> bool:
    """Whether two stretches share more than nothing."""
    return max(one[0], other[0]) < min(one[1], other[1])


def joined(spans: list[Span]) -> list[Span]:
    """The stretches in order, those that meet as one; empty ones are none."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start < found[-1][1]:
            start, end = found[-1][0], max(found.pop()[1], end)
        found.append((start, end))
    return found


@dataclass
class Call:
    """One man's part in one request. ``accepted``: he said yes, and waits to be unlocked until he is ``out``.
    ``before``: his return was not entered, and he went out again then. ``answered``: None also for who was only passed
    over."""

    who: str
    part: str
    state: str = "offered"
    offered: datetime | None = None
    answered: datetime | None = None
    accepted: datetime | None = None
    unlocked: datetime | None = None
    out: datetime | None = None
    started: datetime | None = None
    back: datetime | None = None
    called_off: datetime | None = None
    before: datetime | None = None
    relieved: tuple[Call, datetime] | None = None
    """From whom he took over, and when."""
    stood: tuple[Call, tuple[str, str | None] | None] | None = None
    """The end that he had before the sheet said that he went, and that of the request."""

    @property
    def interrupts(self) -> bool:
        """Whether he said yes, or went, so that he was up for it."""
        return self.state not in ("offered", "declined", "no_answer") and bool(self.accepted or self.out)

    @property
    def start(self) -> datetime:
        """From when on he was interrupted."""
        return min(moment for moment in (self.accepted, self.out) if moment is not None)

    @property
    def end(self) -> datetime | None:
        """Until when, where that is known."""
        return self.back or self.called_off


@dataclass
class Request:
    """A man on a wing has asked, and who was asked to go."""

    wing: str
    asked: datetime
    state: str = "asked"
    outcome: str | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be asked."""
        return self.state in ("asked", "acting")

    def under_way(self, part: str) -> Call | None:
        """Who is asked or out as this part."""
        return next((each for each in self.calls if each.part == part and each.state in UNDER_WAY), None)

    def of(self, who: str) -> Call | None:
        """The part that somebody has in it."""
        return next((each for each in self.calls if each.who == who), None)

    def offer(self, who: str, part: str, now: datetime) -> None:
        """He is asked, perhaps again."""
        his = self.of(who)
        if his is None:
            self.calls.append(Call(who, part, offered=now))
        else:
            his.part, his.state, his.offered, his.answered = part, "offered", now, None

    def pass_over(self, call: Call | None) -> None:
        """He has answered nothing."""
        if call is not None and call.state == "offered":
            call.state, call.answered = "no_answer", None

    def end(self, state: str, outcome: str | None = None) -> None:
        """It has ended: nobody is asked any more."""
        self.state, self.outcome = state, outcome

    def goes(self, call: Call, now: datetime) -> None:
        """He goes now, unlocked or with his yes; who is asked in his place is passed over, and beside a lead who has
        gone he is second; one who waits as the lead is second to him."""
        if call.state == "accepted":
            call.state, call.unlocked, call.out, self.state = "acting", now, now, "acting"
            return
        if call.state != "offered":
            there = self.under_way(call.part)
            if there is not None and there.state == "acting" and call.part == "lead":
                call.part = "second"
            elif there is not None and there.state == "accepted" and call.part == "lead":
                there.part = "second"
            else:
                self.pass_over(there)
            call.offered = now
        call.state, call.accepted, call.out, call.answered = "acting", now, now, now
        self.state = "acting"

    def takes_over(self, call: Call, who: str, now: datetime) -> None:
        """One is back, and the other goes in his place."""
        call.state, call.back = "returned", now
        self.offer(who, call.part, now)
        for each in self.calls:
            if each.who == who:
                each.state, each.accepted, each.out, each.answered = "acting", now, now, now
                each.relieved = call, now

    def relieved_by(self, call: Call) -> Call | None:
        """Who is out again where this one never went in his place: nobody has said since that he was back then."""
        if call.relieved is None or not self.is_open or call.state != "acting":
            return None
        before, at = call.relieved
        return before if before.back == at else None

    def led_before(self, call: Call, others: list[Call]) -> Call | None:
        """Who said yes as the lead, before this one went in his place."""
        back = any(each.out and each.state not in UNDER_WAY for each in others)
        if call.part != "lead" or call.answered is None or back:
            return None
        seconds = (each for each in others if each.part == "second" and each.state in SAID_YES and each.answered)
        return next((each for each in seconds if each.answered and each.answered < call.answered), None)

    def never_went(self, call: Call, still_asked: bool, now: datetime, tonight: bool) -> bool:
        """He did not go after all; returns whether the next in order is to be asked: of last night's nobody is."""
        before, others = self.relieved_by(call), [each for each in self.calls if each is not call]
        if not call.interrupts:
            return False
        out = any(each.state == "acting" for each in others)
        has_been = any(each.out is not None for each in others)
        lead = next((each for each in others if each.part == "lead" and each.state == "acting"), None)
        is_alone = call.state == "acting" and call.relieved is not None and call.relieved[0].state != "acting"
        goes_on = self.is_open and (out or is_alone or not has_been)
        led = self.led_before(call, others)
        asked = still_asked and goes_on and call.state in SAID_YES and (call.part == "lead" or lead is not None)
        asked = asked and tonight and led is None
        call.accepted = call.unlocked = call.out = call.started = None
        call.back = call.called_off = call.before = None
        call.state, call.answered = "declined", None if still_asked else now
        if before is not None:
            before.state, before.back = "acting", None
            return False
        call.state = "offered" if asked else "declined"
        if self._stands_as_before(call, others, out, has_been, now):
            return False
        if led is not None:
            led.part = "lead"
        if call.part == "lead":
            self.nobody_else(now, [each for each in others if each is not led])
        if not out:
            if self.is_open:
                self.state = "returned" if has_been and not is_alone else "asked"
            elif not has_been and self.outcome not in ("called_off", *WITHOUT):
                self.end("closed", "never_gone")
        return goes_on and tonight and not asked

    def _stands_as_before(self, call: Call, others: list[Call], out: bool, has_been: bool, now: datetime) -> bool:
        """The end that he had before the sheet said otherwise is his again; returns whether the request's is too."""
        if call.stood is None:
            return False
        (his, ended), call.stood = call.stood, None
        call.state, call.answered, call.part = his.state, his.answered, his.part
        call.accepted, call.called_off, call.before = his.accepted, his.called_off, his.before
        if ended is None or out or (has_been and ended[1] in (*WITHOUT, *UNFINISHED)):
            return False
        self.nobody_else(now, others)
        self.end(*ended)
        return True

    def waits(self, call: Call, now: datetime) -> None:
        """He says yes and waits to be unlocked."""
        call.state, call.accepted, call.answered = "accepted", now, now

    def held(self) -> Call | None:
        """Whom staff would have to let go, the lead first."""
        there = [each for each in self.calls if each.state in ("offered", "accepted")]
        return min(there, key=lambda each: ("lead", "second", "shadow").index(each.part), default=None)

    def let_go(self, call: Call, now: datetime) -> None:
        """It ends for him: he may go back to sleep. Said half a day later, nobody knows since when."""
        began = min(at for at in (call.accepted, call.out, now) if at is not None)
        if now - began > timedelta(hours=12):
            call.state, call.before = "unknown_back", now
        else:
            call.state, call.called_off = "called_off", now

    def nobody_else(self, now: datetime, others: list[Call] | None = None) -> None:
        """Nobody is asked any more, and nobody waits any more: of these, or of all."""
        for each in self.calls if others is None else others:
            self.pass_over(each)
            if each.state == "accepted":
                self.let_go(each, now)

    def returns(self, call: Call, back: datetime, now: datetime) -> None:
        """He is back, whatever was recorded before; with the last of them the request ends."""
        call.state, call.back, call.before, call.called_off = "returned", back, None, None
        if self.is_open and not any(each.state == "acting" for each in self.calls):
            self.nobody_else(now)
            self.state = "returned"
        elif self.outcome == "called_off":
            self.end("returned")

    def called_off(self, now: datetime) -> None:
        """The caller changed his mind."""
        for each in self.calls:
            if each.state in UNDER_WAY:
                self.let_go(each, now)
        self.end("closed", "called_off")

    def goes_on_paper(self, call: Call, now: datetime) -> None:
        """What was begun on the screen went on on paper: he goes on his own row, in the place of whoever would lead."""
        his, lead = self.of(call.who), self.under_way("lead")
        if call.state == "acting" and lead is not None and lead is not his and call.out:
            self._not_needed(lead, now)
        if his is not None and his.accepted and call.out:
            call.accepted = min(his.accepted, call.out)
            call.unlocked = call.out
        if his is not None and his.state in ("called_off", "unknown_back") and call.state != "acting":
            call.stood = his, None if self.is_open else (self.state, self.outcome)
        if his is not None:
            asked_anew = call.state == "acting" and his.state not in UNDER_WAY
            call.offered, call.answered = (now, None) if asked_anew else (his.offered, his.answered)
            self.calls.remove(his)
        self.calls.append(call)
        if self.state == "asked" or call.state == "acting":
            self.state, self.outcome = "acting", None
        if call.state == "acting":
            return
        for each in self.calls:
            self._not_needed(each, now)
        self.end(*(("returned",) if call.state == "returned" else ("closed", "back_unknown")))

    def _not_needed(self, call: Call, now: datetime) -> None:
        """Another went, as is told now: whoever waited did so until now, or nobody knows when after the night."""
        self.pass_over(call)
        is_on = night_of(self.asked) == night_of(now) or now - (call.answered or now) <= FRESH
        if call.state == "accepted" and is_on:
            self.let_go(call, now)
        elif call.state == "accepted":
            call.state, call.before = "unknown_back", now

    def back_before(self, call: Call, again: datetime) -> None:
        """He went out again: he was back before that; where he only waited, the man still needs somebody."""
        call.state, call.before = "unknown_back", again
        if call.out and not any(each.state in SAID_YES for each in self.calls):
            self.end("closed", "back_unknown")


@dataclass
class Duty:
    """A night that somebody was given."""

    who: str
    night: date
    place: str
    state: str = "planned"
    cause: str | None = None
    overridden: bool = False

    @property
    def was_lived(self) -> bool:
        """Whether it counts: it stands, or was lived before anybody knew that it might not."""
        return self.state == "planned" or (self.cause or "").endswith("found_later")


@dataclass
class Man:
    """A Listener. ``number``: what orders those who are alike."""

    number: str
    reserve: bool
    new: bool = False
    wings: str = "ABCD"


@dataclass
class Ledger:
    """Everything that was recorded; ``works``: who, from when, until when."""

    team: dict[str, Man]
    now: datetime
    requests: dict[str, Request] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    noes: set[tuple[str, date]] = field(default_factory=set)
    paused: dict[str, date] = field(default_factory=dict)
    not_here: set[tuple[str, date]] = field(default_factory=set)
    overrides: dict[tuple[str, date], datetime] = field(default_factory=dict)
    works: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def calls(self, who: str) -> list[Call]:
        """Every time that somebody said yes, or went."""
        all_ = (each for one in self.requests.values() for each in one.calls if each.who == who)
        return [each for each in all_ if each.accepted or each.out]

    def under_way(self, who: str) -> tuple[Request, Call] | None:
        """What somebody is asked for, or out on."""
        found = ((one, each) for one in self.requests.values() for each in one.calls if each.state in UNDER_WAY)
        return next((pair for pair in found if pair[1].who == who), None)

    def on_paper(self, key: str, who: str, wing: str, out: datetime, back: datetime | None) -> str:
        """A line of the night sheet, however late; the same line again corrects its return. Returns its request."""
        for id_, one in self.requests.items():
            his = one.of(who)
            if his is not None and his.out == out:
                if back is not None and his.back != back:
                    one.returns(his, back, self.now)
                return id_
        there = self._begun(who, wing, out)
        found = self.under_way(who)
        if found is not None and found[0] is there:
            found = None
        waits = [found[1].start] if found is not None and found[1].state == "accepted" else []
        outs = [each.out for each in self.calls(who) if each.out]
        later = min((moment for moment in outs + waits if moment > out), default=None)
        if found is not None and found[1].state == "offered" and back is None and later is None:
            found[0].pass_over(found[1])
        if found is not None and found[1].state in SAID_YES and (found[1].out or found[1].start) <= out:
            found[0].back_before(found[1], out)
        call = Call(who, "lead", "returned" if back else "acting", out=out, back=back)
        if back is None and later is not None:
            call.state, call.before = "unknown_back", later
        if there is not None:
            there.goes_on_paper(call, self.now)
            return next(id_ for id_, one in self.requests.items() if one is there)
        state = {"returned": "returned", "acting": "acting"}.get(call.state, "closed")
        self.requests[key] = Request(wing, out, state, None, [call])
        return key

    def _begun(self, who: str, wing: str, asked: datetime) -> Request | None:
        """What was begun on the screen for that wing in that minute, and nobody is down as gone; his before others'."""
        found = [
            (one.of(who) is not None, id_, one)
            for id_, one in self.requests.items()
            if (one.wing, one.asked) == (wing, asked) and (one.state == "asked" or one.outcome in UNFINISHED)
            if not any(each.out for each in one.calls)
        ]
        return max(found, key=lambda each: each[:2])[2] if found else None

    def lapse(self) -> None:
        """Nobody has answered, or gone, for 12 hours."""
        for one in self.requests.values():
            for each in one.calls:
                if each.state == "offered" and each.offered and each.offered < self.now - 12 * HOUR:
                    one.pass_over(each)
            asked = any(each.state in ("offered", "accepted") for each in one.calls)
            if one.state == "asked" and one.asked < self.now - 12 * HOUR and not asked:
                one.end("closed", "not_finished")
