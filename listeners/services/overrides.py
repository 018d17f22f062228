"""May a Listener begin before he is rested, who said so, and how often does that happen?

The last resort: a named person gives a reason, the Listener agrees, and it is counted and asked about again. It passes
the rest alone: an overlap, the free nights and the limits are passed by nobody. Nobody gives it for himself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listeners.access import Actor, Device, Do, Kind, can, require
from listeners.domain.notices import OVERRIDE
from listeners.domain.override_words import names_a_person, says_why
from listeners.domain.people import ListenerId
from listeners.domain.states import Part
from listeners.domain.team import Site, TeamMember
from listeners.errors import Conflict, NotAllowed, NotFound, Problem, Unreadable
from listeners.services.acts import once
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.services.nights import Night, tonight
from listeners.services.override_choices import (
    Passing,
    asked_again,
    asking_nobody,
    choices,
    free_to_be_asked,
    hours,
    refuse_other_breaches,
)
from listeners.store import duties_overrides, duties_rests
from listeners.store.database import Session
from listeners.store.duties_overrides import NewOverride, OverrideOnFile
from listeners.store.journal import audit

SHORTEST_REASON, LONGEST_REASON = 20, 300
LONGEST_NAME = 80
GIVEN = "override_given"
ASKED_WITHIN = timedelta(hours=12)
"""How long before it is put on file a Listener may have been asked (a design choice): tonight, no earlier."""
A_WEEK, FOUR_WEEKS = timedelta(days=7), timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever decides says: why; that the Listener agreed, and when he was asked; which rule is passed and by how
    many minutes at most (``knows``: None where that was not acknowledged). ``name`` is that of the person who decides,
    needed where a desk is signed in; elsewhere it is the account's."""

    reason: str
    consented: bool
    asked_him_at: datetime | None
    knows: tuple[str, int] | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class OverridePage:
    """What could be passed now, how many could be asked without it, and what was given in the last 28 nights.
    ``asks_name``: the account is a desk's, not a person's, so that whoever decides has to say who that is, and by none
    of ``not_persons``. ``to_take_back``: the ids of those given that nobody has gone by: they can be taken
    back. ``needs_none``: who rests and is asked again tonight without anybody's leave."""

    night: date
    choices: tuple[Passing, ...]
    others_free: int
    asks_name: bool
    not_persons: frozenset[str]
    needs_none: tuple[TeamMember, ...]
    given: tuple[tuple[TeamMember, OverrideOnFile], ...]
    to_take_back: frozenset[str]

    def chosen(self, key: str | None) -> Passing | None:
        """Return the choice of a key; where there is one alone it needs no key. None where there is no such choice."""
        if not key and len(self.choices) == 1:
            return self.choices[0]
        return next((each for each in self.choices if each.key == key), None)


def page(site: Site, actor: Actor, now: datetime) -> OverridePage:
    """Return what this actor may override now, and the overrides that he may read: coordinators and safer custody all
    of them, staff their own (8 statements).

    Raises:
        NotAllowed: the actor may not override at this site.
    """
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    view = tonight(site, now, ahead=now.date() + A_WEEK)
    reads_all = can(actor, Do.READ, Kind.OVERRIDE, site.id)
    given = duties_overrides.overrides(site.id, view.night - FOUR_WEEKS)
    return OverridePage(
        view.night,
        tuple(each for each in choices(view) if not is_own(actor, site, each.member.id)),
        len(free_to_be_asked(view)),
        _is_shared(actor),
        _not_persons(site, actor),
        asked_again(view),
        tuple(
            (view.facts.member(each.listener), each)
            for each in given
            if reads_all or each.approver_id == actor.account_id
        ),
        frozenset(
            each.id
            for (listener, night), each in view.facts.overrides.items()
            if view.has_override(listener, night) and not is_own(actor, site, listener)
        ),
    )


def waits_for_him(site: Site, actor: Actor, now: datetime) -> str | None:
    """Return the oldest request to which nobody goes and for which somebody let go unrested can be asked now; None
    where there is none, or the actor records no call-outs (5 statements).

    Raises:
        NotAllowed: the actor may not override at this site.
    """
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    if not can(actor, Do.WRITE, Kind.CALL_OUT, site.id):
        return None
    view = tonight(site, now)
    for each in asking_nobody(view):
        order = view.ranking(each.wing, Part.LEAD, each).order
        if any(view.is_let_begin(choice.listener) for choice in order):
            return each.id
    return None


