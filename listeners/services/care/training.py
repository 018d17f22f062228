"""Who of the team was trained in what, what is to be refreshed, and how is training entered?

It is no gate: a refresher that is due takes nobody off a rota.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.training import Module, Trained, latest, training_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team, still_here
from listeners.store import night_facts
from listeners.store.care import trainings
from listeners.store.database import Session
from listeners.store.journal import audit

KIND = Kind.STANDING


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One of the team: when he finished his first training, and his last one in each module; None: none is on file."""

    member: TeamMember
    finished_on: date | None
    modules: tuple[Trained | None, ...]


@dataclass(frozen=True, slots=True)
class TrainingTeam:
    """The training of everybody who is here, in the order of ``Module``."""

    today: date
    lines: tuple[TrainingLine, ...]

    @property
    def due(self) -> tuple[int, ...]:
        """Of how many each module is to be refreshed."""
        due = (sum(each is not None and each.is_due(self.today) for each in column) for column in self._columns)
        return tuple(due)

    @property
    def missing(self) -> tuple[int, ...]:
        """Of how many no training in each module is on file."""
        return tuple(sum(each is None for each in column) for column in self._columns)

    @property
    def _columns(self) -> tuple[tuple[Trained | None, ...], ...]:
        return tuple(zip(*(line.modules for line in self.lines), strict=True))


def team(site: Site, actor: Actor, now: datetime) -> TrainingTeam:
    """Return who was trained in what, by name (3 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.WRITE, KIND, site.id)
    today, last = local_date(now, site.zone), latest(trainings.of_site(site.id))
    finished = trainings.finished_on(site.id)
    members = sorted(still_here(night_facts.team(site), today), key=lambda member: member.name.casefold())
    return TrainingTeam(
        today,
        tuple(
            TrainingLine(each, finished.get(each.id), tuple(last.get((each.id, module)) for module in Module))
            for each in members
        ),
    )


def of(site: Site, listener: ListenerId, actor: Actor) -> tuple[TeamMember, tuple[Trained, ...]]:
    """Return one Listener with every training of his, the latest first (2 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
    """
    require(actor, Do.WRITE, KIND, site.id)
    return one_of_team(site, listener), trainings.of_site(site.id, listener)


def enter(
    site: Site,
    module: Module,
    on: date,
    listeners: Collection[ListenerId],
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> int:
    """Put on file that these Listeners were trained in a module on a date; return for how many that is new.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: one of them is not at this site.
        Unreadable: nobody is named, or the date is still to come or too long ago.
    """
    require(actor, Do.WRITE, KIND, site.id)
    if fault := training_fault(on, local_date(now, site.zone)):
        raise Unreadable("training", [Problem(None, "on", fault)])
    if not listeners:
        raise Unreadable("training", [Problem(None, "who", "choose who was there")])
    if not set(listeners) <= {member.id for member in night_facts.team(site)}:
        raise NotFound("nobody of that id at this site")

    def do(session: Session) -> str:
        new = trainings.put(session, site.id, listeners, module, on, actor, now)
        for listener in new:
            audit(session, actor, now, "training_entered", KIND, site_id=site.id, subject_id=listener)
        return str(len(new))

    return int(once(actor, act_key, now, do))


def take_back(site: Site, training_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> ListenerId:
    """Take a training that was not so off file, and return whose it was.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
    """
    require(actor, Do.WRITE, KIND, site.id)

    def do(session: Session) -> str:
        listener = trainings.take_back(session, site.id, training_id, actor, now)
        audit(session, actor, now, "training_taken_back", KIND, object_id=training_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))
