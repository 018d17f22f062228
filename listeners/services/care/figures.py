"""What became of the reasons to ask at a prison in the last half year? The scheme's figures, without a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.flag_figures import BEGINS, Figures, Happened, figures, may_split, middle
from listeners.domain.care.flag_life import Outcome
from listeners.domain.care.flags import FlagState
from listeners.domain.nights import at_local, local_date
from listeners.domain.people import SiteId
from listeners.domain.team import Site
from listeners.services.care.readings import note_reading
from listeners.store.care import care_leads, flag_facts

WEEKS = 26


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The figures of the days from ``first`` to ``last``; ``middle`` and ``may_split`` say what is shown of few."""

    first: date
    last: date
    figures: Figures

    @property
    def taken_after(self) -> float | None:
        """In the middle, after how many days each was taken up; None of fewer than five."""
        return _shown(self.figures.taken_after)

    @property
    def closed_after(self) -> float | None:
        """The same for how many days it took until it was closed."""
        return _shown(self.figures.closed_after)

    def splits(self, total: int) -> bool:
        """Whether so many may be split up by what they were."""
        return may_split(total)


def page(site: Site, actor: Actor, now: datetime) -> FiguresPage:
    """Return what became of each reason to ask of the last 26 weeks (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
        Unopened: a note cannot be read with the key at hand.
    """
    for kind in (Kind.FLAG, Kind.FLAG_REASON):
        require(actor, Do.READ, kind, site.id)
    note_reading(actor, site.id, Kind.FLAG_REASON, now)
    today = local_date(now, site.zone)
    first = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    since = at_local(first, time.min, site.zone)
    return FiguresPage(first, today, figures(_happened(site, since), since, site.zone))


def _happened(site: Site, since: datetime) -> Iterator[Happened]:
    turns = care_leads.history(SiteId(site.id))
    for flag_id, by, step in flag_facts.every_step(site.id, since):
        outcome = step.note.get("outcome") if step.word == FlagState.CLOSED else None
        on = local_date(step.at, site.zone)
        yield Happened(
            flag_id=flag_id,
            word=step.word,
            at=step.at,
            groups=frozenset(reason.group for reason in step.reasons) if step.word in BEGINS else frozenset(),
            outcome=Outcome(outcome) if outcome else None,
            turn=next((each.place for each in turns if each.was(by, on)), None),
        )


def _shown(days: tuple[int, ...]) -> float | None:
    found = middle(days)
    return None if found is None else float(found)
