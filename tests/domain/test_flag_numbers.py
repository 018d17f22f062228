"""Do the reasons keep to the numbers of the policy, and can no prison choose them so that somebody is overlooked?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listeners.domain.care.facts import CareFacts
from listeners.domain.care.flags import Level
from listeners.domain.care.offload import Officer
from listeners.domain.policy import BY_NAME, FLAG_RULES, Policy
from tests.domain.care_cases import SUICIDAL, ago, assessed, codes, contact, facts, not_kept, offload

CARED_FOR = (offload(3),)
KOFI = facts(
    contacts=tuple(contact(7 * week + day, SUICIDAL) for week in range(13) for day in (0, 2, 3, 5)),
    offloads=tuple(offload(7 * week + 1) for week in range(13)),
)
FLAGGED = {
    "Imran": facts(offloads=(offload(40),)),
    "Kofi": KOFI,
    "Mo": facts(offloads=(offload(3, Officer.PRESENT), offload(10, Officer.PRESENT), offload(17))),
}
TODAY = {
    "Dean": facts(offloads=CARED_FOR, rests=(not_kept(2), not_kept(9))),
    "Sam": facts(offloads=CARED_FOR, asked=(0,)),
}
LEE = facts(contacts=(contact(2, SUICIDAL, at_night=True),), offloads=(offload(9),))
USUALLY_ONE = tuple(contact(day) for day in (40, 68, 96))

_BY_THE_LOOK = [*FLAG_RULES, BY_NAME["unprotected_limit_days"], BY_NAME["debrief_within_hours"]]
CHOSEN = st.builds(
    Policy,
    offload_every_days=st.just(31),
    **{
        rule.name: st.integers(rule.low, rule.high)
        for rule in _BY_THE_LOOK
        if isinstance(rule.low, int) and isinstance(rule.high, int)
    },
)


@given(policy=CHOSEN)
def test_whatever_a_prison_chooses_whoever_is_to_be_flagged_is_and_lee_is_not(policy: Policy) -> None:
    assert [name for name, known in FLAGGED.items() if assessed(known, policy).level is None] == []
    assert [name for name, known in TODAY.items() if assessed(known, policy).level is not Level.URGENT] == []
    assert assessed(LEE, policy).level is None


@pytest.mark.parametrize(
    ("number", "known", "code"),
    [
        ({"unprotected_run": 1}, facts(offloads=(offload(3, Officer.PRESENT), offload(10))), "offloads_unprotected"),
        ({"suicide_related_in_7": 2}, facts(contacts=(contact(1, SUICIDAL), contact(3, SUICIDAL))), "suicide_related"),
        (
            {"suicide_related_in_28": 4},
            facts(contacts=tuple(contact(day, SUICIDAL) for day in (1, 9, 16, 23)), contacts_from=ago(30)),
            "suicide_related",
        ),
        (
            {"contacts_in_28": 6},
            facts(contacts=tuple(contact(day) for day in range(6)), contacts_from=ago(30)),
            "many_contacts",
        ),
        ({"usual_least_contacts": 2}, facts(contacts=(contact(1), contact(5))), "contacts_over_usual"),
    ],
)
def test_a_stricter_number_makes_a_reason_of_what_is_none_by_the_default(
    number: dict[str, Any], known: CareFacts, code: str
) -> None:
    assert code not in codes(assessed(known))
    assert code in codes(assessed(known, Policy(**number)))


@pytest.mark.parametrize(
    "number", [{"usual_times": 3}, {"usual_least_contacts": 4}, {"usual_needs_weeks": 8}, {"usual_over_weeks": 8}]
)
def test_a_milder_number_takes_a_rise_over_the_own_usual_for_none(number: dict[str, Any]) -> None:
    # Three contacts, and one each four weeks before, of which six weeks are on file: the last two of them.
    now = tuple(contact(day) for day in (1, 5, 9))
    known = {
        "usual_needs_weeks": facts(offloads=CARED_FOR, contacts=now + USUALLY_ONE[:1], contacts_from=ago(27 + 42)),
        "usual_over_weeks": facts(offloads=CARED_FOR, contacts=now + tuple(contact(day) for day in (40, 60, 80))),
    }.get(next(iter(number)), facts(offloads=CARED_FOR, contacts=now + USUALLY_ONE))
    assert codes(assessed(known)) == ["contacts_over_usual"]
    assert codes(assessed(known, Policy(**number))) == []


def test_where_one_group_or_one_rest_means_today_it_does() -> None:
    rest = facts(offloads=CARED_FOR, rests=(not_kept(2),))
    assert assessed(rest).level is Level.FLAG
    assert assessed(rest, Policy(urgent_rests=1)).level is Level.URGENT
    assert assessed(FLAGGED["Imran"], Policy(urgent_groups=1)).level is Level.URGENT
