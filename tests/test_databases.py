"""Are the databases that the tests run on real, empty and their own?"""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import PostgresServer
from tests.size import LONG, sized


def engine(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.NullPool)


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_each_test_begins_with_an_empty_database_of_its_own(database_url: str, attempt: str) -> None:
    found = engine(database_url)

    assert sa.inspect(found).get_table_names() == []
    with found.begin() as connection:
        connection.execute(sa.text("CREATE TABLE left_behind (attempt VARCHAR(10))"))


def test_the_postgresql_server_is_new_enough_and_excludes_overlaps(postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    with engine(postgres_server.url(name)).begin() as connection:
        assert int(connection.execute(sa.text("SHOW server_version_num")).scalar_one()) >= 150000
        connection.execute(sa.text("CREATE EXTENSION btree_gist"))
        assert connection.execute(sa.text("SHOW timezone")).scalar_one() == "UTC"
    postgres_server.drop(name)


def test_a_database_is_a_copy_of_its_template(postgres_server: PostgresServer) -> None:
    template = postgres_server.create()
    with engine(postgres_server.url(template)).begin() as connection:
        connection.execute(sa.text("CREATE TABLE night (starts_on DATE)"))
    copies = [postgres_server.create(template) for _ in range(2)]
    with engine(postgres_server.url(copies[0])).begin() as connection:
        connection.execute(sa.text("INSERT INTO night VALUES ('2026-03-28')"))

    counts = []
    for name in [template, *copies]:
        with engine(postgres_server.url(name)).begin() as connection:
            counts.append(connection.execute(sa.text("SELECT count(*) FROM night")).scalar_one())
        if name != template:
            postgres_server.drop(name)
    postgres_server.drop(template)
    assert counts == [0, 1, 0]


def test_the_socket_path_is_short_enough_for_every_system(postgres_server: PostgresServer) -> None:
    folder = Path(postgres_server.url("x").partition("?host=")[2])

    assert len(str(folder / ".s.PGSQL.5432")) <= 100


def test_a_tenth_of_the_cases_is_tried_unless_the_long_run_is_asked_for() -> None:
    assert (sized(200), sized(3)) == ((200, 3) if LONG else (20, 1))
