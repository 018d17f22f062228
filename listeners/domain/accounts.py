"""Which roles may one account hold, and where?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from listeners.domain.people import ListenerId, Role, SiteId

PRISONERS = frozenset({Role.LISTENER, Role.PEER_LEAD})
"""Roles of prisoners: each belongs to one person in one site's team."""
LONGEST_MAIL = 254
"""Characters of an address for mail (RFC 5321, 4.5.3.1.3, without the angle brackets)."""
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
EVERYWHERE = frozenset({Role.NATIONAL, Role.AUDITOR})
"""Roles that belong to no site."""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to be given: where, to whom in the team, from which date, and perhaps until which (that day included)."""

    role: Role
    site_id: SiteId | None
    from_on: date
    listener_id: ListenerId | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class GrantFault:
    """Why a grant cannot be given: ``site`` (a role that needs a site, or must have none), ``person`` (a role that
    needs a Listener, or must have none), ``mixed`` (a prisoner's role beside another's, or two people in one account),
    ``dates`` (it ends before it begins)."""

    code: str
    role: Role


def faults(grants: Iterable[NewGrant]) -> tuple[GrantFault, ...]:
    """Return what is wrong with the grants of one account, held together."""
    held = tuple(grants)
    people = {grant.listener_id for grant in held if grant.listener_id is not None}
    mixed = len(people) > 1 or bool(people and {grant.role for grant in held} - PRISONERS)
    found = [fault for grant in held for fault in _of_one(grant)]
    return (*found, GrantFault("mixed", held[-1].role)) if mixed else tuple(found)


def _of_one(grant: NewGrant) -> list[GrantFault]:
    wrong = {
        "site": (grant.site_id is None) != (grant.role in EVERYWHERE),
        "person": (grant.listener_id is not None) != (grant.role in PRISONERS),
        "dates": grant.until_on is not None and grant.until_on < grant.from_on,
    }
    return [GrantFault(code, grant.role) for code, is_so in wrong.items() if is_so]


def is_mail_address(text: str) -> bool:
    """Whether a text may be an address for mail: one @, a domain with a dot, letters, digits and the usual signs."""
    return len(text) <= LONGEST_MAIL and _MAIL.fullmatch(text) is not None
