"""Is there a reason to ask how somebody is? The daily run over each site's team.

It acts as SYSTEM, and as nobody else. Running it twice changes nothing the second time; a person whose record cannot be
read, or whose flag is being moved at that moment, never stops the rest.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.care.flag_life import Step, StepKind, next_step
from listeners.domain.care.flags import FlagState, Level, assess
from listeners.domain.people import ListenerId
from listeners.domain.team import Site, TeamMember
from listeners.services.care import facts
from listeners.services.care.facts import TeamFacts
from listeners.services.care.flag_notices import tell_of_new
from listeners.store import people_facts
from listeners.store.care import flag_facts
from listeners.store.care.flag_facts import StoredFlag
from listeners.store.database import act
from listeners.store.journal import audit

LOG = logging.getLogger("listeners.care")
ALL = "all"


@dataclass(frozen=True, slots=True)
class FlagRun:
    """What a run did at one site; ``failed`` are the Listeners that could not be looked at."""

    site_code: str
    looked_at: int
    raised: int = 0
    added: int = 0
    reopened: int = 0
    failed: tuple[ListenerId, ...] = ()

    def __str__(self) -> str:
        did = f"{self.site_code}: {self.looked_at} looked at, {self.raised} raised, {self.added} added to"
        failed = f", {len(self.failed)} could not be looked at" if self.failed else ""
        return f"{did}, {self.reopened} raised again{failed}"


def raise_flags(site_code: str, actor: Actor, now: datetime) -> tuple[FlagRun, ...]:
    """Run at one site by its code, or (``all``) at every site, and return what was done at each.

    Raises:
        NotAllowed: only background work and the command line look through a team; a person never does.
        NotFound: there is no such site.
    """
    sites = _every_site() if site_code == ALL else (people_facts.site_by_code(site_code),)
    return tuple(run(site, actor, now) for site in sites)


def _every_site() -> tuple[Site, ...]:
    return tuple(people_facts.site(site_id) for site_id in people_facts.site_ids())


def run(site: Site, actor: Actor, now: datetime) -> FlagRun:
    """Look at everybody of a site's team and write what is new: a flag, more reasons, or a closed flag again.

    Raises:
        NotAllowed: only background work and the command line look through a team; a person never does.
    """
    require(actor, Do.WRITE, Kind.KEY, site.id)  # which is open to SYSTEM alone
    for kind in (Kind.FLAG_REASON, Kind.CONTACT_TICKS, Kind.OFFLOAD, Kind.REST, Kind.LOAD):
        require(actor, Do.READ, kind, site.id)
    require(actor, Do.WRITE, Kind.FLAG, site.id)
    team, stored = facts.load(site, now), flag_facts.flags(site.id)
    done: list[StepKind] = []
    failed: list[ListenerId] = []
    for member in team.team:
        try:
            step = _look_at(team, member, stored.get(member.id), actor)
        except Exception:  # whatever is wrong with one person's record, the others are still looked at
            LOG.exception("flags at %s: one Listener could not be looked at", site.code)
            failed.append(member.id)
        else:
            done += [step.kind] if step else []
    return FlagRun(
        site_code=site.code,
        looked_at=len(team.team),
        raised=done.count(StepKind.RAISE),
        added=done.count(StepKind.ADD),
        reopened=done.count(StepKind.REOPEN),
        failed=tuple(failed),
    )


def _look_at(team: TeamFacts, member: TeamMember, stored: StoredFlag | None, actor: Actor) -> Step | None:
    found = assess(team.one(member), team.tonight, team.now, team.policy)
    step = next_step(found, stored.on_file() if stored else None)
    if step is not None:
        _write(team, member.id, step, stored, actor)
    return step


def _write(team: TeamFacts, listener: ListenerId, step: Step, stored: StoredFlag | None, actor: Actor) -> None:
    site, now = team.site, team.now
    seen = stored if stored is not None and stored.state is not FlagState.CLOSED else None
    since, owner = (seen.raised_at, seen.owner) if seen else (now, None)
    became_urgent = step.level is Level.URGENT and not (seen and seen.level is Level.URGENT)
    with act() as session:
        flag_id, number = flag_facts.write_step(session, site.id, listener, step, stored, actor, now)
        verb = f"flag_{step.kind}"
        audit(session, actor, now, verb, Kind.FLAG, site_id=site.id, object_id=flag_id, subject_id=listener)
        tell_of_new(session, site, flag_id, number, since, owner, became_urgent, team.policy, now)
