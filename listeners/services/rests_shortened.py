"""A corrected time makes a rest end earlier: who is told, and of what?

A fact is recorded whatever it does to a rest, and the desk may put a time right. But "back" corrected to the minute of
going out ends a rest as surely as an override does, with no name to it; so the coordinators hear of each, with what the
rest was and what it is, as they do of somebody who never went (docs/decisions/0014-a-press-by-mistake.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from listeners.access import Actor
from listeners.domain.rest_facts import Rest
from listeners.domain.team import Site
from listeners.services.duty_gaps import tell_coordinators
from listeners.services.rests import Consequences
from listeners.store import duties_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session

SHORTENED = "rest_shortened"
"""Kind of notice to the coordinators."""
OF_THE_NIGHT = timedelta(days=2)
"""A rest of the same night began at most so long before another."""


def tell(
    session: Session,
    site: Site,
    call_out: CallOutOnFile,
    one: Attended,
    followed: Consequences,
    actor: Actor,
    now: datetime,
    *,
    is_out: bool = False,
) -> None:
    """Tell the coordinators which rests of one man end earlier than before, or are gone, once for each correction, and
    who made it; and where it was that he is out still (``is_out``), so that his rest is still to come. Called inside
    the act that corrected a time (1 statement, 2 where somebody is told; none where no rest changed)."""
    gone = [each.rest for each in followed.gone]
    if not gone:
        return
    since = min(rest.rest_from for rest in gone) - OF_THE_NIGHT
    on_file = duties_facts.rests(site.id, from_on=since, listener_ids=[one.listener]).get(one.listener, [])
    ended = ended_earlier(gone, [*(each.rest for each in on_file), *(rest for _, rest in followed.rests)])
    if not ended:
        return
    facts: dict[str, object] = {
        "listener": one.listener,
        "by": actor.username,
        "rests": [[_told(before), None if after is None else _told(after)] for before, after in ended],
        "call_out": call_out.id,
        "is_out": is_out,
    }
    event = f"{SHORTENED}:{one.id}:{now:%Y%m%d%H%M%S}"
    tell_coordinators(session, site, event, SHORTENED, facts, actor, now)


def ended_earlier(gone: Iterable[Rest], in_force: Collection[Rest]) -> tuple[tuple[Rest, Rest | None], ...]:
    """Return the rests of one man that nothing in force replaces to their end, the excuse from work included, each with
    what is left of that night; None where nothing is."""
    return tuple(
        (rest, max((each for each in in_force if each.night == rest.night), key=_ends, default=None))
        for rest in gone
        if not any(_replaces(each, rest) for each in in_force)
    )


def _replaces(now: Rest, before: Rest) -> bool:
    """Whether he rests, and is excused, as long as he would have: by a rest of that night, or by one that runs on."""
    runs_on = now.night == before.night or now.rest_from < before.rest_until
    return runs_on and now.rest_until >= before.rest_until and _ends(now) >= _ends(before)


def _ends(rest: Rest) -> datetime:
    return max(rest.rest_until, rest.excused_until or rest.rest_until)


def _told(rest: Rest) -> list[datetime | None]:
    return [rest.rest_from, rest.rest_until, rest.excused_until]
