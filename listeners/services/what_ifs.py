"""How many Listeners does a site need: what is known at once, what has been asked of the planner, what came of it?

The least team is found by solving, never here: the process of the jobs works a request off as it does plans
(``plan_runs``), or a command waits for it. The latest answer stands until the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.crew_size import WINDOW, CrewFigures, crew_figures, night_calls, shadowing_weeks
from listeners.domain.crew_size import team_for_call_outs as by_call_outs
from listeners.domain.nights import ONE_DAY, at_local, local_date
from listeners.domain.people import Standing
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.team_size import NIGHTS, PATTERN_NIGHTS, TeamAnswer, TeamQuestion, least_at_once, question_of
from listeners.domain.rota.team_size_json import answer_from_text, question_from_json, question_to_text
from listeners.domain.states import PlanKind
from listeners.domain.team import Site, TeamMember
from listeners.domain.team_ahead import Recruiting, Size, fewest_ahead, recruiting, sizes_ahead
from listeners.domain.team_warnings import SmallTeam, small_team
from listeners.errors import Conflict, Problem, Unreadable
from listeners.services import rotas
from listeners.services.callout_steps import WITHOUT_A_LISTENER
from listeners.services.plans import OTHERS_UNDER_WAY
from listeners.services.team_warnings import Warnings, warnings_in
from listeners.store import call_out_counts, journal, rota_requests, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.rota_requests import RequestOnFile

SECONDS = 300
"""Wall time that the planner may take at most; a team of 20 takes it some seconds."""
NOBODY_WENT = (None, *(each.value for each in WITHOUT_A_LISTENER))
"""How a request ended for which a Listener was wanted and nobody went; others were called off before."""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be said without solving: the crew and the team by the call-outs, a team below which no plan is complete,
    who takes part today, how many will by what is on file, and by when training must begin. ``everybody`` holds also
    those who are paused or gone."""

    site: Site
    policy: Policy
    crew: CrewFigures
    by_call_outs: int
    at_once: int
    team: tuple[TeamMember, ...]
    sizes: tuple[Size, ...]
    shadowing: int
    warnings: Warnings
    everybody: tuple[TeamMember, ...]

    @property
    def paused(self) -> int:
        """How many are here and paused today, by their own or a coordinator's word: they are not of the team of now."""
        today = self.sizes[0].from_on
        return sum(each.standing_on(today) is Standing.PAUSED for each in self.everybody)

    def warned_without(self, answer: TeamAnswer) -> SmallTeam | None:
        """Whether fewer than the policy warns of are active, now or from a day on file, once those have left whom the
        answer is without; None too where it is without nobody."""
        left = tuple(each for each in self.everybody if each.ref not in answer.without)
        return small_team(left, self.sizes[0].from_on, self.policy.small_team) if answer.without else None

    @property
    def fewest(self) -> Size | None:
        """The smallest that the team will be by what is on file, where that is smaller than now."""
        return fewest_ahead(self.sizes)

    def recruiting(self, answer: TeamAnswer | None) -> Recruiting:
        """By when training must begin for the team not to fall under what is needed: the least team found (in the
        worst draw), or what is counted at once; and never under what the call-outs need."""
        found = answer.needs[0].worst if answer is not None and answer.needs else None
        return self._recruiting(max(found if found is not None else self.at_once, self.by_call_outs))

    def with_loss(self, answer: TeamAnswer | None) -> Recruiting | None:
        """By when training must begin for the largest part that is tried to be lost, a quarter, with every place
        filled still; None where that was not solved, or no team does."""
        found = answer.needs[-1].worst if answer is not None and answer.needs else None
        return None if found is None else self._recruiting(max(found, self.by_call_outs))

    def _recruiting(self, need: int) -> Recruiting:
        return recruiting(self.sizes, need, self.policy.training_weeks, self.shadowing)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is known, the latest request, and the latest answer with the request that it answers. ``is_old``: the team
    or the numbers of the rules have changed since it was asked for."""

    known: Known
    request: RequestOnFile | None
    answered: RequestOnFile | None
    answer: TeamAnswer | None
    is_old: bool = False


def what_if(actor: Actor, site: Site, now: datetime) -> WhatIf:
    """Return what is known, what is under way and the answer that stands.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    latest = rota_requests.latest(site.id, PlanKind.WHAT_IF)
    done = latest if latest is None or latest.answer else rota_requests.latest_answered(site.id, PlanKind.WHAT_IF)
    answer = answer_from_text(done.answer) if done is not None and done.answer else None
    facts = _facts(site, now)
    is_old = done is not None and answer is not None and not _holds(site, done, question_of(facts, answer.without))
    return WhatIf(_known(site, facts, now), latest, done, answer, is_old)


