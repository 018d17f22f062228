"""Does a coordinator of two prisons see what each needs first, and go to the one chosen?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from listeners.access import Grant, Kind
from listeners.domain.care.flags import FlagState, Level
from listeners.domain.care.offload import LedBy, Officer, OffloadKind
from listeners.domain.people import AvailabilityKind, Role, Standing
from listeners.domain.rest_facts import RestRule
from listeners.domain.states import DutyState, NightPlace, RotaState
from listeners.errors import NotAllowed
from listeners.services.care.prisons import prisons_today
from listeners.store import keyring
from listeners.store.accounts import AccountGrant
from listeners.store.care.wellbeing import Flag, Offload
from listeners.store.columns import new_id
from listeners.store.database import Session, act
from listeners.store.duties import Duty, Rest
from listeners.store.journal import audit, queue_notice
from listeners.store.rota import PolicyFact, Rota
from tests.rota_world import draft, say, stands
from tests.web.conftest import SignInAs, Statements, token_of
from tests.web.rota_browser import text_of
from tests.world import STARTED_ON, Prison, World

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
TONIGHT = date(2026, 11, 27)


@pytest.fixture
def both(world: World) -> World:
    """Larkmoor's coordinator holds Fenwick too."""
    with act() as session:
        session.add(
            AccountGrant(
                id=new_id(),
                account_id=world.larkmoor.accounts[Role.COORDINATOR],
                role=Role.COORDINATOR,
                site_id=world.fenwick.id,
                from_on=STARTED_ON,
            )
        )
    return world


def _published(session: Session, prison: Prison, ordinal: int, first: date, last: date) -> str:
    """A rota is drafted before it is published: the database takes no other way."""
    rota = Rota(
        id=new_id(),
        site_id=prison.id,
        ordinal=ordinal,
        first_night=first,
        last_night=last,
        state=RotaState.DRAFT,
        problem="{}",
        solution="{}",
        recorded_at=NOW,
    )
    session.add(rota)
    session.flush()
    rota.state, rota.published_at = RotaState.PUBLISHED, NOW
    session.flush()
    return rota.id


def publish(prison: Prison, nights: int, people: dict[int, list[str]]) -> None:
    """Publish a rota from tonight, with these people on its nights counted from tonight."""
    with act() as session:
        rota_id = _published(session, prison, 1, TONIGHT, TONIGHT + timedelta(days=nights - 1))
        for ahead, names in people.items():
            starts = NOW + timedelta(days=ahead, hours=6)
            session.add_all(
                Duty(
                    id=new_id(),
                    site_id=prison.id,
                    listener_id=prison.listeners[name],
                    rota_id=rota_id,
                    night=TONIGHT + timedelta(days=ahead),
                    place=place,
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=14),
                    state=DutyState.PLANNED,
                    recorded_at=NOW,
                )
                for name, place in zip(names, NightPlace, strict=False)
            )


def offload(prison: Prison, name: str, days_ago: int, officer: Officer) -> Offload:
    return Offload(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners[name],
        on_date=TONIGHT - timedelta(days=days_ago),
        kind=OffloadKind.SINGLE,
        led_by=LedBy.SAMARITANS,
        private=True,
        officer=officer,
        minutes=40,
        recorded_at=NOW,
    )


def flag(prison: Prison, name: str, state: FlagState, level: Level) -> Flag:
    flag_id = new_id()
    return Flag(
        id=flag_id,
        site_id=prison.id,
        listener_id=prison.listeners[name],
        raised_at=NOW,
        state=state,
        level=level,
        reasons=keyring.seal("[]", prison.id, "flag", "reasons", flag_id),
        known=keyring.seal("[]", prison.id, "flag", "known", flag_id),
        recorded_at=NOW,
    )


def broken_rest(prison: Prison) -> Rest:
    return Rest(
        id=new_id(),
        site_id=prison.id,
        listener_id=prison.listeners["sam"],
        night=TONIGHT - timedelta(days=9),
        rest_from=NOW - timedelta(days=8, hours=11),
        rest_until=NOW - timedelta(days=8),
        rule=RestRule.DAILY_REST,
        hours=11,
        kept=False,
        recorded_at=NOW,
    )


