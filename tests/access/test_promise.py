"""Is what we promise a Listener before he tells us something short, plain and true?"""

from __future__ import annotations

import pytest

from listeners.access import WHOLE, Do, Kind, allows
from listeners.access.promise import NAMES, in_three_lines, officers_see
from listeners.access.table import TABLE, Caller
from listeners.services.care.held import HELD

PANELS = [
    (Kind.OFFLOAD, Kind.OFFLOAD_TEXT),
    (Kind.AVAILABLE,),
    (Kind.AVAILABILITY_REASON,),
    (Kind.CONTACT_TICKS,),
    *((kind,) for kind in HELD),
]
LONGEST, LONGEST_CHOSEN = 100, 140
"""Letters: two lines of a phone held upright; three where he chooses one of four who may read it."""


@pytest.mark.parametrize("kinds", PANELS)
def test_a_panel_is_three_short_lines_at_most_and_names_nobody_twice(kinds: tuple[Kind, ...]) -> None:
    lines = in_three_lines(*kinds)

    assert len(lines) <= 3
    assert max(map(len, lines)) <= (LONGEST_CHOSEN if kinds == (Kind.CONCERN,) else LONGEST)
    assert not set("();") & set("".join(lines))
    assert [name for name in NAMES.values() if " ".join(lines).lower().count(name.lower()) > 1] == []


@pytest.mark.parametrize("kinds", PANELS)
def test_whoever_may_read_without_his_being_told_is_named_and_nobody_else(kinds: tuple[Kind, ...]) -> None:
    lines = " ".join(in_three_lines(*kinds)).lower()
    for caller, name in NAMES.items():
        scopes = frozenset().union(*(allows(TABLE[kind, caller], Do.READ) for kind in kinds))
        assert (name.lower() in lines) == bool(scopes - {"glass", "disclosed"}), caller
        if scopes & {"glass", "disclosed"}:
            assert "unless you are told" in lines
        if all(WHOLE & allows(TABLE[kind, caller], Do.READ) for kind in kinds):
            assert name.lower() in in_three_lines(*kinds)[0].lower()


def test_nobody_who_can_ask_is_left_out_of_the_names() -> None:
    assert set(NAMES) == set(Caller) - {Caller.SELF}


def test_an_offload_is_told_to_the_coordinator_and_officers_get_totals() -> None:
    assert in_three_lines(Kind.OFFLOAD, Kind.OFFLOAD_TEXT) == (
        "Your branch coordinator: all of it.",
        "Officers, safer custody and the charity's national office: only totals with no names.",
        "The peer lead: only the dates. Nobody sees more unless you are told.",
    )


def test_of_a_night_officers_see_only_whether_he_is_free() -> None:
    assert in_three_lines(Kind.AVAILABLE)[1] == (
        "The peer lead, officers and safer custody: only whether you are free that night."
    )
    assert officers_see(Kind.AVAILABLE) == "only whether you are free that night"