def _holds(site: Site, done: RequestOnFile, asked_now: TeamQuestion) -> bool:
    """Whether what was asked would be asked today: the same team and the same numbers."""
    text = rota_requests.problem_of(site.id, done.id)
    return question_from_json(text.encode(), "the question on file").holds_for(asked_now)


def known(actor: Actor, site: Site, now: datetime) -> Known:
    """Return what can be said without solving.

    Raises:
        NotAllowed: the actor may not plan at this site.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return _known(site, _facts(site, now), now)


def _known(site: Site, facts: PlanningFacts, now: datetime) -> Known:
    today = local_date(now, site.zone)
    policy, question = facts.policy(today), question_of(facts)
    crew = _crew(site, facts, now)
    return Known(
        site=site,
        policy=policy,
        crew=crew,
        by_call_outs=by_call_outs(crew, policy.max_night_call_outs_in_28),
        at_once=least_at_once(question.pattern),
        team=tuple(member for member in facts.team if member.takes_part_on(today) and member.joined_on <= today),
        sizes=sizes_ahead(facts.team, today),
        shadowing=shadowing_weeks(crew, policy.shadowed_contacts, policy.max_nights_in_28),
        warnings=warnings_in(facts),
        everybody=facts.team,
    )


def question(actor: Actor, site: Site, without: Sequence[str], now: datetime) -> TeamQuestion:
    """Return what the planner is asked about the coming twelve weeks, with and without those who are named by ref.

    Raises:
        NotAllowed: the actor may not plan at this site.
        Unreadable: somebody is named who takes no part in these weeks, or nobody takes part in them.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    asked = question_of(_facts(site, now), sorted(set(without)))
    there = {each.id for each in asked.problem.volunteers}
    unknown = [ref for ref in asked.without if ref not in there]
    if unknown:
        why = f"{', '.join(unknown)}: nobody of that reference takes part in the coming twelve weeks"
        raise Unreadable("the question", [Problem(None, "without", why)])
    if not there:
        raise Unreadable("the question", [Problem(None, "team", "nobody takes part in the coming twelve weeks")])
    return asked


def ask(actor: Actor, site: Site, without: Sequence[str], now: datetime, act_key: str | None = None) -> str:
    """Ask how large a team is needed, and return the id of the request. While one without the same people is under
    way, that is the answer.

    Raises:
        NotAllowed, Unreadable: as ``question``.
        Conflict: one without others is under way.
    """
    asked = question(actor, site, without, now)
    text, first = question_to_text(asked), asked.problem.nights[0].on

    def add(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        under_way = rota_requests.under_way(session, site.id, PlanKind.WHAT_IF)
        if under_way is not None:
            return _of_the_same(site, under_way, asked)
        new = rota_requests.add(session, site.id, (first, NIGHTS), SECONDS, text, actor, now, PlanKind.WHAT_IF)
        detail: dict[str, object] = {"without": list(asked.without)}
        journal.audit(session, actor, now, "team_size_asked", Kind.ROTA, site_id=site.id, object_id=new, detail=detail)
        return new

    return once(actor, act_key, now, add)


def _of_the_same(site: Site, request_id: str, asked: TeamQuestion) -> str:
    """Return a request under way, where it is without the same people."""
    text = rota_requests.problem_of(site.id, request_id)
    if question_from_json(text.encode(), "the question on file").without != asked.without:
        raise Conflict(OTHERS_UNDER_WAY)
    return request_id


def _facts(site: Site, now: datetime) -> PlanningFacts:
    """The facts of the coming twelve weeks, and of the eight before them; whoever is paused takes no part, by his own
    word as by a coordinator's."""
    today = local_date(now, site.zone)
    first, last = today - timedelta(days=PATTERN_NIGHTS), today + timedelta(days=NIGHTS)
    return rotas.facts_for(site, first, last, now).counting_pauses()


def _crew(site: Site, facts: PlanningFacts, now: datetime) -> CrewFigures:
    """The figures of the last 26 weeks, or since the first night on file."""
    last = night_at(facts.policy, now, site.zone) - ONE_DAY
    on_file = call_out_counts.first_night(site.id)
    since = min(site.recording_since, on_file) if on_file is not None else site.recording_since
    first = max(last - timedelta(days=WINDOW - 1), since)
    begin, end = (at_local(on, time(0), site.zone) for on in (first - ONE_DAY, last + 2 * ONE_DAY))
    requests = (
        (each.asked_at, each.went)
        for each in call_out_counts.requested(site.id, begin, end)
        if each.went or each.outcome in NOBODY_WENT
    )
    return crew_figures(night_calls(requests, first, max(first, last), facts.policy, site.zone))
