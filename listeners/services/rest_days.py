"""Who rests today, until when is each excused from work, and from which sessions?

The morning list of work, education and the wings: open call-outs first, then every rest in force at any moment of the
date. It says until when, never what it was about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY, at_local, local_date
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest import in_force_on
from listeners.domain.rest_facts import Interruption, PolicyOn, Rest, Resting
from listeners.domain.rest_notice import MissedSession, default_sessions, sessions_missed, sessions_on
from listeners.domain.rest_open import assumed_rests, excused_from
from listeners.domain.rest_why import Why, why, why_until
from listeners.domain.team import Session, Site, TeamMember
from listeners.store import callouts_facts, duties_facts, night_facts, people_facts, rest_seen
from listeners.store.callouts_facts import Missing
from listeners.store.rest_seen import Seen

BEFORE = timedelta(days=4)
"""A return that is unknown is looked for this far back: the rest assumed for it ends two days after it at most."""


@dataclass(frozen=True, slots=True)
class RestDay:
    """One man on the morning list. ``out_since`` is set where no return is recorded, nor, of who said yes
    (``waits``), whether he was let out: he is treated as resting and excused from then on. ``sessions`` are those of
    the date that he misses, in order; none is "no session"."""

    member: TeamMember
    rest_until: datetime | None
    excused_until: datetime | None
    sessions: tuple[MissedSession, ...]
    out_since: datetime | None = None
    waits: bool = False
    excused_from: datetime | None = None
    """Of whom nothing later is recorded: from when on he is excused; None is all day, until it is entered."""
    asks: Missing | None = None
    """What he is to be asked about at unlock: that night is over."""
    why: Why | None = None
    """The arithmetic of that rest of his on that date which ends last."""
    seen: tuple[Seen, ...] = ()
    """Which departments have seen his notice, and when."""

    def has_changed_since(self, seen: Seen) -> bool:
        """Whether a department that saw his notice read something else then."""
        return seen.excused_until != self.excused_until


@dataclass(frozen=True, slots=True)
class OwedRest:
    """One rest that is owed, with whose it is and its arithmetic."""

    member: TeamMember
    rest: Rest
    why: Why


def today(site: Site, now: datetime) -> date:
    """Return the date on the wall of a site."""
    return local_date(now, site.zone)


def on(site: Site, date_: date, actor: Actor, now: datetime) -> tuple[RestDay, ...]:
    """Return the morning list of a date: first those of whom nothing later is recorded, then by name (6 statements).

    Raises:
        NotAllowed: the actor may not see rest at this site.
    """
    require(actor, Do.READ, Kind.REST, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    members = {member.id: member for member in night_facts.team(site)}
    missing = {
        listener: part
        for listener, part in callouts_facts.parts_missing(site.id).items()
        if local_date(part.since, site.zone) <= date_
    }
    start = at_local(date_, time(0), site.zone)
    happened = callouts_facts.interruptions(site.id, since=start - BEFORE)
    resting: dict[ListenerId, list[Resting]] = {
        listener: list(in_force_on(of_one, date_, site.zone))
        for listener, of_one in _rests(site, date_, policies, happened, now).items()
    }
    sessions = site.sessions or default_sessions(policies(date_))
    still_out = [
        _still_out(
            members[who], part, resting.get(who, []), happened.get(who, ()), date_, sessions, site, policies, now
        )
        for who, part in missing.items()
    ]
    rests = [
        _resting(members[who], of_one, happened.get(who, ()), date_, sessions, site, policies)
        for who, of_one in resting.items()
        if of_one and who not in missing
    ]
    seen = rest_seen.on(site.id, date_)
    days = (*sorted(still_out, key=_by_name), *sorted(rests, key=_by_name))
    return tuple(replace(day, seen=seen.get(day.member.id, ())) for day in days)


def _rests(
    site: Site,
    date_: date,
    policies: PolicyOn,
    happened: Mapping[ListenerId, list[Interruption]],
    now: datetime,
) -> dict[ListenerId, list[Resting]]:
    """Return every rest that may be in force on a date, those assumed for unknown returns included."""
    start, end = (at_local(each, time(0), site.zone) for each in (date_, date_ + ONE_DAY))
    found: dict[ListenerId, list[Resting]] = {
        listener: [each.rest for each in of_one]
        for listener, of_one in duties_facts.rests(site.id, ending_after=start, from_before=end).items()
    }
    for listener, of_him in happened.items():
        if any(each.end is None and not each.is_open for each in of_him):
            found.setdefault(listener, []).extend(assumed_rests(of_him, policies, site.zone, now))
    return found


def _still_out(
    member: TeamMember,
    part: Missing,
    rests: list[Resting],
    happened: Collection[Interruption],
    date_: date,
    sessions: tuple[Session, ...],
    site: Site,
    policies: PolicyOn,
    now: datetime,
) -> RestDay:
    """Return the line of somebody out, or who said yes: excused from then on, and before it by what rest he is owed.
    Once the night is over he rests 11 h from its end, unless something later is entered."""
    since, day = part.since, sessions_on(date_, sessions, _own_work(member))
    while_out = {
        MissedSession(date_, each.name, at_local(date_, each.starts, site.zone))
        for each in day
        if at_local(date_, each.ends, site.zone) > since
    }
    missed = _in_order(while_out | _missed(member, rests, date_, sessions, site))
    starts = min((each.starts_at for each in missed), default=at_local(date_, policies(date_).work_from, site.zone))
    assumed = in_force_on(assumed_rests(happened, policies, site.zone, now), date_, site.zone)
    return RestDay(
        member,
        max((rest.rest_until for rest in assumed), default=None),
        None,
        missed,
        since,
        part.waits,
        excused_from(since, date_, starts, site.zone),
        part if part.night < night_at(policies, now, site.zone) else None,
    )


def _resting(
    member: TeamMember,
    rests: list[Resting],
    happened: Collection[Interruption],
    date_: date,
    sessions: tuple[Session, ...],
    site: Site,
    policies: PolicyOn,
) -> RestDay:
    """Return one line for all rests of one man: the latest end counts."""
    excused = [rest.excused_until for rest in rests if rest.excused_until is not None]
    return RestDay(
        member,
        max(rest.rest_until for rest in rests),
        max(excused, default=None),
        _in_order(_missed(member, rests, date_, sessions, site)),
        why=why_until(rests, policies, happened),
    )


def _missed(
    member: TeamMember, rests: Iterable[Resting], date_: date, sessions: tuple[Session, ...], site: Site
) -> set[MissedSession]:
    return {
        session
        for rest in rests
        for session in sessions_missed(rest, sessions, _own_work(member), site.zone)
        if session.on == date_
    }


def days_off(rest: Resting, member: TeamMember, site: Site, policy: Policy) -> tuple[date, ...]:
    """Return the dates for which somebody needs a slip to show at his work: those of the sessions that a rest takes him
    out of; where it takes him out of none, that on which it is over; none where work is not affected."""
    if rest.excused_until is None:
        return ()
    missed = sessions_missed(rest, site.sessions or default_sessions(policy), _own_work(member), site.zone)
    return tuple(sorted({each.on for each in missed} or {local_date(rest.excused_until, site.zone)}))


def _in_order(missed: Iterable[MissedSession]) -> tuple[MissedSession, ...]:
    return tuple(sorted(missed, key=lambda session: (session.starts_at, session.name)))


def _own_work(member: TeamMember) -> frozenset[str] | None:
    """Nobody is sent to work because a list was never filled in: no own work on file means every session."""
    return frozenset(member.works) or None


def _by_name(day: RestDay) -> tuple[str, str]:
    return (day.member.name.casefold(), day.member.ref)


def owed_on(site: Site, date_: date, actor: Actor) -> tuple[OwedRest, ...]:
    """Return every rest in force at any moment of a local date, by its start and ref (3 statements).

    Raises:
        NotAllowed: the actor may not see rest at this site.
    """
    require(actor, Do.READ, Kind.REST, site.id)
    start, end = (at_local(each, time(0), site.zone) for each in (date_, date_ + ONE_DAY))
    return tuple(
        each
        for each in _owed(site, duties_facts.rests(site.id, ending_after=start, from_before=end))
        if each.rest.rest_until > start
    )


def owed_between(site: Site, first: date, last: date, actor: Actor) -> tuple[OwedRest, ...]:
    """Return every rest whose start lies on the local dates from ``first`` to ``last``, by its start and ref (3
    statements).

    Raises:
        NotAllowed: the actor may not see rest at this site.
    """
    require(actor, Do.READ, Kind.REST, site.id)
    start, end = at_local(first, time(0), site.zone), at_local(last + ONE_DAY, time(0), site.zone)
    return tuple(_owed(site, duties_facts.rests(site.id, from_on=start, from_before=end)))


def _owed(site: Site, found: dict[ListenerId, list[duties_facts.RestOnFile]]) -> list[OwedRest]:
    policies = policies_of(people_facts.policy_changes(site.id))
    members = {member.id: member for member in night_facts.team(site)}
    owed = [
        OwedRest(members[listener], each.rest, why(each.rest, policies))
        for listener, of_one in found.items()
        for each in of_one
    ]
    return sorted(owed, key=lambda each: (each.rest.rest_from, each.member.ref, each.rest.rest_until))
