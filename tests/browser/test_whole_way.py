"""Does it go the whole way: from a team on file to a rested Listener, without JavaScript, on real input?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.architecture.files import ROOT
from tests.browser.installation import Account, Installation
from tests.browser.landing import choose
from tests.browser.sign_in import sign_in

TEAM = ROOT / "tests" / "data" / "team"
PLANNED_AT = datetime(2026, 11, 24, 4, 10, tzinfo=UTC)
"""Before five: the day's look for flags is not due yet."""
CALLED_AT = datetime(2026, 11, 25, 2, 10, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)
PLANNER_PATIENCE = 120_000
"""Milliseconds."""


pytestmark = pytest.mark.timeout(600)
"""Seconds; the machine may be slow or busy."""


@dataclass
class NewInstallation:
    """An installation that begins empty, and who can sign in at it so far."""

    installation: Installation
    browser: Browser
    accounts: dict[str, Account] = field(default_factory=dict)
    address: str = ""

    @contextmanager
    def open_at(self, moment: datetime) -> Iterator[None]:
        """Have the program run from a moment on."""
        with self.installation.serve(moment) as self.address:
            yield

    @contextmanager
    def at_screen(self, who: str) -> Iterator[Page]:
        """Sit somebody down, signed in, in a browser of their own without JavaScript; they leave at the end."""
        page = self.browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
        sign_in(page, self.address, self.accounts[who])
        yield page
        press(page, "Leave now")
        page.context.close()


@pytest.fixture
def prison(browser: Browser, tmp_path: Path) -> NewInstallation:
    """No prison yet: an empty database and one account of the national office."""
    made = NewInstallation(Installation(tmp_path), browser)
    made.installation.make_secrets()
    _, secret = made.installation.run(PLANNED_AT, "national", "national", "Priya Nair").split()
    made.accounts["national"] = Account("national", "national", secret)
    return made


def press(page: Page, words: str) -> None:
    """Press the one button or link of these words."""
    choose(page.locator("button, a").filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).first)


def follow(page: Page, words: str) -> None:
    """Choose a page of the navigation."""
    choose(page.get_by_role("navigation", name="Pages").get_by_role("link", name=words, exact=True))


def heading(page: Page) -> str:
    """The first heading of the page."""
    return page.get_by_role("heading", level=1).inner_text()


def open_prison(prison: NewInstallation) -> None:
    """The national office puts the prison on file and lets a coordinator and a wing desk in."""
    with prison.at_screen("national") as page:
        press(page, "Add a prison")
        page.get_by_label("Prison code").fill("LKI")
        page.get_by_label("Name", exact=True).fill("HMP Larkmoor")
        page.get_by_label("Wings").fill("A, B, C, D")
        page.get_by_label("Recording since").fill("2026-10-12")
        press(page, "Add it")
        for role, words in (("coordinator", "Coordinator of the branch"), ("staff", "Prison staff (wing desk)")):
            press(page, "Create an account")
            page.get_by_label("Username").fill(f"lark{role}")
            page.get_by_label("Name, or what").fill(words)
            page.get_by_label("Role").select_option(words)
            page.get_by_label("Prison", exact=True).select_option("HMP Larkmoor")
            press(page, "Create it")
            prison.accounts[role] = Account(role, f"lark{role}", page.locator(".lst-slip .lst-answer").inner_text())
            follow(page, "Accounts")


def import_files(page: Page) -> None:
    """The coordinator looks at what each of the three files would change, and puts it on file."""
    follow(page, "Team")
    press(page, "Import a file")
    _import(page, "people.csv", "Look at the team", "16 added, 0 changed, 0 the same")
    press(page, "Choose another file")
    _import(page, "availability.csv", "Look at the nights", "25 added, 0 changed, 0 the same")
    press(page, "Choose another file")
    choose(page.get_by_role("link", name="a page of its own, in Care"))
    _import(page, "callouts.csv", "Look at the call-outs", "14 added, 0 changed, 0 the same")


def _import(page: Page, name: str, look: str, found: str) -> None:
    page.get_by_label(name).set_input_files(TEAM / name)
    press(page, look)
    assert "would change" in heading(page)
    expect(page.get_by_text(found)).to_be_visible()
    press(page, "Put it on file")
    assert "on file" in heading(page)


def plan_and_publish(page: Page) -> None:
    """The coordinator plans four weeks, watches, publishes without a gap or a broken rule, and changes a rule."""
    follow(page, "Rota")
    press(page, "Plan the next four weeks")
    press(page, "Plan these nights")
    expect(page.get_by_text("The draft is ready")).to_be_visible(timeout=PLANNER_PATIENCE)
    press(page, "Look at the draft")
    expect(page.locator(".lst-answer").first).to_contain_text("Draft, 0 gaps, 0 rules broken")
    press(page, "Publish the draft")
    press(page, "Publish it")
    expect(page.locator(".lst-answer").first).to_contain_text("Published, 0 gaps, 0 rules broken")
    press(page, "Rules and their numbers")
    choose(page.get_by_role("link", name=re.compile("^Rest after a night call-out")))
    page.get_by_label("New number").fill("12")
    page.get_by_label("From").fill("2026-12-01")
    page.get_by_label("Why").fill("The wing wakes late in winter")
    press(page, "Change it")
    expect(page.get_by_text("Rest after a night call-out: 12 from 1 December 2026.")).to_be_visible()


