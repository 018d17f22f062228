"""What at a prison may wait for its coordinator: the dates of it, whatever it is, and since when contacts are on file
there (1 statement for all).

Of what is sealed only decisions are read, for what is to be done about one depends on what was said.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, Select, String, cast, func, literal, null, select, type_coerce, union_all

from listeners.domain.care.decision import Decided
from listeners.domain.care.exit_talk import ExitKind, TalkOn
from listeners.domain.care.training import Module, Trained
from listeners.domain.people import ListenerId, SiteId
from listeners.store.availability_facts import is_held_on
from listeners.store.care.concern_facts import Reader, addressed_to
from listeners.store.care.concerns import ConcernTold
from listeners.store.care.contact_facts import FirstRecords, first_nights
from listeners.store.care.decisions import DecisionRow, opened
from listeners.store.care.exit_talks import ExitTalkRow
from listeners.store.care.person_requests import PersonRequest
from listeners.store.care.support_plans import SupportPlanRow
from listeners.store.care.trainings import TrainingDone
from listeners.store.columns import NO_MOMENT, NO_NUMBER, NO_WORD
from listeners.store.database import db
from listeners.store.duties import Rest
from listeners.store.people import AvailabilityRule

NOTHING_SEALED = cast(null(), LargeBinary)
Part = Select[*tuple[Any, ...]]


@dataclass(slots=True)
class MayWait:
    """The dates by which open concerns are due that are addressed to whoever asks, and on which open requests were
    made; of each Listener what he said of being one, when rests began that were not kept, when his plan is to be looked
    at, which talks about his leaving are on file, and his last training in each module; who is held; and since when
    contacts are on file."""

    concerns: list[date] = field(default_factory=list)
    requests: list[date] = field(default_factory=list)
    said: defaultdict[ListenerId, list[Decided]] = field(default_factory=lambda: defaultdict(list))
    held: set[ListenerId] = field(default_factory=set)
    broken: defaultdict[ListenerId, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    plans: dict[ListenerId, date] = field(default_factory=dict)
    talks: defaultdict[ListenerId, list[TalkOn]] = field(default_factory=lambda: defaultdict(list))
    trained: list[Trained] = field(default_factory=list)
    first: FirstRecords = FirstRecords(None, None)


def may_wait(reader: Reader, site_id: SiteId, night: date, broken_since: datetime) -> MayWait:
    """Return what may wait at a site: whoever is held on a night, and rests that began since a moment (1 statement).

    Raises:
        Unopened, ValueError: a decision is sealed under another key, or has been changed.
    """
    parts = (
        _concerns(reader),
        _requests(site_id),
        _decisions(site_id),
        _held(site_id, night),
        _rests(site_id, broken_since),
        _plans(site_id),
        _talks(site_id),
        _trainings(site_id),
        *_first_nights(site_id),
    )
    found = MayWait()
    for row in db.session.execute(union_all(*parts)):
        if row[2] is None:
            _of_site(found, row[0], row[4])
        else:
            _of_one(found, site_id, *row)
    return found


def _of_site(found: MayWait, what: str, on: date) -> None:
    if what == "concern":
        found.concerns.append(on)
    elif what == "request":
        found.requests.append(on)
    elif what == "contact":
        found.first = replace(found.first, contacts=on)
    else:
        found.first = replace(found.first, debriefs=on)


def _of_one(
    found: MayWait, site_id: SiteId, what: str, id_: str, whose: str, word: str, on: date, at: Any, *told: Any
) -> None:
    who = ListenerId(whose)
    if what == "decision":
        number, sealed = told
        found.said[who].append(Decided(on, at, opened(site_id, id_, sealed), number))
    elif what == "held":
        found.held.add(who)
    elif what == "rest":
        found.broken[who].append(at)
    elif what == "plan":
        found.plans[who] = on
    elif what == "talk":
        found.talks[who].append(TalkOn(ExitKind(word), on))
    else:
        found.trained.append(Trained("", who, Module(word), on))


def _concerns(reader: Reader) -> Part:
    row = ConcernTold
    what = literal("concern").label("what")
    columns = what, NO_WORD, NO_WORD, NO_WORD, row.due_on, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(addressed_to(reader), row.closed_on.is_(None))


def _requests(site_id: SiteId) -> Part:
    row = PersonRequest
    columns = literal("request"), NO_WORD, NO_WORD, NO_WORD, row.asked_on, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(row.site_id == site_id, row.given_on.is_(None))


def _decisions(site_id: SiteId) -> Part:
    row = DecisionRow
    columns = row.id, row.listener_id, NO_WORD, row.decided_on, row.recorded_at, row.ordinal, row.told
    return select(literal("decision"), *columns).where(row.site_id == site_id)


def _held(site_id: SiteId, night: date) -> Part:
    row = AvailabilityRule
    columns = literal("held"), NO_WORD, row.listener_id, NO_WORD, row.from_on, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(is_held_on(site_id, night))


def _rests(site_id: SiteId, since: datetime) -> Part:
    row = Rest
    columns = literal("rest"), NO_WORD, row.listener_id, NO_WORD, row.night, row.rest_from, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(row.site_id == site_id, row.in_force, ~row.kept, row.rest_from >= since)


def _plans(site_id: SiteId) -> Part:
    row = SupportPlanRow
    columns = literal("plan"), NO_WORD, row.listener_id, NO_WORD, row.review_on, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(row.site_id == site_id, row.ended_on.is_(None))


def _talks(site_id: SiteId) -> Part:
    row = ExitTalkRow
    word = type_coerce(row.kind, String)
    columns = literal("talk"), NO_WORD, row.listener_id, word, row.on_date, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(row.site_id == site_id)


def _trainings(site_id: SiteId) -> Part:
    row = TrainingDone
    word, last = type_coerce(row.module, String), func.max(row.on_date)
    columns = literal("training"), NO_WORD, row.listener_id, word, last, NO_MOMENT, NO_NUMBER, NOTHING_SEALED
    return select(*columns).where(row.site_id == site_id, row.in_force).group_by(row.listener_id, row.module)


def _first_nights(site_id: SiteId) -> tuple[Part, Part]:
    every, recorded = first_nights(site_id)
    nothing = NO_WORD, NO_WORD, NO_WORD
    return (
        select(literal("contact"), *nothing, every, NO_MOMENT, NO_NUMBER, NOTHING_SEALED),
        select(literal("recorded"), *nothing, recorded, NO_MOMENT, NO_NUMBER, NOTHING_SEALED),
    )
