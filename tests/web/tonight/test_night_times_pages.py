"""What do the pages ask about a time, on the call-out itself and from paper, and do they ask it all at once?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from tests.nights import WHY, Scene
from tests.web.night_browser import Desk


@pytest.mark.parametrize(
    ("at_", "on", "words"),
    [
        ("01:50", "2026-11-28", "The time he was back is before he went out"),
        ("05:00", "2026-11-28", "The time he was back is still to come"),
        ("", "2026-11-28", "Enter the time, such as 02:14"),
    ],
)
def test_only_what_cannot_have_happened_comes_back_with_the_fault(
    desk: Desk, larkmoor: Scene, at_: str, on: str, words: str
) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", at=at_, on=on, debrief="no")

    assert desk.page.status_code == 422 and "There is a problem" in desk.text and words in desk.text
    assert larkmoor.rests("sam") == []


def test_a_return_after_more_than_twelve_hours_must_be_confirmed(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    call_out = desk.page.request.path
    desk = Desk.of(desk.client, larkmoor.prison, Role.STAFF, "28 Nov 15:10")
    desk.open(call_out).follow("He is back").press("He is back", debrief="no", at="15:10", on="28 11 2026")
    assert "Was he out for 13 h, until Saturday 28 November, 15:10?" in desk.text
    desk.press("He is back", debrief="no", long="yes")

    assert "Sam Okoro rests until" in desk.text


@pytest.mark.parametrize(
    ("out", "now", "time"),
    [
        ("28 Nov 02:10", "28 Nov 05:00", "05:00"),
        ("28 Nov 02:10", "28 Nov 05:20", None),
        ("28 Nov 06:10", "28 Nov 08:20", None),
        ("27 Nov 23:40", "28 Nov 00:20", "00:20"),
        ("26 Nov 23:40", "28 Nov 00:20", None),
    ],
)
def test_now_is_proposed_as_the_return_only_where_it_can_well_be_true(
    client: FlaskClient, larkmoor: Scene, out: str, now: str, time: str | None
) -> None:
    call_out = larkmoor.paper("sam", out, None, now=out)
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, now)
    desk.open(f"/tonight/call-out/{call_out}").follow("He is back")
    on = "27 11 2026" if out.startswith("26") else "28 11 2026"

    assert (desk.forms()[0].fields.get("at") or None, desk.forms()[0].fields["on"]) == (time, on)
    assert ("Enter the time he was back, not the time now" in desk.text) is (time is None)
    if time is None:
        desk.press("He is back")
        assert desk.page.status_code == 422 and larkmoor.rests("sam") == []


@pytest.mark.parametrize(("back", "asks"), [("05:59", False), ("06:00", True)])
def test_a_return_after_six_hours_is_asked_about_once(desk: Desk, larkmoor: Scene, back: str, asks: bool) -> None:
    call_out, desk.now = larkmoor.paper("sam", "28 Nov 00:00", None, now="28 Nov 00:01"), "28 Nov 07:00"
    desk.open(f"/tonight/call-out/{call_out}").follow("He is back").press("He is back", at=back)
    assert ("Was he out for 6 h, until Saturday 28 November, 06:00?" in desk.text) is asks
    if asks:
        assert desk.page.status_code == 422
        desk.press("He is back", at=back, long="yes")

    assert larkmoor.rests("sam") == [f"28 Nov {back} to 28 Nov {int(back[:2]) + 11}:{back[3:]} broken_night"]


def test_a_return_in_the_minute_of_going_is_asked_about_once(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going").follow("He is back").press("He is back")
    assert desk.page.status_code == 422
    assert "On file he went at 02:10. Was he back in the same minute?" in desk.text
    desk.press("He is back", at_once="no")
    assert desk.page.status_code == 422 and "Correct what is not right" in desk.text
    desk.press("He is back", at_once="yes")

    assert "Sam Okoro: it ended in the minute in which it began, so no rest is owed" in desk.text
    assert "He keeps them all." in desk.text


def test_a_time_that_came_twice_is_asked_about(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "2026-10-24 23:30")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "2026-10-25 03:00"
    desk.follow("He is back").press("He is back", at="01:30", on="2026-10-25", debrief="no")
    assert "01:30 came twice that night" in desk.text and "Which of the two?" in desk.text
    desk.press("He is back", at="01:30", on="2026-10-25", debrief="no", which="after")

    assert "rests until 12:30" in desk.text


def test_a_time_that_the_clocks_skipped_is_refused_with_the_two_it_might_be(
    client: FlaskClient, larkmoor: Scene
) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "2027-03-27 23:30")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "2027-03-28 03:00"
    desk.follow("He is back").press("He is back", at="01:30", on="2027-03-28", debrief="no")

    assert "01:30 did not exist that night: the clocks went forward. Was it 00:30 or 02:30?" in desk.text


def test_the_coordinator_keys_in_paper_and_the_rest_follows(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "29 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, asked="23:50", out="00:10", back="01:40")

    assert "Sam Okoro rests until 12:40 Saturday 28 November" in desk.text
    assert larkmoor.rests("sam") == ["28 Nov 01:40 to 28 Nov 12:40 daily_rest"]


def test_paper_with_out_before_asked_is_asked_about_in_words(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, asked="02:10", out="02:05", back="03:00")
    assert desk.page.status_code == 422 and "Out (02:05) is before asked (02:10) on the sheet." in desk.text
    assert "Did he go out on Sunday 29 November, 02:05, 23 h 55 min after he was asked?" in desk.text
    desk.press("Put it on file", **sent, asked="02:10", out="02:05", back="03:00", late="no")
    assert desk.page.status_code == 422 and "Correct what is not right" in desk.text
    desk.press("Put it on file", **sent, asked="02:10", out="02:05", back="03:00", late="yes")

    assert larkmoor.rests("sam") == ["29 Nov 03:00 to 29 Nov 14:00 broken_night"]


def test_paper_with_back_before_out_is_asked_about_in_words(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, out="02:35", back="02:05")

    assert desk.page.status_code == 422 and "Back (02:05) is before out (02:35) on the sheet." in desk.text
    assert "Was he out for 23 h 30 min, until Sunday 29 November, 02:05?" in desk.text
    desk.press("Put it on file", **sent, out="02:35", back="03:05")
    assert larkmoor.rests("sam") == ["28 Nov 03:05 to 28 Nov 14:05 broken_night"]


def test_two_papers_of_one_man_for_the_same_time_are_asked_about_and_both_kept(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.paper("sam", "28 Nov 02:00", "28 Nov 03:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("C"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, out="02:30", back="03:30")
    assert desk.page.status_code == 422
    assert "out from Saturday 28 November, 02:00 until Saturday 28 November, 03:00" in desk.text
    desk.press("Put it on file", **sent, out="02:30", back="03:30", twice="yes")

    assert larkmoor.rests("sam") == ["28 Nov 03:30 to 28 Nov 14:30 broken_night"]


def test_a_paper_that_follows_another_is_not_asked_about(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 02:00", "28 Nov 03:00")
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "30 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("C"), "night": "2026-11-27"}
    desk.press("Put it on file", **sent, out="03:00", back="03:30")

    assert "Sam Okoro rests until 14:30 Saturday 28 November" in desk.text


def test_everything_about_one_paper_is_asked_in_one_round(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.COORDINATOR, "2026-10-26 09:05").open("/tonight/paper")
    times = {"night": "2026-10-24", "asked": "01:20", "out": "01:30", "back": "01:50"}
    desk.press("Put it on file", listener="", **times)
    for words in ("Choose the Listener", "Choose the wing", "01:20 came twice", "01:30 came twice", "01:50 came twice"):
        assert words in desk.text, words
    places = [desk.text.index(words) for words in ("Choose the Listener", "Choose the wing", "01:20 came twice")]
    assert places == sorted(places)
    which = {"asked_which": "before", "out_which": "before", "back_which": "after"}
    desk.press("Put it on file", listener=larkmoor.who("sam"), wing=larkmoor.wing("B"), **times, **which)

    assert larkmoor.rests("sam") == ["25 Oct 01:50 to 25 Oct 12:50 daily_rest"]


def test_out_before_asked_is_asked_about_on_the_call_outs_own_page(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.follow("He went at another time").press("He went then", at="02:03")
    assert desk.page.status_code == 422
    assert "On file the man asked on Saturday 28 November, 02:10. Did the Listener go before that, on" in desk.text
    desk.press("He went then", at="02:03", early="yes")

    assert "out at 02:03" in desk.text


@pytest.mark.parametrize(
    ("link", "button"), [("He went at another time", "He went then"), ("He is back", "He is back")]
)
def test_a_time_before_midnight_with_the_date_of_today_names_the_date_to_put(
    client: FlaskClient, larkmoor: Scene, link: str, button: str
) -> None:
    call_out = larkmoor.paper("sam", "27 Nov 23:30", None, now="27 Nov 23:31")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 00:29")
    desk.open(f"/tonight/call-out/{call_out}").follow(link).press(button, at="23:40", on="28 11 2026")

    words = "23:40 on Saturday 28 November is still to come. Before midnight? Put 27 11 2026 in Date"
    assert desk.page.status_code == 422 and f'href="#on">{words}' in desk.page.text
    assert "The time he" not in desk.text
    desk.press(button, at="23:40", on="27 11 2026", why=WHY)
    assert desk.page.status_code == 200


def test_a_return_after_midnight_with_the_date_of_going_names_the_date_to_put(
    client: FlaskClient, larkmoor: Scene
) -> None:
    call_out = larkmoor.paper("sam", "27 Nov 23:30", None, now="27 Nov 23:31")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 01:00")
    desk.open(f"/tonight/call-out/{call_out}").follow("He is back").press("He is back", at="00:40", on="27 11 2026")

    assert "00:40 on Friday 27 November is before he went out. After midnight? Put 28 11 2026 in Date" in desk.text


def test_going_after_the_return_is_refused_with_the_time_that_is_in_the_way(desk: Desk, larkmoor: Scene) -> None:
    call_out = larkmoor.paper("sam", "28 Nov 01:10", "28 Nov 01:40", now="28 Nov 01:50")
    desk.open(f"/tonight/call-out/{call_out}").follow("He went at another time").press("He went then", at="01:50")

    assert desk.page.status_code == 422 and "The time he was back is before he went out" in desk.text


def test_the_minute_of_another_call_out_is_refused_in_words(desk: Desk, larkmoor: Scene) -> None:
    larkmoor.paper("sam", "28 Nov 00:10", "28 Nov 00:40", now="28 Nov 00:50")
    call_out = larkmoor.paper("sam", "28 Nov 01:10", "28 Nov 01:40", now="28 Nov 01:50")
    desk.open(f"/tonight/call-out/{call_out}").follow("He went at another time").press("He went then", at="00:10")

    assert "The time he went is that of another call-out of his that is on file already" in desk.text


@pytest.mark.parametrize("answer", [{}, {"debrief": "unknown"}])
def test_a_return_is_taken_without_knowing_about_the_talk(desk: Desk, larkmoor: Scene, answer: dict[str, str]) -> None:
    larkmoor.on_duty("sam")
    desk.open("/tonight/call-out/new").find("B").press("He is going")
    desk.now = "28 Nov 04:10"
    desk.follow("He is back").press("He is back", **answer)

    assert "Sam Okoro rests until 15:10" in desk.text
    assert "What counts 02:10 to 04:10, 2 h." in desk.text
    assert "longest unbroken rest 4 h 10 min, under 5 h: excused all day" in desk.text


def test_whoever_enters_a_return_of_long_ago_is_shown_what_follows_from_it(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.paper("sam", "25 Nov 23:30", None, now="25 Nov 23:40")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 08:40").open("/tonight")
    desk.follow("Enter when Sam Okoro was back")
    form = desk.forms()[0]
    desk.send(form, on="26 11 2026", at="00:30")

    assert desk.page.status_code == 200 and "Sam Okoro: no rest is owed" not in desk.text
    assert "Sam Okoro rests until 11:30" in desk.text and "The whole call-out" not in desk.text
    shown = desk.page.request.full_path
    desk.send(form, on="26 11 2026", at="00:30")
    assert desk.page.status_code == 200 and desk.page.request.full_path == shown
    desk.open(desk.page.request.path)
    assert desk.page.status_code == 404 and "Nothing has been changed" not in desk.text


def test_what_follows_from_paper_is_shown_with_the_night_of_the_same_day(client: FlaskClient, larkmoor: Scene) -> None:
    larkmoor.on_duty("sam")
    larkmoor.paper("sam", "27 Nov 04:30", "27 Nov 08:30", now="27 Nov 09:00")
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 09:05").open("/tonight/paper")
    desk.press(
        "Put it on file",
        listener=larkmoor.who("sam"),
        wing=larkmoor.wing("B"),
        night="27 11 2026",
        out="08:40",
        back="09:00",
    )

    assert "Sam Okoro rests until 20:00" in desk.text and "It is on file" in desk.text
    assert "Stood down from Friday 27 to Saturday 28 November" in desk.text


def test_paper_asks_whether_a_talk_was_offered_as_the_night_sheet_does(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 09:05").open("/tonight/sheet")
    assert "Back or ended Talk offered? Place" in desk.text
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "27 11 2026"}
    desk.open("/tonight/paper")
    assert "Was he offered a talk before going back to his cell? Yes No Not known" in desk.text
    desk.press("Put it on file", **sent, out="02:10", back="03:30", debrief="yes")

    (one,) = larkmoor.read(desk.page.request.path.split("/")[3]).attended
    assert one.debrief_offered_at == one.back_at
