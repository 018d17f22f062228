"""Which numbers do the rules use, what may a site change them to, and where does each come from?

Every number that the program uses as a default stands here with its unit, its bounds and its source; the settings page
shows all three. "Design choice" marks a choice of ours, not a fact (docs/evidence.md, **D**).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

DESIGN = "Design choice of this program"
BMA = "NHS resident doctors' on-call rest rule (BMA)"
WTR = "Working Time Regulations 1998, daily rest, as a benchmark"
SAMARITANS = "Samaritans' own practice"
WILLEMS = f"{DESIGN}, from Willems 2021: calls with suicidal intent weigh most"
HENSEL = f"{DESIGN}, from Hensel 2015: volume and frequency"
EARLY_WARNING = f"{DESIGN}, from early-warning systems that flagged the busy: the own usual beside the count"
MOST_USUAL_WEEKS = 12
"""The own usual is counted over no more (docs/evidence.md, section 5)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers in force at a site on a date. Times are local; hours and days are elapsed."""

    stand_by_from: time = time(18, 0)
    stand_by_until: time = time(8, 0)
    sheet_by: time = time(17, 30)
    quiet_from: time = time(22, 0)
    quiet_until: time = time(7, 0)
    unbroken_hours: int = 5
    rest_hours: int = 11
    early_call_from: time = time(5, 0)
    early_call_unbroken_hours: int = 7
    early_call_rest_hours: int = 5
    work_from: time = time(8, 30)
    work_until: time = time(17, 0)
    free_nights_between: int = 1
    max_nights_in_7: int = 2
    max_nights_in_28: int = 8
    max_night_call_outs_in_7: int = 2
    max_night_call_outs_in_28: int = 4
    hand_over_hours: int = 3
    over_long_hours: int = 6
    confirm_back_hours: int = 12
    crew: int = 2
    freeze_nights: int = 3
    shadowed_contacts: int = 3
    debrief_within_hours: int = 24
    offload_every_days: int = 14
    unprotected_limit_days: int = 32
    small_team: int = 10
    training_weeks: int = 10
    load_window_nights: int = 56
    weight_weekday: int = 2
    weight_weekend: int = 3
    weight_holiday: int = 4
    weight_night_call_out: int = 2
    cover_approval: int = 0
    unprotected_run: int = 2
    suicide_related_in_7: int = 3
    suicide_related_in_28: int = 6
    contacts_in_28: int = 10
    usual_least_contacts: int = 3
    usual_times: int = 2
    usual_over_weeks: int = 12
    usual_needs_weeks: int = 4
    urgent_groups: int = 2
    urgent_rests: int = 2
    second_told_days: int = 3
    branch_told_days: int = 6

    @property
    def rest_length(self) -> timedelta:
        """The rest owed after a night call-out."""
        return timedelta(hours=self.rest_hours)


Value = time | int


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the policy: what it is called, its unit, the bounds a site may move it within, its source."""

    name: str
    label: str
    unit: str
    low: Value
    high: Value
    source: str

    @property
    def is_switch(self) -> bool:
        """Whether it is a question of yes (1) or no (0), not of how much."""
        return (self.low, self.high) == (0, 1)

    @property
    def default(self) -> Value:
        """The value where a site has changed nothing."""
        value: Value = getattr(Policy(), self.name)
        return value


