"""Does a department say that it has seen who rests, and can what rests mean for work be keyed straight in?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from listeners.access import SYSTEM
from listeners.domain.nights import ONE_DAY
from listeners.domain.people import Role
from listeners.domain.work_told import Department
from listeners.errors import NotAllowed
from listeners.services import rest_days, rest_seen
from listeners.store.callouts_facts import call_outs
from listeners.store.database import db
from listeners.store.regime import RestSeen
from tests.kept import earlier_versions
from tests.nights import Scene, at
from tests.web.night_browser import Desk

TODAY = at("27 Nov 12:00").date()
SEEN = "We have seen this list"


@pytest.fixture
def work_desk(client: FlaskClient, larkmoor: Scene) -> Desk:
    """The desk of work at 07:40, after a night on which Sam was out from 02:50 to 04:10."""
    larkmoor.paper("sam", "27 Nov 02:50", "27 Nov 04:10")
    return Desk.of(client, larkmoor.prison, Role.STAFF, "27 Nov 07:40").open("/tonight/rest")


def test_a_department_says_that_it_has_seen_the_list_and_when_stands_beside_each_man(work_desk: Desk) -> None:
    assert "nobody yet" in work_desk.text
    work_desk.press(SEEN, department="kitchens")

    assert "Kitchens has seen the list: 1 on it." in work_desk.text
    assert "15:10 Kitchens, 07:40" in work_desk.text and "nobody yet" not in work_desk.text


def test_a_second_press_and_a_second_department(work_desk: Desk, larkmoor: Scene) -> None:
    first = next(form for form in work_desk.forms() if form.button == SEEN)
    work_desk.send(first, department="kitchens").send(first, department="kitchens")
    work_desk.press(SEEN, department="education")

    assert "Education, 07:40 Kitchens, 07:40" in work_desk.text
    db.session.rollback()
    assert len(db.session.scalars(select(RestSeen)).all()) == 2


def test_without_a_department_nothing_is_seen(work_desk: Desk) -> None:
    work_desk.press(SEEN)

    assert work_desk.page.status_code == 422 and "Choose the department" in work_desk.text
    assert "nobody yet" in work_desk.text


def test_whoever_comes_on_to_the_list_later_has_not_been_seen(work_desk: Desk, larkmoor: Scene) -> None:
    work_desk.press(SEEN, department="kitchens")
    larkmoor.paper("luc", "27 Nov 05:20", "27 Nov 06:00", now="27 Nov 07:48")

    (luc, sam) = rest_days.on(larkmoor.site, TODAY, SYSTEM, at("27 Nov 08:10"))
    assert (luc.seen, [each.department for each in sam.seen]) == ((), [Department.KITCHENS])


def test_a_rest_that_ends_at_another_time_than_was_seen_says_so_until_it_is_seen_again(
    work_desk: Desk, larkmoor: Scene
) -> None:
    work_desk.press(SEEN, department="kitchens")
    (one,) = call_outs(larkmoor.site.id, TODAY - ONE_DAY)
    larkmoor.back(one, "sam", "27 Nov 06:40", now="27 Nov 07:48")
    work_desk.now = "27 Nov 07:50"
    assert "Kitchens, 07:40: it has changed since" in work_desk.open("/tonight/rest").text

    work_desk.press(SEEN, department="kitchens")
    assert "Kitchens, 07:50" in work_desk.text and "changed since" not in work_desk.text
    db.session.rollback()
    row = db.session.scalars(select(RestSeen)).one()
    assert [version["recorded_at"][:16] for version in earlier_versions(db.session(), row)] == ["2026-11-27T07:40"]


def test_the_file_has_a_line_for_each_session_as_it_is_keyed_in(work_desk: Desk) -> None:
    text = work_desk.open("/tonight/rest.csv").page.text.removeprefix("\ufeff")

    assert text.splitlines() == [
        "prison_number,name,cell,on,session,starts,reason,words,paid",
        "A1001AA,Sam Okoro,LKI-B-2-001,2026-11-27,AM,08:30,REST,Rest day,yes",
        "A1001AA,Sam Okoro,LKI-B-2-001,2026-11-27,PM,13:45,REST,Rest day,yes",
    ]
    assert work_desk.page.headers["Content-Disposition"] == 'attachment; filename="rest-LKI-2026-11-27.csv"'


def test_on_a_day_on_which_nobody_misses_work_the_file_has_its_heading_alone(work_desk: Desk) -> None:
    assert len(work_desk.open("/tonight/rest.csv?on=2026-11-29").page.text.splitlines()) == 1


def test_nobody_but_the_prison_and_the_branch_says_that_it_was_seen(larkmoor: Scene) -> None:
    for role in (Role.LISTENER, Role.PEER_LEAD, Role.AUDITOR, Role.NATIONAL):
        somebody = larkmoor.prison.actor(role, "ravi")
        with pytest.raises(NotAllowed):
            rest_seen.see(larkmoor.site, TODAY, Department.KITCHENS, somebody, at("27 Nov 08:00"))
