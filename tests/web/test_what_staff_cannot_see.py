"""Can anybody tell from a staff page how a Listener feels, or why he is not available?

Two prisons are made from one history. What Listeners told us differs: why they are away, ticks, offload, flags. What
follows for tonight is the same: also who asks for cover of a night, who is asked and says no, who offers a swap, and
who says that he was not let go.
Then every staff page, and every answer to what an officer presses, must be the same,
byte for byte, on both engines: that catches inference, which no check of permissions does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings

from listeners.access import SYSTEM
from listeners.domain.care.agreed import Agreed
from listeners.domain.people import Role
from listeners.domain.work_told import Said
from listeners.services.care import flags
from listeners.store.database import db
from tests.nights import at
from tests.size import sized
from tests.web.twin_house import House, a_house, answers, pages
from tests.web.twin_tellings import (
    DOES,
    NAMES,
    TONIGHT,
    WAYS,
    History,
    Told,
    ask,
    conduct,
    histories,
    live,
    tell,
    tellings,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Larkmoor with an officer at a desk and somebody of safer custody, both signed in at 02:10; on each engine."""
    yield from a_house(request, tmp_path_factory.mktemp("house"))


NOTHING = Told(
    WAYS[1:2] * len(NAMES),
    (),
    (),
    debriefed=False,
    flags_raised=False,
    noes=frozenset(),
    offers_a_swap=False,
)
ALL_SAY_NO = replace(NOTHING, noes=frozenset(NAMES), offers_a_swap=True)
AWAY_AFTER_A_CALL_OUT = History(
    "sam", "luc", "dean", {"sam": 0}, (("sam", TONIGHT, 2, 40),), asks=False, does="is asked"
)


HOW_MANY = {"sqlite": 220, "postgresql": 80}
"""Histories tried on each engine: no page of them asks which it is."""


@pytest.mark.timeout(3600)  # a database is put back many times
def test_staff_pages_and_answers_are_the_same_whatever_listeners_told_us(house: House) -> None:
    @example(replace(AWAY_AFTER_A_CALL_OUT, refusals=1), (NOTHING, replace(ALL_SAY_NO, not_let_go=3)))
    @example(AWAY_AFTER_A_CALL_OUT, (NOTHING, replace(NOTHING, ways=WAYS[:1] * len(NAMES))))
    @example(replace(AWAY_AFTER_A_CALL_OUT, let_go="sam"), (NOTHING, replace(NOTHING, agreed=Agreed.DID_NOT)))
    @example(
        replace(AWAY_AFTER_A_CALL_OUT, call_outs=(("luc", 0, 9, 80),), worked="luc"),
        (NOTHING, replace(NOTHING, said=Said.MADE)),
    )
    @settings(
        max_examples=sized(HOW_MANY[db.engine.dialect.name]),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
    @given(history=histories(), told_differently=tellings())
    def must_be_the_same(history: History, told_differently: tuple[Told, Told]) -> None:
        lived(house, history)
        shown, answered = [], []
        for told in told_differently:
            house.restore("lived")
            tell(house.larkmoor, history, told)
            if told.flags_raised:
                flags.raise_flags("LKI", SYSTEM, at("27 Nov 17:00"))
            shown.append(pages(house))
            answered.append(answers(house))

        assert shown[0].keys() == shown[1].keys()
        one, other = map(conduct, told_differently)
        may_differ = set() if one == other else {f"{Role.SAFER_CUSTODY} /review"}
        assert {path for path in shown[0] if shown[0][path] != shown[1][path]} <= may_differ
        assert [press for press in answered[0] if answered[0][press] != answered[1][press]] == []

    must_be_the_same()


def lived(house: House, history: History) -> None:
    """Live through a history from the beginning, and keep what came of it."""
    house.restore("fresh")
    live(house.larkmoor, history)
    ask(house.larkmoor, history)
    house.keep("lived")


NOT_COMPARED = {
    "tonight.versions",  # for coordinators alone
}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_every_page_that_staff_may_open_is_compared(house: House) -> None:
    addresses = set()
    for does in DOES:
        lived(house, replace(AWAY_AFTER_A_CALL_OUT, asks=True, does=does, let_go="kofi"))
        addresses |= {path.partition(" ")[2].partition("?")[0] for path in pages(house)}
    urls = house.app.url_map.bind("localhost")
    compared = {urls.match(address, method="GET")[0] for address in addresses}

    there = {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    of_staff = {name for name in there if name.partition(".")[0] in ("tonight", "review")}
    assert of_staff - compared == NOT_COMPARED


def test_the_comparison_itself_notices_a_difference(house: House) -> None:
    house.restore("fresh")
    quiet, told_quiet = pages(house), answers(house)
    house.restore("fresh")
    house.larkmoor.on_duty("sam")

    assert pages(house)["staff /tonight"] != quiet["staff /tonight"]
    told = answers(house)
    assert told["call-out"] != told_quiet["call-out"] and told["cell of sam"] != told_quiet["cell of sam"]
    assert {status for status, _, _ in told.values()} >= {303, 409, 422}
