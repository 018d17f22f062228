"""Does every document that the code cites stand in this repository, with the place that is named in it?

A citation is a document followed by places in it: "(docs/evidence.md, section 4, rule 3; section 9, lesson 3)". What is
looked for is in ``PLACES``: a heading, a numbered line of the section, a row of a table, or words in quotation marks.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, committed, name

DOCUMENT = re.compile(r"(?<![\w/.-])[\w/-]+\.md\b")
DECISION = re.compile(r"docs/decisions/(\d{4})\b")
PLACES = re.compile(
    r"section (?P<section>\d+)|part (?P<part>[a-z])\b|(?:rules?|lesson) (?P<lines>\d+(?:(?:, | and |, and )\d+)*)"
    r"|row (?P<row>\d+)|\b(?P<code>[A-Z]\d+)\b|\"(?P<words>[^\"]+)\""
)
BARE = re.compile(r"\b[TI]\d{1,2}\b")


def texts(path: Path) -> Iterator[str]:
    """Every docstring, every text that stands by itself, and every run of comments of a file, each in one line."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield " ".join(source.split())
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield " ".join(node.value.value.split())
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT]
    yield " ".join(comments)


def cited(text: str) -> Iterator[tuple[str, str]]:
    """Every document that a text names, with the places that follow it."""
    for found in DOCUMENT.finditer(text):
        yield found.group(), re.split(r"[).:]", text[found.end() :], maxsplit=1)[0]


def missing_places(document: str, tail: str) -> list[str]:
    """The places of a citation that are not in the document."""
    here, lacking = document, []
    for place in PLACES.finditer(tail):
        kind = place.lastgroup
        if kind in ("section", "part"):
            head = rf"{place['section']}\." if kind == "section" else rf"Part {place['part']}:"
            found = re.search(rf"^## {head} .*?(?=^## |\Z)", document, re.MULTILINE | re.DOTALL)
            here, is_there = (found.group(), True) if found else ("", False)
        elif kind == "lines":
            numbers = re.findall(r"\d+", place["lines"])
            is_there = all(re.search(rf"^{number}\. ", here, re.MULTILINE) for number in numbers)
        elif kind == "words":
            is_there = f"**{place['words'].lower()}" in here.lower()
        else:
            is_there = re.search(rf"^\| {place['row'] or place['code']} \|", here, re.MULTILINE) is not None
        lacking += [] if is_there else [place.group()]
    return lacking


def faults_in(text: str) -> list[str]:
    """What a reader of the repository alone would look for in vain."""
    faults = [f"no decision {number}" for number in DECISION.findall(text) if not decision(number)]
    for document, tail in cited(text):
        path = ROOT / document
        if path.is_file():
            faults += [f"{document}: no {place}" for place in missing_places(path.read_text(encoding="utf-8"), tail)]
        else:
            faults.append(f"no {document}")
    if BARE.search(text) and not DOCUMENT.search(text):
        faults.append(f"{BARE.findall(text)} of which document?")
    return faults


def decision(number: str) -> bool:
    """Whether there is a decision of that number."""
    return any((ROOT / "docs" / "decisions").glob(f"{number}-*.md"))


@pytest.mark.parametrize("folder", ["listeners", "templates", "tests", "migrations", "scripts", "bench"])
def test_whatever_the_code_cites_is_there(folder: str) -> None:
    files = committed(".py", ".html", ".txt", below=folder)
    ours = [path for path in files if not {"vendor", "data"} & set(path.parts) and path != Path(__file__)]

    assert ours
    assert [(name(path), fault) for path in ours for text in texts(path) for fault in faults_in(text)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("as screens.md says", "no screens.md"),
        ("(docs/evidence.md, section 44)", "docs/evidence.md: no section 44"),
        ("(docs/evidence.md, section 4, rules 2 and 9)", "docs/evidence.md: no rules 2 and 9"),
        ("(docs/evidence.md, section 9, lesson 3; section 5, rule 3)", "docs/evidence.md: no rule 3"),
        ("(docs/security.md, part b, row 25)", "docs/security.md: no row 25"),
        ("(docs/security.md, T99)", "docs/security.md: no T99"),
        ('(docs/evidence.md, section 4, "When it rains")', 'docs/evidence.md: no "When it rains"'),
        ("(docs/decisions/9999)", "no decision 9999"),
        ("a kiosk is left in a minute (T4)", "['T4'] of which document?"),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text: str, fault: str) -> None:
    assert faults_in(text) == [fault]


def test_the_pages_for_people_point_to_pages_that_are_there() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *committed(".md", below="docs")]
    links = [(path, link) for path in pages for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))]

    assert links
    assert [(name(path), link) for path, link in links if not (path.parent / link).exists()] == []