def call_out(page: Page) -> str:
    """The officer calls a Listener out from B wing; returns who goes."""
    press(page, "A man has asked for a Listener")
    page.get_by_label("B wing").check()
    press(page, "Find a Listener")
    name = heading(page).removeprefix("Ask ")
    press(page, "He is going")
    assert heading(page) == f"{name} is out"
    return name


def record_return(page: Page, name: str) -> None:
    """In the morning the officer writes down that he was back at ten past four, and reads what follows."""
    press(page, f"Enter when {name} was back")
    page.get_by_label("Time").fill("04:10")
    page.get_by_role("group", name="Was he offered a talk").get_by_label("No", exact=True).check()
    press(page, "He is back")
    assert heading(page) == f"{name} rests until 15:10"
    expect(page.locator("dl")).to_contain_text("Excused until Wednesday 25 November, 17:00")


def morning_list(page: Page, name: str) -> None:
    """The wing prints who is excused from what, and a slip for each man."""
    follow(page, "Rest today")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("AM from 08:30, PM from 13:45")
    expect(row).to_contain_text("15:10")
    press(page, "A slip for each man")
    expect(page.locator(".lst-slip").filter(has_text=name)).to_contain_text("Rest day, paid")


def let_in(prison: NewInstallation, page: Page, name: str) -> None:
    """The coordinator hands a Listener a PIN."""
    follow(page, "Team")
    choose(page.get_by_role("link", name=name))
    press(page, "Issue a PIN")
    press(page, "Issue a PIN")
    username, pin = page.locator(".lst-slip strong").all_inner_texts()
    prison.accounts[name] = Account("listener", username, pin)


def log_offload(page: Page) -> None:
    """The Listener logs the talk that he had yesterday; the page of thanks says nothing back."""
    expect(page.get_by_text("You are resting until 15:10")).to_be_visible()
    press(page, "Log an offload")
    for question, answer in (
        ("When was it?", "Yesterday"),
        ("What was it?", "One to one"),
        ("Who led it?", "Samaritans"),
        ("Was the room private?", "Yes"),
        ("Was an officer near?", "No officer near"),
        ("How long was it?", "30 min"),
    ):
        page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    press(page, "Save")
    assert "Thank you" in heading(page)


def look_at_load(page: Page, name: str) -> None:
    """Staff see what he has carried, and nothing of how he is."""
    follow(page, "Load")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    expect(row).to_contain_text(re.compile("Resting until .*15:10"))
    expect(row).to_contain_text("1 h 5")  # out from soon after 02:10 to 04:10
    assert not re.search("offload|look soon|suicid", page.locator("main").inner_text(), re.IGNORECASE)


def care_for(page: Page, name: str) -> None:
    """The coordinator takes a flag up, goes through it with the Listener on paper without his name, and closes it."""
    follow(page, "Care")
    choose(page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Take up").first)
    press(page, "Go through it together")
    choose(page.get_by_role("link", name="Print the private sheet"))
    assert name not in page.locator("main").inner_text()
    page.go_back()
    page.get_by_label("When did you go through it").fill("2026-11-25")
    page.get_by_label("What did he answer?").fill("It was a long night. The talk helps.")
    press(page, "Save")
    press(page, "Close")
    page.get_by_role("group", name="How did it end?").get_by_label("The Listener wants nothing").check()
    choose(page.locator("main").get_by_role("button", name="Close"))
    expect(page.get_by_text("It is closed.")).to_be_visible()
    follow(page, "Care")
    expect(page.get_by_role("listitem").filter(has_text=name).filter(has_text="Look soon")).to_have_count(0)


def test_from_a_team_on_file_to_a_rested_listener(prison: NewInstallation) -> None:
    with prison.open_at(PLANNED_AT):
        open_prison(prison)
        with prison.at_screen("coordinator") as page:
            import_files(page)
            plan_and_publish(page)
    with prison.open_at(CALLED_AT), prison.at_screen("staff") as page:
        name = call_out(page)
    raised = prison.installation.run(MORNING, "jobs", "run", "flags")
    assert "raised" in raised
    with prison.open_at(MORNING):
        with prison.at_screen("staff") as page:
            record_return(page, name)
            morning_list(page, name)
        with prison.at_screen("coordinator") as page:
            let_in(prison, page, name)
        with prison.at_screen(name) as page:
            log_offload(page)
        with prison.at_screen("staff") as page:
            look_at_load(page, name)
        with prison.at_screen("coordinator") as page:
            care_for(page, "Kwabena Ofori")
