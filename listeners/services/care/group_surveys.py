"""How does a group answer a questionnaire, and what of it is ever told? Nobody's name stands on a sheet or on file.

What a survey came to is told once it is closed, and then it takes no sheet any more: from what it came to before and
after one sheet, anybody could tell what stood on that sheet (docs/evidence.md, section 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.group_scores import GroupScore, group_scores, response_word
from listeners.domain.care.instruments import Answers, Instrument, Use, pack, unpack
from listeners.domain.nights import local_date
from listeners.domain.share import per_cent
from listeners.domain.team import Site
from listeners.errors import Conflict, NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.instrument_keys import instrument, instruments
from listeners.services.care.instruments import must_be_right
from listeners.services.care.readings import note_reading
from listeners.store.care import group_surveys
from listeners.store.care.group_surveys import SurveyOnFile
from listeners.store.database import Session
from listeners.store.journal import audit

MOST_SHEETS = 500
"""More were never handed out at one prison: it must be a slip of the pen."""


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One survey of a group; ``scores``, and how good the response rate is by the key, once it is closed."""

    survey: SurveyOnFile
    of_key: Instrument
    scores: tuple[GroupScore, ...] = ()
    rate_word: str | None = None

    @property
    def per_cent(self) -> int | None:
        """How many of the sheets handed out came back, in per cent; None while it is open."""
        return per_cent(self.survey.answered, self.survey.handed_out or 0)


def for_groups() -> tuple[Instrument, ...]:
    """Return the questionnaires that may speak of a group alone."""
    return tuple(each for each in instruments().values() if each.use is Use.GROUP)


def surveys(site: Site, actor: Actor) -> tuple[SurveyPage, ...]:
    """Return the surveys of a site, the newest first, without what they came to (1 statement).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    _require(site, actor)
    return tuple(SurveyPage(each, instrument(each.instrument)) for each in group_surveys.surveys(site.id))


def survey(site: Site, survey_id: str, actor: Actor, now: datetime) -> SurveyPage:
    """Return one survey; once it is closed with what it came to, and the reading is noted (1 to 3 statements).

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Unopened: a sheet is sealed under another key, or has been changed.
    """
    _require(site, actor)
    found = _one(site, survey_id)
    of_key = instrument(found.instrument)
    if found.closed_on is None:
        return SurveyPage(found, of_key)
    note_reading(actor, site.id, Kind.CHECK_IN, now, None, survey_id)
    sheets = [unpack(of_key, text) for text in group_surveys.opened(site.id, survey_id)]
    rate_word = response_word(of_key, found.answered, found.handed_out or 0)
    return SurveyPage(found, of_key, group_scores(of_key, sheets), rate_word)


def begin(site: Site, key: str, actor: Actor, now: datetime, act_key: str | None = None) -> str:
    """Begin a survey with a questionnaire for groups, and return its id.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: no such questionnaire for groups.
    """
    _require(site, actor)
    of_key = instrument(key, Use.GROUP)

    def do(session: Session) -> str:
        survey_id = group_surveys.begin(session, site.id, of_key.key, local_date(now, site.zone), actor, now)
        audit(session, actor, now, "survey_begun", Kind.CHECK_IN, object_id=survey_id)
        return survey_id

    return once(actor, act_key, now, do)


def key_in(
    site: Site, survey_id: str, answers: Answers, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Put what stands on one sheet on file, without a name; an item that was left out is not in it.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Conflict: it is closed.
        Unreadable: an answer cannot stand, or there is none; each item is named.
    """
    _require(site, actor)
    of_key = instrument(_one(site, survey_id).instrument)
    must_be_right(of_key, answers)

    def do(session: Session) -> str:
        _hold_open(session, site, survey_id)
        group_surveys.add_answers(session, site.id, survey_id, pack(of_key, answers), actor, now)
        audit(session, actor, now, "survey_answered", Kind.CHECK_IN, object_id=survey_id)
        return "done"

    once(actor, act_key, now, do)


def close(site: Site, survey_id: str, handed_out: int, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Close a survey, with how many sheets were handed out: from now on it is told, and takes no sheet any more.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is none of that id at this site.
        Conflict: it is closed.
        Unreadable: so many sheets cannot have been handed out.
    """
    _require(site, actor)

    def do(session: Session) -> str:
        found = _hold_open(session, site, survey_id)
        if fault := handed_out_fault(found, handed_out):
            raise Unreadable("survey", [Problem(None, "handed_out", fault)])
        today = local_date(now, site.zone)
        group_surveys.close(session, site.id, survey_id, handed_out, today, actor, now)
        audit(session, actor, now, "survey_closed", Kind.CHECK_IN, object_id=survey_id)
        return "done"

    once(actor, act_key, now, do)


def handed_out_fault(found: SurveyOnFile, handed_out: int) -> str | None:
    """Return why so many sheets cannot have been handed out; None: they can."""
    least = max(found.answered, 1)
    return None if least <= handed_out <= MOST_SHEETS else f"enter a number from {least} to {MOST_SHEETS}"


def _require(site: Site, actor: Actor) -> None:
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    require(actor, Do.READ, Kind.CHECK_IN, site.id)


def _one(site: Site, survey_id: str) -> SurveyOnFile:
    found = next((each for each in group_surveys.surveys(site.id) if each.id == survey_id), None)
    if found is None:
        raise NotFound("no such survey")
    return found


def _hold_open(session: Session, site: Site, survey_id: str) -> SurveyOnFile:
    """The survey as it is while nobody else keys in or closes, inside an act."""
    is_open, found = group_surveys.claim(session, site.id, survey_id), _one(site, survey_id)
    if not is_open:
        raise Conflict("it is closed")
    return found
