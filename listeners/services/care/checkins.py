"""How does a check-in get on file, and how does the coordinator read it?

Nobody has to check in, and no question has to be answered. What is answered has no score and raises nothing; only a
"yes" to a rest acts, at once and in the same act. He never sees his answers again; each reading leaves a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.checkin import CheckIn, HowMuch, Item, WantsRest, card_fault, week_of, weeks_shown
from listeners.domain.care.small_numbers import FEWEST_IN_BRANCH
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.share import per_cent
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services import availability_rules
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team, still_here
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import checkins
from listeners.store.database import Session
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """One Listener, with the id of his check-in for each week, the latest first; None: none."""

    member: TeamMember
    check_ins: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many checked in, of so many who were invited: those here now who had joined by the end of the week."""

    answered: int
    invited: int

    @property
    def per_cent(self) -> int | None:
        """The response rate in whole per cent; None where nobody was invited."""
        return per_cent(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class CheckInTeam:
    """The check-ins of everybody who is here, week by week (each its Monday), the latest first."""

    weeks: tuple[date, ...]
    rows: tuple[CheckInRow, ...]

    @property
    def rates(self) -> tuple[Rate | None, ...]:
        """How many checked in, for each week; None where so few were invited that it would tell of somebody."""
        return tuple(self._rate(nth, week) for nth, week in enumerate(self.weeks))

    def _rate(self, nth: int, week: date) -> Rate | None:
        invited = [row for row in self.rows if row.member.joined_on < week + timedelta(days=7)]
        answered = sum(row.check_ins[nth] is not None for row in invited)
        return Rate(answered, len(invited)) if len(invited) >= FEWEST_IN_BRANCH else None


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """What one Listener answered in one week."""

    member: TeamMember
    week: date
    told: CheckIn


def told(answers: Mapping[str, str | None], rest: str | None) -> CheckIn:
    """Return a check-in from the words of a form: for each question (``Item``) its answer, or None.

    Raises:
        Unreadable: a word is none of those that the form offers.
    """
    try:
        said = tuple(None if (word := answers.get(item)) is None else HowMuch(word) for item in Item)
        return CheckIn(said, None if rest is None else WantsRest(rest))
    except ValueError as fault:
        raise Unreadable("check-in", [Problem(None, None, "choose one of the answers")]) from fault


def log(site: Site, check_in: CheckIn, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Put the actor's own check-in of this week on file. Where he would like a rest, he rests from now on. What he
    leaves out of a second one stays as he said it in the first: an empty one takes nothing back.

    Raises:
        NotAllowed: the actor is not a Listener of this site.
    """
    listener = actor.listener_id
    if listener is None:
        raise NotFound("nobody of the team")
    require(actor, Do.WRITE, Kind.CHECK_IN, site.id, listener)
    _may_rest(site, listener, check_in, actor)

    def do(session: Session) -> str:
        _put(session, site, listener, week_of(local_date(now, site.zone)), check_in, actor, now, adds=True)
        _rest(session, site, listener, check_in, actor, now)
        return "done"  # and no word of what follows from it

    once(actor, act_key, now, do)


def key_in(
    site: Site,
    listener: ListenerId,
    on: date,
    check_in: CheckIn,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what a Listener answered on a paper card of a date. Where he would like a rest he rests from now on;
    the same card again changes nothing.

    Raises:
        NotAllowed: only whoever may key in cards and read check-ins.
        NotFound: nobody of that id at this site.
        Unreadable: the date is ahead, or before the weeks that are shown.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    require(actor, Do.READ, Kind.CHECK_IN, site.id, listener)
    _may_rest(site, listener, check_in, actor)
    one_of_team(site, listener)
    if fault := card_fault(on, local_date(now, site.zone)):
        raise Unreadable("check-in", [Problem(None, "on", fault)])

    def do(session: Session) -> str:
        if _put(session, site, listener, week_of(on), check_in, actor, now, adds=False):
            _rest(session, site, listener, check_in, actor, now)
        return "done"

    once(actor, act_key, now, do)


def whose_card(site: Site, listener: ListenerId, actor: Actor) -> TeamMember:
    """Return whose card is to be keyed in (1 statement); nothing that he answered is read.

    Raises:
        NotAllowed: only whoever may key in cards and read check-ins.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    require(actor, Do.READ, Kind.CHECK_IN, site.id, listener)
    return one_of_team(site, listener)


def team(site: Site, actor: Actor, now: datetime) -> CheckInTeam:
    """Return who checked in in the last four weeks, by name, without what he answered (3 statements, the row of this
    reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.READ, Kind.CHECK_IN, site.id)
    note_reading(actor, site.id, Kind.CHECK_IN, now)
    today = local_date(now, site.zone)
    weeks = weeks_shown(today)
    found = {(each.listener, each.week): each.id for each in checkins.since(site.id, weeks[-1])}
    members = sorted(still_here(night_facts.team(site), today), key=lambda member: member.name)
    return CheckInTeam(
        weeks, tuple(CheckInRow(each, tuple(found.get((each.id, week)) for week in weeks)) for each in members)
    )


def read(site: Site, check_in_id: str, actor: Actor, now: datetime) -> CheckInPage:
    """Open one check-in; the reading is noted before it is shown (4 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Unopened: it is sealed under another key, or has been changed.
    """
    require(actor, Do.READ, Kind.CHECK_IN, site.id)
    found = checkins.one(site.id, check_in_id)
    member = one_of_team(site, found.listener)
    note_reading(actor, site.id, Kind.CHECK_IN, now, found.listener, check_in_id)
    return CheckInPage(member, found.week, checkins.opened(site.id, check_in_id))


def _put(
    session: Session,
    site: Site,
    listener: ListenerId,
    week: date,
    check_in: CheckIn,
    actor: Actor,
    now: datetime,
    *,
    adds: bool,
) -> bool:
    row_id = checkins.put(session, site.id, listener, week, check_in, actor, now, adds=adds)
    if row_id is None:
        return False
    audit(session, actor, now, "checked_in", Kind.CHECK_IN, object_id=row_id, subject_id=listener)
    return True


def _may_rest(site: Site, listener: ListenerId, check_in: CheckIn, actor: Actor) -> None:
    if check_in.rest is WantsRest.YES:
        availability_rules.must_be_his_to_say(site, listener, actor)


def _rest(session: Session, site: Site, listener: ListenerId, check_in: CheckIn, actor: Actor, now: datetime) -> None:
    if check_in.rest is WantsRest.YES:
        availability_rules.rest_in(session, site, listener, actor, now)
