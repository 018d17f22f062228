"""What do we promise a Listener about who sees what they tell us?

Generated from the access table, so that the promise cannot drift from what the program does.
"""

from __future__ import annotations

from dataclasses import dataclass

from listeners.access import Do, allows
from listeners.access.table import TABLE, Caller, Kind

NAMES: dict[Caller, str] = {
    Caller.COORDINATOR: "Your branch coordinator",
    Caller.PEER_LEAD: "The peer lead",
    Caller.OTHER_LISTENER: "Other Listeners",
    Caller.STAFF: "Officers",
    Caller.SAFER_CUSTODY: "Safer custody",
    Caller.NATIONAL: "The charity's national office",
    Caller.OTHER_COORDINATOR: "Coordinators of other prisons",
}
_HOW = {
    "site": "can read it",
    "all": "can read it",
    "own": "can see what they recorded themselves",
    "duty": "can read it for those on duty",
    "active": "can see whether you are active, no more",
    "dates": "can see the dates, no more",
    "sum": "see only totals in which nobody can be picked out",
    "glass": "can read it only in an emergency, with a reason, and you are told",
    "disclosed": "see it only when it is passed on, and you are told first",
    "addressee": "can read it only when it is addressed to them",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """Who can and who cannot see one kind of data, in plain words."""

    seen_by: tuple[str, ...]
    never: tuple[str, ...]


def promise(kind: Kind) -> Promise:
    """Return who sees a kind of data and who never does, named callers only, in the order of ``NAMES``."""
    seen: list[str] = []
    never: list[str] = []
    for caller, name in NAMES.items():
        scopes = sorted(allows(TABLE[kind, caller], Do.READ))
        if scopes:
            seen.append(f"{name} {_HOW[scopes[0]]}")
        else:
            never.append(name)
    return Promise(tuple(seen), tuple(never))
