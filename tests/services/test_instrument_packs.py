"""Is the official wording of a questionnaire taken from a whole pack only, and is any other refused by name?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from listeners.cli.instruments import instruments as command
from listeners.domain.care.instrument_pack import Pack
from listeners.errors import NotFound, Unreadable
from listeners.services.care.instrument_keys import instrument
from listeners.services.care.instrument_packs import Wording, check, wording

PSC4 = instrument("psc4")
TEXTS = {str(item): f"Text {item}" for item in range(1, 5)}
LABELS = {str(answer): f"word {answer}" for answer in range(1, 6)}
WHOLE: dict[str, Any] = {"instrument": "psc4", "version": "two", "licence": "ours", "items": TEXTS}
Put = Callable[[object], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Put a pack for the PSC-4 into an instance folder."""

    def write(pack: object) -> Path:
        path = tmp_path / "instruments" / "psc4.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pack if isinstance(pack, bytes) else json.dumps(pack).encode())
        return path

    return write


def test_a_whole_pack_is_the_wording(tmp_path: Path, put: Put) -> None:
    put(WHOLE)
    texts = ("Text 1", "Text 2", "Text 3", "Text 4")
    assert wording(tmp_path, PSC4) == Wording(Pack("two", "ours", texts, ()))
    put({**WHOLE, "answers": LABELS})
    assert wording(tmp_path, PSC4).pack == Pack("two", "ours", texts, tuple(LABELS.values()))


def test_without_a_pack_there_is_no_wording_and_no_fault(tmp_path: Path) -> None:
    assert wording(tmp_path, PSC4) == Wording()


@pytest.mark.parametrize(
    "pack, why",
    [
        ({**WHOLE, "items": {**TEXTS, "3": " "}}, "item 3: a text is missing"),
        ({**WHOLE, "items": {**TEXTS, "3": 3}}, "item 3: a text is missing"),
        ({**WHOLE, "items": {"1": "a", "2": "b", "4": "d"}}, "item 3: it is missing"),
        ({**WHOLE, "items": {**TEXTS, "5": "e"}}, "item 5: the numbers go from 1 to 4"),
        ({**WHOLE, "items": {**TEXTS, "2": "x" * 301}}, "item 2: it is longer than 300 characters"),
        ({**WHOLE, "items": ["a", "b", "c", "d"]}, "items: this must hold a text for each number from 1 to 4"),
        ({**WHOLE, "answers": {**LABELS, "0": "nothing"}}, "answer 0: the numbers go from 1 to 5"),
        ({**WHOLE, "instrument": "who5"}, "instrument: this must be psc4"),
        ({**WHOLE, "licence": ""}, "licence: a text is missing"),
        ({**WHOLE, "author": "somebody"}, "author: there is no such entry"),
        ([], "this is no object of names and texts"),
        (b'{"instrument":\n "psc4",,}', "line 2: this is no JSON"),
        (b'{"items": {"1": "a", "1": "b"}}', "1: it stands there twice"),
        (b"\xff\xfe", "it is not written in UTF-8"),
        (b" " * 100_001, "it is larger than 100 kB"),
    ],
)
def test_a_bad_pack_is_refused_in_one_line_with_file_item_and_reason(
    tmp_path: Path, put: Put, pack: object, why: str
) -> None:
    put(pack)
    found = wording(tmp_path, PSC4)
    assert found.pack is None and found.fault is not None
    assert found.fault.startswith(f"instruments/psc4.json: {why}")


def test_the_command_says_what_a_pack_is_or_every_fault_of_it(put: Put) -> None:
    good = CliRunner().invoke(command, ["check", str(put(WHOLE))])
    assert good.output == f"{PSC4.name}: 4 items, version two\n"
    bad = put({**WHOLE, "version": "", "items": {}})
    with pytest.raises(Unreadable) as refused:
        check(bad)
    assert [str(each) for each in refused.value.problems] == [
        "version: a text is missing",
        *(f"item {item}: it is missing" for item in range(1, 5)),
    ]
    with pytest.raises(Unreadable, match="phq4.json: no questionnaire is called so"):
        check(bad.with_name("phq4.json"))
    with pytest.raises(NotFound):
        check(bad.with_name("who5.json"))
