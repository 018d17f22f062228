"""A whole night that was kept on paper: each line of the sheet goes on file by itself, in any order, days late or not.

A line is one request: who led, who went with him, and how it ended. One that cannot be put on file leaves the others
alone. Nothing is refused for what it does to the rota.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from listeners.access import Actor, Do, Kind, require
from listeners.domain.people import ListenerId
from listeners.domain.states import Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotFound, Unreadable
from listeners.services import paper_requests
from listeners.services.callout_paper import check
from listeners.services.callout_steps import RETURN_OF, recorded_return
from listeners.services.callout_times import impossible, refuse
from listeners.services.paper_lines import Goer, PaperExit, PaperLine, nobody_went, the_same
from listeners.services.paper_parts import PaperRecord, put_all
from listeners.store import acts, callouts_facts, night_facts
from listeners.store.callouts_facts import Attended, CallOutOnFile
from listeners.store.database import Session

AN_HOUR = timedelta(hours=1)
"""For so long whoever keyed a line in is shown what is on file of it, however long ago the night was."""


@dataclass(frozen=True, slots=True)
class LineOnFile:
    """What became of a line: the request as it is on file now, for which wing, who went, and the key of its form."""

    act_key: str
    call_out: CallOutOnFile
    wing: str
    went: tuple[tuple[TeamMember, Attended], ...]


def key_in(site: Site, lines: Mapping[str, PaperLine], actor: Actor, now: datetime) -> dict[str, str]:
    """Put lines on file, each as an act of its own under its key, and return for each that could not be why not, as a
    code. A key sent again changes nothing.

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
        NotFound: no such Listener or wing here.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    refused = {}
    for act_key, line in lines.items():
        try:
            _key_in(site, line, actor, now, act_key)
        except (Conflict, Unreadable) as fault:
            refused[act_key] = str(fault)
    return refused


def on_file(site: Site, act_keys: Collection[str], actor: Actor, now: datetime) -> tuple[LineOnFile, ...]:
    """Return the lines that this account has put on file under these keys within the hour, in their order (3
    statements, 1 where there is none).

    Raises:
        NotAllowed: the actor may not record call-outs at this site.
    """
    require(actor, Do.WRITE, Kind.CALL_OUT, site.id)
    answers = acts.first_answers(actor, act_keys, now - AN_HOUR)
    ids = {key: answers[key].removeprefix(RETURN_OF) for key in act_keys if key in answers}
    if not ids:
        return ()
    found = {each.id: each for each in callouts_facts.call_outs_of(site.id, list(ids.values()))}
    members = {member.id: member for member in night_facts.team(site)}
    codes = {wing.id: wing.code for wing in site.wings}
    return tuple(
        LineOnFile(key, found[id_], codes[found[id_].wing], _went(found[id_], members))
        for key, id_ in ids.items()
        if id_ in found
    )


def _went(call_out: CallOutOnFile, members: Mapping[ListenerId, TeamMember]) -> tuple[tuple[TeamMember, Attended], ...]:
    there = [each for each in call_out.attended if each.interruption is not None]
    return tuple((members[each.listener], each) for each in sorted(there, key=lambda one: list(Part).index(one.part)))


def _key_in(site: Site, line: PaperLine, actor: Actor, now: datetime, act_key: str) -> None:
    if line.wing not in {each.id for each in site.wings}:
        raise NotFound("no such wing")
    refuse(impossible(line.asked_at, line.ended_at, now))
    records = [_record(line, goer) for goer in line.goers]
    for record in records:
        check(site, record, now)

    def do(session: Session) -> str:
        outs = {goer.listener: goer.out_at for goer in line.goers}
        paper_requests.lock(session, site, line.wing, line.asked_at, outs)
        if not line.somebody_went:
            return recorded_return(nobody_went(session, site, line, actor, now))
        there = the_same(site, line) if line.is_same else None
        return recorded_return(put_all(session, site, records, there, actor, now))

    acts.once(actor, act_key, now, do)


def _record(line: PaperLine, goer: Goer) -> PaperRecord:
    return PaperRecord(
        goer.listener,
        line.wing,
        line.asked_at,
        goer.out_at,
        goer.back_at,
        line.place,
        line.debrief_offered if goer.part is Part.LEAD else None,
        goer.part,
        line.exit is PaperExit.CALLED_OFF,
        goer.yes_at,
    )
