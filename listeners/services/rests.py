"""Which rests follow from the facts, and what do they stand down?

Facts are recorded first and never refused; ``rederive`` then makes the rests on file those that the facts give, in the
same transaction. A changed rest is a new row: the old one stays, out of force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from listeners.access import Actor, Do, Kind, require
from listeners.domain.duties import LimitExceeded, PlannedDuty, StandDown, limits_exceeded, night_limits, stood_down_by
from listeners.domain.nights import local_date, overnight
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest import rests_owed
from listeners.domain.rest_chain import QUIET, chain_from
from listeners.domain.rest_facts import Interruption, NightCallOut, PolicyOn, Rest, Resting, WorkInRest
from listeners.domain.rest_nights import night_call_outs, stand_by_night_of
from listeners.domain.rest_open import assumed_rests
from listeners.domain.states import DutyState
from listeners.domain.team import Site
from listeners.services import cover, nights_taken_off, rest_slips, shadowing, stand_downs
from listeners.services.nights_taken_off import TakenOff
from listeners.services.rests_changed import changed, in_its_place
from listeners.services.stand_downs import LimitPassed, StoodDown, cause_of
from listeners.store import callouts_facts, duties_facts, duties_rests, people_facts, regime_facts
from listeners.store.database import act, db
from listeners.store.duties_facts import DutyOnFile, RestOnFile

AT_ONCE = 3
"""How many Listeners' whole histories are held in memory at one time."""
LIMITS_LOOK_BACK = timedelta(days=36)
"""A window of 28 nights that ended as much as a week ago."""
STILL_OF_USE = timedelta(days=7)
"""A limit passed in nights that ended longer ago is history: the load page shows it, nobody is told."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What followed from facts that were recorded: rests that are new or changed, duties stood down with the cover
    proposed, and limits passed. Kept apart from the facts: these were not asked of anybody. ``gone``: the rests that
    are out of force now, whatever took their place."""

    rests: tuple[tuple[ListenerId, Rest], ...] = ()
    stood_down: tuple[StoodDown, ...] = ()
    limits_passed: tuple[LimitPassed, ...] = ()
    gone: tuple[RestOnFile, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """What one Listener's facts change on file."""

    listener: ListenerId
    gone: tuple[RestOnFile, ...]
    added: tuple[RestOnFile, ...]
    stand_downs: tuple[tuple[DutyOnFile, StandDown], ...]
    over: tuple[LimitExceeded, ...]
    taken_off: tuple[TakenOff, ...]


def rederive(
    site: Site,
    listener_ids: Iterable[ListenerId],
    actor: Actor,
    now: datetime,
    since: datetime | None = None,
) -> Consequences:
    """Make the rests on file of these Listeners those that their call-outs and work give, and stand down what they
    forbid.

    Called inside ``act()``, after facts were added or corrected and flushed. ``since`` is the earliest moment, before
    or after the correction, that changed (None: anything may have); no more history is read than bears on it. Duties
    are stood down first, then rests are put in force, so that the guards accept both; Listeners go by ascending id.
    Others are asked for the places of duties stood down that have not begun. A limit in 7 or 28 nights stands nothing
    down: coordinators are told. Of nights taken off these Listeners before,
    they are told what is so now, and once who has shadowed enough.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    ids, changes = sorted(set(listener_ids)), []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        of_some = _changes_of(site, some, policies, now, since)
        _write(site, of_some, actor, now)
        changes += of_some
    stood_down = stand_downs.with_cover(site, [pair for change in changes for pair in change.stand_downs], now)
    limits = tuple(
        LimitPassed(change.listener, over, stand_downs.next_duty(site, change.listener, over, now))
        for change in changes
        for over in change.over
    )
    owed = tuple((change.listener, each.rest) for change in changes for each in change.added)
    gone = tuple(each for change in changes for each in change.gone)
    consequences = Consequences(owed, stood_down, limits, gone)
    for change in changes:
        gone_of_one, new = ([each.rest for each in some] for some in (change.gone, change.added))
        rest_slips.renew(site, change.listener, gone_of_one, new, actor, now)
    stand_downs.withdraw_limits(site, ids, limits, _of_use_after(policies, site.zone, now), actor, now)
    stand_downs.tell(site, stood_down, limits, actor, now)
    cover.open_left(db.session(), site, [each.duty for each in stood_down], actor, now)
    shadowing.tell(db.session(), site, ids, policies(local_date(now, site.zone)), actor, now)
    nights_taken_off.tell(db.session(), site, [each for change in changes for each in change.taken_off], actor, now)
    return consequences


def settle(site: Site, actor: Actor, now: datetime) -> Consequences:
    """Treat as resting whoever said yes or went before tonight and whose return was never entered: stand down what the
    rest assumed for them forbids (docs/evidence.md, section 4, rule 5). Called inside ``act()``; twice changes nothing
    more."""
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    missing = callouts_facts.parts_missing(site.id)
    if not missing:
        return Consequences()
    return rederive(site, missing, actor, now, since=min(part.since for part in missing.values()))


def settle_site(site_code: str, actor: Actor, now: datetime) -> int:
    """Do what ``settle`` does at one prison, as an act of its own, and return how many duties were stood down.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    with act():
        return len(settle(site, actor, now).stood_down)


def differences(site_code: str, actor: Actor, now: datetime) -> tuple[int, int]:
    """Reckon the rests of everybody at one prison anew and change nothing: how many rests on file are not those that
    the facts of the last weeks give, and how many duties stand that those forbid. Both are 0 wherever every fact was
    followed in its own act: the job that says so each day.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    ids, rests, duties = sorted(each.id for each in people_facts.team(site.id)), 0, 0
    for start in range(0, len(ids), AT_ONCE):
        changes = _changes_of(site, ids[start : start + AT_ONCE], policies, now, now - LIMITS_LOOK_BACK)
        db.session.rollback()  # and with it the locks of these few
        rests += sum(len(each.gone) + len(each.added) for each in changes)
        duties += sum(len(each.stand_downs) for each in changes)
    return rests, duties


def _changes_of(
    site: Site, ids: Sequence[ListenerId], policies: PolicyOn, now: datetime, since: datetime | None
) -> list[_Change]:
    """Return what the facts of some Listeners change, their locks taken first (5 to 7 statements)."""
    duties_rests.lock(db.session(), ids)
    horizon = None if since is None else min(since, now - LIMITS_LOOK_BACK) - 2 * QUIET
    happened = callouts_facts.interruptions(site.id, ids, horizon)
    worked = regime_facts.works(site.id, ids, horizon)
    begins = {each: _begins(_of_one(each, happened, worked), since, horizon) for each in ids}
    if any(begin is None for begin in begins.values()):
        happened, worked = callouts_facts.interruptions(site.id, ids), regime_facts.works(site.id, ids)
        begins = {each: None if since is None else chain_from(_of_one(each, happened, worked), since) for each in ids}
    earliest = None if None in begins.values() else min(begin for begin in begins.values() if begin is not None)
    on_file = duties_facts.rests(site.id, from_on=earliest, listener_ids=ids)
    first = date.min if earliest is None else local_date(min(earliest, now - LIMITS_LOOK_BACK), site.zone)
    duties = duties_facts.duties(site.id, first, None, ids)
    return [
        _change_of(
            site.zone,
            each,
            happened.get(each, []),
            worked.get(each, []),
            begins[each],
            on_file.get(each, []),
            [duty for duty in duties if duty.listener == each],
            policies,
            now,
        )
        for each in ids
    ]


def _of_one(
    listener: ListenerId,
    happened: Mapping[ListenerId, list[Interruption]],
    worked: Mapping[ListenerId, list[WorkInRest]],
) -> list[Interruption | WorkInRest]:
    return [*happened.get(listener, ()), *worked.get(listener, ())]


def _begins(
    happened: list[Interruption | WorkInRest], since: datetime | None, horizon: datetime | None
) -> datetime | None:
    """Return from when on this Listener's rests may differ; None: only the whole history tells."""
    if since is None or horizon is None:
        return None
    begins = chain_from(happened, since)
    return begins if begins - QUIET >= horizon else None


def _change_of(
    zone: ZoneInfo,
    listener: ListenerId,
    happened: list[Interruption],
    worked: list[WorkInRest],
    begins: datetime | None,
    on_file: list[RestOnFile],
    published: list[DutyOnFile],
    policies: PolicyOn,
    now: datetime,
) -> _Change:
    duties = [duty for duty in published if duty.was_served]
    bearing = [each for each in happened if begins is None or each.start >= begins]
    works = [each for each in worked if begins is None or each.start >= begins]
    owed = rests_owed(bearing, works, policies, zone, now)
    known = [each for each in on_file if begins is None or each.rest.rest_from >= begins]
    gone, added = changed(listener, known, owed)
    assumed = assumed_rests(bearing, policies, zone, now)
    so_far = [_so_far(each, policies, zone, now) for each in happened]
    called = night_call_outs(so_far, policies, zone)
    resting: tuple[Resting, ...] = (*owed, *assumed)
    stood_down = _forbidden(duties, resting, called, policies)
    taken_off = {duty.id for duty, _ in stood_down if duty.starts_at > now}
    left = [duty for duty in duties if duty.id not in taken_off]
    return _Change(
        listener,
        gone=gone,
        added=added,
        stand_downs=stood_down,
        over=_limits_passed(called, left, policies, zone, now),
        taken_off=_taken_off_before(published, resting, called, policies, now),
    )


def _taken_off_before(
    duties: Iterable[DutyOnFile],
    rests: Iterable[Resting],
    called: Iterable[NightCallOut],
    policies: PolicyOn,
    now: datetime,
) -> tuple[TakenOff, ...]:
    """Return the nights ahead that facts took off him before, each as if it were still his."""
    before = [duty for duty in duties if duty.state is DutyState.STOOD_DOWN and duty.starts_at > now]
    as_his = [replace(duty, state=DutyState.PLANNED) for duty in before]
    because = {duty.id: each for duty, each in _forbidden(as_his, rests, called, policies)}
    return tuple(TakenOff(duty, because.get(duty.id)) for duty in before)


def _so_far(interruption: Interruption, policies: PolicyOn, zone: ZoneInfo, now: datetime) -> Interruption:
    """Return an interruption that is under way as far as it has come: an evening call-out has not yet touched the
    night. One whose return should have been entered by now lasts as long as it can have."""
    if not interruption.is_open:
        return interruption
    night = stand_by_night_of(interruption, policies, zone)
    policy = policies(night)
    if now >= overnight(night, policy.stand_by_from, policy.stand_by_until, zone).end:
        return interruption
    return replace(interruption, back_at=max(now, interruption.start + timedelta(seconds=1)))


def _forbidden(
    duties: Iterable[DutyOnFile], rests: Iterable[Resting], called: Iterable[NightCallOut], policies: PolicyOn
) -> tuple[tuple[DutyOnFile, StandDown], ...]:
    """Return the duties that stand and may not, each judged by what lies around it: a history may be long."""
    owed = sorted(rests, key=lambda rest: rest.rest_until)
    nights = {call_out.night for call_out in called}
    found = []
    for duty in duties:
        if duty.state is not DutyState.PLANNED:
            continue
        policy = policies(duty.night)
        before = {duty.night - timedelta(days=days) for days in range(1, policy.free_nights_between + 1)}
        around = [rest for rest in owed if rest.rest_until > duty.starts_at >= rest.rest_from]
        if around or nights & before:
            found += [(duty, each) for each in stood_down_by(around, nights & before, [duty.planned], policy)]
    return tuple(found)


def _limits_passed(
    called: Sequence[NightCallOut], duties: Iterable[DutyOnFile], policies: PolicyOn, zone: ZoneInfo, now: datetime
) -> tuple[LimitExceeded, ...]:
    """Return the limits passed in windows of nights that are still of use to somebody who plans."""
    tonight, of_use = night_at(policies, now, zone), _of_use_after(policies, zone, now)
    recent = of_use - timedelta(days=28)
    served = [_as_served(duty) for duty in duties if duty.night > recent]
    policy = policies(tonight)
    lately = [call_out for call_out in called if call_out.night > recent]
    over = limits_exceeded(lately, served, policy, night_limits(policy))
    return tuple(each for each in over if each.last > of_use)


def _of_use_after(policies: PolicyOn, zone: ZoneInfo, now: datetime) -> date:
    """Return the night after which a window must end for its limits to be looked at."""
    return night_at(policies, now, zone) - STILL_OF_USE


def _as_served(duty: DutyOnFile) -> PlannedDuty:
    return replace(duty.planned, state=DutyState.PLANNED)


def _write(site: Site, changes: Iterable[_Change], actor: Actor, now: datetime) -> None:
    """Duties first, then rests: the guards accept them in this order only."""
    session, listed = db.session(), list(changes)
    causes = {duty.id: cause_of(each, duty.starts_at <= now) for change in listed for duty, each in change.stand_downs}
    duties_rests.stand_down(session, causes, actor, now)
    gone = {each.id: in_its_place(each.rest, change.added) for change in listed for each in change.gone}
    duties_rests.set_aside(session, gone, actor, now)
    duties_rests.add_rests(session, site.id, [each for change in listed for each in change.added], actor, now)