def give(
    site: Site,
    listener: ListenerId,
    night: date,
    said: Said,
    actor: Actor,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Let a Listener begin a night before he is rested, and return the override's id; it ends with the night. A duty of
    that night that was stood down for the rest alone stands again.

    Raises:
        NotAllowed: the actor may not override here, or is that Listener.
        NotFound: there is no rest to pass on that night.
        Conflict: somebody has passed it already, or another rule or more of the rest is passed than is acknowledged.
        Unreadable: the reason is shorter than 20 characters or longer than 300 or has no words, the Listener has not
            agreed or was not asked just before, what is passed is not acknowledged, or no person is named.
        RuleBroken: a rule that nobody passes forbids the duty.
    """
    require(actor, Do.WRITE, Kind.OVERRIDE, site.id)
    if is_own(actor, site, listener) or actor.account_id is None:
        raise NotAllowed("nobody overrides their own rest, and no machine overrides anybody's")
    said = replace(said, reason=" ".join(said.reason.split()))
    named = " ".join(said.name.split()) if _is_shared(actor) else None
    faults = faults_in(said, named, now, _not_persons(site, actor))
    if faults or said.asked_him_at is None or said.knows is None:
        raise Unreadable("the override", faults)
    asked_at, knows = said.asked_him_at, said.knows

    def do(session: Session) -> str:
        duties_rests.lock(session, [listener])  # before the night is read: the next to press sees this override
        view = tonight(site, now, ahead=night)
        passed = _passed(view, listener, night)
        if not passed.is_known(*knows):
            raise Conflict("changed meanwhile")
        refuse_other_breaches(view, passed)
        expires_at = hours(view, night).end
        new = NewOverride(listener, night, passed.rule, passed.minutes, said.reason, asked_at, expires_at, named)
        override_id = duties_overrides.add_override(session, site.id, new, actor, now)
        if passed.duty is not None:
            duties_overrides.take_up_again(session, passed.duty.id, override_id, actor, now)
        _tell(session, site, override_id, passed, actor, now)
        _audit(session, override_id, passed, len(free_to_be_asked(view)), actor, now)
        return override_id

    return once(actor, act_key, now, do)


def _passed(view: Night, listener: ListenerId, night: date) -> Passing:
    """Return what an override would pass of a Listener's rest for a night."""
    found = next((each for each in choices(view) if (each.member.id, each.night) == (listener, night)), None)
    if found is None and view.has_override(listener, night):
        raise Conflict(GIVEN)
    if found is None:
        raise NotFound("there is no rest to pass on that night")
    return found


def _tell(session: Session, site: Site, override_id: str, passed: Passing, actor: Actor, now: datetime) -> None:
    facts: dict[str, object] = {
        "listener": passed.member.id,
        "night": passed.night,
        "rule": passed.rule,
        "short_by": passed.minutes,
        OVERRIDE: override_id,
    }
    tell(session, site, ANSWERABLE, f"{GIVEN}:{override_id}", GIVEN, facts, actor, now)


def _audit(session: Session, override_id: str, passed: Passing, others_free: int, actor: Actor, now: datetime) -> None:
    """Record an override, and how many could have been asked without it."""
    detail = {
        "night": passed.night,
        "rule": passed.rule,
        "short_by_minutes": passed.minutes,
        "others_free": others_free,
    }
    subject = passed.member.id
    audit(session, actor, now, "override", Kind.OVERRIDE, object_id=override_id, subject_id=subject, detail=detail)


def faults_in(said: Said, name: str | None, now: datetime, not_persons: Collection[str] = ()) -> list[Problem]:
    """Return what an override still lacks; ``name`` is None where the account is a person's own."""
    faults = []
    if name is not None and (fault := name_fault(name, not_persons)):
        faults.append(Problem(None, "name", fault))
    faults += reason_faults(said.reason)
    if not said.consented:
        faults.append(Problem(None, "consented", "the Listener must agree"))
    if said.asked_him_at is None or not is_just_asked(said.asked_him_at, now):
        faults.append(Problem(None, "asked_at", "he must have been asked in the last 12 hours"))
    if said.knows is None:
        faults.append(Problem(None, "acknowledged", "what is passed must be acknowledged"))
    return faults


def is_just_asked(asked_at: datetime, now: datetime) -> bool:
    """Whether a Listener was asked near enough to the moment at which it is put on file."""
    return now - ASKED_WITHIN <= asked_at <= now


def reason_of(said: str) -> str:
    """Return why something on file is put right, as it is kept.

    Raises:
        Unreadable: it is shorter than 20 characters, longer than 300, or no words.
    """
    reason = " ".join(said.split())
    if faults := reason_faults(reason):
        raise Unreadable("the correction", faults)
    return reason


def reason_faults(reason: str) -> list[Problem]:
    """Return what is wrong with the reason for something that the charity asks about: too short, too long, no words."""
    faults = []
    if len(reason) < SHORTEST_REASON:
        faults.append(Problem(None, "reason", f"must be at least {SHORTEST_REASON} characters"))
    if len(reason) > LONGEST_REASON:
        faults.append(Problem(None, "reason", f"must be at most {LONGEST_REASON} characters"))
    if not says_why(reason):
        faults.append(Problem(None, "reason", "must say why, in words"))
    return faults


def name_fault(name: str, not_persons: Collection[str] = ()) -> str | None:
    """Return what is wrong with the name of whoever decides: a first and a last name are needed, so that the charity
    can ask that person; None when it will do."""
    if not names_a_person(name, not_persons):
        return "Enter your own first and last name"
    return None if len(name) <= LONGEST_NAME else f"Enter a name of at most {LONGEST_NAME} characters"


def _not_persons(site: Site, actor: Actor) -> frozenset[str]:
    """The names that the account and the site have: nobody who decides is called so."""
    account = duties_overrides.account_name(actor.account_id) if actor.account_id else None
    return frozenset({site.name, account or site.name})


def _is_shared(actor: Actor) -> bool:
    """Whether many people use the account that is signed in: nobody is named by it."""
    return actor.device is Device.DESK


def is_own(actor: Actor, site: Site, listener: ListenerId) -> bool:
    """Whether an account is that of the Listener himself, whatever else it is."""
    return any(grant.listener_id == listener for grant in actor.grants if grant.site_id == site.id)
