"""Which numbers are in force at a site, where do they come from? And change one: dated, in bounds, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from listeners.access import Actor, Do, Kind, require
from listeners.domain.nights import local_date
from listeners.domain.policy import (
    BY_NAME,
    RULES,
    PolicyChange,
    Rule,
    Value,
    ahead_of,
    fault_in,
    policy_on,
    value_before,
)
from listeners.domain.policy_fit import misfits
from listeners.domain.taking_back import lines_of
from listeners.domain.team import Site
from listeners.errors import NotFound, Problem, Unreadable
from listeners.store import journal, policy_facts, rota_writes
from listeners.store.acts import Writing, once
from listeners.store.policy_facts import ChangeOnFile

LONGEST_REASON = 300
"""Characters that a reason may have."""
TAKEN_BACK = "Taken back before it began"
"""The reason that stands beside what held before, where a change ahead was taken back."""


@dataclass(frozen=True, slots=True)
class NumberInForce:
    """One number: its rule, the value in force today, the changes still to come, and all there were."""

    rule: Rule
    value: Value
    ahead: tuple[PolicyChange, ...]
    history: tuple[ChangeOnFile, ...]


def numbers(actor: Actor, site: Site, now: datetime) -> tuple[NumberInForce, ...]:
    """Return every number of the policy as it is in force today, in the order of the rules.

    Raises:
        NotAllowed: the actor may not read the rota.
    """
    require(actor, Do.READ, Kind.ROTA, site.id)
    today, on_file = local_date(now, site.zone), policy_facts.changes(site.id)
    policy = policy_on(tuple(each.change for each in on_file), today)
    return tuple(
        NumberInForce(
            rule,
            getattr(policy, rule.name),
            ahead_of(tuple(each.change for each in on_file), rule.name, today),
            tuple(each for each in on_file if each.change.name == rule.name),
        )
        for rule in RULES
    )


def number(actor: Actor, site: Site, name: str, now: datetime) -> NumberInForce:
    """Return one number of the policy.

    Raises:
        NotAllowed: the actor may not read the rota.
        NotFound: there is no such number.
    """
    found = next((each for each in numbers(actor, site, now) if each.rule.name == name), None)
    if found is None:
        raise NotFound("no such rule")
    return found


def change(
    actor: Actor,
    site: Site,
    name: str,
    value: Value,
    from_on: date,
    reason: str,
    now: datetime,
    act_key: str | None = None,
) -> str:
    """Change one number from a date on, and return the id of the change. What is published stays as it is.

    Raises:
        NotAllowed: the actor may not change the rota.
        NotFound: there is no such number.
        Unreadable: the value is out of bounds or does not fit the others, the date has passed, or there is no reason.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    if name not in BY_NAME:
        raise NotFound("no such rule")

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        return _add(session, site, PolicyChange(name, value, from_on, reason.strip()), _known(site), actor, now)

    return once(actor, act_key, now, do)


def take_back(actor: Actor, site: Site, name: str, from_on: date, now: datetime, act_key: str | None = None) -> str:
    """Take back a change of one number that is still ahead, and return the id of the fact: what held before goes on.

    Raises:
        NotAllowed: the actor may not change the rota.
        NotFound: no change of such a number is ahead from that date.
        Unreadable: what held before does not fit the other numbers any more.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)

    def do(session: Writing) -> str:
        rota_writes.lock_plan(session, site.id)
        known = _known(site)
        if from_on not in (each.from_on for each in ahead_of(known, name, local_date(now, site.zone))):
            raise NotFound("no change ahead from that date")
        wanted = PolicyChange(name, value_before(known, name, from_on), from_on, TAKEN_BACK)
        return _add(session, site, wanted, known, actor, now)

    return once(actor, act_key, now, do)


def _known(site: Site) -> tuple[PolicyChange, ...]:
    return tuple(each.change for each in policy_facts.changes(site.id))


def _add(
    session: Writing, site: Site, wanted: PolicyChange, known: tuple[PolicyChange, ...], actor: Actor, now: datetime
) -> str:
    faults = _faults(wanted, known, local_date(now, site.zone))
    if faults:
        raise Unreadable("the change", faults)
    lines = _lines(wanted, known)
    fact_id, *_ = [
        policy_facts.add_change(session, site.id, each.name, each.value, each.from_on, each.reason, actor, now)
        for each in lines
    ]
    detail: dict[str, object] = {"name": wanted.name, "value": wanted.value, "from": wanted.from_on}
    if again := [each.from_on for each in lines[1:]]:
        detail["again"] = again
    journal.audit(session, actor, now, "policy_changed", Kind.ROTA, site_id=site.id, object_id=fact_id, detail=detail)
    return fact_id


def _lines(wanted: PolicyChange, known: tuple[PolicyChange, ...]) -> tuple[PolicyChange, ...]:
    """The change, and one for each later date at which a change of this number was taken back, so that none of it
    comes back."""
    name = wanted.name
    of_name = ((each.from_on, each.value) for each in known if each.name == name)
    _, *again = lines_of(of_name, (wanted.from_on, wanted.value), BY_NAME[name].default)
    return (wanted, *(PolicyChange(name, value, from_on, TAKEN_BACK) for from_on, value in again))


def faults_of(actor: Actor, site: Site, wanted: PolicyChange, now: datetime) -> tuple[Problem, ...]:
    """Return every reason why a change may not be made, for a form to show beside its fields; empty when it may.

    Raises:
        NotAllowed: the actor may not change the rota.
    """
    require(actor, Do.WRITE, Kind.ROTA, site.id)
    return tuple(_faults(wanted, _known(site), local_date(now, site.zone)))


def _faults(wanted: PolicyChange, known: tuple[PolicyChange, ...], today: date) -> list[Problem]:
    found = []
    if not wanted.reason or len(wanted.reason) > LONGEST_REASON:
        found.append(Problem(None, "reason", f"say why, in at most {LONGEST_REASON} characters"))
    if wanted.from_on < today:
        found.append(Problem(None, "from", "must be today or a day ahead"))
    out = fault_in(wanted.name, wanted.value)
    if out is not None:
        return [*found, Problem(None, "value", f"must be from {_shown(out.low)} to {_shown(out.high)}")]
    return [*found, *_misfits(wanted, known)]


def _misfits(wanted: PolicyChange, known: tuple[PolicyChange, ...]) -> list[Problem]:
    """Pairs that would not fit on the day of the change, or on the day of any change still to come."""
    changed = (*known, *_lines(wanted, known))
    dates = sorted({wanted.from_on, *(each.from_on for each in known if each.from_on > wanted.from_on)})
    pairs = {pair for on in dates for pair in misfits(policy_on(changed, on)) if wanted.name in (pair.name, pair.other)}
    return [
        Problem(None, "value", f"does not fit: {BY_NAME[each.name].label} and {BY_NAME[each.other].label}")
        for each in sorted(pairs, key=lambda each: (each.name, each.other))
    ]


def _shown(value: Value) -> str:
    return str(value) if isinstance(value, int) else f"{value:%H:%M}"
