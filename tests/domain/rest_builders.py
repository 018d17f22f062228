"""How do the tests of rest say "out at 02:50, back at 04:10" in one line?

Local London times in, UTC facts out; ``owed`` asks the engine with the default policy, days after it all happened.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from listeners.domain.nights import instant
from listeners.domain.policy import Policy
from listeners.domain.rest import rests_owed
from listeners.domain.rest_facts import Interruption, Rest, WorkInRest

LONDON = ZoneInfo("Europe/London")
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)


def default_policy(night: date) -> Policy:
    """The default numbers, whatever the night."""
    return Policy()


def at(text: str) -> datetime:
    """The UTC instant of a London time such as ``2026-03-10 02:50``; a trailing Z means that it is UTC already."""
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y-%m-%d %H:%MZ").replace(tzinfo=UTC)
    return instant(datetime.fromisoformat(text), LONDON)


def call(out: str, back: str | None = None, id: str = "c1", before: str | None = None) -> Interruption:
    """One call-out by its times of going out and coming back."""
    return Interruption(
        id=id,
        out_at=at(out),
        back_at=at(back) if back else None,
        back_before=at(before) if before else None,
    )


def work(start: str, end: str, id: str = "w1") -> WorkInRest:
    """One stretch of work."""
    return WorkInRest(id, at(start), at(end))


def owed(*facts: Interruption | WorkInRest, now: datetime = LONG_AFTER) -> tuple[Rest, ...]:
    """The rests owed for these facts by the default policy in London."""
    calls = [fact for fact in facts if isinstance(fact, Interruption)]
    works = [fact for fact in facts if isinstance(fact, WorkInRest)]
    return rests_owed(calls, works, default_policy, LONDON, now)


def local(moment: datetime | None) -> str | None:
    """A moment as the London clock shows it."""
    return moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") if moment else None


def line(rest: Rest) -> tuple[str | None, str | None, str | None, str, bool]:
    """A rest as a line of the list: from, until, excused until (London times), rule, kept."""
    return local(rest.rest_from), local(rest.rest_until), local(rest.excused_until), rest.rule.value, rest.kept
