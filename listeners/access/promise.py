"""What do we promise a Listener about who sees what they tell us?

Generated from the access table, so that the promise cannot drift from what the program does.
"""

from __future__ import annotations

from dataclasses import dataclass

from listeners.access import WHOLE, Do, allows
from listeners.access.table import TABLE, Caller, Kind
from listeners.domain.sentences import listed

NAMES: dict[Caller, str] = {
    Caller.COORDINATOR: "your branch coordinator",
    Caller.PEER_LEAD: "the peer lead",
    Caller.OTHER_LISTENER: "other Listeners",
    Caller.STAFF: "officers",
    Caller.SAFER_CUSTODY: "safer custody",
    Caller.NATIONAL: "the charity's national office",
    Caller.OTHER_COORDINATOR: "coordinators of other prisons",
    Caller.AUDITOR: "the auditor",
}
"""What a Listener calls everybody but himself, in the order in which a page names them."""
_HOW = {
    "site": "can read it",
    "all": "can read it",
    "own": "can see what they recorded themselves",
    "duty": "can read it for those on duty",
    "active": "can see whether you are active, no more",
    "free": "can see whether you are free that night, no more",
    "dates": "can see the dates, no more",
    "sum": "can see totals. Nobody can be picked out of them",
    "glass": "can read it in an emergency. They must say why, and you are told",
    "disclosed": "can see it if it is passed on. You are told first",
    "addressee": "can read it only when it is addressed to them",
}


_A_PART = {
    "dates": "only the dates",
    "sum": "only totals with no names",
    "active": "only whether you are active",
    "duty": "only when you are on duty",
    "free": "only whether you are free that night",
    "own": "only what they wrote down themselves",
    "addressee": "only what is addressed to them",
}
_WHEN_TOLD = frozenset({"glass", "disclosed"})
"""Scopes that open nothing unless the Listener is told."""


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
    sentences = (f"{listed(names)} {how}" for how, names in seen.items())
    return Promise(tuple(each[0].upper() + each[1:] for each in sentences), listed(never))


def in_three_lines(*kinds: Kind) -> tuple[str, ...]:
    """Return who sees some kinds of data that are told together, in three short lines at most: who reads all of it,
    which part most of the others see, and then whoever sees another part and that nobody sees more.

    What is opened only when the Listener is told of it is not listed: the last line says so of everybody.
    """
    whole: list[str] = []
    part: dict[str, list[str]] = {}
    after_telling = False
    for caller, name in NAMES.items():
        scopes = [allows(TABLE[kind, caller], Do.READ) for kind in kinds]
        seen = frozenset().union(*scopes)
        after_telling = after_telling or not seen.isdisjoint(_WHEN_TOLD)
        if all(each & WHOLE for each in scopes):
            whole.append(name)
        else:
            for words in dict.fromkeys(_A_PART.get(scope, "some of it") for scope in sorted(seen - _WHEN_TOLD)):
                part.setdefault(words, []).append(name)
    said = [_sentence(names, words) for words, names in sorted(part.items(), key=lambda each: -len(each[1]))]
    last = "Nobody sees more unless you are told." if after_telling else "Nobody else sees any of it."
    return (*([_sentence(whole, "all of it")] if whole else []), *said[:1], " ".join((*said[1:], last)))


def officers_see(kind: Kind) -> str | None:
    """Return how much of a kind of data about one Listener officers see: empty for all of it; None where they see
    nothing, or only totals in which nobody can be picked out."""
    scopes = allows(TABLE[kind, Caller.STAFF], Do.READ) - {"sum"}
    return None if not scopes else "" if scopes & WHOLE else _A_PART[min(scopes)]


def _sentence(names: list[str], words: str) -> str:
    who = listed(names)
    return f"{who[0].upper()}{who[1:]}: {words}."
