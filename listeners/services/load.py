"""Who has been out how much lately, and how does the team carry it?

Facts by name for staff and safer custody: nights, call-outs, hours, and until when somebody rests. Nothing about how
anybody feels, and never who said no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.load import WEEKS_SHOWN, Carried, ListenerLoad, Served, load_of, team_weeks
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.rest_why import Why, why_until
from listeners.domain.states import AttendanceState
from listeners.domain.team import Site, TeamMember
from listeners.services.callout_relays import is_return_missing
from listeners.services.nights import Night, tonight
from listeners.store import night_facts

WINDOW = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One Listener's row: the figures of the last 7 and 28 nights, the limits passed, until when resting and why.
    ``is_out``: the newest of his call-outs is not over; it is no return that was never entered."""

    member: TeamMember
    load: ListenerLoad
    is_out: bool
    resting_until: datetime | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class LoadPage:
    """The load page as of tonight: rows in name order, the team's last twelve sevens of nights, the overrides that
    somebody gave in the last 28 nights, and those that were taken back before anybody had gone by them, which are not
    among them."""

    night: date
    now: datetime
    policy: Policy
    rows: tuple[LoadRow, ...]
    weeks: tuple[Carried, ...]
    overrides: int
    taken_back: int


def page(site: Site, actor: Actor, now: datetime) -> LoadPage:
    """Return the load of a site's team (7 statements).

    Raises:
        NotAllowed: the actor may not see load by name at this site.
    """
    require(actor, Do.READ, Kind.LOAD, site.id)
    view = tonight(site, now, back=7 * WEEKS_SHOWN)
    served = {member.id: _served(view, member.id) for member in view.facts.team}
    out = _out_now(view)
    rows = [
        LoadRow(
            member,
            load_of(served[member.id], view.night, view.policy),
            member.id in out,
            view.resting_until(member.id),
            why_until(view.rests_in_force(member.id), view.policies, view.interruptions.get(member.id, ())),
        )
        for member in view.facts.team
        if member.joined_on <= view.night
    ]
    return LoadPage(
        view.night,
        now,
        view.policy,
        tuple(row for row in rows if _is_listed(view, row)),
        team_weeks(served.values(), view.night),
        *night_facts.count_overrides(site.id, view.night - WINDOW, view.night),
    )


def _out_now(view: Night) -> set[ListenerId]:
    """Return who has said yes to a call-out of tonight that is not over."""
    return {
        one.listener
        for call_out in view.facts.call_outs
        for one in call_out.attended
        if one.state in (AttendanceState.ACCEPTED, AttendanceState.ACTING)
        and not is_return_missing(view, call_out, one)
    }


def _served(view: Night, listener: ListenerId) -> Served:
    return view.served.get(listener) or Served(listener, frozenset(), ())


def _is_listed(view: Night, row: LoadRow) -> bool:
    """Everybody of the team, at work or away; who is gone only while something of the last 28 nights is theirs."""
    standing = row.member.standing_on(view.night)
    is_here = standing is not None and not standing.is_gone
    return is_here or row.load.last_28.nights > 0 or row.load.last_28.call_outs > 0
