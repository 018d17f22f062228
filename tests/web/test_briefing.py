"""Does whoever thinks of being a Listener get on paper what docs/briefing.md says, in words that are easy to read?"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.reading_age import measured
from tests.web.conftest import SignInAs
from tests.world import World

BRIEFING = Path(__file__).parents[2] / "docs" / "briefing.md"
OLDEST = 11


def words_of(line: str) -> str:
    """A line of the document without the marks of a heading or of a list."""
    return re.sub(r"^(#+|-) ", "", line)


def test_the_sheet_says_what_the_document_says_line_for_line(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)

    page = client.get("/care/print/briefing").text

    sheet = page.partition('id="briefing">')[2].partition("</article>")[0]
    shown = [unescape(each) for each in re.findall(r"<(?:h1|h2|p|li)\b[^>]*>(.*?)</", sheet)]
    assert shown == [words_of(line) for line in BRIEFING.read_text().splitlines() if line]


def test_the_coordinator_finds_the_sheet_on_care(client: FlaskClient, world: World, sign_in_as: SignInAs) -> None:
    sign_in_as(client, world.larkmoor, Role.COORDINATOR)
    assert 'href="/care/print/briefing"' in client.get("/care").text


def test_the_briefing_is_no_harder_to_read_than_at_eleven() -> None:
    lines = [words_of(line) for line in BRIEFING.read_text().splitlines() if line]
    ended = " ".join(line if line.endswith((".", ":")) else f"{line}." for line in lines)
    assert measured(ended).age <= OLDEST
