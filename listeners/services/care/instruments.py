"""How do a Listener's answers to a questionnaire get on file, and how does the coordinator see what became of them?

He answers on the official form, on paper; the coordinator keys his answers in by the number of the item. Nothing of it
is ever on the kiosk, and each reading leaves a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.instrument_trend import Result, Trend, trends
from listeners.domain.care.instruments import Answers, Fault, Instrument, Use, pack, unpack, wrong_answers
from listeners.domain.nights import local_date, not_of_the_last_year
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import one_of_team
from listeners.services.care.instrument_keys import instrument, instruments
from listeners.services.care.readings import note_reading
from listeners.store.care import instrument_results
from listeners.store.database import Session
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class Taken:
    """One questionnaire that somebody answered, with his results in each of its scales."""

    instrument: Instrument
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The questionnaires that one Listener answered, and those that he may be given."""

    member: TeamMember
    taken: tuple[Taken, ...]
    offered: tuple[Instrument, ...]


def for_one() -> tuple[Instrument, ...]:
    """Return the questionnaires that may speak of one person."""
    return tuple(each for each in instruments().values() if each.use is Use.INDIVIDUAL)


def results(site: Site, listener: ListenerId, actor: Actor, now: datetime) -> ResultsPage:
    """Return what one Listener's answers came to, questionnaire by questionnaire (3 statements, the row of this reading
    included).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: nobody of that id at this site.
        Unopened: something is sealed under another key, or has been changed.
    """
    require(actor, Do.READ, Kind.CHECK_IN, site.id, listener)
    member = one_of_team(site, listener)
    note_reading(actor, site.id, Kind.CHECK_IN, now, listener)
    sealed = instrument_results.of(site.id, listener)
    taken = []
    for each in for_one():
        mine = [
            Result(one.id, one.on, unpack(each, one.opened(site.id))) for one in sealed if one.instrument == each.key
        ]
        if mine:
            taken.append(Taken(each, trends(each, mine)))
    return ResultsPage(member, tuple(taken), for_one())


def whose_form(site: Site, listener: ListenerId, actor: Actor) -> TeamMember:
    """Return whose answers are to be keyed in (1 statement); nothing that he answered before is read.

    Raises:
        NotAllowed: only whoever may key in cards and read check-ins.
        NotFound: nobody of that id at this site.
    """
    _may_key_in(site, listener, actor)
    return one_of_team(site, listener)


def key_in(
    site: Site,
    listener: ListenerId,
    key: str,
    on: date,
    answers: Answers,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> None:
    """Put on file what a Listener answered on a form of a date; an item that he left out is not in it. Other answers of
    the same date take the place of the earlier ones, which are kept.

    Raises:
        NotAllowed: only whoever may key in cards and read check-ins.
        NotFound: nobody of that id at this site, or no such questionnaire for one person.
        Unreadable: an answer or the date cannot stand; each is named.
    """
    _may_key_in(site, listener, actor)
    of_key = instrument(key, Use.INDIVIDUAL)
    one_of_team(site, listener)
    must_be_right(of_key, answers)
    if fault := not_of_the_last_year(on, local_date(now, site.zone)):
        raise Unreadable(of_key.name, [Problem(None, "on", fault)])

    def do(session: Session) -> str:
        text = pack(of_key, answers)
        row_id = instrument_results.put(session, site.id, listener, of_key.key, on, text, actor, now)
        if row_id is not None:
            audit(session, actor, now, "answers_keyed_in", Kind.CHECK_IN, object_id=row_id, subject_id=listener)
        return "done"

    once(actor, act_key, now, do)


def take_off(site: Site, result_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> ListenerId:
    """Take answers that were keyed in by mistake off file, and return whose they were. The earlier version is kept.

    Raises:
        NotAllowed: only whoever may key in cards and read check-ins.
        NotFound: no such answers at this site.
    """
    _may_key_in(site, None, actor)

    def do(session: Session) -> str:
        listener = instrument_results.take_off(session, site.id, result_id, actor, now)
        audit(session, actor, now, "answers_taken_off", Kind.CHECK_IN, object_id=result_id, subject_id=listener)
        return listener

    return ListenerId(once(actor, act_key, now, do))


def must_be_right(of_key: Instrument, answers: Answers) -> None:
    """Refuse answers of which one cannot stand, and a form on which nothing is answered.

    Raises:
        Unreadable: naming each such item, and why.
    """
    if not answers:
        raise Unreadable(of_key.name, [Problem(None, None, "an empty sheet is none")])
    why = {
        Fault.NO_SUCH_ITEM: f"there are items 1 to {of_key.items}",
        Fault.OUT_OF_RANGE: f"enter a number from {of_key.least} to {of_key.most}",
    }
    if wrong := wrong_answers(of_key, answers):
        raise Unreadable(of_key.name, [Problem(None, f"item {each.item}", why[each.why]) for each in wrong])


def _may_key_in(site: Site, listener: ListenerId | None, actor: Actor) -> None:
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    require(actor, Do.READ, Kind.CHECK_IN, site.id, listener)
