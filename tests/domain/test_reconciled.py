"""Of what a Listener tells and what a card says of one session, which counts? The stricter, until it is settled."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.offload import LedBy, Officer, Offload, OffloadKind, Start, counted_since, is_protected
from listeners.domain.care.reconciled import one_of_each, told_differently

DAY = date(2026, 11, 24)
GROUP, SINGLE = OffloadKind.GROUP, OffloadKind.SINGLE


def told(
    id_: str, officer: Officer = Officer.NONE, kind: OffloadKind = GROUP, *, card: bool = False, **more: bool
) -> Offload:
    return Offload(id_, DAY, kind, LedBy.SAMARITANS, True, officer, on_behalf=card, **more)


def test_told_alike_by_both_it_is_one_session() -> None:
    assert one_of_each([told("own"), told("card", card=True)]) == (told("own"),)


def test_an_officer_of_whom_only_he_tells_counts_whatever_kind_the_card_says() -> None:
    own = told("own", Officer.PRESENT)
    for card in (told("card", card=True), told("card", kind=SINGLE, card=True)):
        for order in permutations([own, card]):
            assert one_of_each(order) == (own,)
            assert [(each.own, each.card) for each in told_differently(order)] == [(own, card)]


def test_an_officer_of_whom_only_the_card_tells_counts_as_well() -> None:
    card = told("card", Officer.EARSHOT, card=True)
    assert one_of_each([told("own"), card]) == (card,)


def test_it_was_private_only_if_both_say_so() -> None:
    own = Offload("own", DAY, SINGLE, LedBy.SAMARITANS, False, Officer.NONE)
    (one,) = one_of_each([own, told("card", card=True)])
    assert not one.private and is_protected(one)


def test_a_card_that_is_held_apart_is_a_session_of_its_own() -> None:
    own, card = told("own", Officer.PRESENT), told("card", card=True, apart=True)
    assert set(one_of_each([own, card])) == {own, card} and told_differently([own, card]) == ()


def test_of_two_that_he_tells_the_card_of_the_same_kind_is_one_and_the_other_stands() -> None:
    single, group = told("single", kind=SINGLE), told("group")
    card = told("card", Officer.PRESENT, card=True)
    assert set(one_of_each([single, group, card])) == {single, card}


def test_two_cards_of_one_day_are_two_sessions() -> None:
    cards = [told("one", card=True), told("two", Officer.PRESENT, card=True)]
    assert len(one_of_each(cards)) == 2 and told_differently(cards) == ()


tellings = st.lists(
    st.builds(
        Offload,
        st.uuids().map(str),
        st.integers(0, 3).map(lambda days: DAY - timedelta(days=days)),
        st.sampled_from([GROUP, SINGLE]),
        st.sampled_from([LedBy.SAMARITANS, LedBy.OFFICER]),
        st.booleans(),
        st.sampled_from(list(Officer)),
        st.booleans(),
    ),
    max_size=7,
)


@given(tellings, st.data())
def test_a_card_never_makes_the_clock_run_from_later_than_what_he_told_of_that_day(
    of_both: list[Offload], data: st.DataObject
) -> None:
    start = Start(date(2026, 1, 1), date(2026, 1, 1))
    own = [each for each in of_both if not each.on_behalf]
    of_own = {each.on for each in own if not is_protected(each)} - {each.on for each in own if is_protected(each)}
    cards_at_most = {on for on in of_own if sum(each.on_behalf and each.on == on for each in of_both) <= 1}
    assert counted_since(one_of_each(of_both), start, DAY) not in cards_at_most
    shuffled = data.draw(st.permutations(of_both))
    assert {each.on for each in one_of_each(shuffled)} == {each.on for each in of_both}
