"""What is known of each Listener of a team for a flag? Loaded for the whole team in a fixed number of statements, put
together one person at a time, so that one bad record spoils nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.domain.call_out_facts import counted
from listeners.domain.care.facts import (
    AskedForRest,
    AtWork,
    CareFacts,
    CheckedIn,
    Contact,
    ContactSource,
    RestBroken,
    Tick,
)
from listeners.domain.care.instrument_trend import Result, checked_in
from listeners.domain.care.instruments import unpack
from listeners.domain.care.offload import Offload, Start
from listeners.domain.care.own_contact import OwnContact
from listeners.domain.care.reasons import LOOK_BACK_DAYS
from listeners.domain.care.reconciled import one_of_each
from listeners.domain.load import Served, load_of, served_by
from listeners.domain.nights import at_local, local_date
from listeners.domain.people import ListenerId
from listeners.domain.policy import MOST_USUAL_WEEKS, Policy
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import PolicyOn
from listeners.domain.team import Site, TeamMember
from listeners.domain.work_told import WorkedInRest, told_once
from listeners.errors import NotFound
from listeners.services.care.instrument_keys import with_reliable_change
from listeners.store import availability_facts, duties_facts, night_facts, people_facts, regime_facts
from listeners.store.care import contact_facts, flag_facts, instrument_results, offload_facts
from listeners.store.care.contact_facts import ContactOnFile, FirstRecords
from listeners.store.care.instrument_results import SealedResult
from listeners.store.care.offload_facts import OffloadOnFile, OffloadsTold
from listeners.store.care.own_contacts import SealedOwn
from listeners.store.duties_facts import DutyOnFile, RestOnFile

CONTACT_DAYS = LOOK_BACK_DAYS + 7 * MOST_USUAL_WEEKS + 7
"""No reason looks further back at contacts than the last 28 days and the twelve weeks before them; a week to spare."""
REST_DAYS = LOOK_BACK_DAYS + 7
"""The same for rests, which may follow from an earlier night."""

Override = tuple[date, datetime, datetime]


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """Everything about one site's team that a flag may rest on, as of ``now``."""

    site: Site
    now: datetime
    tonight: date
    policies: PolicyOn
    team: tuple[TeamMember, ...]
    contacts: Mapping[ListenerId, tuple[ContactOnFile, ...]]
    own: Mapping[ListenerId, tuple[SealedOwn, ...]]
    """Contacts to which no officer called him: no rest and no load follows from them."""
    first: FirstRecords
    offloads: OffloadsTold
    rests: Mapping[ListenerId, list[RestOnFile]]
    overrides: Mapping[ListenerId, list[Override]]
    duties: tuple[DutyOnFile, ...]
    said_no: Mapping[ListenerId, frozenset[date]]
    works: tuple[WorkedInRest, ...]
    asked_for_rest: Mapping[ListenerId, tuple[datetime, ...]]
    answered: Mapping[ListenerId, tuple[SealedResult, ...]]

    @property
    def policy(self) -> Policy:
        """The numbers in force tonight."""
        return self.policies(self.tonight)

    def one(self, member: TeamMember) -> CareFacts:
        """Return what is known of one Listener.

        Raises:
            Unopened, ValueError: something of his that is sealed cannot be read.
        """
        return CareFacts(
            start=Start(member.joined_on, self.site.recording_since),
            contacts_from=max(member.joined_on, min(self.first.contacts or self.tonight, self.site.recording_since)),
            debriefs_from=self.first.debriefs,
            contacts=self._contacts(member.id),
            offloads=sessions(self.offloads.of(member.id)),
            rests=self._rests(member.id),
            asked_for_rest=tuple(
                AskedForRest(local_date(at, self.site.zone)) for at in self.asked_for_rest.get(member.id, ())
            ),
            load=load_of(self._served(member.id), self.tonight, self.policy),
            offloads_agreed=self.offloads.cadences.get(member.id, ()),
            checked_in=self._checked_in(member.id),
        )

    def _checked_in(self, listener: ListenerId) -> tuple[CheckedIn, ...]:
        on_file, found = self.answered.get(listener, ()), list[CheckedIn]()
        for key in with_reliable_change():
            mine = [each for each in on_file if each.instrument == key.key]
            found += checked_in(key, [Result(e.id, e.on, unpack(key, e.opened(self.site.id))) for e in mine])
        return tuple(found)

    def _contacts(self, listener: ListenerId) -> tuple[Contact, ...]:
        on_file = self.contacts.get(listener, ())
        ticks = {contact.id: contact.ticks(self.site.id) for contact in on_file}
        own = [(each.id, each.opened(self.site.id)) for each in self.own.get(listener, ())]
        return as_contacts(on_file, ticks, self.policies, self.site) + as_own(own, self.policies, self.site)

    def _rests(self, listener: ListenerId) -> tuple[RestBroken, ...]:
        """A rest is named by its night and its place among that night's, so that the same rest has the same name after
        the facts behind it were corrected."""
        nth: Counter[date] = Counter()
        broken: list[RestBroken] = []
        names: list[tuple[str, RestOnFile]] = []
        for each in self.rests.get(listener, ()):
            nth[each.rest.night] += 1
            names.append((f"{each.rest.night}/{nth[each.rest.night]}", each))
        for name, each in names:
            if not each.rest.kept:
                broken.append(self._not_kept(listener, name, each))
        broken += (_overridden(override, names) for override in self.overrides.get(listener, ()))
        return tuple(broken)

    def _not_kept(self, listener: ListenerId, name: str, rested: RestOnFile) -> RestBroken:
        on, until = local_date(rested.rest.rest_from, self.site.zone), rested.rest.rest_until
        called_out, at_work = self._called_out_in(listener, rested), self._at_work_in(listener, rested)
        return RestBroken(name, on, overridden=False, until=until, at=called_out, work=at_work)

    def _at_work_in(self, listener: ListenerId, rested: RestOnFile) -> tuple[AtWork, ...]:
        """The work that fell in it: a structural cause (docs/evidence.md, section 2, C6)."""
        begins, ends = rested.rest.rest_from, rested.rest.rest_until
        mine = (each for each in self.works if each.by == listener)
        within = (each for each in mine if each.starts_at < ends and each.ends_at > begins)
        return tuple(AtWork(each.starts_at, each.ends_at, each.said, each.department) for each in within)

    def _called_out_in(self, listener: ListenerId, rested: RestOnFile) -> tuple[datetime, ...]:
        """When he went, or said yes, though he was still to rest."""
        begins, ends = rested.rest.rest_from, rested.rest.rest_until
        happened = (each.interruption for each in self.contacts.get(listener, ()) if not each.taken_back)
        return tuple(sorted(each.start for each in happened if begins <= each.start < ends))

    def _served(self, listener: ListenerId) -> Served:
        """The nights of the last 28 and, in the same way as the load page counts them, the call-outs."""
        happened = [each.interruption for each in self.contacts.get(listener, ()) if not each.taken_back]
        call_outs = counted(happened, self.policies, self.site.zone)
        mine = ((duty.listener, duty.night) for duty in self.duties if duty.was_served and duty.listener == listener)
        return served_by(mine, self.said_no, {listener: call_outs})[listener]


