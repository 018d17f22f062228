"""What needs a coordinator today, and what is on file about one person? Each look leaves one row before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.facts import Contact
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.offload import Due
from listeners.domain.care.reasons import LOOK_BACK_DAYS, Reason, usual_contacts
from listeners.domain.care.waiting import Waiting
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.team import Site, TeamMember
from listeners.services.care.debriefs import OpenTalks, open_talks
from listeners.services.care.facts import CONTACT_DAYS, as_contacts, as_own, one_of_team, still_here
from listeners.services.care.offload_team import OffloadRow, row_of, share_from
from listeners.services.care.readings import note_reading
from listeners.services.care.waiting import may_wait, what_waits
from listeners.store import night_facts, people_facts
from listeners.store.care import contact_facts, flag_facts, offload_facts, overrides_asked
from listeners.store.care.contact_facts import FirstRecords, ToldOf
from listeners.store.care.flag_facts import StepOnFile, StoredFlag
from listeners.store.care.offload_facts import OffloadOnFile
from listeners.store.care.overrides_asked import AskedAgain
from listeners.store.duties_overrides import OverrideOnFile


@dataclass(frozen=True, slots=True)
class Load:
    """Contacts of the last 28 days, how many of them at night and suicide-related, beside the Listener's own usual
    number (None: too little is on file)."""

    contacts: int
    at_night: int
    suicide_related: int
    usual: Fraction | None


@dataclass(frozen=True, slots=True)
class Flagged:
    """Somebody to look at: the flag, its reasons with the structural causes first, and the load beside it."""

    member: TeamMember
    flag: StoredFlag
    reasons: tuple[Reason, ...]
    load: Load
    noticed_at: datetime | None = None
    """When the reasons were found: looked up for one flag, not for a team."""

    @property
    def is_urgent(self) -> bool:
        """Whether to look today."""
        return self.flag.level is Level.URGENT


@dataclass(frozen=True, slots=True)
class CareToday:
    """The page of today: who is flagged, urgent first; who is due, overdue or was last not protected; which talks after
    call-outs are open."""

    today: date
    policy: Policy
    flagged: tuple[Flagged, ...]
    overdue: tuple[OffloadRow, ...]
    due: tuple[OffloadRow, ...]
    unprotected: tuple[OffloadRow, ...]
    talks: OpenTalks
    debriefs_from: date | None
    to_ask: tuple[tuple[TeamMember, OverrideOnFile], ...]
    """Who was let go unrested, and has not been asked again since the night was over."""
    waits: tuple[Waiting, ...]
    """What waits besides, on pages of its own; what is late first."""

    @property
    def urgent(self) -> tuple[Flagged, ...]:
        """Those to look at today."""
        return tuple(each for each in self.flagged if each.is_urgent)

    @property
    def soon(self) -> tuple[Flagged, ...]:
        """The others."""
        return tuple(each for each in self.flagged if not each.is_urgent)


@dataclass(frozen=True, slots=True)
class Person:
    """What care has on file about one Listener, for the coordinator."""

    member: TeamMember
    today: date
    offload: OffloadRow
    sessions: tuple[OffloadOnFile, ...]
    load: Load
    flag: StoredFlag | None
    reasons: tuple[Reason, ...]
    steps: tuple[StepOnFile, ...]
    unrested: tuple[AskedAgain, ...]
    """When he was let go unrested, and what he said when he was asked again."""

    @property
    def is_open(self) -> bool:
        """Whether there is a flag that is not closed."""
        return self.flag is not None and self.flag.state is not FlagState.CLOSED


def today(site: Site, actor: Actor, now: datetime) -> CareToday:
    """Return what needs a coordinator today (9 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    for kind in (Kind.FLAG, Kind.FLAG_REASON, Kind.CONTACT_TICKS, Kind.OFFLOAD):
        require(actor, Do.READ, kind, site.id)
    note_reading(actor, site.id, Kind.FLAG_REASON, now)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight, on = night_at(policies, now, site.zone), local_date(now, site.zone)
    everybody = night_facts.team(site)
    flags = flag_facts.flags(site.id)
    told = contact_facts.told_of(site.id, tonight - timedelta(days=CONTACT_DAYS))
    may, held = may_wait(site, tonight, actor, now), offload_facts.told_of(site.id, since=share_from(on))
    policy = policies(on)
    rows = [row_of(site, member, held, on, policy.offload_every_days) for member in still_here(everybody, on)]
    rows.sort(key=lambda row: (row.state.due_on, row.member.name))
    flagged = [
        Flagged(
            member,
            flags[member.id],
            flags[member.id].reasons(),
            _load(site, member, told, may.first, policies, tonight),
        )
        for member in everybody
        if member.id in flags and flags[member.id].state is not FlagState.CLOSED
    ]
    return CareToday(
        today=on,
        policy=policy,
        flagged=tuple(sorted(flagged, key=lambda each: (not each.is_urgent, each.flag.raised_at, each.member.name))),
        overdue=tuple(row for row in rows if row.state.due is Due.OVERDUE),
        due=tuple(row for row in rows if row.state.due is Due.DUE),
        unprotected=tuple(row for row in rows if row.unprotected),
        talks=open_talks(site, everybody, told.calls, now),
        debriefs_from=may.first.debriefs,
        to_ask=_to_ask(site, everybody, now),
        waits=what_waits(site, everybody, told, may, now),
    )


def person(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> Person:
    """Return what care has on file about one Listener (9 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    for kind in (Kind.FLAG, Kind.FLAG_REASON, Kind.CONTACT_TICKS, Kind.OFFLOAD):
        require(actor, Do.READ, kind, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.FLAG_REASON, now, listener)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight, on = night_at(policies, now, site.zone), local_date(now, site.zone)
    told = contact_facts.told_of(site.id, tonight - timedelta(days=CONTACT_DAYS), [listener])
    held = offload_facts.told_of(site.id, [listener])
    flag = flag_facts.flag_of(site.id, listener)
    return Person(
        member=member,
        today=on,
        offload=row_of(site, member, held, on, policies(on).offload_every_days),
        sessions=held.of(listener),
        load=_load(site, member, told, contact_facts.first_records(site.id), policies, tonight),
        flag=flag,
        reasons=flag.reasons() if flag else (),
        steps=flag_facts.steps_of(site.id, listener) if flag else (),
        unrested=overrides_asked.asked_again(site.id, listener),
    )


def flagged(site: Site, flag_id: str, actor: Actor, now: datetime) -> Flagged:
    """Return one flag, to be gone through with the Listener (8 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is no such flag at this site.
    """
    require(actor, Do.READ, Kind.FLAG, site.id)
    require(actor, Do.READ, Kind.FLAG_REASON, site.id)
    flag = flag_facts.flag(site.id, flag_id)
    note_reading(actor, site.id, Kind.FLAG_REASON, now, flag.listener, flag_id)
    member = one_of_team(site, flag.listener)
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight = night_at(policies, now, site.zone)
    told = contact_facts.told_of(site.id, tonight - timedelta(days=CONTACT_DAYS), [member.id])
    load = _load(site, member, told, contact_facts.first_records(site.id), policies, tonight)
    return Flagged(member, flag, flag.reasons(), load, flag_facts.noticed_at(site.id, flag_id))


def _to_ask(site: Site, team: tuple[TeamMember, ...], now: datetime) -> tuple[tuple[TeamMember, OverrideOnFile], ...]:
    of = {member.id: member for member in team}
    return tuple((of[each.listener], each) for each in overrides_asked.to_ask(site.id, now))


def _load(
    site: Site,
    member: TeamMember,
    told: ToldOf,
    first: FirstRecords,
    policies: PolicyOn,
    tonight: date,
) -> Load:
    on_file = told.calls.get(member.id, ())
    ticks = {each.id: each.ticks(site.id) for each in on_file}
    own = [(each.id, each.opened(site.id)) for each in told.own.get(member.id, ())]
    contacts = as_contacts(on_file, ticks, policies, site) + as_own(own, policies, site)
    recent = [each for each in contacts if _is_recent(each, tonight)]
    contacts_from = max(member.joined_on, min(first.contacts or tonight, site.recording_since))
    return Load(
        contacts=len(recent),
        at_night=sum(each.at_night for each in recent),
        suicide_related=sum(each.is_suicide_related for each in recent),
        usual=usual_contacts((each.night for each in contacts), contacts_from, tonight, policies(tonight)),
    )


def _is_recent(contact: Contact, tonight: date) -> bool:
    return tonight - timedelta(days=LOOK_BACK_DAYS - 1) <= contact.night <= tonight
