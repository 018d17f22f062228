"""A night by the plainest reading of docs/evidence.md, section 4: what the program is compared with.

Lists and loops: every fact is looked at each time, and nothing is shared with the program. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

from tests.night_ledger import DAY, HOUR, Call, Ledger, Request, Span, joined, meet, night_of, wall

BANK_HOLIDAYS = {date(2027, 3, 26), date(2027, 3, 29)}
Rest = tuple[datetime, datetime, datetime | None, str, bool]  # from, until, excused until, rule, kept


def quiet(night: date) -> Span:
    return wall(night, "22:00"), wall(night + DAY, "07:00")


def stand_by(night: date) -> Span:
    return wall(night, "18:00"), wall(night + DAY, "08:00")


def nights_in(span: Span) -> list[date]:
    first, last = night_of(span[0]) - DAY, night_of(span[1]) + DAY
    return [night for n in range((last - first).days) if meet(span, quiet(night := first + n * DAY))]


def span_of(call: Call) -> Span:
    """Where its end is not known: to the end of that night's quiet hours, or until he went out again."""
    seven = quiet(night_of(call.start))[1]
    return call.start, call.end or min(seven, call.before or seven)


def is_early(start: datetime, night: date) -> bool:
    return start >= max(wall(night + DAY, "05:00"), quiet(night)[0] + 7 * HOUR)


def weight(night: date) -> int:
    return 4 if {night, night + DAY} & BANK_HOLIDAYS else 3 if night.weekday() in (4, 5) else 2


