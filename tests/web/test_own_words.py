"""Does every box for somebody's own words ask before it saves what looks as if it named a caller?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.fields.core import UnboundField

from listeners.web.fields import ActForm, LongWords, OwnWords

NO_OWN_WORDS = {
    *("username", "name", "mail", "code", "wings", "emergency_line", "telephone_line"),  # of an account or a prison
    *("prison_number", "cell", "ref", "new", "said_by"),  # of a Listener, or of who is before the screen
}
"""Boxes that hold what is asked for and nothing else. Whatever is not among these asks."""


class Note(ActForm):
    """A form with a short and a long box."""

    short = OwnWords("Why")
    long = LongWords("What")


def all_forms(kind: type[FlaskForm] = FlaskForm) -> Iterator[type[FlaskForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_forms(each)


def test_every_box_for_own_words_in_every_form_asks(app: Flask) -> None:
    silent = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in all_forms()
        if form.__module__.startswith("listeners.")
        for name in dir(form)
        if isinstance(unbound := getattr(form, name), UnboundField)
        and issubclass(unbound.field_class, StringField)
        and not issubclass(unbound.field_class, OwnWords | LongWords)
        and unbound.field_class.__name__ not in ("HiddenField", "Secret", "OneOf", "Choice")
        and name not in NO_OWN_WORDS
    }
    assert silent == set()


@pytest.mark.parametrize("box", ["short", "long"])
def test_a_text_that_looks_like_a_cell_is_sent_back_with_a_tick_and_taken_with_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, box: str
) -> None:
    with app.test_request_context(method="POST"):
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
        told = {"act_key": "k", "short": "", "long": "", box: "he lives on LKI-B-2-011"}
        asked = Note(MultiDict(told))
        assert not asked.validate() and list(asked.errors) == [box]
        assert f'name="{box}_as_it_is"' in asked[box]() and "he lives on LKI-B-2-011" in asked[box]()
        meant = Note(MultiDict({**told, f"{box}_as_it_is": "yes"}))
        assert meant.validate() and meant[box].data == "he lives on LKI-B-2-011"


def test_an_ordinary_text_is_taken_without_a_word(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context(method="POST"):
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
        told = Note(MultiDict({"act_key": "k", "short": "he is on leave", "long": "a long talk of 2 hours"}))
        assert told.validate() and "_as_it_is" not in told.short() + told.long()
