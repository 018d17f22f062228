"""Does what is printed fit its paper: one sheet for a night, one for each Listener, whole slips?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.installation import TONIGHT, Account, Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in

SLIPS_ON_A_SHEET = 6
"""At least: one that tells of four weeks of nights is taller than one that tells of a rest."""
SHEET = re.compile(rb"/Type\s*/Page\b")
PRINTED_WIDTH = 703
"""A4 less its margins of 12 mm, in the 96 pixels of an inch."""


def sheets(page: Page) -> int:
    """How many sheets of A4 a page takes."""
    return len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True)))


def account(demonstration: Installation, role: str) -> Account:
    return next(each for each in demonstration.accounts() if each.role == role)


@pytest.fixture
def staff(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """The wing desk, signed in."""
    page = browser.new_context(base_url=served).new_page()
    sign_in(page, served, account(demonstration, "staff"))
    yield page
    page.context.close()


@pytest.fixture
def coordinator(browser: Browser, served: str, demonstration: Installation) -> Iterator[Page]:
    """The coordinator, signed in."""
    page = browser.new_context(base_url=served).new_page()
    sign_in(page, served, account(demonstration, "coordinator"))
    yield page
    page.context.close()


def as_printed(page: Page) -> int:
    """How many sheets it takes as a person prints it: the browser's own margins, its date and address on the page."""
    furniture = "<span style='font-size: 8px'>Night sheet</span>"
    pdf = page.pdf(display_header_footer=True, header_template=furniture, footer_template=furniture)
    return len(SHEET.findall(pdf))


def cut_at_the_right(page: Page) -> list[str]:
    """The tables whose right border lies outside what is printed."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTED_WIDTH, "height": 1000})
    return list(
        page.evaluate(
            "() => [...document.querySelectorAll('table')]"
            ".filter(table => table.getBoundingClientRect().right > document.documentElement.clientWidth - 1)"
            ".map(table => table.innerText)"
        )
    )


def faces(page: Page) -> set[str]:
    """The typefaces of the words on a printed page."""
    page.emulate_media(media="print")
    return set(
        page.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && each.innerText)"
            ".map(each => getComputedStyle(each).fontFamily)"
        )
    )


@pytest.fixture
def large(demonstration: Installation, tmp_path: Path) -> Installation:
    """The demonstration with a team of 60 more, every other one of them in reserve, all with long names."""
    copy = Installation(Path(shutil.copytree(demonstration.folder, tmp_path / "large")))
    lines = ["ref,name,prison_number,cell,reaches,share,joined_on,standing,reserve"]
    for number in range(60):
        own = f"P{number:02},Bartholomew Featherstonehaugh-Smythe {number},A{1000 + number}AA"
        where = f"LKI-{'ABCD'[number % 4]}-3-{number + 100},{'A;B;C' if number % 3 else ''}"
        lines.append(f"{own},{where},100,2025-01-06,active,{'yes' if number % 2 else 'no'}")
    team = tmp_path / "team.csv"
    team.write_text("\n".join(lines), encoding="utf-8")
    copy.run(TONIGHT, "people", "import", str(team), "--site", "LKI")
    return copy


def test_the_night_sheet_is_one_page_and_a_second_of_slips(staff: Page) -> None:
    staff.goto("/tonight/sheet")
    assert sheets(staff) == as_printed(staff) == 2
    assert staff.locator(".lst-sheet").last.locator(".lst-slip").count() == 4

    staff.locator(".lst-sheet").last.evaluate("sheet => sheet.remove()")
    assert sheets(staff) == as_printed(staff) == 1


def test_the_night_sheet_that_the_command_makes_is_one_leaf(browser: Browser, demonstration: Installation) -> None:
    page = browser.new_page()
    page.set_content(demonstration.run(TONIGHT, "night-sheet", "--site", "LKI"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Night sheet")

    assert sheets(page) == as_printed(page) == 2
    page.close()


def begin(installation: Installation, *refs: str, old: tuple[str, ...] = ()) -> None:
    """Put one call-out after the other on file on which a Listener is out still since tonight at one, or is not on file
    as back since last night (``old``)."""
    lines = ["ref,asked_at,out_at,back_at,wing,place"]
    for minute, ref in enumerate(refs + old, 10):
        day = f"2026-11-{26 if ref in old else 27}"
        lines.append(f"{ref},{day}T01:{minute}:00Z,{day}T01:{minute}:30Z,,B,")
    begun = installation.folder / "begun.csv"
    begun.write_text("\n".join(lines), encoding="utf-8")
    installation.run(TONIGHT, "callouts", "import", str(begun), "--site", "LKI")


def test_with_lines_that_are_begun_the_night_sheet_is_one_leaf_still(
    browser: Browser, demonstration: Installation, tmp_path: Path
) -> None:
    copy = Installation(Path(shutil.copytree(demonstration.folder, tmp_path / "begun")))
    begin(copy, "L03", "L04", "L05", old=("L06",))
    page = browser.new_page()
    page.set_content(copy.run(TONIGHT, "night-sheet", "--site", "LKI"))
    first = page.locator(".lst-sheet").first.inner_text()
    assert first.count("Ended (ring)") == 2, "two empty lines"
    assert "return not recorded" in first and "01:13\n26 Nov" in first
    assert sheets(page) == as_printed(page) == 2
    page.close()


def request(installation: Installation, browser: Browser, *wings: str) -> None:
    """At the wing desk a man on each of these wings asks, and whoever is first in order for him is being asked."""
    with installation.serve(TONIGHT, "--only", "web") as address:
        page = browser.new_context(base_url=address).new_page()
        sign_in(page, address, account(installation, "staff"))
        for wing in wings:
            page.goto("/tonight/call-out/new")
            page.get_by_label(wing, exact=True).check()
            choose(page.get_by_role("button", name="Find a Listener"))
        page.context.close()


def test_of_60_listeners_the_first_sheet_is_enough_for_the_night(browser: Browser, large: Installation) -> None:
    page = browser.new_page()
    page.set_content(large.run(TONIGHT, "night-sheet", "--site", "LKI"))
    first = page.locator(".lst-sheet").first
    for enough in ("Ask in this order", "Samaritans telephone", "Back or", "Never write down"):
        assert enough in first.inner_text()
    assert as_printed(page) == 3  # a page of those who follow and of the table, a page of slips

    request(large, browser, "A wing", "B wing", "C wing")
    page.set_content(large.run(TONIGHT, "night-sheet", "--site", "LKI"))
    assert first.inner_text().count("being asked") == 6, "three in the order, and for three requests"
    assert as_printed(page) == 3

    begin(large, *(f"P{number:02}" for number in range(0, 12, 2)))  # none of the reserve, who may be being asked
    page.set_content(large.run(TONIGHT, "night-sheet", "--site", "LKI"))
    assert page.locator(".lst-sheet").first.inner_text().count("01:1") == 12, "asked, and out, of six"
    assert as_printed(page) == 3
    page.locator(".lst-sheet").last.evaluate("sheet => sheet.remove()")
    assert as_printed(page) == 1
    page.close()


def day_of_rest(demonstration: Installation) -> str:
    """The latest date before tonight's on which a rest began."""
    dates = ("--from", "2026-10-01", "--to", "2026-11-26")
    printed = demonstration.run(TONIGHT, "rest", "--site", "LKI", *dates, "--csv")
    return printed.splitlines()[-1].split(",")[1][:10]


