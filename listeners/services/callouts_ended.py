"""Which call-outs of a night have ended, who went, and how did each end? So that one can be found again and put right.

Only who went is named. Whoever was asked and did not go leaves the staff pages when the call-out ends, and is counted
nowhere (docs/evidence.md, section 4); nothing of the man who asked is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import ONE_DAY
from listeners.domain.states import Part
from listeners.domain.team import Site
from listeners.errors import NotFound
from listeners.services.callout_steps import WITHOUT_A_LISTENER, is_within_reach, shows_every_rule
from listeners.services.nights import night_of
from listeners.store import callouts_facts, night_facts
from listeners.store.callouts_facts import CallOutOnFile


@dataclass(frozen=True, slots=True)
class Ended:
    """One call-out that has ended: for which wing, and who went, the lead first. ``without``: no Listener went, and
    staff see to the man instead."""

    call_out: CallOutOnFile
    wing: str
    went: tuple[str, ...]

    @property
    def without(self) -> bool:
        """Whether it ended without a Listener, so that staff see to the man."""
        return self.call_out.outcome in WITHOUT_A_LISTENER

    @property
    def back_at(self) -> datetime | None:
        """When the last of those who went was back; None where that is not known of one of them."""
        backs = [each.back_at for each in self.call_out.attended if each.out_at is not None]
        known = [at for at in backs if at is not None]
        return max(known) if known and len(known) == len(backs) else None


@dataclass(frozen=True, slots=True)
class EndedPage:
    """The call-outs that have ended of each of these nights, the latest night first. ``chooses``: this actor may look
    at any night; ``on``: the night that he chose."""

    nights: tuple[tuple[date, tuple[Ended, ...]], ...]
    chooses: bool
    on: date | None


def may_open(site: Site, call_out_id: str, actor: Actor, now: datetime) -> bool:
    """Return whether this actor may open a call-out by now: one that was open for days is out of a desk's reach once
    it has ended (2 statements).

    Raises:
        NotAllowed: the actor may not see call-outs at this site.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    there = callouts_facts.call_out(site.id, call_out_id)
    return there is not None and is_within_reach(there, night_of(site, now), site, actor)


def ended(site: Site, actor: Actor, now: datetime, on: date | None = None) -> EndedPage:
    """Return the call-outs that have ended, of the night in force and the one before, or of a chosen night (3
    statements). A desk looks as far back as it may open them; coordinators at every night.

    Raises:
        NotAllowed: the actor may not see call-outs at this site.
        NotFound: the night is still to come, or out of reach of this actor.
    """
    require(actor, Do.READ, Kind.CALL_OUT, site.id)
    tonight, chooses = night_of(site, now), shows_every_rule(actor, site)
    nights = (tonight, tonight - ONE_DAY) if on is None else (on,)
    if max(nights) > tonight or (min(nights) < tonight - ONE_DAY and not chooses):
        raise NotFound("no night that may be looked at")
    names = {member.id: member.name for member in night_facts.team(site)}
    codes = {wing.id: wing.code for wing in site.wings}
    parts = list(Part)
    found: dict[date, list[Ended]] = {night: [] for night in nights}
    for each in reversed(callouts_facts.of_nights(site.id, min(nights), max(nights))):
        went = sorted((p for p in each.attended if p.out_at is not None), key=lambda part: parts.index(part.part))
        if not each.is_open:
            found[each.night].append(Ended(each, codes[each.wing], tuple(names[part.listener] for part in went)))
    return EndedPage(tuple((night, tuple(listed)) for night, listed in found.items()), chooses, on)
