"""Rest today with its slips, and load: what work, education and the wings read in the morning."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import Scene
from tests.web.night_browser import Desk


def test_the_rest_list_names_sessions_and_puts_returns_not_recorded_first(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    larkmoor.paper("luc", "27 Nov 03:00", None)

    text = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 07:40").open("/tonight/rest").text

    assert text.index("Luc Martin") < text.index("Sam Okoro")
    assert "Return not recorded, treat as resting" in text and "all day" in text
    assert "A1001AA LKI-B-2-001 AM from 08:30, PM from 13:45 17:00 15:10" in text
    assert "absence reason Rest day , paid yes . Not a reason to lock up" in text
    assert text.count("Rest day") == 1


@pytest.mark.parametrize("written", ["28 13 2026", "hello", "<b>", "1 1 1999"])
def test_what_is_no_date_is_asked_for_again_over_todays_list(
    client: FlaskClient, larkmoor: Scene, written: str
) -> None:
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 07:40").open(f"/tonight/rest?on={written}")

    assert desk.page.status_code == 422
    assert desk.text.count("Enter a date as day, month and year") == 2
    assert "Rest: Friday 27 November" in desk.text and "Sam Okoro" in desk.text
    assert f'value="{html.escape(written)}" aria-describedby="on-error"' in desk.page.text


def test_the_printed_list_says_when_it_was_so(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 07:40").open("/tonight/rest")

    assert '<p class="lst-print-only">As it was on Friday 27 November, 07:40.' in desk.page.text


def test_a_date_is_read_in_any_form(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 07:40")

    for written in ("28 11 2026", "28/11/2026", "28 November 2026", "2026-11-28"):
        assert "Rest: Saturday 28 November" in desk.open(f"/tonight/rest?on={written}").text


def test_somebody_still_out_is_excused_from_his_going_out_on(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "25 Nov 23:30", None)
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "26 Nov 08:40")

    assert "LKI-B-2-001 no session not known yet" in desk.open("/tonight/rest?on=2026-11-25").text
    slip = desk.open("/tonight/rest/slips?on=2026-11-25").text
    assert "He is excused from 23:30 on, and no work of his falls into that." in slip
    assert (
        "AM from 08:30, PM from 13:45 all day 19:00, if nothing is entered"
        in desk.open("/tonight/rest?on=2026-11-26").text
    )


def test_of_a_return_not_recorded_a_day_without_work_says_so_and_no_more(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 02:10", None)
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 08:40").open("/tonight/rest?on=2026-11-29")

    assert "LKI-B-2-001 no session not known yet" in desk.text
    assert "Return not recorded, treat as resting until it is entered" in desk.text


def test_whoever_rests_on_a_day_without_work_has_nothing_to_be_excused_from(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.paper("sam", "28 Nov 22:50", "28 Nov 23:58")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "29 Nov 08:40")

    assert desk.open("/tonight/rest?on=2026-11-29").text.count("10:58") == 2  # until when he rests, and in why
    assert 'data-label="Excused until"></td>' in desk.page.text
    twice = "Sunday 29 November, 10:58 Sunday 29 November, 10:58"
    assert f"LKI-B-2-001 no session {twice}" in desk.open("/tonight/rest?on=2026-11-28").text


def test_somebody_out_again_is_excused_by_the_rest_of_the_night_before_as_well(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.paper("sam", "25 Nov 02:50", "25 Nov 04:10")
    larkmoor.paper("sam", "25 Nov 23:30", None)
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "26 Nov 08:40")

    assert "LKI-B-2-001 AM from 08:30, PM from 13:45 from 23:30 on" in desk.open("/tonight/rest?on=2026-11-25").text


def test_each_man_gets_a_slip(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")

    text = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "27 Nov 07:40").open("/tonight/rest/slips").text

    assert "Sam Okoro A1001AA, LKI-B-2-001 HMP Larkmoor Friday 27 November: off work for AM from 08:30" in text
    assert "PM from 13:45. Excused until 17:00. Mark him absent: Rest day, paid. Not a reason to lock up" in text
    assert text.count("Rest day") == 1


def test_a_slip_of_a_day_on_which_no_work_is_missed_calls_it_no_rest_day(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "27 Nov 22:50", "27 Nov 23:30")

    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "28 Nov 07:40")
    text = desk.open("/tonight/rest/slips?on=2026-11-27").text

    assert "HMP Larkmoor Resting until Saturday 28 November, 10:30 He misses no work on Friday 27 November." in text
    assert "He is excused from work until Saturday 28 November, 10:30." in text and "Rest day" not in text


@pytest.mark.parametrize(
    ("out", "back", "day", "slip"),
    [
        ("26 Nov 22:10", "26 Nov 22:50", "Friday 27", "27 November: off work for AM from 08:30. Excused until 09:50"),
        ("27 Nov 22:10", "27 Nov 22:50", "Saturday 28", "Resting until 09:50 He misses no work on Saturday 28"),
        ("27 Nov 02:50", "27 Nov 04:10", "Friday 27", "AM from 08:30, PM from 13:45. Excused until 17:00"),
    ],
)
def test_what_follows_leads_to_the_slips_of_the_day_on_which_work_is_missed(
    client: FlaskClient, larkmoor: Scene, out: str, back: str, day: str, slip: str
) -> None:
    one = larkmoor.read(larkmoor.paper("sam", out, back))
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, back)
    desk.open(f"/tonight/call-out/{one.id}/{larkmoor.part(one, 'sam').id}/follows")

    assert desk.text.count("Print the rest slips") == 1
    assert slip in desk.follow(f"Print the rest slips for {day} November").text


def test_load_tells_a_call_out_that_is_not_over_from_a_return_that_was_never_entered(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.paper("luc", "25 Nov 23:30", None)
    larkmoor.paper("sam", "28 Nov 02:10", None)

    for now, said in (("28 Nov 02:30", "1 is not over yet"), ("28 Nov 09:05", "1 without a return")):
        load = Desk.of(client, larkmoor.prison, Role.STAFF, now).open("/tonight/load").text
        luc, sam = load.partition("Luc Martin")[2].split("Sam Okoro")[:2]
        assert "1 without a return" in luc and "not over" not in luc
        assert said in sam


def test_load_is_in_name_order_and_sorts_when_asked(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    larkmoor.paper("sam", "24 Nov 02:50", "24 Nov 04:10")
    desk = Desk.of(client, larkmoor.prison, Role.SAFER_CUSTODY, "28 Nov 09:05")

    by_name = desk.open("/tonight/load").text
    assert by_name.index("Dean Shaw") < by_name.index("Luc Martin") < by_name.index("Sam Okoro")
    by_load = desk.open("/tonight/load?by=hours").text
    assert by_load.index("Sam Okoro") < by_load.index("Dean Shaw")
    assert "1 h 20 min" in by_load and "2 of 8" in by_load
    assert "In order of time out in 28, most first" in by_load
    assert "said no is not counted" in by_load


def test_each_picture_of_load_has_a_title_a_description_and_its_table(desk: Desk, larkmoor: Scene) -> None:
    page = desk.open("/tonight/load").page.text

    for title in ("Call-outs in 7 nights", "Time out in 7 nights"):
        assert re.search(rf"<title id=\"\w+-title\">{title}</title>\s*<desc id=\"\w+-desc\">One bar for each", page)
        assert page.count(f"{title}, as a table") == 1
    assert page.count('<title id="') == page.count("<figure>") == 2


def test_time_out_is_told_in_hours_and_minutes_in_the_picture_too(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "26 Nov 02:50", "26 Nov 04:14")

    page = desk.open("/tonight/load").page.text
    assert page.count(">1 h 24 min<") >= 3 and ">1.4<" not in page


def test_who_is_over_a_limit_is_told_in_words_and_by_how_much(desk: Desk, larkmoor: Scene) -> None:
    for night in (22, 24, 26):
        larkmoor.paper("sam", f"{night} Nov 02:50", f"{night} Nov 04:10")

    assert "Sam Okoro 3 of 2 1 over" in desk.open("/tonight/load").text


def test_the_button_comes_before_the_alarms_and_each_alarm_stands_once(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam", "luc")
    for name, wing, asked in (("sam", "A", "05:10"), ("luc", "B", "05:11")):
        larkmoor.goes(larkmoor.start(f"28 Nov {asked}", wing), name, "28 Nov 05:12")
    board = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 08:20").open("/tonight")

    assert board.text.index("A man has asked for a Listener") < board.text.index("Ask at unlock")
    for name in ("Sam Okoro", "Luc Martin"):
        assert board.text.count(f"was {name} back?") == 1 and f"{name} out since" not in board.text
    assert "Open, in red above: A wing, asked Saturday 28 November, 05:10 ; B wing" in board.text
    assert "Enter when Luc Martin was back" in board.text
    assert "Luc Martin is out" in board.follow("B wing, asked").text
