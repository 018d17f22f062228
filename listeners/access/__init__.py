"""Who may do what?

``require`` is the first line of every service. It answers from one table (``access.table``); the privacy sentences on
the pages come from the same table (``access.promise``), so what we promise cannot drift from what we do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from listeners.access.table import TABLE, Caller, Kind
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.errors import NotAllowed

__all__ = [
    "SYSTEM",
    "Actor",
    "Device",
    "Do",
    "Grant",
    "Kind",
    "can",
    "callers_of",
    "reads_as_addressee",
    "require",
    "require_own_account",
    "require_total",
]


class Do(StrEnum):
    """What somebody wants to do with a kind of data."""

    READ = "R"
    WRITE = "W"


class Device(StrEnum):
    """What somebody is signed in on. Every Listener session is a kiosk session; a wing desk is a desk."""

    KIOSK = "kiosk"
    DESK = "desk"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a site (None: every site); for a Listener also who in the team it is."""

    role: Role
    site_id: SiteId | None
    listener_id: ListenerId | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is doing this: a person with the grants in force today, at the site they have chosen; or SYSTEM."""

    account_id: AccountId | None
    username: str
    site_id: SiteId | None
    grants: tuple[Grant, ...]
    device: Device = Device.OWN
    sign_in_id: str | None = None

    def roles_at(self, site_id: SiteId | None) -> frozenset[Role]:
        """Return the roles that this actor holds at a site."""
        return frozenset(grant.role for grant in self.grants if grant.site_id in (None, site_id))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held at the chosen site."""
        return self.roles_at(self.site_id)

    @property
    def listener_id(self) -> ListenerId | None:
        """Who this is in the team of the chosen site, where they are a Listener."""
        own = (g.listener_id for g in self.grants if g.site_id == self.site_id and g.listener_id is not None)
        return next(own, None)


SYSTEM = Actor(account_id=None, username="SYSTEM", site_id=None, grants=())
"""Background work and the command line: it obeys the rules of the domain, and may read and write what it needs."""

_CALLER_OF_ROLE = {
    Role.PEER_LEAD: Caller.PEER_LEAD,
    Role.COORDINATOR: Caller.COORDINATOR,
    Role.STAFF: Caller.STAFF,
    Role.SAFER_CUSTODY: Caller.SAFER_CUSTODY,
    Role.NATIONAL: Caller.NATIONAL,
    Role.AUDITOR: Caller.AUDITOR,
}
WHOLE = frozenset({"site", "all"})
"""Scopes that open a whole kind of data at a site."""
NARROWER = frozenset({"duty", "own", "active", "dates", "free"})
"""Scopes that open only a service that says it shows no more than that. ``free``: whether somebody is free on a night,
and not whether he would like it or rather not."""


def callers_of(actor: Actor, site_id: SiteId, listener_id: ListenerId | None) -> frozenset[Caller]:
    """Return which columns of the table an actor stands in for a site and, where it is about one, a Listener."""
    callers: set[Caller] = set()
    for grant in actor.grants:
        if grant.role is Role.LISTENER and grant.site_id == site_id:
            is_self = listener_id is not None and grant.listener_id == listener_id
            callers.add(Caller.SELF if is_self else Caller.OTHER_LISTENER)
        elif grant.role is Role.COORDINATOR and grant.site_id not in (None, site_id):
            callers.add(Caller.OTHER_COORDINATOR)
        elif grant.role is not Role.LISTENER and grant.site_id in (None, site_id):
            callers.add(_CALLER_OF_ROLE[grant.role])
    return frozenset(callers)


def allows(cell: str, do: Do) -> frozenset[str]:
    """Return the scopes in which a cell of the table allows something (empty: never)."""
    parts = [part.split() for part in cell.split("; ") if part != "-"]
    return frozenset(scope for rights, scope in parts if do.value in rights)


def can(
    actor: Actor,
    do: Do,
    kind: Kind,
    site_id: SiteId,
    listener_id: ListenerId | None = None,
    *,
    narrowed_to: str | None = None,
) -> bool:
    """Whether an actor may do something with a kind of data at a site, about a Listener where one is named.

    ``narrowed_to`` names the narrower scope that the asking service keeps to (``NARROWER``). Aggregates, disclosures,
    concerns addressed to somebody and break-glass are never opened here: each has a service of its own that decides;
    totals over all prisons are opened by ``require_total``.
    """
    if actor is SYSTEM:
        return True
    open_scopes = WHOLE | ({narrowed_to} if narrowed_to in NARROWER else set())
    for caller in callers_of(actor, site_id, listener_id):
        scopes = allows(TABLE[kind, caller], do)
        if scopes & open_scopes or (caller is Caller.SELF and "self" in scopes):
            return True
    return False


def reads_as_addressee(actor: Actor, kind: Kind, site_id: SiteId) -> bool:
    """Whether an actor may read what is of this kind at a site where it is addressed to them; that it is, the asking
    service finds out."""
    return any("addressee" in allows(TABLE[kind, caller], Do.READ) for caller in callers_of(actor, site_id, None))


def require(
    actor: Actor,
    do: Do,
    kind: Kind,
    site_id: SiteId,
    listener_id: ListenerId | None = None,
    *,
    narrowed_to: str | None = None,
) -> None:
    """Let an actor pass, or stop here; see ``can``.

    Raises:
        NotAllowed: the table does not allow it.
    """
    if not can(actor, do, kind, site_id, listener_id, narrowed_to=narrowed_to):
        raise NotAllowed(f"{actor.username} may not {do.name.lower()} {kind.value}")


def require_total(actor: Actor, kind: Kind) -> None:
    """Let an actor pass who may read a published total of a kind of data over all prisons, or stop here: a role that is
    held at every prison, and reads totals or all of it. That nobody can be picked out of it, the service sees to.

    Raises:
        NotAllowed: the table does not allow it.
    """
    held = (_CALLER_OF_ROLE.get(grant.role) for grant in actor.grants if grant.site_id is None)
    scopes = (allows(TABLE[kind, caller], Do.READ) for caller in held if caller is not None)
    if actor is not SYSTEM and not any(each & {"sum", "all"} for each in scopes):
        raise NotAllowed(f"{actor.username} reads no total of {kind.value} over all prisons")


def require_own_account(actor: Actor) -> AccountId:
    """Return the account that an actor may change things of by himself: his passphrase, and where mail goes. The table
    opens accounts by site; this is the one that is his own.

    Raises:
        NotAllowed: it is no person, or a Listener: his PIN is issued, and he is told by a slip.
    """
    if actor.account_id is None or actor.device is Device.KIOSK or any(g.listener_id is not None for g in actor.grants):
        raise NotAllowed(f"{actor.username} keeps no account of their own")
    return actor.account_id
