"""May a date and a time be written as people write them, and never be read as another one?"""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, NumberRange, Optional

from listeners.web.fields import LastDate, LocalDate, LocalTime, NextDate, Number


class Moment(FlaskForm):  # type: ignore[misc]
    on = LocalDate("On", [InputRequired("Enter the date")])
    at = LocalTime("At", [Optional()])
    nights = Number("How many", [Optional(), NumberRange(1, 9, "From 1 to 9")])


class Ahead(FlaskForm):  # type: ignore[misc]
    on = NextDate("On")


class Behind(FlaskForm):  # type: ignore[misc]
    on = LastDate("On")


def read(app: Flask, **sent: str) -> Any:
    """The form that was sent, read."""
    with app.test_request_context():
        form = Moment(MultiDict(sent), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    "written",
    [
        *("27 11 2026", " 27/11/2026 ", "27.11.2026", "27-11-2026", "2026-11-27", "27 November 2026", "27 nov 2026"),
        *("27 11 26", "27/11/26", "27 nov 26"),
    ],
)
def test_a_date_is_written_day_first_or_as_computers_do(app: Flask, written: str) -> None:
    form = read(app, on=written)

    assert form.on.data == date(2026, 11, 27) and not form.errors


@pytest.mark.parametrize("written", ["11/27/2026", "32 2 2026", "11 27 26", "27 11", "27 11 6", "tomorrow", "  "])
def test_what_is_no_date_is_told_how_a_date_is_written(app: Flask, written: str) -> None:
    assert read(app, on=written).errors == {"on": ["Enter a date as day, month and year, such as 27 11 2026"]}


@pytest.mark.parametrize("written", ["31 2 2027", "31/02/2027", "31 February 2027", "31/2/27"])
def test_a_day_that_its_month_has_not_is_named(app: Flask, written: str) -> None:
    assert read(app, on=written).errors == {"on": ["There is no 31 February 2027"]}


@pytest.mark.parametrize(
    ("written", "told"),
    [("", []), (" ", []), ("3", []), ("xx", ["Enter a whole number"]), ("12", ["From 1 to 9"])],
)
def test_a_number_may_stay_empty_and_what_is_none_is_told_once(app: Flask, written: str, told: list[str]) -> None:
    assert read(app, on="27 11 2026", nights=written).errors.get("nights", []) == told


@pytest.mark.parametrize("written", ["02:14", "2:14", "2.14", "0214", " 02 14 "])
def test_a_time_is_written_in_24_hours_with_or_without_a_colon(app: Flask, written: str) -> None:
    form = read(app, on="27 11 2026", at=written)

    assert form.at.data == time(2, 14) and not form.errors


@pytest.mark.parametrize("written", ["214", "24:00", "02:60", "2", "2:14 pm", "02:14:30"])
def test_what_is_no_time_is_told_how_a_time_is_written(app: Flask, written: str) -> None:
    form = read(app, on="27 11 2026", at=written)

    assert form.errors == {"at": ["Enter a time as hours and minutes, such as 02:14"]}


def test_an_empty_box_is_asked_for_where_it_is_needed_and_not_elsewhere(app: Flask) -> None:
    assert read(app, on="", at=" ").errors == {"on": ["Enter the date"]}


def test_a_box_shows_a_date_the_way_it_is_asked_for_in_every_browser(app: Flask) -> None:
    with app.test_request_context():
        page = str(Moment(on=date(2026, 12, 3)).on())

    assert 'type="text"' in page and 'value="03 12 2026"' in page and "Such as 27 11 2026." in page


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("27 11", date(2026, 11, 27)),
        ("28 November", date(2026, 11, 28)),
        ("26 11", date(2027, 11, 26)),
        ("29 2", date(2028, 2, 29)),
        ("26 11 2026", date(2026, 11, 26)),
    ],
)
def test_a_day_and_month_is_the_next_such_date_today_included(app: Flask, written: str, meant: date) -> None:
    with app.test_request_context():
        form = Ahead(MultiDict({"on": written}), meta={"csrf": False})
        form.on.settle(date(2026, 11, 27))

        assert form.on.data == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("27 11", date(2026, 11, 27)),
        ("26 Nov", date(2026, 11, 26)),
        ("28/11", date(2025, 11, 28)),
        ("29 2", date(2024, 2, 29)),
        ("28/11/26", date(2026, 11, 28)),
    ],
)
def test_a_day_and_month_that_has_been_is_the_last_such_date_today_included(
    app: Flask, written: str, meant: date
) -> None:
    with app.test_request_context():
        form = Behind(MultiDict({"on": written}), meta={"csrf": False})
        form.on.settle(date(2026, 11, 27))

        assert form.on.data == meant