FLAG_RULES: tuple[Rule, ...] = (
    Rule(
        "unprotected_run",
        "An officer near at the last offloads, a reason to ask after",
        "sessions",
        1,
        2,
        f"{DESIGN}, from Buck and others 2023: officers too often present",
    ),
    Rule("suicide_related_in_7", "Suicide-related contacts in 7 days, a reason to ask", "contacts", 2, 4, WILLEMS),
    Rule("suicide_related_in_28", "Suicide-related contacts in 28 days, a reason to ask", "contacts", 4, 8, WILLEMS),
    Rule("contacts_in_28", "Contacts in 28 days, a reason to ask", "contacts", 6, 15, HENSEL),
    Rule("usual_least_contacts", "Contacts in 28 days compared with the own usual", "contacts", 2, 6, EARLY_WARNING),
    Rule("usual_times", "A reason to ask over this many times the own usual", "times", 2, 3, EARLY_WARNING),
    Rule("usual_over_weeks", "The own usual is counted over", "weeks", 8, MOST_USUAL_WEEKS, EARLY_WARNING),
    Rule("usual_needs_weeks", "The own usual needs on file", "weeks", 4, 8, DESIGN),
    Rule("urgent_groups", "Groups of reasons that mean today", "groups", 1, 2, DESIGN),
    Rule("urgent_rests", "Rests not kept that mean today", "rests", 1, 2, DESIGN),
    Rule("second_told_days", "Nobody looks after it: the second is told after", "days", 1, 3, DESIGN),
    Rule("branch_told_days", "Nobody looks after it: the branch lead is told after", "days", 4, 7, DESIGN),
)
"""The numbers of the reasons to ask how somebody is (docs/evidence.md, section 5). The widest bounds are so set that
the people whom that section names are flagged whatever a site has chosen, and whoever is not to be flagged is not."""

RULES: tuple[Rule, ...] = (
    Rule("stand_by_from", "A stand-by night starts", "local time", time(16, 0), time(21, 0), DESIGN),
    Rule("stand_by_until", "A stand-by night ends", "local time", time(6, 0), time(9, 0), DESIGN),
    Rule("sheet_by", "Lock-up: the night sheet is printed by", "local time", time(15, 0), time(20, 0), DESIGN),
    Rule("quiet_from", "Quiet hours start", "local time", time(21, 0), time(23, 0), BMA),
    Rule("quiet_until", "Quiet hours end", "local time", time(6, 0), time(8, 0), BMA),
    Rule("unbroken_hours", "Unbroken rest that leaves a night whole", "hours", 5, 8, BMA),
    Rule("rest_hours", "Rest after a night call-out", "hours", 11, 24, WTR),
    Rule("early_call_from", "An early call starts at or after", "local time", time(4, 0), time(6, 0), DESIGN),
    Rule("early_call_unbroken_hours", "Unbroken rest before an early call", "hours", 6, 8, DESIGN),
    Rule("early_call_rest_hours", "Rest after an early call", "hours", 5, 11, DESIGN),
    Rule("work_from", "The day's first session starts", "local time", time(7, 30), time(10, 0), DESIGN),
    Rule("work_until", "The day's sessions end", "local time", time(15, 0), time(20, 0), DESIGN),
    Rule(
        "free_nights_between",
        "Free nights between two stand-by nights",
        "nights",
        1,
        6,
        f"{DESIGN}; HSE advises 2 to 3 nights in a row at most, the NHS 4 and then 46 hours",
    ),
    Rule(
        "max_nights_in_7",
        "Stand-by nights in any 7",
        "nights",
        1,
        3,
        f"{DESIGN}, from Samaritans' six overnights a year",
    ),
    Rule(
        "max_nights_in_28",
        "Stand-by nights in any 28",
        "nights",
        1,
        10,
        f"{DESIGN}, from the Ministry of Justice on-call standard (better under 30 per cent)",
    ),
    Rule("max_night_call_outs_in_7", "Night call-outs in 7 nights, then not offered", "call-outs", 1, 3, DESIGN),
    Rule(
        "max_night_call_outs_in_28",
        "Night call-outs in 28 nights, then not offered",
        "call-outs",
        1,
        6,
        DESIGN,
    ),
    Rule(
        "hand_over_hours",
        "One call-out: suggest a hand-over after",
        "hours",
        2,
        4,
        f"{SAMARITANS}: a shift of 3 to 6 hours",
    ),
    Rule(
        "over_long_hours",
        "Over-long call-out: noted, asked about at the return, after",
        "hours",
        4,
        6,
        f"{SAMARITANS}: a shift of 3 to 6 hours",
    ),
    Rule(
        "confirm_back_hours",
        "Call-out asked about on paper, refused in a file, after",
        "hours",
        8,
        16,
        DESIGN,
    ),
    Rule("crew", "Listeners on stand-by each night", "people", 1, 4, f"{SAMARITANS}: never alone"),
    Rule("freeze_nights", "Nights ahead that change only by cover", "nights", 0, 14, f"{DESIGN}: people need notice"),
    Rule(
        "shadowed_contacts",
        "Contacts shadowed before leading",
        "contacts",
        1,
        10,
        f"{SAMARITANS}: somebody experienced takes the lead",
    ),
    Rule(
        "debrief_within_hours",
        "A debrief is offered within",
        "hours",
        4,
        24,
        f"{SAMARITANS}; Kitchingman 2018",
    ),
    Rule(
        "offload_every_days",
        "Offload is owed every",
        "days",
        7,
        31,
        "Buck and others 2023: weekly or monthly where it is kept",
    ),
    Rule("unprotected_limit_days", "Without private offload, a reason to ask after", "days", 14, 32, DESIGN),
    Rule("small_team", "Warn when fewer are active", "people", 8, 20, "Hull Samaritans 2011: teams of 10 to 20"),
    Rule(
        "training_weeks",
        "Training of a new Listener, before shadowing",
        "weeks",
        4,
        26,
        f"{SAMARITANS}: up to ten weeks",
    ),
    Rule("load_window_nights", "Load carried is counted over", "nights", 28, 182, DESIGN),
    Rule("weight_weekday", "Weight of a weekday night", "points", 1, 4, DESIGN),
    Rule("weight_weekend", "Weight of a Friday or Saturday night", "points", 1, 6, DESIGN),
    Rule("weight_holiday", "Weight of a holiday night", "points", 1, 8, DESIGN),
    Rule("weight_night_call_out", "Weight of a night call-out", "points", 1, 4, DESIGN),
    Rule("cover_approval", "A coordinator approves each cover and swap", "(1: yes, 0: no)", 0, 1, DESIGN),
    *FLAG_RULES,
)