@pytest.mark.parametrize("address", ["/tonight/sheet", "/tonight/rest?on={day}", "/tonight/load"])
def test_a_printed_table_keeps_its_right_border_and_the_page_one_typeface(
    staff: Page, demonstration: Installation, address: str
) -> None:
    staff.goto(address.format(day=day_of_rest(demonstration)))

    assert staff.locator("table").count() > 0
    assert cut_at_the_right(staff) == []
    assert len(faces(staff)) == 1


@pytest.mark.parametrize("address", ["/tonight", "/tonight/load"])
def test_nothing_on_paper_looks_as_if_it_could_be_pressed(staff: Page, address: str) -> None:
    staff.goto(address)
    staff.emulate_media(media="print")
    colours = staff.evaluate(
        "() => [...document.querySelectorAll('a')].filter(each => each.checkVisibility())"
        ".map(each => getComputedStyle(each).color)"
    )

    assert set(colours) == {"rgb(0, 0, 0)"}
    assert staff.locator("figcaption summary:visible").count() == 0


def test_the_board_on_paper_names_the_reserve_and_has_nothing_closed(coordinator: Page) -> None:
    coordinator.goto("/tonight")
    count = coordinator.locator("details .lst-rank li").count()
    assert count
    coordinator.emulate_media(media="print")
    (printed,) = coordinator.get_by_text("Then in reserve, in this order:").all_inner_texts()
    assert printed.count(",") == count  # one stands in "in reserve, in this order"
    assert not coordinator.locator("main summary:visible").count()