@dataclass
class Night(Ledger):
    """What the facts mean now."""

    def rests(self, who: str) -> list[Rest]:
        calls = self.calls(who)
        found: list[tuple[Rest, date | None]] = []
        for night in {night for each in calls for night in nights_in(span_of(each))}:
            touching = [each for each in calls if meet(span_of(each), quiet(night))]
            backs = [each.end for each in touching if each.end and nights_in(span_of(each))[-1] == night]
            if backs:
                found.append(self._rest_of_night(night, [span_of(each) for each in touching], max(backs)))
        around: list[Span] = [(rest[0], rest[1]) for rest, _ in found] + self.assumed(who)
        spans = [(each.start, end) for each in calls if (end := each.end or each.before)]
        works = [(start, end) for name, start, end in self.works if name == who]
        for start, end in joined([span for span in spans if not nights_in(span)] + works):
            if any(meet((start, end), rest) for rest in around):
                around.append((end, end + 11 * HOUR))
                found.append(((end, end + 11 * HOUR, end + 11 * HOUR, "restarted", True), None))
        busy = [span_of(each) for each in calls if each.end] + works
        rests = []
        for rest, of in found:
            unknown = [each for each in calls if not each.end and rest[0] <= each.start < rest[1]]
            broken = any(start < end and meet((start, end), (rest[0], rest[1])) for start, end in busy)
            kept = not broken and all(of in nights_in(span_of(each)) for each in unknown)
            rests.append((*rest[:4], kept))
        return sorted(rests, key=lambda rest: (rest[0], rest[1], rest[3]))

    def _rest_of_night(self, night: date, touching: list[Span], back: datetime) -> tuple[Rest, date]:
        (free_from, seven), longest = quiet(night), timedelta(0)
        for start, end in [*sorted(touching), (seven, seven)]:
            longest, free_from = max(longest, min(start, seven) - free_from), max(free_from, end)
        if longest < 5 * HOUR:
            excused = max(back + 11 * HOUR, wall(night + DAY, "17:00"))
            return (back, back + 11 * HOUR, excused, "broken_night", True), night
        early = len(touching) == 1 and is_early(touching[0][0], night)
        until = back + (5 if early else 11) * HOUR
        works = until if until > wall(night + DAY, "08:30") else None
        return (back, until, works, "early_call" if early else "daily_rest", True), night

    def assumed(self, who: str) -> list[Span]:
        """Rule 5: 11 h from the end of the stand-by night of a call-out whose return was never entered."""
        found = []
        for each in (each for each in self.calls(who) if not each.end):
            night, before = night_of(each.start), each.before
            eight = stand_by(night)[1]
            backs = [o.end for o in self.calls(who) if o.end and nights_in(span_of(o))[-1:] == [night]]
            known = before and (not nights_in((each.start, before)) or any(back >= before for back in backs))
            if not known and (before or self.now >= eight):
                found.append((eight, eight + 11 * HOUR))
        return found

    def is_resting(self, who: str, moment: datetime) -> bool:
        spans = [(rest[0], rest[1]) for rest in self.rests(who)] + self.assumed(who)
        return any(begins <= moment < until for begins, until in spans)

    def night_calls(self, who: str, so_far: bool = False) -> list[tuple[date, bool, Call]]:
        """Each call-out at night, by the night that it counts for, and whether it was an early call. ``so_far``: what
        is under way has lasted until now."""
        found, calls = [], self.calls(who)
        for each in calls:
            begins, ends = span_of(each)
            if so_far and not each.end and not each.before and self.now < stand_by(night_of(begins))[1]:
                ends = max(self.now, begins + timedelta(seconds=1))
            for night in nights_in((begins, ends))[-1:]:
                alone = not any(meet(span_of(other), quiet(night)) for other in calls if other is not each)
                found.append((night, alone and is_early(begins, night), each))
        return found

    def is_away(self, who: str, night: date) -> bool:
        return (who, night) in self.noes or night >= self.paused.get(who, date.max)

    def is_let_begin(self, who: str) -> bool:
        given = self.overrides.get((who, night_of(self.now)))
        used = given and any(each.start >= given for each in self.calls(who))
        return given is not None and not used and self.now >= stand_by(night_of(self.now))[0]

    def been_out(self, who: str) -> bool:
        lately = [span_of(each) for each in self.calls(who) if self.now - each.start < 2 * DAY]
        return any(meet(span, stand_by(night_of(self.now))) for span in lately)

    def counted(self, who: str, nights: int) -> int:
        tonight = night_of(self.now)
        return sum(not early and tonight - nights * DAY < on <= tonight for on, early, _ in self.night_calls(who))

    def load(self, who: str) -> int:
        """Of the 56 nights before tonight. A whole week away counts as the mean of those who were there."""
        tonight, points = night_of(self.now), Fraction(0)
        monday = tonight - (56 + tonight.weekday()) * DAY
        while monday < tonight:
            week = [night for n in range(7) if tonight - 56 * DAY <= (night := monday + n * DAY) < tonight]
            there = [each for each in self.team if not all(self.is_away(each, monday + n * DAY) for n in range(7))]
            own, mean = self._carried(who, week), Fraction(0)
            if who not in there and there:
                mean = Fraction(sum(self._carried(each, week) for each in there), len(there))
            points, monday = points + max(Fraction(own), mean), monday + 7 * DAY
        return floor(points + Fraction(1, 2))

    def _carried(self, who: str, week: list[date]) -> int:
        lived = {each.night for each in self.duties.values() if each.who == who and each.was_lived}
        calls = [each for night, _, each in self.night_calls(who) if night in week]
        nights = sum(weight(night) for night in lived if night in week and not self.is_away(who, night))
        return nights + sum(2 + max(0, (each.end - each.start) // HOUR - 1) if each.end else 2 for each in calls)

    def order(self, wing: str, part: str = "lead", request: Request | None = None) -> list[str]:
        """The rested, on duty, then in reserve; only if there is none who has been out; last who is let go unrested."""
        tonight, able, again = night_of(self.now), [], []
        on = {each.who: each.place for each in self.duties.values() if (each.night, each.state) == (tonight, "planned")}
        for who, man in self.team.items():
            found, his = self.under_way(who), request.of(who) if request else None
            busy = found is not None and (found[0] is not request or found[1].state != "offered")
            no = his is not None and his.answered and his.state in ("declined", "no_answer")
            refused = no or (his is not None and his.state in ("called_off", "returned", "unknown_back"))
            unfit = man.new if part == "lead" else part == "shadow" and not man.new
            absent = self.is_away(who, tonight) or (who, tonight) in self.not_here or wing not in man.wings
            let_begin = self.is_let_begin(who)
            if busy or refused or unfit or absent or not (who in on or man.reserve or let_begin):
                continue
            if who in on and self.been_out(who):
                again.append(who)
            elif self.counted(who, 7) < 2 and self.counted(who, 28) < 4:
                able += [who] if let_begin or not self.is_resting(who, self.now) else []

        def place(who: str) -> tuple[int, bool, int, int, str]:
            number = ("first", "second", None).index(on.get(who))
            return number, self.been_out(who), self.load(who), self.counted(who, 28), self.team[who].number

        free = [who for who in able if not self.is_resting(who, self.now)] or (again if part != "shadow" else [])
        return sorted(free, key=place) + sorted(set(able) - set(free), key=place)

    def forbidden(self, who: str, night: date) -> str | None:
        """Why what happened forbids a night: he would begin unrested, or the night before was broken into."""
        if self.is_resting(who, stand_by(night)[0]):
            return "unrested"
        return "free_nights" if night - DAY in {on for on, _, _ in self.night_calls(who, so_far=True)} else None

    def may_plan(self, who: str, night: date, passed: bool = False) -> bool:
        """Whether no rule forbids him one more night: neither his rest, unless that is ``passed``, nor his nights."""
        held = [each.night for each in self.duties.values() if (each.who, each.state) == (who, "planned")]
        his = {on for on in held if self.now < stand_by(on)[0] or not self.is_away(who, on)}
        nights = {on for on, _, _ in self.night_calls(who)} | his
        over = any(
            sum(night + (n - length) * DAY < on <= night + n * DAY for on in nights | {night}) > most
            for length, most in ((7, 2), (28, 8))
            for n in range(length)
        )
        unrested = not passed and (self.forbidden(who, night) or self.is_away(who, night))
        return not (unrested or over or night in his or {night - DAY, night + DAY} & nights)

    def stand_down(self) -> None:
        """Rule 8, for everybody."""
        for duty in self.duties.values():
            cause = self.forbidden(duty.who, duty.night) if duty.state == "planned" and not duty.overridden else None
            if cause:
                late = stand_by(duty.night)[0] <= self.now
                duty.state, duty.cause = "stood_down", cause + ("_found_later" if late else "")
