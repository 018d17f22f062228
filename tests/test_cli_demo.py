"""The demonstration: two prisons, the same every time, and nothing in it that the program itself would refuse."""

from __future__ import annotations

import os
import random
import re
import stat
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean, median

import pytest
from sqlalchemy import text

from listeners.domain.feasts import feast_of
from listeners.domain.people import Role
from listeners.services.demo.figures import HOURS, asked_on
from listeners.services.demo.history import last_night
from listeners.services.demo.scheme import LARKMOOR
from listeners.store.engines import engine_for
from tests.domain.rest_builders import LONDON
from tests.postgres import PostgresServer

ON = "2026-11-22"
TOLD_APART = {
    "call_out": "asked_at, night, place, outcome",
    "attendance": "accepted_at, out_at, back_at, part, state",
    "call_out_event": "kind, at, reason",
    "duty": "night, place, state",
    "rest": "rest_from, rest_until, rule, kept",
    "listener": "ref, name, cell",
    "offload": "on_date, kind, officer, minutes",
    "flag": "level, state",
    "assignment": "night, place",
    "cover_request": "night, place, state",
    "cover_answer": "ordinal, reply",
    "swap_offer": "night, for_night, state",
    "night_contact": "night, name",
    "debrief": "look, offered_on",
    "rest_override": "night, rule, short_by_minutes",
}