def test_his_own_nights_are_printed_in_letters_of_one_size(
    browser: Browser, served: str, demonstration: Installation
) -> None:
    page = browser.new_context(base_url=served).new_page()
    sign_in(page, served, account(demonstration, "listener"))
    page.goto("/me/print")
    page.emulate_media(media="print")
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('main p, main td')].filter(each => each.checkVisibility())"
        ".map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    page.context.close()

    assert len(sizes) > 1
    assert max(sizes) < 1.1 * min(sizes)


def test_the_list_of_who_rests_is_one_sheet(staff: Page) -> None:
    staff.goto("/tonight/rest")

    assert sheets(staff) == 1


def test_a_month_of_31_nights_is_one_sheet(coordinator: Page) -> None:
    coordinator.goto("/rota?month=2026-12")

    assert coordinator.locator(".lst-board tbody tr").count() == 31
    assert sheets(coordinator) == 1


def test_a_rota_of_four_weeks_is_one_sheet_and_tells_nothing_of_what_anybody_carries(coordinator: Page) -> None:
    coordinator.goto("/rota")
    assert coordinator.locator(".lst-board tbody tr").count() == 28 + 1  # the night under way stands first
    assert sheets(coordinator) == 1
    assert coordinator.locator("#fairness").count()
    coordinator.emulate_media(media="print")
    for hidden in (".lst-board details", "#gaps", "#broken", ".lst-board .govuk-link", "#fairness"):
        assert not coordinator.locator(f"{hidden}:visible").count(), hidden


@pytest.mark.parametrize("address", ["/rota/gaps", "/rota/nights", "/rota/fairness"])
def test_each_list_beside_the_rota_is_one_sheet(coordinator: Page, address: str) -> None:
    coordinator.goto(address)

    assert sheets(coordinator) == 1


def test_the_review_is_a_report_of_two_sheets(coordinator: Page) -> None:
    coordinator.goto("/review")

    assert sheets(coordinator) == as_printed(coordinator) == 2


def test_the_nights_in_figures_cut_no_table_at_the_right_nor_in_two(coordinator: Page) -> None:
    coordinator.goto("/review/nights")
    assert sheets(coordinator) == as_printed(coordinator) == 3

    assert cut_at_the_right(coordinator) == []
    assert coordinator.locator("main table:visible").count() == 6
    for table in coordinator.locator("main table:visible").all():
        assert table.evaluate("table => getComputedStyle(table).breakInside") == "avoid"


@pytest.mark.parametrize("address", ["/tonight/rest/slips?on={day}", "/rota/slips/print"])
def test_slips_are_cut_from_as_few_sheets_as_hold_them(
    coordinator: Page, demonstration: Installation, address: str
) -> None:
    coordinator.goto(address.format(day=day_of_rest(demonstration)))
    slips = coordinator.locator(".lst-slip").count()

    assert slips > 0
    assert sheets(coordinator) <= ceil(slips / SLIPS_ON_A_SHEET)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/care/call-card", 1),
        ("/care/check-in-card", 2),
        ("/care/print/briefing", 2),
        ("/care/check-ins", 1),
        ("/care/requests", 1),
        ("/concerns", 1),
    ],
)
def test_what_care_prints_fits_its_sheets_whole(coordinator: Page, address: str, most: int) -> None:
    coordinator.goto(address)
    assert coordinator.locator("main").inner_text()

    assert 1 <= sheets(coordinator) <= most
    assert cut_at_the_right(coordinator) == []


@pytest.mark.parametrize(("card", "on_a_sheet"), [("nights", 3), ("cannot", 2), ("offload", 1)])
def test_cards_of_nights_share_a_sheet_and_a_card_about_offload_has_its_own(
    coordinator: Page, card: str, on_a_sheet: int
) -> None:
    coordinator.goto(f"/rota/cards?card={card}")
    listeners = coordinator.locator("main section").count()

    assert listeners > 10
    assert sheets(coordinator) <= ceil(listeners / on_a_sheet)


def test_the_private_sheet_to_go_through_together_is_one_sheet_without_a_name(
    browser: Browser, own: str, demonstration: Installation
) -> None:
    page = browser.new_page()
    sign_in(page, own, account(demonstration, "coordinator"))
    page.goto(f"{own}/care")
    choose(page.get_by_role("button", name="Take up").first)
    name = page.get_by_role("heading", level=1).inner_text().split("\n")[0]
    choose(page.get_by_role("button", name="Go through it together"))
    choose(page.get_by_role("link", name="Print the private sheet"))

    assert sheets(page) == 1
    assert name not in page.locator("body").inner_text()
    page.close()
