"""Which names lead the charity to a person the next day?"""

from __future__ import annotations

import pytest

from listeners.domain.override_words import names_a_person


@pytest.mark.parametrize(
    "name", ["Grace Adeyemi", "J Smith", "J. Smith", "Officer Jo Smith", "Mr J O'Connor", "Ann Smith-Jones"]
)
def test_a_first_name_or_an_initial_before_a_last_name_is_a_person(name: str) -> None:
    assert names_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["Smith", "Officer Smith", "Mr Smith", "Senior Officer Smith", "Smith J", "J S"]
    + ["Oscar One", "Victor 2", "A Wing", "Night Officer", "The Orderly Officer", "Control Desk"],
)
def test_a_title_a_call_sign_a_place_or_a_role_is_none(name: str) -> None:
    assert not names_a_person(name)


def test_the_name_of_an_account_or_of_a_site_is_none() -> None:
    assert not names_a_person("b wing Larkmoor", ["B Wing Larkmoor"])
