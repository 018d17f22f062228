"""Can staff, a peer or another prison tell from any page, print or file how a Listener feels, or why he is away?

Two prisons are made from one history. What Listeners told us differs: why they are away, ticks, offload, flags. What
follows for tonight is the same: also who asks for cover of a night, who is asked and says no, who offers a swap, and
who says that he was not let go.
Then every staff page, every answer to what an officer presses, and whatever reaches a peer, another prison or a file
must be the same, byte for byte, on both engines: that catches inference, which no check of permissions does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from listeners.access import SYSTEM
from listeners.domain.care.agreed import Agreed
from listeners.domain.people import Role
from listeners.domain.work_told import Said
from listeners.services.care import flags
from listeners.store.database import db
from tests.nights import at
from tests.size import LONG, sized
from tests.web.closed_routes import ROUTES
from tests.web.twin_house import STAFF, House, a_house, answers, pages
from tests.web.twin_reach import ANOTHER_WAY, NOT_PRINTED, PRINTED, VIEWERS, Reach, gets, leaves, let_in, openings
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


OF_CONDUCT = {
    f"{Role.SAFER_CUSTODY} /review",
    "the auditor: review.index /review",
    "the national office: review.index /review",
}
"""What shows how a prison keeps its side."""


@pytest.fixture(scope="module")
def reach(house: House) -> Reach:
    """The peers, the other prison and the files of that house."""
    return let_in(house)


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


HOW_FAR = st.just(True) if LONG else st.sampled_from([False] * 4 + [True])
"""Whether another prison looks too: in a tenth of a run at every fifth pair, for that takes as long as all the rest."""


@pytest.mark.timeout(3600)  # a database is put back many times
def test_what_staff_peers_and_others_see_is_the_same_whatever_listeners_told_us(house: House, reach: Reach) -> None:
    @example(replace(AWAY_AFTER_A_CALL_OUT, refusals=1), (NOTHING, replace(ALL_SAY_NO, not_let_go=3)), True)
    @example(AWAY_AFTER_A_CALL_OUT, (NOTHING, replace(NOTHING, ways=WAYS[:1] * len(NAMES))), True)
    @example(replace(AWAY_AFTER_A_CALL_OUT, let_go="sam"), (NOTHING, replace(NOTHING, agreed=Agreed.DID_NOT)), False)
    @example(
        replace(AWAY_AFTER_A_CALL_OUT, call_outs=(("luc", 0, 9, 80),), worked="luc"),
        (NOTHING, replace(NOTHING, said=Said.MADE)),
        False,
    )
    @settings(
        max_examples=sized(HOW_MANY[db.engine.dialect.name]),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
    @given(history=histories(), told_differently=tellings(), far=HOW_FAR)
    def must_be_the_same(history: History, told_differently: tuple[Told, Told], far: bool) -> None:
        lived(house, history)
        shown, answered = [], []
        for told in told_differently:
            house.restore("lived")
            tell(house.larkmoor, history, told)
            if told.flags_raised:
                flags.raise_flags("LKI", SYSTEM, at("27 Nov 17:00"))
            shown.append({**pages(house), **reach.everything(far=far)})
            answered.append(answers(house))

        assert shown[0].keys() == shown[1].keys()
        one, other = map(conduct, told_differently)
        may_differ = set() if one == other else OF_CONDUCT
        assert {path for path in shown[0] if shown[0][path] != shown[1][path]} <= may_differ
        assert [press for press in answered[0] if answered[0][press] != answered[1][press]] == []

    must_be_the_same()


def lived(house: House, history: History) -> None:
    """Live through a history from the beginning, and keep what came of it."""
    house.restore("fresh")
    live(house.larkmoor, history)
    ask(house.larkmoor, history)
    house.keep("lived")


OF_HIS_SECRET = {"auth.home", "auth.prove", "auth.passphrase", "auth.mail"}
"""What an officer finds before he is at work: his own secret and mail address. Fenwick's open them too."""


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_every_page_that_staff_may_open_is_compared(house: House) -> None:
    addresses = set()
    for does in DOES:
        lived(house, replace(AWAY_AFTER_A_CALL_OUT, asks=True, does=does, let_go="kofi"))
        addresses |= {path.partition(" ")[2].partition("?")[0] for path in pages(house)}
    urls = house.app.url_map.bind("localhost")
    compared = {urls.match(address, method="GET")[0] for address in addresses}

    of_staff = {name for name in gets(house) if ROUTES[name].roles & set(STAFF)}
    assert of_staff - compared == OF_HIS_SECRET


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_every_page_of_the_program_is_opened_by_whoever_may_and_is_there(house: House, reach: Reach) -> None:
    house.restore("fresh")
    found = reach.everything()
    opened = {endpoint for _, endpoint, _ in reach.pages}

    assert gets(house) - opened == {"static", "me.call"} <= ANOTHER_WAY.keys()
    told = {(who, endpoint): found[f"{who}: {endpoint} {address}"][:3] for who, endpoint, address in reach.pages}
    expected = {
        (who, endpoint): b"%d" % ROUTES[endpoint].answer_to(role)
        for who, endpoint in openings(house)
        for role in VIEWERS[who] & ROUTES[endpoint].roles
    }
    assert {each: told[each] for each in expected} == expected


def test_every_command_is_compared_or_tells_nothing_of_a_prison() -> None:
    assert sorted(leaves()) == sorted([*PRINTED, *NOT_PRINTED])


def test_the_comparison_itself_notices_a_difference(house: House, reach: Reach) -> None:
    house.restore("fresh")
    quiet, told_quiet = {**pages(house), **reach.everything(far=False)}, answers(house)
    house.restore("fresh")
    house.larkmoor.on_duty("sam")

    shown = {**pages(house), **reach.everything(far=False)}
    differs = {path for path in quiet if quiet[path] != shown[path]}
    assert differs >= {"staff /tonight", "the ninth: me.team /me/team", "night-sheet --site LKI"}
    told = answers(house)
    assert told["call-out"] != told_quiet["call-out"] and told["cell of sam"] != told_quiet["cell of sam"]
    assert {status for status, _, _ in told.values()} >= {303, 409, 422}
