"""What has a Listener given, who thanked him, and how does the coordinator put thanks on file?

Thanks are for him: he reads them on his own page, for two weeks. What he has given is reckoned from what officers know
too, so that a paper that he shows around tells nothing that he told in confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.call_out_facts import counted
from listeners.domain.care.given import Given, counted_from, given
from listeners.domain.care.thanks import Thanks, thanks_fault
from listeners.domain.load import counted_nights, served_by
from listeners.domain.nights import ONE_DAY, local_date
from listeners.domain.people import AvailabilityKind, ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import first_answer, once
from listeners.services.care.facts import one_of_team
from listeners.services.care.readings import note_reading
from listeners.store import availability_facts, callouts_facts, duties_facts, night_facts, people_facts
from listeners.store.care import thanks as on_file
from listeners.store.care.thanks import ThanksOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

SHOWN = timedelta(days=182)
"""The coordinator's page shows half a year, as the figures of offload do."""
SHOWN_TO_HIM = timedelta(days=14)
"""A kiosk shows nothing older (docs/security.md, T4)."""


@dataclass(frozen=True, slots=True)
class GivenPage:
    """What one Listener has given as of a date; his nights and hours are counted from another."""

    member: TeamMember
    given: Given
    counted_from: date
    today: date


@dataclass(frozen=True, slots=True)
class OwnGiven:
    """The same on his own page, with how often thanks came for him, and the words of the last two weeks."""

    given: Given
    counted_from: date
    times: int
    lately: tuple[Thanks, ...]


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """The thanks of the last half year, and how often they ever came for each of the team, by name: first those who are
    here, then those who are gone."""

    here: tuple[TeamMember, ...]
    gone: tuple[TeamMember, ...]
    times: Mapping[ListenerId, int]
    thanks: tuple[ThanksOnFile, ...]

    def name_of(self, listener: ListenerId) -> str:
        """The name of somebody of the team."""
        return next(each.name for each in (*self.here, *self.gone) if each.id == listener)


def own(site: Site, actor: Actor, now: datetime) -> OwnGiven:
    """Return what the actor has given, and who thanked him (7 statements).

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    listener = actor.listener_id
    if listener is None:
        raise NotFound("nobody of the team")
    page = of(site, listener, actor, now)
    lately = on_file.of_one(site.id, listener, page.today - SHOWN_TO_HIM)
    times, words = on_file.count(site.id, listener), tuple(each.thanks for each in lately)
    return OwnGiven(page.given, page.counted_from, times, words)


def of(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> GivenPage:
    """Return what somebody has given, as he sees it himself and as his certificate says it (5 statements).

    Raises:
        NotAllowed: only he himself, or a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    for kind in (Kind.STANDING, Kind.LOAD):
        require(actor, Do.READ, kind, site.id, listener)
    member, today = one_of_team(site, listener), local_date(now, site.zone)
    policies = policies_of(people_facts.policy_changes(site.id))
    last = night_at(policies, now, site.zone) - ONE_DAY
    happened = callouts_facts.interruptions(site.id, [listener]).get(listener, [])
    duties = duties_facts.duties(site.id, member.joined_on, last, [listener])
    said = availability_facts.sayings(site.id, member.joined_on, last, [listener]).settled
    no = {each.night for each in said if each.kind is AvailabilityKind.UNAVAILABLE}
    lived = ((listener, duty.night) for duty in duties if duty.was_served)
    served = served_by(lived, {listener: no}, {listener: counted(happened, policies, site.zone)})[listener]
    nights = counted_nights(served, member.joined_on, last)
    out_on = (local_date(each.out_at, site.zone) for each in happened if each.out_at is not None)
    since = counted_from(member.joined_on, site.recording_since, (*nights, *out_on))
    return GivenPage(member, given(member.joined_on, member.standings, len(nights), happened, today), since, today)


def page(site: Site, actor: Actor, now: datetime) -> ThanksPage:
    """Open the thanks of a site, and return its team; the reading is noted before they are shown (4 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    note_reading(actor, site.id, Kind.STANDING, now)
    today = local_date(now, site.zone)
    team = sorted(night_facts.team(site), key=lambda member: member.name)
    here = tuple(each for each in team if each.gone_from(today) is None)
    gone = tuple(each for each in team if each not in here)
    return ThanksPage(here, gone, on_file.counts(site.id), on_file.of_site(site.id, today - SHOWN))


def put(
    site: Site, listener: ListenerId, thanks: Thanks, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put thanks for a Listener on file, also where the like of them is there already: two may thank him on one day
    (``is_like_one_on_file``).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unreadable: the date cannot be, or these are words that are never kept (``thanks_fault``).
    """
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    one_of_team(site, listener)
    if fault := thanks_fault(thanks, local_date(now, site.zone)):
        raise Unreadable("thanks", [Problem(None, *fault)])

    def do(session: Session) -> str:
        thanks_id = on_file.add(session, site.id, listener, thanks, actor, now)
        audit(session, actor, now, "thanked", Kind.STANDING, object_id=thanks_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def is_like_one_on_file(
    site: Site, listener: ListenerId, thanks: Thanks, actor: Actor, act_key: str | None = None
) -> bool:
    """Whether thanks of that date by the same role are on file for a Listener already: perhaps the same ones, so
    whoever keys them in is asked. No words are opened. Of a form that was sent before nothing is asked.

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, Kind.STANDING, site.id)
    # In this order: whoever presses twice at once finds what the first press put on file by its key too.
    return on_file.has_like(site.id, listener, thanks.on, thanks.sender) and first_answer(actor, act_key) is None


def take_off(site: Site, thanks_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Take thanks that were not so off file. The earlier version is kept.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there are none of that id at this site.
    """
    require(actor, Do.WRITE, Kind.STANDING, site.id)

    def do(session: Session) -> str:
        listener = on_file.take_off(session, site.id, thanks_id, actor, now)
        audit(session, actor, now, "thanks_taken_off", Kind.STANDING, object_id=thanks_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)
