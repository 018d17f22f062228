"""Are the figures of docs/evidence.md, section 5, on how soon a reason to ask shows, those that the rules give?

A check of how the rules behave on a made-up team, and no evidence about real people.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from listeners.domain.care.flags import Level
from listeners.domain.care.reasons import Code, Group
from listeners.domain.policy import Policy
from tests.services.planted import (
    DAY,
    HE,
    LAST,
    SEEDS,
    WEEKS,
    days_until,
    flags_raised,
    look,
    slowly_worse,
    uneventful,
    with_broken_rests,
    without_offload,
)
from tests.size import sized

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
HEADING = (
    "| story | without offload | rest broken | then urgent | slowly more | after a death, first | then, in 14 days |"
)
MILDER = "| story | from 4: uneventful | from 4: slowly more | over 3 times: uneventful | over 3 times: slowly more |"
FROM_FOUR, OVER_THRICE = Policy(usual_least_contacts=4), Policy(usual_times=3)
FORTNIGHT = DAY + timedelta(days=13)


def told(heading: str = HEADING) -> dict[int, list[int]]:
    """The rows of a table of the page by story."""
    rows = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    read = [[int(cell) for cell in row.strip("| ").split("|")] for row in rows]
    return {story: figures for story, *figures in read}


def over_exposure(seed: int, death: bool) -> list[int]:
    """How many days after the day each flag over exposure was raised in the team, in 14 days."""
    raised = flags_raised(uneventful(seed, DAY if death else None), DAY, FORTNIGHT)
    return [(on - DAY).days for on, reasons in raised if any(reason.group is Group.EXPOSURE for reason in reasons)]


@pytest.mark.parametrize("seed", [*SEEDS][: sized(len(SEEDS))])
def test_each_story_of_the_page_is_as_the_rules_give_it(seed: int) -> None:
    team = uneventful(seed)
    he, after_a_death = team[HE], over_exposure(seed, death=True)
    assert told()[seed] == [
        days_until(without_offload(he), Group.SUPPORT),
        days_until(with_broken_rests(he), Group.REST),
        days_until(with_broken_rests(he), Group.REST, Level.URGENT),
        days_until(slowly_worse(he, seed), Group.EXPOSURE),
        min(after_a_death),
        len(after_a_death),
        len(over_exposure(seed, death=False)),
        len(flags_raised(team, DAY, LAST)),
    ]


@pytest.mark.parametrize("seed", [*SEEDS][: sized(len(SEEDS))])
def test_with_a_milder_number_each_story_is_as_the_page_says(seed: int) -> None:
    team = uneventful(seed)
    he = slowly_worse(team[HE], seed)
    assert told(MILDER)[seed] == [
        figure
        for policy in (FROM_FOUR, OVER_THRICE)
        for figure in (
            len(flags_raised(team, DAY, LAST, policy)),
            days_until(he, Group.EXPOSURE, policy=policy),
        )
    ]


def test_every_story_is_on_the_page_and_the_figures_below_it_are_those_of_its_rows() -> None:
    rows = told()
    assert list(rows) == list(SEEDS)
    columns = [list(column) for column in zip(*rows.values(), strict=True)]
    middle = [f"{median(column):g} ({min(column)} to {max(column)})" for column in columns[:5]]
    a_week = sum(columns[7]) / WEEKS / len(rows)
    words = " ".join(PAGE.split())
    assert f"Days in the middle, and from to: {', '.join(middle)}." in words
    assert (
        f"{sum(columns[5])} flags over exposure in the ten fortnights after a death, {sum(columns[6])} in the" in words
    )
    assert f"{a_week:.1f} flags a week in a team of 16" in words
    milder = told(MILDER)
    assert list(milder) == list(SEEDS)
    four, slow_four, thrice, slow_thrice = (list(column) for column in zip(*milder.values(), strict=True))
    for flags, days in ((four, slow_four), (thrice, slow_thrice)):
        assert f"{sum(flags) / WEEKS / len(milder):.1f} a week, and {median(days):g} days" in words


def test_an_uneventful_team_gives_no_reason_of_rest_or_support() -> None:
    reasons = [reason for _, found in flags_raised(uneventful(1), DAY, LAST) for reason in found]
    assert {reason.group for reason in reasons} == {Group.EXPOSURE}
    assert sum(reason.code is Code.CONTACTS_OVER_USUAL for reason in reasons) > len(reasons) * 3 / 4


def test_somebody_without_offload_is_flagged_on_the_thirty_second_day_at_the_latest() -> None:
    life = without_offload(uneventful(1)[HE])
    assert any(reason.group is Group.SUPPORT for reason in look(life, DAY + timedelta(days=32)).reasons)
