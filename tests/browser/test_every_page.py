"""Does every page that anybody can come to by links work: on a laptop, on a phone, on paper, for everybody's eyes?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.installation import Installation
from tests.browser.sign_in import sign_in
from tests.browser.visit import Finding, Visit, kind_of

pytestmark = pytest.mark.timeout(900)
"""Seconds: one account's pages are all opened before its first test."""

WHO = {
    "nobody": ("/sign-in", 2),
    "larkl01": ("/me", 16),
    "larkpeer": ("/me", 16),
    "larkcoord": ("/rota", 60),
    "branchcoord": ("/rota", 40),
    "larkstaff": ("/tonight", 12),
    "larksafer": ("/tonight/load", 9),
    "national": ("/admin", 6),
    "auditor": ("/review", 3),
}
"""Where each comes in, and how many pages there are at least from there."""
SEEN_ALREADY = ("branchcoord",)
"""Whose pages are those of somebody before them, of another prison: one of a kind is enough."""


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Kinds of pages that axe has looked at on a phone."""
    return set()


@pytest.fixture(scope="module", params=WHO)
def visited(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    served: str,
    demonstration: Installation,
    known: set[str],
) -> list[Finding]:
    """Every page that links lead to, for one account after the other, and for somebody who is not signed in."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    if request.param == "nobody":
        found = Visit(page, known=known).everything_from(f"{served}/sign-in")
    else:
        account = next(each for each in demonstration.accounts() if each.username == request.param)
        sign_in(page, served, account)
        found = Visit(page, 1 if request.param in SEEN_ALREADY else 2, known=known).everything_from(page.url)
    context.close()
    return found


def test_everybody_comes_to_their_first_page_and_on_from_there(
    visited: list[Finding], request: pytest.FixtureRequest
) -> None:
    address, pages = WHO[request.node.callspec.params["visited"]]

    assert visited[0].address == address
    assert len(visited) >= pages


def test_every_page_answers(visited: list[Finding]) -> None:
    assert [(found.address, found.status) for found in visited if found.status != 200] == []


def test_no_page_makes_the_browser_complain(visited: list[Finding]) -> None:
    assert [(found.address, fault) for found in visited for fault in found.faults] == []


def test_axe_finds_nothing_wrong_with_any_page(visited: list[Finding]) -> None:
    assert [(found.address, fault) for found in visited for fault in found.axe] == []


def test_no_page_has_to_be_scrolled_sideways(visited: list[Finding]) -> None:
    assert [(found.address, fault) for found in visited for fault in found.wide] == []


def test_no_page_has_a_script_so_all_work_without(visited: list[Finding]) -> None:
    assert [found.address for found in visited if found.scripts] == []


def test_every_page_has_one_first_heading(visited: list[Finding]) -> None:
    assert [(found.address, found.headings) for found in visited if found.headings != 1] == []


def test_every_kind_of_page_has_a_title_of_its_own(visited: list[Finding]) -> None:
    titles = {(kind_of(found.address), found.title) for found in visited}
    times = Counter(title for title, _ in {(title, kind.partition("?")[0]) for kind, title in titles})

    assert [title for title, kinds in times.items() if kinds > 1 or not title] == []


def test_on_paper_no_page_shows_what_is_there_to_be_pressed(visited: list[Finding]) -> None:
    assert [(found.address, words) for found in visited for words in found.on_paper] == []
