"""Do the settings refuse what is missing or dangerous, in one line that names it?"""

import base64
import socket
import stat
from pathlib import Path

import pytest

from config import (
    SECRET_FILES,
    SealingKey,
    Settings,
    SettingsError,
    instance_folder,
    make_missing_secrets,
    require_free_port,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))


def environment(instance: Path, **changes: str) -> dict[str, str]:
    return {
        "LISTENERS_INSTANCE": str(instance),
        "LISTENERS_SECRET_KEY": "s" * 32,
        "LISTENERS_PASSWORD_PEPPER": "p" * 32,
        "LISTENERS_SEALING_KEYS": f"1:{base64.b64encode(KEY).decode()}",
        **changes,
    }


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        Settings.load(environ)
    text = str(refused.value)
    assert "\n" not in text
    return text


def test_without_settings_the_data_is_sqlite_in_the_instance_folder_on_port_8000(tmp_path: Path) -> None:
    settings = Settings.load(environment(tmp_path / "new" / "instance"))

    assert settings.instance == tmp_path / "new" / "instance"
    assert settings.instance.is_dir()
    assert settings.database_url == f"sqlite:///{tmp_path}/new/instance/listeners.sqlite3"
    assert (settings.port, settings.public_address) == (8000, "http://127.0.0.1:8000")


def test_the_instance_folder_is_beside_the_program_unless_it_is_named() -> None:
    assert instance_folder({}) == Path(__file__).resolve().parent.parent / "instance"
    assert instance_folder({"LISTENERS_INSTANCE": "/srv/listeners"}) == Path("/srv/listeners")


def test_a_port_given_on_the_command_line_goes_before_the_environment(tmp_path: Path) -> None:
    settings = Settings.load(environment(tmp_path, LISTENERS_PORT="8100"), port=8200)

    assert (settings.port, settings.public_address) == (8200, "http://127.0.0.1:8200")


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1", "٣", "1e3"])
def test_a_port_that_is_no_port_is_refused_by_name(tmp_path: Path, port: str) -> None:
    assert "LISTENERS_PORT" in refusal(environment(tmp_path, LISTENERS_PORT=port))


@pytest.mark.parametrize("name", SECRET_FILES)
def test_a_missing_secret_stops_the_start_and_is_named(tmp_path: Path, name: str) -> None:
    environ = environment(tmp_path)
    del environ[name]

    assert refusal(environ).startswith(f"{name} is not set")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["LISTENERS_SECRET_KEY", "LISTENERS_PASSWORD_PEPPER"])
def test_a_short_secret_is_refused_without_being_repeated(tmp_path: Path, name: str) -> None:
    text = refusal(environment(tmp_path, **{name: "swordfish"}))

    assert text.startswith(name)
    assert "swordfish" not in text


def test_a_secret_may_stand_in_a_file_named_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("f" * 40 + "\n")
    environ = environment(tmp_path, LISTENERS_SECRET_KEY_FILE=str(tmp_path / "given"))
    del environ["LISTENERS_SECRET_KEY"]

    assert Settings.load(environ).secret_key == "f" * 40


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_a_secret_file_that_is_missing_or_empty_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "given"
    if content is not None:
        path.write_text(content)
    environ = environment(tmp_path, LISTENERS_SECRET_KEY="", LISTENERS_SECRET_KEY_FILE=str(path))

    assert str(path) in refusal(environ)


def test_the_newest_sealing_key_comes_first(tmp_path: Path) -> None:
    encoded = [base64.b64encode(key).decode() for key in (KEY, OTHER_KEY)]
    settings = Settings.load(environment(tmp_path, LISTENERS_SEALING_KEYS=f"1:{encoded[0]}, 2:{encoded[1]}"))

    assert settings.sealing_keys == (SealingKey(2, OTHER_KEY), SealingKey(1, KEY))


