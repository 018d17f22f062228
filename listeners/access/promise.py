"""What do we promise a Listener about who sees what they tell us?

Generated from the access table, so that the promise cannot drift from what the program does.
"""

from __future__ import annotations

from dataclasses import dataclass

from listeners.access import Do, allows
from listeners.access.table import TABLE, Caller, Kind

NAMES: dict[Caller, str] = {
    Caller.COORDINATOR: "your branch coordinator",
    Caller.PEER_LEAD: "the peer lead",
    Caller.OTHER_LISTENER: "other Listeners",
    Caller.STAFF: "officers",
    Caller.SAFER_CUSTODY: "safer custody",
    Caller.NATIONAL: "the charity's national office",
    Caller.OTHER_COORDINATOR: "coordinators of other prisons",
}
"""What a Listener calls each caller, in the order in which a page names them."""
_HOW = {
    "site": "can read it",
    "all": "can read it",
    "own": "can see what they recorded themselves",
    "duty": "can read it for those on duty",
    "active": "can see whether you are active, no more",
    "dates": "can see the dates, no more",
    "sum": "can see totals in which nobody can be picked out, no more",
    "glass": "can read it in an emergency, with a reason, and you are told",
    "disclosed": "can see it only when it is passed on, and you are told first",
    "addressee": "can read it only when it is addressed to them",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """Who can see one kind of data and how far, a sentence for each way of seeing it; and who never does."""

    seen_by: tuple[str, ...]
    never: str


def promise(kind: Kind) -> Promise:
    """Return who sees a kind of data and who never does: those who see it the same way stand in one sentence."""
    seen: dict[str, list[str]] = {}
    never: list[str] = []
    for caller, name in NAMES.items():
        scopes = sorted(allows(TABLE[kind, caller], Do.READ))
        (seen.setdefault(_HOW[scopes[0]], []) if scopes else never).append(name)
    sentences = (f"{_listed(names)} {how}" for how, names in seen.items())
    return Promise(tuple(each[0].upper() + each[1:] for each in sentences), _listed(never))


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
