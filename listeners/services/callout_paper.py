"""What was written on the night sheet: a call-out keyed in from paper, days late or not.

Never refused for what it does to the rota, nor for what other records say; what does not fit them is asked about first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY, local_date, night_now
from listeners.domain.people import ListenerId
from listeners.domain.policy import Policy
from listeners.domain.policy_book import night_at, policies_of
from listeners.domain.rest_facts import Interruption
from listeners.domain.rest_nights import stand_by_night_of
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound
from listeners.services import paper_requests
from listeners.services.acts import once
from listeners.services.callout_steps import RETURN_OF, recorded_return, shows_every_rule
from listeners.services.callout_times import impossible, refuse
from listeners.services.paper_lines import line_of, the_same
from listeners.services.paper_parts import PaperRecord, put_all
from listeners.store import callouts_facts, night_facts, people_facts
from listeners.store.database import Session


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Other records of one man at the same time: those whose times may be told, and how many others there are."""

    named: tuple[Interruption, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What the form for a paper record needs: last night, everybody who may have gone, the numbers in force."""

    night: date
    team: tuple[TeamMember, ...]
    policy: Policy


def paper_page(site: Site, actor: Actor, now: datetime) -> PaperPage:
    """Return what the form for a paper record needs (2 statements).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    today = local_date(now, site.zone)
    policy = policies_of(people_facts.policy_changes(site.id))(today)
    last_night = night_now(now, policy.stand_by_from, site.zone)
    return PaperPage(last_night, night_facts.team(site), policy)


def on_paper(
    site: Site,
    record: PaperRecord,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
    *,
    is_same: bool | None = None,
) -> str:
    """Put a call-out that was written on the night sheet on file, however late, and return its id.

    Never refused for what it does to the rota. The same line keyed in again changes nothing; with another return it
    corrects that one, where this actor may. A request of that wing and minute that was begun on the screen is the same
    one, and so is one that is said to be (``is_same``). Somebody still out by an earlier record was back before he went
    out on this one.

    Raises:
        NotAllowed.
        NotFound: no such Listener or wing here.
        Conflict: it is on file already, and longer ago than this actor may change ("out_of_reach").
        Unreadable: it cannot have happened.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    check(site, record, now)

    def do(session: Session) -> str:
        paper_requests.lock(session, site, record.wing, record.asked_at, {record.listener: record.out_at})
        there = the_same(site, line_of(record)) if is_same else None
        return recorded_return(put_all(session, site, [record], there, actor, now))

    return once(actor, act_key, now, do).removeprefix(RETURN_OF)


def check(site: Site, record: PaperRecord, now: datetime) -> None:
    """Refuse what cannot be a line of this prison's sheet.

    Raises:
        NotFound: no such Listener or wing here.
        Unreadable: it cannot have happened.
    """
    people_facts.member(site.id, record.listener)
    if record.wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")
    refuse(impossible(record.out_at, record.back_at, now, record.asked_at))


def part_keyed(site: Site, record: PaperRecord, actor: Actor) -> str:
    """Return the id of the part in a call-out that a paper record stands for, once it is on file (1 statement).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: it is not on file.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    found = callouts_facts.part_out_in(site.id, record.listener, record.out_at)
    if found is None:
        raise NotFound("no such part in a call-out")
    return found[1].id


def overlapping(
    site: Site, listener: ListenerId, out_at: datetime, back_at: datetime | None, actor: Actor, now: datetime
) -> Overlapping:
    """Return what else is on file of the same man for some of the same time, which a paper record should be asked
    about before it is put on file (2 statements). The same ``out`` is the same call-out. Times that are longer ago than
    this actor may look at are counted, not told.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    policies = policies_of(people_facts.policy_changes(site.id))
    first = night_at(policies, now, site.zone) - ONE_DAY
    reads_all = shows_every_rule(actor, site)
    there = callouts_facts.interruptions(site.id, [listener], since=out_at).get(listener, [])
    found = [each for each in there if _is_at_the_same_time(each, out_at, back_at)]
    named = [
        each for each in found if reads_all or each.is_open or stand_by_night_of(each, policies, site.zone) >= first
    ]
    return Overlapping(tuple(named), len(found) - len(named))


def _is_at_the_same_time(other: Interruption, out_at: datetime, back_at: datetime | None) -> bool:
    runs_into_it = other.start < out_at and other.end is not None and out_at < other.end
    return other.out_at != out_at and (runs_into_it or _begins_in(other, out_at, back_at))


def _begins_in(other: Interruption, out_at: datetime, back_at: datetime | None) -> bool:
    return back_at is not None and out_at <= other.start < back_at
