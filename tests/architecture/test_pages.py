"""Do the pages keep to our own stylesheet, escape everything, and ask no other machine for anything?"""

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, committed, name, product_python

STATIC = ROOT / "listeners" / "static"
CSS = (STATIC / "listeners.css").read_text(encoding="utf-8")
UNESCAPED = re.compile(r"\|\s*safe\b|\bMarkup\(|markupsafe|autoescape\s+false|autoescape\s*=\s*False", re.IGNORECASE)
INLINE = re.compile(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["'{]|javascript:""", re.IGNORECASE)
REMOTE = re.compile(r"""(?:src|srcset|action|data|poster)\s*=\s*["']?(?:https?:)?//|<link[^>]+//""", re.IGNORECASE)

# Text and the ground it stands on; 4.5 to 1 is WCAG 2.2 AA for text of any size.
TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "focus"),
    ("quiet", "paper"),
    ("quiet", "surface"),
    ("on-brand", "brand"),
    ("on-brand", "brand-dark"),
    ("link", "paper"),
    ("link", "surface"),
    ("visited", "paper"),
    ("visited", "surface"),
    ("on-alarm", "alarm"),
    ("alarm", "paper"),
    ("stand-by", "stand-by-back"),
    ("out", "out-back"),
    ("resting", "resting-back"),
    ("unavailable", "unavailable-back"),
    ("notice", "notice-back"),
]


def templates() -> list[Path]:
    return [*committed(".html", ".txt", ".svg", below="templates")]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours() -> dict[str, str]:
    # The first of each name is the one for the screen; print has its own.
    found = re.findall(r"--lst-([a-z-]+):\s*(#[0-9a-f]{6});", CSS)
    return dict(reversed(found))


def classes_of(text: str) -> set[str]:
    return set(re.findall(r"lst-[a-z0-9_-]+", text))


def test_no_template_and_no_code_lets_text_through_unescaped() -> None:
    written = [*templates(), *product_python()]

    assert [name(path) for path in written if UNESCAPED.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_carries_a_style_or_a_handler_of_its_own() -> None:
    assert [name(path) for path in templates() if INLINE.search(path.read_text(encoding="utf-8"))] == []


def test_the_one_inline_script_stands_in_the_layout() -> None:
    inline = {
        name(path): found
        for path in templates()
        if (found := len(re.findall(r"<script(?![^>]*\ssrc=)", path.read_text(encoding="utf-8"))))
    }

    assert inline in ({}, {"templates/layout.html": 1})


def test_no_page_and_no_stylesheet_asks_another_machine() -> None:
    assert [name(path) for path in templates() if REMOTE.search(path.read_text(encoding="utf-8"))] == []
    for path in committed(".css", ".js", below="listeners/static"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|@font-face|sourceMappingURL|fetch\(\s*[\"']http", text), name(path)


def test_every_own_class_on_a_page_is_in_the_stylesheet() -> None:
    defined = set(re.findall(r"\.(lst-[a-z0-9_-]+)", CSS))
    unknown = {
        (name(path), used)
        for path in templates()
        for used in classes_of(path.read_text(encoding="utf-8"))
        # A name cut off by an expression ("lst-status--{{ state }}") must begin a known one.
        if used not in defined and not (used.endswith("-") and any(one.startswith(used) for one in defined))
    }

    assert unknown == set()


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    found = colours()

    assert contrast(found[text], found[ground]) >= 4.5


def test_the_vendored_files_are_the_ones_that_were_read() -> None:
    listed = (STATIC / "vendor" / "VENDORED.txt").read_text(encoding="utf-8")
    files = [path for path in (STATIC / "vendor").iterdir() if path.name != "VENDORED.txt"]

    assert len(files) == 2
    for path in files:
        assert f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" in listed


def test_the_government_typeface_and_crest_are_not_shipped() -> None:
    for path in committed(".css", ".js", below="listeners/static"):
        assert not re.search(r"GDS Transport|crest|crown", path.read_text(encoding="utf-8"), re.IGNORECASE), name(path)


def test_no_browser_keeps_what_a_listener_fills_in() -> None:
    """Else one key, Back, shows it at a kiosk to the next man, or to an officer behind him."""
    forms = [
        form
        for path in templates()
        if path.parent.name == "me"
        for form in re.findall(r"<form\b[^>]*>", path.read_text())
    ]
    assert len(forms) > 5 and [form for form in forms if 'autocomplete="off"' not in form] == []
