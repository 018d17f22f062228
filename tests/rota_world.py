"""What tests of the rota start from: drafts, what Listeners said, rests, in the world of two prisons."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.people import AvailabilityKind, ListenerId, Role, Standing
from listeners.domain.rest_facts import RestRule
from listeners.domain.rota.objective import figures, gaps
from listeners.domain.rota.problem import Assignment, Slot
from listeners.domain.rota.reasons import reasons
from listeners.domain.rota.solution import Gap, RotaSolution, Status
from listeners.domain.states import NightPlace
from listeners.domain.team import Site
from listeners.services import plan_runs, plans, policies, rota_publishing, rotas
from listeners.store import keyring, people, people_facts
from listeners.store.columns import new_id
from listeners.store.database import act, db
from listeners.store.duties import Duty, Rest
from listeners.store.rota_versions import Together, Version
from tests.world import MADE_AT, Prison

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
"""A Sunday evening: the night of 22 November has begun, that of Monday the 23rd has not."""
MONDAY = date(2026, 11, 23)
FIRST, SECOND = NightPlace.FIRST, NightPlace.SECOND
Wanted = tuple[int, NightPlace, str]
"""So many days after the first night, the place, and whose by first name."""


def site_of(prison: Prison) -> Site:
    return people_facts.site(prison.id)


def ref_of(prison: Prison, name: str) -> str:
    return str(db.session.get_one(people.Listener, prison.listeners[name]).ref)


def draft(prison: Prison, wanted: list[Wanted], first: date = MONDAY, nights: int = 14, now: datetime = NOW) -> str:
    """Store a draft as if the planner had found it, and return its id."""
    problem = plans.problem_to_solve(SYSTEM, site_of(prison), first, nights, now)
    held = tuple(
        Assignment(Slot(first + timedelta(days=day), place.value, None), ref_of(prison, name))
        for day, place, name in wanted
    )
    solution = RotaSolution(
        status=Status.FEASIBLE,
        assignments=held,
        gaps=tuple(
            Gap(each.slot, {reason.value: count for reason, count in reasons(problem, held, each.slot).items()})
            for each in gaps(problem, held)
        ),
        objective=asdict(figures(problem, held)),
    )
    seen = plans.draft_in_hand(SYSTEM, site_of(prison))
    return plan_runs.keep_draft(SYSTEM, prison.id, problem, solution, now, instead_of=seen)


def published(prison: Prison, wanted: list[Wanted], first: date = MONDAY, nights: int = 14, now: datetime = NOW) -> str:
    """Publish such a draft, and return its id."""
    rota_id = draft(prison, wanted, first, nights, now)
    return rota_publishing.publish(prison.actor(Role.COORDINATOR), site_of(prison), rota_id, now)


def versions_of(prison: Prison) -> list[Version]:
    """The versions that were published, the newest first."""
    lines = rotas.versions(prison.actor(Role.COORDINATOR), site_of(prison)).lines
    acts = (each.versions if isinstance(each, Together) else (each,) for each in lines)
    return [each for act_of in acts for each in act_of if isinstance(each, Version)]


def say(prison: Prison, name: str, night: date, kind: AvailabilityKind, reason: str = "") -> None:
    """A Listener says something about a night."""
    with act() as session:
        row = people.Availability(
            id=new_id(),
            site_id=prison.id,
            listener_id=prison.listeners[name],
            night=night,
            kind=kind,
            in_force=True,
            recorded_at=MADE_AT,
        )
        if reason:
            row.reason = keyring.seal(reason, prison.id, "availability", "reason", row.id)
        session.add(row)


def unfreeze(prison: Prison) -> None:
    """No night of a prison is frozen any more: what is published may be planned again from the next night on."""
    actor, site = prison.actor(Role.COORDINATOR), site_of(prison)
    policies.change(actor, site, "freeze_nights", 0, NOW.date(), "Changes at any time", NOW)


def rests(prison: Prison, name: str, rest_from: datetime, hours: int = 11) -> None:
    """A Listener is owed a rest."""
    with act() as session:
        session.add(rest_of(prison, name, rest_from, hours))


def rest_of(prison: Prison, name: str, rest_from: datetime, hours: int = 11) -> Rest:
    """Such a rest, not on file yet."""
    return Rest(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners[name],
        night=rest_from.date() - timedelta(days=1),
        rest_from=rest_from,
        rest_until=rest_from + timedelta(hours=hours),
        rule=RestRule.DAILY_REST,
        hours=hours,
        kept=True,
        in_force=True,
        recorded_at=MADE_AT,
    )


def stands(prison: Prison, name: str, standing: Standing, from_on: date) -> None:
    """A Listener has another standing from a date on."""
    with act() as session:
        session.add(
            people.StandingFact(
                id=new_id(),
                site_id=prison.id,
                listener_id=prison.listeners[name],
                standing=standing,
                from_on=from_on,
                ordinal=1,
                recorded_at=MADE_AT,
            )
        )


def duties_of(prison: Prison) -> list[tuple[date, NightPlace, str, str]]:
    """Night, place, first name and state of every duty of a prison, in order."""
    names = {listener_id: name for name, listener_id in prison.listeners.items()}
    rows = db.session.query(Duty).filter_by(site_id=prison.id).all()
    return sorted((row.night, row.place, names[ListenerId(row.listener_id)], row.state.value) for row in rows)