def about(page: str, prison: str) -> str:
    """The plain words of one prison's part of the page."""
    part = page.partition(f">{prison}</h2>")[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_each_prison_shows_its_gaps_rests_offloads_and_changes(
    client: FlaskClient, both: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    publish(both.larkmoor, 3, {0: ["sam", "ravi"], 2: ["luc"]})
    with act() as session:
        session.add(broken_rest(both.larkmoor))
        session.add_all(offload(both.larkmoor, name, 5, Officer.NONE) for name in ("sam", "ravi", "luc"))
        session.add(offload(both.larkmoor, "dean", 12, Officer.NONE))  # due in two days
        session.add(offload(both.larkmoor, "imran", 2, Officer.EARSHOT))  # unprotected: still overdue
    with act() as session:
        own = both.larkmoor.actor(Role.COORDINATOR)
        audit(session, own, NOW - timedelta(days=2), "board_read", Kind.AVAILABILITY_REASON, site_id=both.larkmoor.id)
        officer = both.larkmoor.actor(Role.STAFF)
        for hours in (10, 20, 100):
            audit(session, officer, NOW - timedelta(hours=hours), "send", Kind.CALL_OUT, site_id=both.larkmoor.id)
        audit(session, officer, NOW - timedelta(hours=3), "told", Kind.OFFLOAD, site_id=both.larkmoor.id)
        session.add(flag(both.larkmoor, "dean", FlagState.RAISED, Level.URGENT))
        session.add(flag(both.larkmoor, "imran", FlagState.TAKEN_UP, Level.FLAG))
        session.add(flag(both.larkmoor, "kofi", FlagState.CLOSED, Level.FLAG))
        for event, name in (("1", "sam"), ("2", "ravi"), ("3", "luc"), ("4", "luc")):
            listener = both.larkmoor.listeners[name]
            queue_notice(session, both.larkmoor.id, f"test:{event}", "rota_changed", {}, NOW, listener_id=listener)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        statements.clear()
        page = client.get("/sites").text

    assert "since you last opened a page of that prison, or did or read anything there" in page
    here, there = about(page, "HMP Larkmoor"), about(page, "HMP Fenwick")
    assert "Places to fill 3 , the first on Saturday 28 to Sunday 29 November Published until Sunday 29" in here
    assert "Rests not kept 1 In four weeks" in here
    assert "4 overdue 1 due within three days" in here
    assert "To look at in Care 2 1 today" in here and "Slips to hand over For 3 men" in here
    assert "To look at in Care Nobody" in there and "Slips to hand over None" in there
    assert "Since your last visit 2 entries about call-outs Wednesday 25 November, 12:00" in here
    assert "Team 8 active Small team : under 10, so each carries more. Plan a training." in here
    assert "No rota is published yet" in there
    assert "Rests not kept None" in there and "8 overdue 0 due" in there
    assert "You have not been here yet" in there
    assert len(statements) <= 12, str(statements)
    assert not [name for name in ("Sam Okoro", "Fen ") if name in page]
    with time_machine.travel(NOW, tick=False):
        assert "For 3 men : slips to hand over" in first_line(client.get("/rota").text, "HMP Larkmoor")


def test_a_night_that_somebody_is_down_for_and_cannot_do_lacks_somebody(
    client: FlaskClient, both: World, sign_in_as: SignInAs
) -> None:
    prison = both.larkmoor
    publish(prison, 3, {0: ["sam", "ravi"], 1: ["luc", "dean"], 2: ["imran", "kofi"]})
    say(prison, "luc", TONIGHT + timedelta(days=1), AvailabilityKind.UNAVAILABLE, "court")
    say(prison, "kofi", TONIGHT + timedelta(days=2), AvailabilityKind.AVOID)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, prison, Role.COORDINATOR)
        overview, board = client.get("/sites").text, text_of(client.get("/rota").text)

    here = about(overview, "HMP Larkmoor")
    assert "Places to fill 1 , the first on Saturday 28 to Sunday 29 November" in here and "court" not in overview
    assert "Saturday 28 to Sunday 29 November, first: Luc Martin cannot do it. Find somebody" in board
    assert board.count("cannot do it. Find somebody") == 1


def first_line(page: str, prison: str) -> str:
    """The plain words of one prison's line above the rota."""
    part = page.partition(f'class="govuk-table__header">{prison}')[2].partition("</tr>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_the_rota_begins_with_what_each_prison_needs(
    client: FlaskClient, both: World, sign_in_as: SignInAs, statements: Statements
) -> None:
    publish(both.larkmoor, 40, {day: ["sam", "ravi"] for day in range(0, 39, 1)})
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        statements.clear()
        page = client.get("/rota").text

    assert len(statements) <= 12, str(statements)
    assert "Places to fill" in page and "Gaps" not in page
    assert "Shown below 2 The first Tue 5 Jan None In four weeks" in first_line(page, "HMP Larkmoor")
    assert "Nothing published None In four weeks 8 overdue" in first_line(page, "HMP Fenwick")
    assert 'href="/sites">Overview of your prisons' in page
    assert page.index('id="gaps"') < page.index("lst-board") < page.index("Since your last visit")
    assert "Fen " not in page and 'href="/care">Care: what needs you today' in page
    assert "Since your last visit" not in client.get("/rota?month=2026-12").text


def test_the_rota_is_the_same_whoever_is_flagged(client: FlaskClient, both: World, sign_in_as: SignInAs) -> None:
    def shown() -> str:
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        return re.sub(r'name="(csrf_token|act_key)"[^>]*>', "", client.get("/rota").text)

    with time_machine.travel(NOW, tick=False):
        before = shown()
        with act() as session:
            session.add(flag(both.larkmoor, "dean", FlagState.RAISED, Level.URGENT))
            session.add(flag(both.fenwick, "sam", FlagState.RAISED, Level.FLAG))
        assert shown() == before


def test_a_coordinator_of_another_prison_is_told_nothing_where_he_is_an_officer(both: World) -> None:
    who = both.larkmoor.actor(Role.STAFF)
    elsewhere = Grant(Role.COORDINATOR, both.fenwick.id)
    officer = replace(who, grants=(*who.grants, elsewhere))

    with pytest.raises(NotAllowed):
        prisons_today(officer, NOW)
    assert len(prisons_today(replace(officer, site_id=both.fenwick.id), NOW)) == 1


def test_a_first_visit_is_called_so_until_it_is_over(client: FlaskClient, both: World, sign_in_as: SignInAs) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        client.get("/rota")
    with act() as session:
        officer = both.larkmoor.actor(Role.STAFF)
        audit(session, officer, NOW + timedelta(minutes=5), "send", Kind.CALL_OUT, site_id=both.larkmoor.id)
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        page = client.get("/sites").text

    here = about(page, "HMP Larkmoor")
    assert (
        "Since your last visit 1 entry about call-outs Your first visit: counted from Friday 27 November, 12:00" in here
    )
    assert "You have not been here yet" in about(page, "HMP Fenwick")


def test_a_first_visit_says_from_when_changes_are_counted_and_does_not_count_the_draft_that_was_asked_for(
    client: FlaskClient, both: World, sign_in_as: SignInAs
) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        client.get("/rota")
    draft(both.larkmoor, [(0, NightPlace.FIRST, "sam")], TONIGHT + timedelta(days=3), 1, NOW + timedelta(minutes=5))
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        here = about(client.get("/sites").text, "HMP Larkmoor")

    words = "Since your last visit This is your first visit: changes are counted from Friday 27 November, 12:00"
    assert words in here and "Nothing has changed" not in here and "change to the rota" not in here


def test_a_prison_gone_to_in_the_middle_of_a_session_was_visited(
    client: FlaskClient, both: World, sign_in_as: SignInAs
) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        token = token_of(client.get("/sites").text)
        for prison in (both.fenwick, both.larkmoor):
            client.post("/site", data={"site": prison.id, "csrf_token": token})
            client.get("/rota")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        page = client.get("/sites").text

    for name in ("HMP Larkmoor", "HMP Fenwick"):
        assert "Since your last visit Nothing has changed Friday 27 November, 12:00" in about(page, name)


def test_nights_that_nobody_published_lack_nobody(client: FlaskClient, both: World, sign_in_as: SignInAs) -> None:
    publish(both.larkmoor, 1, {0: ["sam", "ravi"]})
    with act() as session:
        later = TONIGHT + timedelta(days=30)
        _published(session, both.larkmoor, 2, later, later)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        here = about(client.get("/sites").text, "HMP Larkmoor")

    assert "Places to fill 2 , the first on Sunday 27 to Monday 28 December" in here


def test_every_coordinator_lands_on_the_rota_and_goes_on_to_another_prison(
    client: FlaskClient, both: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, both.larkmoor, Role.COORDINATOR)
    assert client.get("/").location == "/rota"
    page = client.get("/sites").text
    assert "Overview</a>" in page

    sent = {"site": both.fenwick.id, "csrf_token": token_of(page)}
    assert client.post("/site", data=sent).location == "/rota"
    assert '<span class="lst-header__site">HMP Fenwick</span>' in client.get("/help").text


def test_a_team_as_large_as_the_prison_asks_for_is_not_called_small(
    client: FlaskClient, both: World, sign_in_as: SignInAs
) -> None:
    with act() as session:
        fewer = PolicyFact(
            site_id=both.larkmoor.id,
            name="small_team",
            value="8",
            from_on=NOW.date(),
            reason="a small prison",
            recorded_at=NOW,
        )
        session.add(fewer)
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, both.larkmoor, Role.COORDINATOR)
        here = about(client.get("/sites").text, "HMP Larkmoor")
        stands(both.larkmoor, "lee", Standing.SHADOWING, NOW.date())
        with_one_new = about(client.get("/sites").text, "HMP Larkmoor")
    assert "Team 8 active Rests" in here
    assert "Team 7 active, and 1 shadowing Small team : under 8" in with_one_new


def test_a_coordinator_of_one_prison_sees_that_one_alone(
    client: FlaskClient, world: World, sign_in_as: SignInAs
) -> None:
    sign_in_as(client, world.fenwick, Role.COORDINATOR)

    assert client.get("/").location == "/rota"
    page = client.get("/sites").text
    assert "HMP Fenwick" in page and "HMP Larkmoor" not in page and "Overview</a>" in page