def load(site: Site, now: datetime) -> TeamFacts:
    """Return what is on file about everybody of a site's team who has joined and has not left (12 statements)."""
    policies = policies_of(people_facts.policy_changes(site.id))
    tonight = night_at(policies, now, site.zone)
    first = tonight - timedelta(days=LOOK_BACK_DAYS - 1)
    told = contact_facts.told_of(site.id, tonight - timedelta(days=CONTACT_DAYS))
    since = at_local(tonight - timedelta(days=REST_DAYS), policies(tonight).stand_by_from, site.zone)
    return TeamFacts(
        site=site,
        now=now,
        tonight=tonight,
        policies=policies,
        team=still_here(night_facts.team(site), tonight),
        contacts=told.calls,
        own=told.own,
        first=contact_facts.first_records(site.id),
        offloads=offload_facts.told_of(site.id),
        rests=duties_facts.rests(site.id, from_on=since),
        overrides=flag_facts.overrides(site.id, first),
        duties=duties_facts.duties(site.id, first, tonight),
        said_no=availability_facts.said_no(site.id, first, tonight),
        works=told_once(regime_facts.worked_in_rest(site.id, since)),
        asked_for_rest=availability_facts.rests_asked_for(site.id, since),
        answered=instrument_results.of_team(site.id, frozenset(each.key for each in with_reliable_change())),
    )