BY_NAME = {rule.name: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """From a date on, one number differs at a site; ``reason`` is the coordinator's own. ``recorded_at`` is when it
    was put on file, of one that is."""

    name: str
    value: Value
    from_on: date
    reason: str
    recorded_at: datetime | None = field(default=None, compare=False)

    def was_known(self, at: datetime) -> bool:
        """Whether it was on file at a moment."""
        return self.recorded_at is None or self.recorded_at <= at


@dataclass(frozen=True, slots=True)
class OutOfBounds:
    """A value that a site may not choose: which rule, and the bounds it must stay within."""

    name: str
    low: Value
    high: Value


def fault_in(name: str, value: Value) -> OutOfBounds | None:
    """Return why a site may not set this number to this value; None when it may.

    Raises:
        KeyError: there is no such rule.
    """
    rule = BY_NAME[name]
    if type(value) is not type(rule.low) or not rule.low <= value <= rule.high:  # type: ignore[operator]
        return OutOfBounds(name, rule.low, rule.high)
    return None


def policy_on(changes: tuple[PolicyChange, ...], on: date) -> Policy:
    """Return the numbers in force on a date: the defaults, with each change whose ``from_on`` has come, in order."""
    due = sorted((change for change in changes if change.from_on <= on), key=lambda change: change.from_on)
    return replace(Policy(), **{change.name: change.value for change in due})  # type: ignore[arg-type]


def value_before(changes: tuple[PolicyChange, ...], name: str, on: date) -> Value:
    """Return what one number is on the eve of a date.

    Raises:
        AttributeError: there is no such rule.
    """
    eve = on - timedelta(days=1)
    value: Value = getattr(policy_on(changes, eve), name)
    return value


def ahead_of(changes: tuple[PolicyChange, ...], name: str, today: date) -> tuple[PolicyChange, ...]:
    """Return the changes of one number that are still to come, the soonest first: of two for a date the later, and none
    that changes nothing, as after one was taken back."""
    last = {each.from_on: each for each in changes if each.name == name and each.from_on > today}
    return tuple(last[on] for on in sorted(last) if last[on].value != value_before(changes, name, on))