def demo(instance: Path, *options: str, url: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LISTENERS_INSTANCE": str(instance)}
    environ.pop("LISTENERS_DATABASE_URL", None)
    if url:
        environ["LISTENERS_DATABASE_URL"] = url
    command = [sys.executable, "-c", "from listeners.app import main; main()", "demo", *options]
    return subprocess.run(command, env=environ, capture_output=True, text=True)


def rows(instance: Path, query: str, url: str | None = None) -> list[tuple[object, ...]]:
    engine = engine_for(url or f"sqlite:///{instance / 'listeners.sqlite3'}")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    instance = tmp_path_factory.mktemp("demo")
    done = demo(instance, "--on", ON)
    assert done.returncode == 0, done.stderr
    return instance


def test_the_same_seed_and_date_give_the_same_scheme(made: Path, tmp_path: Path) -> None:
    assert demo(tmp_path, "--on", ON, "--seed", "1").returncode == 0
    for table, columns in TOLD_APART.items():
        query = f"SELECT {columns} FROM {table} ORDER BY {columns}"
        assert rows(made, query) == rows(tmp_path, query), table


def test_another_seed_tells_another_story(made: Path, tmp_path: Path) -> None:
    assert demo(tmp_path, "--on", ON, "--seed", "2", "--site", "FNI").returncode == 0
    query = "SELECT asked_at FROM call_out ORDER BY 1"
    assert rows(made, query) != rows(tmp_path, query)


def test_one_site_alone_is_made_when_it_is_named(tmp_path: Path) -> None:
    assert demo(tmp_path, "--on", ON, "--site", "FNI").returncode == 0
    assert rows(tmp_path, "SELECT code FROM site") == [("FNI",)]


def test_a_prison_that_is_not_in_the_demonstration_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    done = demo(tmp_path, "--site", "XXI")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "XXI" in done.stderr
    assert not (tmp_path / "demo-accounts.txt").exists()


def test_a_database_that_holds_something_is_left_as_it_is(made: Path) -> None:
    before = rows(made, "SELECT count(*) FROM audit")
    refused, quiet = demo(made, "--on", ON), demo(made, "--on", ON, "--if-empty")
    assert (refused.returncode, quiet.returncode) == (1, 0)
    assert "already holds something" in refused.stderr
    assert quiet.stdout + quiet.stderr == ""
    assert rows(made, "SELECT count(*) FROM audit") == before


def test_the_list_of_sign_ins_has_every_role_larkmoor_first_and_is_its_owners_alone(made: Path) -> None:
    path = made / "demo-accounts.txt"
    lines = path.read_text().splitlines()
    assert all(re.fullmatch(r"[a-z_]+ [a-z0-9]{4,32} [^ ,]+", line) for line in lines)
    roles = [line.split()[0] for line in lines]
    assert {Role(role) for role in roles} == set(Role)
    assert roles[: len(LARKMOOR.accounts)] == [opening.role.value for opening in LARKMOOR.accounts]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_duty_begins_inside_a_rest_and_every_night_of_the_next_four_weeks_is_published(made: Path) -> None:
    inside = rows(
        made,
        "SELECT d.id FROM duty d JOIN rest r ON r.listener_id = d.listener_id AND r.in_force"
        " WHERE d.state = 'planned' AND r.rest_from <= d.starts_at AND d.starts_at < r.rest_until",
    )
    assert inside == []
    ahead = rows(made, f"SELECT DISTINCT site_id, night FROM duty WHERE state = 'planned' AND night >= '{ON}'")
    assert len(ahead) == 2 * 28


def test_the_scheme_has_eighteen_people_half_a_year_of_nights_last_years_feasts_some_flags_and_rests_not_kept(
    made: Path,
) -> None:
    assert rows(made, "SELECT count(*) FROM listener l JOIN site s ON s.id = l.site_id WHERE s.code = 'LKI'") == [(18,)]
    nights = [
        date.fromisoformat(str(night)) for (night,) in rows(made, "SELECT DISTINCT night FROM duty ORDER BY night")
    ]
    before = [night for night in nights if night < date(2026, 5, 24)]
    assert date(2026, 5, 24) in nights
    assert len(before) == 5 and all(map(feast_of, before))
    flags = Counter(level for (level,) in rows(made, "SELECT level FROM flag"))
    assert 1 <= flags["urgent"] <= 5
    assert 3 <= flags.total() <= 10
    assert rows(made, "SELECT count(*) FROM rest WHERE NOT kept")[0][0] != 0


def test_some_waited_for_staff_some_were_refused_and_one_took_over(made: Path) -> None:
    kinds = {kind for (kind,) in rows(made, "SELECT DISTINCT kind FROM call_out_event")}
    assert kinds == {"delayed", "refused", "telephone", "orderly_told", "staff_checking", "handed_over"}
    waited = rows(made, "SELECT unlocked_at - accepted_at FROM attendance WHERE unlocked_at IS NOT NULL")
    assert len(waited) > 20 and all(isinstance(each, int) and 120 <= each <= 1500 for (each,) in waited)


@pytest.mark.parametrize("on", ["2026-03-29", "2026-10-25", "2026-12-31"])
def test_on_any_date_two_are_on_tonight_somebody_rests_until_late_and_a_night_ahead_is_short(
    on: str, tmp_path: Path
) -> None:
    assert demo(tmp_path, "--on", on, "--site", "LKI").returncode == 0
    evening = int(datetime.fromisoformat(f"{on}T18:00").replace(tzinfo=LONDON).timestamp())

    assert rows(tmp_path, f"SELECT count(*) FROM duty WHERE night = '{on}' AND state = 'planned'") == [(2,)]
    late = rows(tmp_path, f"SELECT rule FROM rest WHERE in_force AND rest_until > {evening}")
    assert late == [("restarted",)]
    assert rows(tmp_path, f"SELECT count(*) FROM duty WHERE night > '{on}' AND state = 'withdrawn'") != [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM notice WHERE kind = 'nights_short' AND done_at IS NULL") != [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM flag WHERE state = 'raised'") != [(0,)]


@pytest.mark.parametrize(("made_at", "back"), [("02:10", "23:43"), ("04:09", "23:43"), ("04:10", "04:10")])
def test_whoever_makes_it_deep_in_the_night_finds_somebody_resting_from_the_evening(made_at: str, back: str) -> None:
    until = datetime.fromisoformat(f"2026-11-27T{made_at}").replace(tzinfo=LONDON)

    fixed = last_night(date(2026, 11, 26), LONDON, ("A",), until)

    assert f"{fixed.back_at.astimezone(LONDON):%H:%M}" == back
    assert fixed.back_at <= until


def test_the_length_of_what_was_ticked_does_not_tell_how_much_it_was(made: Path) -> None:
    assert len(rows(made, "SELECT DISTINCT length(ticks) FROM contact_ticks")) == 1


def test_it_shows_a_support_contact_talks_and_somebody_let_go_who_is_asked_again(made: Path) -> None:
    assert rows(made, "SELECT count(*) FROM night_contact") == [(4,)]
    assert rows(made, "SELECT count(DISTINCT length(talk)), count(DISTINCT look) FROM debrief") == [(1, 2)]
    assert rows(made, "SELECT count(*) <= 1 FROM rest_override GROUP BY site_id") == [(1,)]
    assert rows(made, "SELECT count(*) FROM override_asked") == [(0,)]
    assert rows(made, "SELECT count(*) > 0, count(DISTINCT department) FROM rest_seen") == [(1, 1)]


def test_it_shows_a_flag_of_each_state_one_to_look_at_again_and_who_is_told_in_turn(made: Path) -> None:
    states = rows(made, "SELECT DISTINCT state FROM flag ORDER BY state")
    assert states == [("closed",), ("gone_through",), ("raised",), ("taken_up",)]
    assert rows(made, "SELECT count(*) FROM flag WHERE review_on IS NOT NULL") == [(1,)]
    turns = "SELECT code, place FROM care_lead l JOIN site s ON s.id = l.site_id ORDER BY code, place DESC"
    assert rows(made, turns) == [("FNI", "first"), ("FNI", "branch"), ("LKI", "first"), ("LKI", "branch")]


def test_it_shows_what_can_become_of_a_planned_offload(made: Path) -> None:
    found = [state for (state,) in rows(made, "SELECT state FROM offload_planned")]
    assert set(found) == {"planned", "held", "nobody", "cancelled"}
    assert found.count("nobody") < found.count("held") / 5


def test_it_shows_a_talk_with_somebody_who_has_gone_and_somebody_who_is_to_be_asked(made: Path) -> None:
    assert rows(made, "SELECT kind FROM exit_talk") == [("leaving",)]
    held = "SELECT l.name FROM availability_rule r JOIN listener l ON l.id = r.listener_id WHERE r.is_hold ORDER BY 1"
    assert rows(made, held) == [("Colin Marsh",)]


def test_nothing_on_file_happened_after_the_storys_midday(made: Path) -> None:
    midday = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    assert rows(made, "SELECT max(back_at) <= :m FROM attendance".replace(":m", str(midday))) == [(1,)]


def test_the_demonstration_is_made_on_postgresql_too(postgres_server: PostgresServer, tmp_path: Path) -> None:
    name = postgres_server.create()
    url = postgres_server.url(name)
    done = demo(tmp_path, "--on", ON, "--site", "FNI", url=url)
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT code FROM site", url) == [("FNI",)]
    postgres_server.drop(name)


def test_the_simulated_contacts_have_the_published_figures() -> None:
    chance = random.Random(5)
    asked = [one for n in range(4000) for one in asked_on(chance, date.fromordinal(739000 + n), 1.1, ("A",), LONDON)]
    assert 1.0 <= len(asked) / 4000 <= 1.2
    minutes = [one.minutes for one in asked]
    assert 38 <= median(minutes) <= 42
    assert 51 <= mean(minutes) <= 59
    assert 135 <= sorted(minutes)[len(minutes) * 95 // 100] <= 165
    for hours, share in HOURS:
        found = sum(one.at.astimezone(LONDON).hour in hours for one in asked) * 100 / len(asked)
        assert abs(found - share) < 3, hours
