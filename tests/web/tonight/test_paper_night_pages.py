"""Is a whole night of paper keyed in line by line, in any order, and does a wrong line leave the others alone?"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from listeners.domain.people import Role
from listeners.domain.states import CHECKS, CallOutEventKind
from listeners.services import callout_ends
from listeners.store.callouts_events import events
from listeners.store.callouts_facts import CallOutOnFile, call_outs
from listeners.store.database import db
from tests.nights import FRIDAY, Scene, at
from tests.web.night_browser import Desk

BUTTON = "Put these lines on file"


@pytest.fixture
def morning(client: FlaskClient, larkmoor: Scene) -> Desk:
    """The wing desk on Saturday morning at 09:05, at the form for the night that is over."""
    larkmoor.on_duty("sam", "luc")
    return Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 09:05").open("/tonight/paper/night")


def line(scene: Scene, number: int, **written: str) -> dict[str, str]:
    """What is written on one line; ``listener``, ``second`` and ``shadow`` by first name, ``wing`` by letter."""
    values = {**written, "wing": str(scene.wing(written.get("wing", "B")))}
    values |= {name: scene.who(written[name]) for name in ("listener", "second", "shadow") if name in written}
    return {f"line{number}-{name}": value for name, value in values.items()}


def on_file(scene: Scene) -> dict[str, CallOutOnFile]:
    """Every call-out as it is now, by when it was asked for."""
    db.session.rollback()
    return {f"{each.asked_at:%H:%M}": each for each in call_outs(scene.site.id, FRIDAY)}


def test_lines_in_any_order_with_who_went_beside_and_how_each_ended_go_on_file(morning: Desk, larkmoor: Scene) -> None:
    morning.press(
        BUTTON,
        **line(larkmoor, 1, asked="05:50", ended="refused_by_staff", reason="no_staff", wing="A"),
        **line(
            larkmoor,
            2,
            asked="23:50",
            listener="sam",
            out="00:10",
            back="01:40",
            second="luc",
            shadow="lee",
            shadow_out="00:20",
            shadow_back="01:00",
            debrief="yes",
        ),
        **line(larkmoor, 4, asked="03:00", listener="kofi", out="03:05", back="03:20", ended="called_off"),
        **line(larkmoor, 6, asked="04:00", ended="telephone", back="04:15", wing="C"),
    )

    assert morning.page.status_code == 200 and "On file" in morning.text
    there = on_file(larkmoor)
    assert {when: (each.state.value, each.outcome) for when, each in there.items()} == {
        "23:50": ("returned", None),
        "03:00": ("closed", "called_off"),
        "04:00": ("closed", "telephone"),
        "05:50": ("closed", "refused_by_staff"),
    }
    assert {larkmoor.name(each.listener): each.part.value for each in there["23:50"].attended} == {
        "sam": "lead",
        "luc": "second",
        "lee": "shadow",
    }
    assert [each.reason for each in events(larkmoor.site.id, there["05:50"].id)] == ["no_staff"]
    assert {(each.kind, each.at) for each in events(larkmoor.site.id, there["04:00"].id)} == {
        (kind, at("28 Nov 04:15")) for kind in (CallOutEventKind.NOBODY_LEFT, CallOutEventKind.TELEPHONE)
    }
    assert larkmoor.rests("sam") == larkmoor.rests("luc") == ["28 Nov 01:40 to 28 Nov 12:40 daily_rest"]
    assert larkmoor.rests("lee") == ["28 Nov 01:00 to 28 Nov 12:00 daily_rest"]
    assert larkmoor.rests("kofi") == ["28 Nov 03:20 to 28 Nov 14:20 daily_rest"]


def test_a_wrong_line_says_which_and_why_and_stays_as_it_was_typed_while_the_others_go_on_file(
    morning: Desk, larkmoor: Scene
) -> None:
    morning.press(
        BUTTON,
        **line(larkmoor, 1, listener="sam", out="00:10", back="01:40"),
        **line(larkmoor, 2, asked="02:00", out="02:05", back="02:3x"),
        **line(larkmoor, 3, listener="luc", out="03:00", back="09:30"),
    )
    assert morning.page.status_code == 422
    assert "Line 2: Enter a time as hours and minutes, such as 02:14" in morning.text
    assert "Line 2: Choose who went" in morning.text and "Line 3: Back is still to come" in morning.text
    assert "1 line is on file." in morning.text and "Line 1" not in morning.text
    assert 'value="02:3x"' in morning.page.text and 'value="09:30"' in morning.page.text
    assert list(on_file(larkmoor)) == ["00:10"]

    kofi, nine = {"line2-listener": larkmoor.who("kofi"), "line2-back": "02:30"}, {"line3-back": "04:30"}
    again = {**kofi, **line(larkmoor, 3, listener="luc"), **nine, "line2-wing": larkmoor.wing("B")}
    morning.press(BUTTON, **again)
    assert morning.page.status_code == 200 and sorted(on_file(larkmoor)) == ["00:10", "02:00", "03:00"]
    assert morning.text.count("What follows for") == 3


def test_the_same_form_sent_twice_puts_each_line_on_file_once(morning: Desk, larkmoor: Scene) -> None:
    form = next(each for each in morning.forms() if each.button == BUTTON)
    written = {
        **line(larkmoor, 1, asked="05:50", ended="telephone", wing="A"),
        **line(larkmoor, 2, listener="sam", out="00:10", back="01:40", second="luc"),
    }
    pages = [morning.send(form, **written).page.request.full_path for _ in range(2)]

    assert pages[0] == pages[1] and len(on_file(larkmoor)) == 2


def test_days_late_it_stands_down_and_what_is_unlikely_is_asked_about_once(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam")
    larkmoor.on_duty("sam", night=FRIDAY.replace(day=29))
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "29 Nov 15:00").open("/tonight/paper/night")
    written = line(larkmoor, 5, asked="20:00", listener="sam", out="20:10", back="09:10") | {"night": "28 11 2026"}
    desk.press(BUTTON, **written)
    assert "Line 5: Say whether this is right" in desk.text
    assert "Out for so long: Sam Okoro for 13 h, until Sunday 29 November, 09:10?" in desk.text
    desk.press(BUTTON, **written, **{"line5-long": "yes"})

    assert desk.page.status_code == 200
    assert larkmoor.duties("sam") == {FRIDAY: "planned", FRIDAY.replace(day=29): "unrested"}


def test_who_said_yes_and_was_not_let_go_was_woken_all_the_same(morning: Desk, larkmoor: Scene) -> None:
    morning.press(
        BUTTON,
        **line(
            larkmoor,
            1,
            asked="02:00",
            listener="sam",
            yes="02:10",
            back="03:00",
            ended="refused_by_staff",
            reason="security",
        ),
    )
    one = on_file(larkmoor)["02:00"]

    assert larkmoor.part(one, "sam").out_at is None and one.outcome == "refused_by_staff"
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


def test_a_time_that_came_twice_is_asked_about_on_its_own_line(client: FlaskClient, larkmoor: Scene) -> None:
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "2026-10-25 09:00").open("/tonight/paper/night")
    written = line(larkmoor, 1, listener="sam", out="00:10", back="01:30") | {"night": "24 10 2026"}
    desk.press(BUTTON, **written)
    assert "Line 1: 01:30 came twice that night." in desk.text
    desk.press(BUTTON, **written, **{"line1-back_which": "after"})

    assert larkmoor.rests("sam") == ["25 Oct 01:30 to 25 Oct 12:30 daily_rest"]


def test_a_form_without_a_line_or_a_night_says_so_and_keeps_what_was_typed(morning: Desk, larkmoor: Scene) -> None:
    assert "Write at least one line" in morning.press(BUTTON).text
    morning.press(BUTTON, **line(larkmoor, 1, listener="sam", out="00:10"), night="31 11 2026")

    assert "There is no 31 November 2026" in morning.text and on_file(larkmoor) == {}
    assert re.search(r'value="00:10"', morning.page.text)


def test_a_request_that_was_begun_on_the_screen_ends_with_its_line_and_of_another_end_it_is_asked_which(
    morning: Desk, larkmoor: Scene
) -> None:
    one = larkmoor.start("28 Nov 02:00")
    morning.press(BUTTON, **line(larkmoor, 1, asked="02:00", ended="telephone_while_free", back="02:20"))
    assert {each.id: each.outcome for each in on_file(larkmoor).values()} == {one.id: "telephone_while_free"}

    written = line(larkmoor, 1, asked="02:00", ended="telephone", back="02:40")
    morning.open("/tonight/paper/night").press(BUTTON, **written)
    assert "Line 1: Say whether this line is about the request that is on file already" in morning.text
    assert "is on file already: telephone, though a Listener could have gone, at 02:20." in morning.text
    morning.press(BUTTON, **written, **{"line1-same": "same"})
    assert {each.id: each.outcome for each in on_file(larkmoor).values()} == {one.id: "telephone"}

    morning.open("/tonight/paper/night").press(BUTTON, **written | {"line1-back": "02:50"}, **{"line1-same": "other"})
    db.session.rollback()
    assert len(call_outs(larkmoor.site.id, FRIDAY)) == 2


def test_what_staff_did_instead_goes_on_file_from_the_sheet_and_is_not_chased(morning: Desk, larkmoor: Scene) -> None:
    written = line(larkmoor, 1, asked="02:00", ended="telephone", back="02:20", orderly="02:25", checking="10:30")
    morning.press(BUTTON, **written)
    assert "Line 1: That is still to come" in morning.text and on_file(larkmoor) == {}
    morning.press(BUTTON, **written | {"line1-ended": "back", "line1-checking": ""})
    assert "Line 1: It is asked for where no Listener went" in morning.text

    morning.press(BUTTON, **written | {"line1-checking": "02:30"})
    (there,) = on_file(larkmoor).values()
    done = {each.kind: each.at for each in events(larkmoor.site.id, there.id) if each.kind in CHECKS}
    assert done == dict(zip(CHECKS, (at("28 Nov 02:20"), at("28 Nov 02:25"), at("28 Nov 02:30")), strict=True))
    assert "no Listener goes to him" not in morning.open("/tonight").text


def test_the_form_of_one_line_asks_when_he_said_yes_and_whether_it_is_the_request_on_file(
    client: FlaskClient, larkmoor: Scene
) -> None:
    larkmoor.on_duty("sam", "luc")
    one = larkmoor.start("28 Nov 02:10")
    callout_ends.telephone(larkmoor.site, one.id, larkmoor.officer, at("28 Nov 02:12"))
    desk = Desk.of(client, larkmoor.prison, Role.STAFF, "28 Nov 09:05").open("/tonight/paper")
    sent = {"listener": larkmoor.who("sam"), "wing": larkmoor.wing("B"), "night": "2026-11-27"}
    times = {"asked": "02:10", "yes": "02:15", "out": "02:40", "back": "04:00"}
    desk.press("Put it on file", **sent, **times)
    assert desk.page.status_code == 422 and list(on_file(larkmoor).values()) == [larkmoor.read(one.id)]
    assert (
        "is on file already: telephone, though a Listener could have gone, at 02:12. Is this line about it?"
        in desk.text
    )

    desk.press("Put it on file", **sent, **times, same="same")
    (there,) = on_file(larkmoor).values()
    sam = larkmoor.part(there, "sam")
    assert (there.id, there.state, there.outcome) == (one.id, "returned", None)
    assert (sam.accepted_at, sam.out_at) == (at("28 Nov 02:15"), at("28 Nov 02:40"))
    assert "no Listener goes to him" not in desk.open("/tonight").text


def test_a_line_that_contradicts_itself_is_asked_about_and_then_goes_on_file(morning: Desk, larkmoor: Scene) -> None:
    out = {"asked": "02:00", "listener": "sam", "out": "02:10", "back": "03:00", "ended": "telephone"}
    yes = {"asked": "03:00", "wing": "C", "listener": "luc", "yes": "03:10", "back": "04:00", "ended": "telephone"}
    lines = line(larkmoor, 1, **out) | line(larkmoor, 2, **yes)
    morning.press(BUTTON, **lines)
    left = "and it ended with: Telephone: nobody was left to ask. Did he go?"
    assert f"On this line somebody is out, {left}" in morning.text
    assert f"On this line somebody had said yes, {left}" in morning.text
    assert morning.text.count("Say whether he went") == 4 and on_file(larkmoor) == {}

    morning.press(BUTTON, **lines, **{"line1-went": "went", "line2-went": "stayed"})
    there = on_file(larkmoor)
    assert (there["02:00"].state, there["02:00"].outcome) == ("returned", None)
    assert there["03:00"].outcome == "telephone_while_free" and larkmoor.part(there["03:00"], "luc").out_at is None
    assert larkmoor.rests("sam") and larkmoor.rests("luc")


def test_a_line_with_a_name_too_few_says_whose(morning: Desk, larkmoor: Scene) -> None:
    lines = line(larkmoor, 1, asked="02:00", yes="02:10", ended="refused_by_staff", reason="no_staff")
    morning.press(BUTTON, **lines, **line(larkmoor, 2, asked="02:00", listener="sam", ended="called_off"))
    assert "Line 1: Choose who said yes" in morning.text and "Line 2: Enter when he went out" in morning.text
    assert on_file(larkmoor) == {}


@pytest.mark.parametrize("ended", ["refused_by_staff", "telephone_while_free", "called_off"])
def test_an_end_that_is_not_written_down_is_not_known_and_his_rest_is_not_lost(
    morning: Desk, larkmoor: Scene, ended: str
) -> None:
    written = line(larkmoor, 1, asked="05:00", listener="luc", ended=ended, reason="security", wing="C", yes="05:05")
    for _ in range(2):
        morning.open("/tonight/paper/night").press(BUTTON, **written)
    (there,) = on_file(larkmoor).values()
    luc = larkmoor.part(there, "luc")
    assert (there.outcome, luc.state, luc.called_off_at) == (ended, "unknown_back", None)
    assert "Luc Martin was woken and waited from 05:05, until when not known" in morning.text
    checks = [each.kind for each in events(larkmoor.site.id, there.id)]
    assert checks == (["refused"] if ended == "refused_by_staff" else [])
    resting = morning.open("/tonight").text
    assert "Luc Martin" in resting[resting.index("Resting") :] and "19:00" in resting[resting.index("Resting") :]


def test_who_was_not_let_go_counts_as_woken_when_the_man_asked_where_his_yes_is_not_written_down(
    morning: Desk, larkmoor: Scene
) -> None:
    written = {"listener": "sam", "ended": "refused_by_staff", "reason": "not_known", "back": "03:00"}
    morning.press(BUTTON, **line(larkmoor, 1, asked="02:00", **written))
    assert larkmoor.part(on_file(larkmoor)["02:00"], "sam").accepted_at == at("28 Nov 02:00")
    assert larkmoor.rests("sam") == ["28 Nov 03:00 to 28 Nov 14:00 broken_night"]


def test_who_went_and_was_called_off_at_a_time_not_written_down_is_not_known_to_be_back(
    morning: Desk, larkmoor: Scene
) -> None:
    morning.press(BUTTON, **line(larkmoor, 1, asked="02:00", listener="sam", out="02:10", ended="called_off"))
    (there,) = on_file(larkmoor).values()
    assert (there.outcome, larkmoor.part(there, "sam").state) == ("back_unknown", "unknown_back")


def test_who_waited_and_was_called_off_was_woken_and_who_went_rests_from_his_yes(
    morning: Desk, larkmoor: Scene
) -> None:
    waited = {"listener": "luc", "yes": "00:05", "back": "00:30", "ended": "called_off"}
    went = {"listener": "sam", "yes": "04:50", "out": "05:10", "back": "05:40"}
    morning.press(BUTTON, **line(larkmoor, 1, asked="00:00", **waited), **line(larkmoor, 2, asked="04:45", **went))
    there = on_file(larkmoor)

    assert larkmoor.part(there["00:00"], "luc").out_at is None and there["00:00"].outcome == "called_off"
    assert larkmoor.rests("luc") == ["28 Nov 00:30 to 28 Nov 11:30 daily_rest"]
    assert larkmoor.rests("sam") == ["28 Nov 05:40 to 28 Nov 16:40 daily_rest"], "no early call: woken before 05:00"


def test_two_lines_that_have_one_man_out_at_once_are_asked_about_and_then_both_go_on_file(
    morning: Desk, larkmoor: Scene
) -> None:
    first = line(larkmoor, 1, listener="sam", out="04:10", back="05:00")
    second = line(larkmoor, 3, listener="sam", out="04:40", back="05:30", wing="C")
    morning.press(BUTTON, **first, **second)
    assert morning.page.status_code == 422 and "1 line is on file." in morning.text
    assert "Line 1 has Sam Okoro from Saturday 28 November, 04:10 until Saturday 28 November, 05:00." in morning.text
    morning.press(BUTTON, **second, **{"line3-twice": "yes"})

    assert sorted(on_file(larkmoor)) == ["04:10", "04:40"]


def test_what_is_written_before_noon_is_of_the_next_morning(morning: Desk, larkmoor: Scene) -> None:
    morning.press(BUTTON, **line(larkmoor, 1, asked="08:10", listener="sam", out="08:15", back="08:40"))
    assert "asked Saturday 28 November, 08:10" in morning.text
    assert larkmoor.part(on_file(larkmoor)["08:10"], "sam").back_at == at("28 Nov 08:40")
