"""Which Listeners are buddies, and did they talk? That they talked is all that is told; nobody has to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.buddy import Pair, pair_fault, pair_of, talk_fault, whole
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.errors import NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.care.facts import still_here
from listeners.services.care.readings import note_reading
from listeners.store import night_facts
from listeners.store.care import buddies
from listeners.store.database import Session, db
from listeners.store.duties_rests import lock
from listeners.store.journal import audit


@dataclass(frozen=True, slots=True)
class BuddiesPage:
    """The pairs of a team, each with its two, and who could be a buddy of somebody, by name."""

    pairs: tuple[tuple[Pair, TeamMember, TeamMember], ...]
    without: tuple[TeamMember, ...]


def team(site: Site, actor: Actor, now: datetime) -> BuddiesPage:
    """Return the buddies of a team (3 statements, the row of this reading included).

    Raises:
        NotAllowed: only a coordinator of the site.
    """
    require(actor, Do.READ, Kind.OFFLOAD, site.id)
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    note_reading(actor, site.id, Kind.OFFLOAD, now)
    here = _here(site, local_date(now, site.zone))
    found = whole(buddies.pairs(db.session(), site.id), here)
    free = (member for member in here.values() if pair_of(found, member.id) is None)
    return BuddiesPage(
        pairs=tuple((pair, here[pair.one], here[pair.other]) for pair in found),
        without=tuple(sorted(free, key=lambda member: member.name)),
    )


def own(site: Site, actor: Actor, now: datetime) -> str | None:
    """Return the name of the actor's buddy (2 statements); None: he has none who is still here.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site.
    """
    me = _self(site, actor)
    here = _here(site, local_date(now, site.zone))
    pair = pair_of(whole(buddies.pairs(db.session(), site.id), here), me)
    return here[pair.buddy_of(me)].name if pair is not None else None


def tell(site: Site, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Note that the actor and his buddy talked today; told twice, by whichever of them, it is one talk.

    Raises:
        NotAllowed, NotFound: the actor is not a Listener of this site, or has no buddy.
    """
    me = _self(site, actor)
    _note(site, lambda pairs: pair_of(pairs, me), local_date(now, site.zone), actor, now, act_key)


def note(site: Site, pair_id: str, on: date, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Note that two talked on a date, as one of them told on paper or by word.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is no such pair at this site.
        Unreadable: the date is ahead, or before they were buddies.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    _note(site, lambda pairs: next((each for each in pairs if each.id == pair_id), None), on, actor, now, act_key)


def pair_up(
    site: Site, one: ListenerId, other: ListenerId, actor: Actor, now: datetime, act_key: str | None = None
) -> None:
    """Make two Listeners buddies from today on; a pair of which one is gone ends with it.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: one of them is not in this site's team.
        Unreadable: they are one and the same, or one has a buddy already.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)
    today = local_date(now, site.zone)
    here = _here(site, today)
    if not {one, other} <= here.keys():
        raise NotFound("nobody of that id at this site")

    def do(session: Session) -> str:
        lock(session, [one, other])
        found = buddies.pairs(session, site.id)
        if (fault := pair_fault(whole(found, here), one, other)) is not None:
            raise Unreadable("buddies", [Problem(None, "buddies", fault)])
        for broken in (pair for pair in found if one in pair or other in pair):
            _end(session, site, broken.id, actor, now)
        pair_id = buddies.add(session, site.id, one, other, today, actor, now)
        audit(session, actor, now, "buddies_paired", Kind.OFFLOAD, object_id=pair_id)
        return "done"

    once(actor, act_key, now, do)


def end(site: Site, pair_id: str, actor: Actor, now: datetime, act_key: str | None = None) -> None:
    """Let two be buddies no more from today on; what they told stays.

    Raises:
        NotAllowed: only a coordinator of the site.
        NotFound: there is no such pair at this site.
    """
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id)

    def do(session: Session) -> str:
        _end(session, site, pair_id, actor, now)
        return "done"

    once(actor, act_key, now, do)


def _end(session: Session, site: Site, pair_id: str, actor: Actor, now: datetime) -> None:
    buddies.end(session, site.id, pair_id, local_date(now, site.zone), actor, now)
    audit(session, actor, now, "buddies_ended", Kind.OFFLOAD, object_id=pair_id)


def _here(site: Site, today: date) -> dict[ListenerId, TeamMember]:
    return {member.id: member for member in still_here(night_facts.team(site), today)}


def _note(
    site: Site,
    chosen: Callable[[tuple[Pair, ...]], Pair | None],
    on: date,
    actor: Actor,
    now: datetime,
    act_key: str | None,
) -> None:
    today = local_date(now, site.zone)
    here = _here(site, today)

    def do(session: Session) -> str:
        if (pair := chosen(whole(buddies.pairs(session, site.id), here))) is None:
            raise NotFound("no such pair")
        if (fault := talk_fault(on, pair, today)) is not None:
            raise Unreadable("talk", [Problem(None, "date", fault)])
        lock(session, [pair.one, pair.other])  # both may say it in one moment
        if buddies.talked(session, site.id, pair.id, on, actor, now):
            audit(session, actor, now, "buddies_talked", Kind.OFFLOAD, object_id=pair.id)
        return "done"

    once(actor, act_key, now, do)


def _self(site: Site, actor: Actor) -> ListenerId:
    if actor.listener_id is None:
        raise NotFound("nobody of the team")
    require(actor, Do.WRITE, Kind.OFFLOAD, site.id, actor.listener_id)
    return actor.listener_id
