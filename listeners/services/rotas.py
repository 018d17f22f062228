"""What is the plan now, what would have to be planned, and which versions were there?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.call_out_facts import counted
from listeners.domain.feasts import nights_before
from listeners.domain.nights import ONE_DAY, at_local, local_date, nights_between
from listeners.domain.pauses import with_pauses
from listeners.domain.people import ListenerId
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import Interruption, PolicyOn
from listeners.domain.rest_open import assumed_rests
from listeners.domain.rota import planning_facts
from listeners.domain.rota.board import Board, NightRow, board_of, lacks_somebody
from listeners.domain.rota.from_facts import facts_needed, problem_of
from listeners.domain.rota.place_changes import last_planned
from listeners.domain.rota.planning_facts import FURTHEST_NIGHTS, MOST_NIGHTS, Placed, PlanningFacts, RestOnFile
from listeners.domain.rota.problem import RotaProblem
from listeners.domain.rota.publication import Replaced, replacements
from listeners.domain.team import Site, TeamMember
from listeners.domain.team_warnings import SmallTeam, small_team
from listeners.errors import NotFound
from listeners.services import holidays
from listeners.store import callouts_facts, journal, night_facts, people_facts, rota_facts, rota_versions
from listeners.store.database import act
from listeners.store.rota_facts import PlanNights
from listeners.store.rota_versions import Version, Versions

__all__ = [
    "FURTHEST_NIGHTS",
    "MOST_NIGHTS",
    "USUAL_NIGHTS",
    "BoardPage",
    "VersionPage",
    "board",
    "facts_for",
    "first_ahead",
    "is_in_sight",
    "next_to_plan",
    "problem_for",
    "version",
    "versions",
]

USUAL_NIGHTS = 28
"""A rota is planned for four weeks, unless somebody asks for more or less."""

SOON = 7
"""What is published up to so many nights after the usual four weeks is shown whole: a rota is planned days ahead, and
its last nights are no month of their own."""

EARLIER = timedelta(days=2)
"""A call-out that touches two nights counts for the later: it may have begun this long before that night's date."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board with the facts behind it: who is who, and which plan it shows.

    The board reaches to the last night that is planned, so that no gap is forgotten; ``rows`` are those to be shown,
    the nights from ``first`` to ``last``.
    """

    board: Board
    facts: PlanningFacts
    first: date
    last: date

    @property
    def rows(self) -> tuple[NightRow, ...]:
        """The nights that are shown."""
        return tuple(row for row in self.board.rows if row.night <= self.last)

    @property
    def most_seats(self) -> int:
        """How many places the fullest of them has."""
        return max((len(row.seats) for row in self.rows), default=0)

    @property
    def small_team(self) -> SmallTeam | None:
        """Whether the team is small, or will be by what is on file."""
        today = local_date(self.facts.now, self.facts.site.zone)
        team = with_pauses(self.facts.team, self.facts.pauses)
        return small_team(team, today, self.facts.policy(today).small_team)


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A published version, who was placed where in whose stead, and who is who."""

    version: Version
    placed: tuple[Placed, ...]
    replaced: tuple[Replaced, ...]
    who: Mapping[ListenerId, TeamMember]


def facts_for(site: Site, first: date, last: date, now: datetime, *, reasons: bool = False) -> PlanningFacts:
    """Return what a plan of the nights from ``first`` to ``last`` depends on (5 statements).

    ``reasons`` opens why somebody cannot do a night, for nights from today on; whoever asks may read it.
    """
    facts, nights = _facts_and_nights(site, first, last, now)
    return _with_reasons(facts, nights) if reasons else facts


def _with_reasons(facts: PlanningFacts, nights: PlanNights) -> PlanningFacts:
    today = local_date(facts.now, facts.site.zone)
    return facts.with_reasons(rota_facts.said_of(facts.site.id, nights.said, today))


def _facts_and_nights(site: Site, first: date, last: date, now: datetime) -> tuple[PlanningFacts, PlanNights]:
    changes = people_facts.policy_changes(site.id)
    policies = policies_of(changes)
    begin, end = facts_needed(first, (last - first).days + 1, policies(first))
    happened = callouts_facts.interruptions(site.id, since=at_local(begin - EARLIER, time(0), site.zone))
    nights = rota_facts.plan_nights(site.id, begin, end, now, nights_before(nights_between(first, last)))
    rotas = rota_facts.rotas_around(site.id, begin, end)
    facts = PlanningFacts(
        site=site,
        now=now,
        policies=policies,
        bank_holidays=holidays.bank_holidays_around(site.country, begin, end),
        team=tuple(sorted(night_facts.team(site), key=lambda member: member.ref)),
        said=rota_facts.said_of(site.id, nights.said),
        feasts=nights.feasts,
        rests=(*nights.rests, *_assumed(happened, policies, site, now)),
        duties=nights.duties,
        call_outs={who: counted(of_one, policies, site.zone) for who, of_one in happened.items()},
        published=rotas.published,
        changed=rotas.changed,
        draft=rotas.draft,
        under_way=nights.under_way,
        proposed=nights.proposed,
        proposed_at=nights.proposed_at,
        to_take=nights.to_take,
        swaps_to_agree=nights.swaps_to_agree,
        pauses=tuple(rule for rule in nights.said.rules if rule.is_firm),
        policy_changes=changes,
    )
    return facts, nights


