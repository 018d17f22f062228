"""Does the access table open what it should, in each of its 216 cells (docs/security.md, part b)?

Retold here by hand, in other words than the program's: one string a kind, nine callers in the order of the matrix.
Each letter is what a service may open for that caller about a Listener of the site:

``-`` nothing; ``r`` read; ``w`` write without reading; ``b`` both; ``d`` read, narrowed to those on duty; ``n`` read,
narrowed to the caller's own acts; ``a`` read, narrowed to active or not; ``t`` read, narrowed to dates; ``f`` read,
narrowed to whether free on a night; ``o`` and ``e`` write, and read narrowed to the own, or to whether free; ``s`` only
as a published sum, ``x`` only by a disclosure, ``g`` only by break-glass and ``c`` only when addressed to the caller:
never by this table alone.
"""

from __future__ import annotations

import pytest

from listeners.access import Actor, Device, Do, Grant, Kind, can, require, require_total
from listeners.access.table import CALLERS, TABLE, Caller
from listeners.domain.people import AccountId, ListenerId, Role, SiteId
from listeners.errors import NotAllowed

HERE, ELSEWHERE = SiteId("here"), SiteId("elsewhere")
SAM, RAVI = ListenerId("sam"), ListenerId("ravi")

#                      self, other Listener, peer lead, coordinator, coordinator elsewhere,
#                      staff, safer custody, national, auditor
MATRIX = {
    Kind.ROTA: "rrrbgrr--",
    Kind.CELL: "r--bgdr--",
    Kind.AVAILABLE: "bdfbgee--",
    Kind.AVAILABILITY_REASON: "w--b-----",
    Kind.REST: "r--rgrr--",
    Kind.CALL_OUT: "r--bgbrs-",
    Kind.CALLER: "---------",
    Kind.OFFLOAD: "b-tb-sss-",
    Kind.OFFLOAD_TEXT: "w--rg-x--",
    Kind.CHECK_IN: "w--rg--s-",
    Kind.FLAG: "---bg-xs-",
    Kind.FLAG_REASON: "---r--x--",
    Kind.LOAD: "r--rgrrs-",
    Kind.STANDING: "r-abgaas-",
    Kind.OVERRIDE: "r--bgobsr",
    Kind.CONCERN: "w--cc--c-",
    Kind.DISCLOSURE: "r--b--csr",
    Kind.AGGREGATE: "sssrsssss",
    Kind.ACCOUNT: "b--w-wrbr",
    Kind.AUDIT: "---n-nnrr",
    Kind.KEY: "--------r",
    Kind.SUBJECT_ACCESS: "w--b---wr",
    Kind.CONTACT_TICKS: "w--r---s-",
    Kind.OWN_CONTACT: "b--b---s-",
}
# letter -> may read, may write, the one narrowing that opens reading
MEANING = {
    "-": (False, False, None),
    "r": (True, False, None),
    "w": (False, True, None),
    "b": (True, True, None),
    "d": (False, False, "duty"),
    "n": (False, False, "own"),
    "a": (False, False, "active"),
    "t": (False, False, "dates"),
    "f": (False, False, "free"),
    "o": (False, True, "own"),
    "e": (False, True, "free"),
    **dict.fromkeys("sxgc", (False, False, None)),
}
ROLES = {
    Caller.SELF: Grant(Role.LISTENER, HERE, SAM),
    Caller.OTHER_LISTENER: Grant(Role.LISTENER, HERE, RAVI),
    Caller.PEER_LEAD: Grant(Role.PEER_LEAD, HERE, RAVI),
    Caller.COORDINATOR: Grant(Role.COORDINATOR, HERE),
    Caller.OTHER_COORDINATOR: Grant(Role.COORDINATOR, ELSEWHERE),
    Caller.STAFF: Grant(Role.STAFF, HERE),
    Caller.SAFER_CUSTODY: Grant(Role.SAFER_CUSTODY, HERE),
    Caller.NATIONAL: Grant(Role.NATIONAL, None),
    Caller.AUDITOR: Grant(Role.AUDITOR, None),
}
CELLS = [(kind, caller, MATRIX[kind][place]) for kind in Kind for place, caller in enumerate(CALLERS)]
NARROWINGS = ("duty", "own", "active", "dates", "free")


def actor(*grants: Grant) -> Actor:
    return Actor(AccountId("a"), "somebody", HERE, grants, Device.OWN)


def test_the_matrix_has_24_kinds_9_callers_and_216_cells() -> None:
    assert (len(MATRIX), len(CALLERS), len(CELLS), len(TABLE)) == (24, 9, 216, 216)
    assert all(len(row) == 9 for row in MATRIX.values())


@pytest.mark.parametrize(("kind", "caller", "letter"), CELLS)
def test_a_caller_may_exactly_what_the_matrix_says(kind: Kind, caller: Caller, letter: str) -> None:
    who = actor(ROLES[caller])
    may_read, may_write, narrowing = MEANING[letter]

    assert can(who, Do.READ, kind, HERE, SAM) is may_read
    assert can(who, Do.WRITE, kind, HERE, SAM) is may_write
    for narrowed in NARROWINGS:
        assert can(who, Do.READ, kind, HERE, SAM, narrowed_to=narrowed) is (may_read or narrowed == narrowing)
    if not may_read:
        with pytest.raises(NotAllowed):
            require(who, Do.READ, kind, HERE, SAM)


@pytest.mark.parametrize(("kind", "caller", "letter"), CELLS)
def test_a_total_over_all_prisons_is_for_a_role_held_at_all_that_reads_totals(
    kind: Kind, caller: Caller, letter: str
) -> None:
    grant = ROLES[caller]
    if grant.site_id is None and letter in "srb":
        require_total(actor(grant), kind)
    else:
        with pytest.raises(NotAllowed):
            require_total(actor(grant), kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_role_at_another_prison_opens_nothing_here(kind: Kind) -> None:
    for role in (Role.LISTENER, Role.PEER_LEAD, Role.STAFF, Role.SAFER_CUSTODY, Role.COORDINATOR):
        whom = RAVI if role in (Role.LISTENER, Role.PEER_LEAD) else None
        stranger = actor(Grant(role, ELSEWHERE, whom))
        assert not can(stranger, Do.READ, kind, HERE, SAM), role
        assert not can(stranger, Do.WRITE, kind, HERE, SAM), role


def test_a_peer_lead_is_a_listener_too_and_gets_no_more_about_others_minds() -> None:
    lead = actor(ROLES[Caller.OTHER_LISTENER], ROLES[Caller.PEER_LEAD])
    minds = (Kind.OFFLOAD_TEXT, Kind.CHECK_IN, Kind.FLAG, Kind.FLAG_REASON, Kind.CONTACT_TICKS, Kind.OWN_CONTACT)

    assert can(lead, Do.READ, Kind.AVAILABLE, HERE, SAM, narrowed_to="free")
    assert not [kind for kind in minds if can(lead, Do.READ, kind, HERE, SAM)]


def test_a_narrowing_that_the_table_does_not_know_opens_nothing() -> None:
    staff = actor(ROLES[Caller.STAFF])

    assert not can(staff, Do.READ, Kind.OFFLOAD, HERE, SAM, narrowed_to="sum")
    assert not can(actor(ROLES[Caller.COORDINATOR]), Do.READ, Kind.CONCERN, HERE, SAM, narrowed_to="addressee")