def one_of_team(site: Site, listener: ListenerId) -> TeamMember:
    """Return one of a site's team, whoever has left included (1 statement). Asked before a reading is noted, so that
    none is on file of somebody who is not there.

    Raises:
        NotFound: nobody of that id at this site.
    """
    found = next((each for each in night_facts.team(site) if each.id == listener), None)
    if found is None:
        raise NotFound("nobody of that id at this site")
    return found


def still_here(team: tuple[TeamMember, ...], on: date) -> tuple[TeamMember, ...]:
    """Return those who have joined and have not left by a date; somebody paused is still here."""
    return tuple(
        member
        for member in team
        if member.joined_on <= on and (standing := member.standing_on(on)) is not None and not standing.is_gone
    )


def sessions(on_file: tuple[OffloadOnFile, ...]) -> tuple[Offload, ...]:
    """Return the sessions as the rules see them, each once, whoever told of it (``domain.care.reconciled``)."""
    return one_of_each(each.fact for each in in_order_told(on_file))


def in_order_told(on_file: tuple[OffloadOnFile, ...]) -> list[OffloadOnFile]:
    """Return them in the order in which they came on file."""
    return sorted(on_file, key=lambda each: (each.recorded_at, each.id))


def as_contacts(
    on_file: tuple[ContactOnFile, ...],
    ticks: Mapping[str, frozenset[Tick]],
    policies: PolicyOn,
    site: Site,
) -> tuple[Contact, ...]:
    """Return contacts as the rules see them; a caller who changed their mind is none. One at night belongs to the night
    that it counts for, as on the load page."""
    listened = sorted((each for each in on_file if each.listened), key=lambda c: (c.interruption.start, c.id))
    facts = counted([each.interruption for each in listened], policies, site.zone)
    return tuple(
        Contact(
            id=each.id,
            night=fact.night,
            at_night=fact.at_night,
            source=each.source,
            ended=each.interruption.end,
            debrief_offered=each.debrief_offered_at,
            ticks=ticks.get(each.id, frozenset()),
        )
        for each, fact in zip(listened, facts, strict=True)
    )


def as_own(own: Iterable[tuple[str, OwnContact]], policies: PolicyOn, site: Site) -> tuple[Contact, ...]:
    """Return contacts to which no officer called him as the rules see them: each with its ticks and its night, and none
    owes a debrief."""
    listed = [(told.interruption(own_id, site.zone), told) for own_id, told in own]
    listed.sort(key=lambda one: (one[0].start, one[0].id))
    nights = counted([happened for happened, _ in listed], policies, site.zone)
    return tuple(
        Contact(happened.id, fact.night, fact.at_night, ContactSource.OWN, happened.end, None, told.ticks)
        for (happened, told), fact in zip(listed, nights, strict=True)
    )


def _overridden(override: Override, names: list[tuple[str, RestOnFile]]) -> RestBroken:
    """The rest during which an override stood; where none is on file, the night it was made for names it."""
    night, made_at, expires_at = override
    for name, each in names:
        if each.rest.rest_from < expires_at and made_at < each.rest.rest_until:
            return RestBroken(name, night, overridden=True, until=each.rest.rest_until, at=(made_at,))
    return RestBroken(f"override {night}", night, overridden=True, at=(made_at,))