def _assumed(
    happened: Mapping[ListenerId, Sequence[Interruption]], policies: PolicyOn, site: Site, now: datetime
) -> tuple[RestOnFile, ...]:
    """The rests that stand in while a return was never entered (docs/evidence.md, section 4, rule 5)."""
    return tuple(
        RestOnFile(listener, rest.rest_from, rest.rest_until)
        for listener, of_one in happened.items()
        if any(each.end is None for each in of_one)
        for rest in assumed_rests(of_one, policies, site.zone, now)
        if rest.rest_until > now
    )


def problem_for(actor: Actor, site: Site, first: date, nights: int, now: datetime) -> RotaProblem:
    """Return the problem of planning a stretch of nights, with the reason of each absence.

    Raises:
        NotAllowed: only those who plan a rota may read why somebody cannot do a night.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    facts = facts_for(site, first, first + timedelta(days=nights - 1), now, reasons=True)
    return problem_of(facts, first, nights)


def board(actor: Actor, site: Site, now: datetime, first: date | None = None, last: date | None = None) -> BoardPage:
    """Return the board of the nights from ``first`` to ``last``. Where none are given: from tonight on, to the end of
    the draft, or four weeks of what is published.

    Why somebody cannot do a night is opened, and who looked recorded, where a place ahead is empty: its reasons are
    counted then, and only then.

    Raises:
        NotAllowed: the actor is no coordinator of this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    require(actor, Do.READ, Kind.AVAILABILITY_REASON, site.id)
    today = local_date(now, site.zone)
    until = last or today + timedelta(days=FURTHEST_NIGHTS - 1)
    facts, nights = _facts_and_nights(site, first or today, until, now)
    begin, shown, end = (first, last, last) if first is not None and last is not None else _usual_view(facts)
    if lacks_somebody(facts, begin, end):
        facts = _with_reasons(facts, nights)
        with act() as session:
            journal.audit(
                session, actor, now, "board_read", Kind.AVAILABILITY_REASON, site_id=site.id, detail={"from": begin}
            )
    return BoardPage(board_of(facts, begin, end), facts, begin, shown)


def is_in_sight(facts: PlanningFacts, night: date) -> bool:
    """Whether the board shows a night where no other nights are asked for."""
    first, shown, _ = _usual_view(facts)
    return first <= night <= shown


def _usual_view(facts: PlanningFacts) -> tuple[date, date, date]:
    """The first night, the last to be shown and the last that counts: a draft never hides the nights before it."""
    tonight = night_at(facts.policy, facts.now, facts.site.zone)
    usual = tonight + timedelta(days=USUAL_NIGHTS - 1)
    all_told = tonight + timedelta(days=USUAL_NIGHTS + SOON - 1)
    published = last_planned(facts) or tonight
    if facts.draft is not None and facts.is_ahead(facts.draft.last_night):
        return tonight, facts.draft.last_night, max(facts.draft.last_night, published)
    return tonight, published if published <= all_told else usual, published


def first_ahead(actor: Actor, site: Site, now: datetime) -> date:
    """Return the first night that has not begun (1 statement).

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    return planning_facts.first_ahead(now, site.zone, policies_of(people_facts.policy_changes(site.id)))


def next_to_plan(actor: Actor, site: Site, now: datetime) -> date:
    """Return the night from which the next rota is planned: the day after the last published one, or the first night
    ahead (2 statements).

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    published, soonest = rota_versions.last_published(site.id), first_ahead(actor, site, now)
    return soonest if published is None else max(published + ONE_DAY, soonest)


def versions(actor: Actor, site: Site, before: int | None = None) -> Versions:
    """Return the history of the rota, the newest first, 50 versions at a time; ``before`` a number for the next.

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    return rota_versions.versions(site.id, before)


def version(actor: Actor, site: Site, rota_id: str) -> VersionPage:
    """Return one published version with its assignments, whom each replaced, and who they are (4 statements).

    Raises:
        NotAllowed: the actor may not read the rota.
        NotFound: no such version at this site.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    found = rota_versions.version(site.id, rota_id)
    if found is None:
        raise NotFound("no such version")
    head, placed = found
    held, before = rota_versions.before(site.id, head)
    who = {member.id: member for member in night_facts.team(site)}
    return VersionPage(head, placed, replacements(placed, before, held), who)
