"""How is the demonstration put together? A seed in; two prisons with half a year behind them and the sign-ins out.

The same seed and date give the same scheme. Ids and secrets are random each time; they are no part of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listeners.access import SYSTEM
from listeners.domain.accounts import EVERYWHERE, PRISONERS, NewGrant
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import Role, SiteId
from listeners.domain.team import Site, TeamMember
from listeners.services import accounts, rests
from listeners.services.demo import records, team, waits, works
from listeners.services.demo.history import feasts_before, simulate
from listeners.services.demo.scheme import BRANCH, SCHEMES, SESSIONS, Opening, Scheme
from listeners.store import accounts_list, people_facts, site_writes
from listeners.store.accounts_secrets import new_passphrase, new_pin
from listeners.store.database import act

HISTORY_WEEKS = 26


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list of sign-ins: the role as one word, the username, the secret."""

    role: Role
    username: str
    secret: str

    def __str__(self) -> str:
        return f"{self.role.value} {self.username} {self.secret}"


def chosen_schemes(code: str | None) -> tuple[Scheme, ...]:
    """Return the schemes to make: both, or the one of a prison code (none where there is no such prison)."""
    return tuple(scheme for scheme in SCHEMES if code in (None, scheme.code))


def holds_anything() -> bool:
    """Whether the database holds a site or an account already."""
    return bool(people_facts.site_ids() or accounts_list.accounts())


def make_scheme(scheme: Scheme, seed: int, on: date, moment: datetime) -> Site:
    """Put one prison on file: its team, 26 weeks of nights before ``on``, and what followed from them.

    ``moment`` is when the story stops; nothing on file happened after it.
    """
    nights, talks, said, staff = (_chance(seed, scheme, of) for of in ("call_outs", "talks", "said", "staff"))
    first = on - timedelta(weeks=HISTORY_WEEKS)
    with act() as session:
        site_id = site_writes.add_site(session, scheme.as_new(first), SESSIONS)
        wings = {wing.code: str(wing.id) for wing in people_facts.site(site_id).wings}
        team.add_team(session, site_id, scheme, wings, on, moment)
        site, members = people_facts.site(site_id), people_facts.team(site_id)
        policy = people_facts.policy(site_id, on)
        death_on = None if scheme.death_days_ago is None else on - timedelta(days=scheme.death_days_ago)
        history = simulate(site, members, policy, nights, first, on - ONE_DAY, scheme.contacts_a_day, death_on, moment)
        records.add_duties(session, site, policy, [*feasts_before(members, first, on), *history.served])
        records.add_call_outs(session, site, policy, history, nights)
        works.add_works(session, site, history, _chance(seed, scheme, "works"), moment)
        waits.add_waits(session, site, members, staff)
        waits.add_relay(session, site, history, moment)
        waits.add_refusals(session, site, on, staff)
        records.add_offloads(session, site, members, policy.offload_every_days, talks, first, on, moment)
        present = [str(member.id) for member in members if member.takes_part_on(on)]
        team.add_availability(session, site_id, present, said, on, moment)
        session.flush()
        rests.rederive(site, [member.id for member in members], SYSTEM, moment)
    return site


def _chance(seed: int, scheme: Scheme, of: str) -> random.Random:
    """Each part of the story has chance of its own: what is changed in one leaves the others as they were."""
    return random.Random(f"{seed} {scheme.code} {of}")  # noqa: S311 - a story, not a secret


def open_accounts(made: Iterable[tuple[Scheme, Site]], on: date, moment: datetime) -> list[SignIn]:
    """Make the accounts of the schemes and return their secrets, each scheme's in turn; the branch's last."""
    pairs = list(made)
    sign_ins = []
    for scheme, site in pairs:
        members = {member.ref: member for member in people_facts.team(site.id)}
        sign_ins += [_open(each, [site.id], members, on, moment) for each in scheme.accounts]
    if len(pairs) > 1:
        sign_ins.append(_open(BRANCH, [site.id for _, site in pairs], {}, on, moment))
    return sign_ins


def _open(
    opening: Opening, site_ids: list[SiteId], members: dict[str, TeamMember], on: date, moment: datetime
) -> SignIn:
    secret = new_pin() if opening.role in PRISONERS else new_passphrase()
    grants = _grants(opening, site_ids, members, on)
    accounts.create_account(SYSTEM, opening.username, opening.name, grants, moment, secret=secret)
    return SignIn(opening.role, opening.username, secret)


def _grants(opening: Opening, site_ids: list[SiteId], members: dict[str, TeamMember], on: date) -> list[NewGrant]:
    since = on - timedelta(weeks=HISTORY_WEEKS)
    if opening.role in EVERYWHERE:
        return [NewGrant(opening.role, None, since)]
    whom = members[opening.ref].id if opening.ref else None
    roles = (Role.LISTENER, Role.PEER_LEAD) if opening.role is Role.PEER_LEAD else (opening.role,)
    return [NewGrant(role, site_id, since, whom) for site_id in site_ids for role in roles]