@pytest.mark.parametrize(
    "keys",
    [
        " , ",
        "nonsense",
        "1:c2hvcnQ=",
        "1:é",
        f"0:{base64.b64encode(KEY).decode()}",
        f"256:{base64.b64encode(KEY).decode()}",
        f"1:{base64.b64encode(KEY).decode()} 1:{base64.b64encode(OTHER_KEY).decode()}",
    ],
)
def test_sealing_keys_that_cannot_seal_are_refused(tmp_path: Path, keys: str) -> None:
    assert refusal(environment(tmp_path, LISTENERS_SEALING_KEYS=keys)).startswith("LISTENERS_SEALING_KEYS")


def test_no_secret_shows_when_the_settings_are_printed(tmp_path: Path) -> None:
    url = "postgresql://listeners:hunter2@db/listeners"
    shown = repr(Settings.load(environment(tmp_path, LISTENERS_DATABASE_URL=url)))

    assert all(secret not in shown for secret in ("hunter2", "s" * 32, "p" * 32, repr(KEY)))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_however_it_is_written(tmp_path: Path, scheme: str) -> None:
    settings = Settings.load(environment(tmp_path, LISTENERS_DATABASE_URL=f"{scheme}://u:p@db:5432/x"))

    assert settings.database_url == "postgresql+psycopg://u:p@db:5432/x"


@pytest.mark.parametrize("url", ["mysql://db/x", "sqlite://", "sqlite:///relative.db", "sqlite:////", "x.db"])
def test_a_database_that_web_and_jobs_could_not_share_is_refused(tmp_path: Path, url: str) -> None:
    text = refusal(environment(tmp_path, LISTENERS_DATABASE_URL=url))

    assert text.startswith("LISTENERS_DATABASE_URL")


def test_cookies_are_secure_and_host_bound_exactly_when_the_address_is_https(tmp_path: Path) -> None:
    public = Settings.load(environment(tmp_path, LISTENERS_PUBLIC_ADDRESS="https://listeners.example.org/"))
    local = Settings.load(environment(tmp_path, LISTENERS_PUBLIC_ADDRESS="http://localhost:8000"))

    assert public.public_address == "https://listeners.example.org"
    assert (public.secure_cookies, public.session_cookie_name) == (True, "__Host-listeners")
    assert (local.secure_cookies, local.session_cookie_name) == (False, "listeners")


@pytest.mark.parametrize(
    "address",
    [
        "http://listeners.example.org",
        "http://10.0.0.4:8000",
        "ftp://127.0.0.1",
        "listeners.example.org",
        "https://",
        "https://me@listeners.example.org",
        "https://listeners.example.org/app",
        "https://listeners.example.org:port",
        "http://[::1",
    ],
)
def test_a_public_address_that_is_not_https_or_this_machine_is_refused(tmp_path: Path, address: str) -> None:
    text = refusal(environment(tmp_path, LISTENERS_PUBLIC_ADDRESS=address))

    assert text.startswith("LISTENERS_PUBLIC_ADDRESS")


def test_an_instance_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert str(tmp_path / "file" / "instance") in refusal(environment(tmp_path / "file" / "instance"))


def test_the_demonstration_makes_only_the_secrets_that_are_missing(tmp_path: Path) -> None:
    environ = {"LISTENERS_INSTANCE": str(tmp_path), "LISTENERS_SECRET_KEY": "s" * 32}
    made = make_missing_secrets(tmp_path, environ)
    first = Settings.load(environ)

    assert (
        {path.name for path in made}
        == {"password_pepper", "sealing_keys"}
        == {path.name for path in tmp_path.iterdir()}
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert make_missing_secrets(tmp_path, environ) == ()
    assert Settings.load(environ) == first


def test_two_demonstrations_never_share_a_secret(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        assert len(make_missing_secrets(folder, {})) == 3

    for name in ("secret_key", "password_pepper", "sealing_keys"):
        assert (one / name).read_text() != (two / name).read_text()


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .*choose another port, such as"):
            require_free_port(port)
    require_free_port(port)
