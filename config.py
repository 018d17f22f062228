"""Where does this installation keep its data, on which address does it answer, and what are its secrets?

Everything comes from the environment; a setting that holds a secret may instead name a file by ``..._FILE``,
and the secrets may stand as files in the instance folder. Standard library only, so that the set-up can ask
before anything else is installed.
"""

from __future__ import annotations

import base64
import os
import secrets
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LISTEN_HOST = "127.0.0.1"
"""The one address that the server answers on; a proxy on the same machine brings https to it."""

DEFAULT_PORT = 8000
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_SECRET = 32
"""Characters; 32 random ones of the URL-safe alphabet hold 192 bits."""

SEALING_KEY_BYTES = 32
"""AES-256 takes a key of 32 bytes."""

SECRET_FILES = {
    "LISTENERS_SECRET_KEY": "secret_key",
    "LISTENERS_PASSWORD_PEPPER": "password_pepper",
    "LISTENERS_SEALING_KEYS": "sealing_keys",
}


class SettingsError(Exception):
    """A setting is missing or cannot be used; the text is one line that names it (exit status 2)."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A key of the sealed columns; ``version`` (1 to 255) is the first byte of everything sealed with it."""

    version: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one start, checked. Secrets never show in its text form."""

    instance: Path
    database_url: str = field(repr=False)
    port: int
    public_address: str
    secret_key: str = field(repr=False)
    password_pepper: str = field(repr=False)
    sealing_keys: tuple[SealingKey, ...]
    """Newest first: the first one seals, all of them open."""
    mail_server: str = field(default="", repr=False)
    """``smtp://`` or ``smtps://`` with host, port and perhaps user and password; empty: no mail is sent."""
    mail_from: str = ""

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are Secure and named ``__Host-...``: exactly when the public address is https."""
        return self.public_address.startswith("https://")

    @property
    def session_cookie_name(self) -> str:
        """The session cookie; browsers keep a ``__Host-`` name to https, this host and the whole site."""
        return "__Host-listeners" if self.secure_cookies else "listeners"

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, *, port: int | None = None) -> Settings:
        """Read every setting; ``port`` goes before LISTENERS_PORT.

        Makes the instance folder where it is missing. Raises SettingsError with one line naming the first
        setting that is missing or wrong; no secret is ever made up here.
        """
        instance = instance_folder(environ)
        require_writable(instance)
        own_port = read_port(environ) if port is None else checked_port("--port", str(port))
        return cls(
            instance=instance,
            database_url=_database_url(environ, instance),
            port=own_port,
            public_address=_public_address(environ, own_port),
            secret_key=_long_secret(environ, instance, "LISTENERS_SECRET_KEY"),
            password_pepper=_long_secret(environ, instance, "LISTENERS_PASSWORD_PEPPER"),
            sealing_keys=_sealing_keys(_secret(environ, instance, "LISTENERS_SEALING_KEYS")),
            mail_server=_mail_server(environ),
            mail_from=_mail_from(environ),
        )


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the database and the keys: LISTENERS_INSTANCE, else ``instance/`` beside this file."""
    named = environ.get("LISTENERS_INSTANCE", "")
    return Path(named).expanduser().absolute() if named else Path(__file__).resolve().parent / "instance"


def read_port(environ: Mapping[str, str] = os.environ) -> int:
    """The port of LISTENERS_PORT, else 8000. Raises SettingsError when it is not a number from 1 to 65535."""
    return checked_port("LISTENERS_PORT", environ.get("LISTENERS_PORT") or str(DEFAULT_PORT))


def require_writable(instance: Path) -> None:
    """Make the instance folder where it is missing; raise SettingsError when nothing can be written in it."""
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=instance):
            pass
    except OSError as error:
        raise SettingsError(
            f"the instance folder {instance} cannot be written ({error.strerror}): "
            "change its permissions, or name another one in LISTENERS_INSTANCE"
        ) from error


def require_free_port(port: int) -> None:
    """Raise SettingsError when another program already answers on this port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server itself does: a port that only lingers after a stop is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LISTEN_HOST, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} on {LISTEN_HOST} cannot be used ({error.strerror}): "
                f"stop the program that has it, or choose another port, such as {port % 65535 + 1}"
            ) from error


def make_missing_secrets(instance: Path, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Write a random secret file, readable by its owner alone, for each secret that is set nowhere.

    For the demonstration only: a real installation is given its secrets. A secret that stands in the
    environment, or has its file, is left as it is. Returns the files that were written. Raises SettingsError
    when the folder cannot be written.
    """
    require_writable(instance)
    made = []
    for name, file_name in SECRET_FILES.items():
        path = instance / file_name
        if environ.get(name) or environ.get(f"{name}_FILE") or path.exists():
            continue
        if _write_once(path, _new_secret(name)):
            made.append(path)
    return tuple(made)


def _new_secret(name: str) -> str:
    if name == "LISTENERS_SEALING_KEYS":
        return "1:" + base64.b64encode(secrets.token_bytes(SEALING_KEY_BYTES)).decode()
    return secrets.token_urlsafe(SHORTEST_SECRET)


def _write_once(path: Path, text: str) -> bool:
    """Write a whole new file or none: two processes that start at once end up with the same secret."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    return True


def _secret(environ: Mapping[str, str], instance: Path, name: str) -> str:
    """A secret from the environment, the file named there, or the instance folder, in this order."""
    given = _given(environ, name)
    if given:
        return given
    path = instance / SECRET_FILES[name]
    if not path.exists():
        raise SettingsError(f"{name} is not set, and neither {name}_FILE nor {path} gives it")
    return _read(name, path)


def _given(environ: Mapping[str, str], name: str) -> str:
    if environ.get(name):
        return environ[name]
    named = environ.get(f"{name}_FILE")
    return _read(f"{name}_FILE", Path(named)) if named else ""


def _read(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: the file {path} cannot be read") from error
    if not text:
        raise SettingsError(f"{name}: the file {path} is empty")
    return text


def _long_secret(environ: Mapping[str, str], instance: Path, name: str) -> str:
    text = _secret(environ, instance, name)
    if len(text) < SHORTEST_SECRET:
        raise SettingsError(f"{name} is too short: {SHORTEST_SECRET} characters or more, and random")
    return text


def _sealing_keys(text: str) -> tuple[SealingKey, ...]:
    """Read ``version:key`` entries, keys in base64, separated by commas or white space."""
    keys: dict[int, SealingKey] = {}
    for entry in text.replace(",", " ").split():
        version, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not (version.isascii() and version.isdigit() and 1 <= int(version) <= 255) or int(version) in keys:
            raise SettingsError("LISTENERS_SEALING_KEYS: each key needs a version of its own from 1 to 255")
        if len(key) != SEALING_KEY_BYTES:
            raise SettingsError(f"LISTENERS_SEALING_KEYS: key {version} is not 32 bytes in base64")
        keys[int(version)] = SealingKey(int(version), key)
    if not keys:
        raise SettingsError("LISTENERS_SEALING_KEYS holds no key")
    return tuple(keys[version] for version in sorted(keys, reverse=True))


def checked_port(name: str, text: str) -> int:
    """A port from its text. Raises SettingsError, naming ``name``, when it is not from 1 to 65535."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SettingsError(f"{name} is {text!r}: a port is a number from 1 to 65535")
    return int(text)


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    """SQLite in the instance folder, or what LISTENERS_DATABASE_URL says; PostgreSQL through psycopg."""
    given = _given(environ, "LISTENERS_DATABASE_URL") or f"sqlite:///{instance / 'listeners.sqlite3'}"
    scheme, separator, rest = given.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("//") and len(rest) > 2:
        return given
    raise SettingsError(
        "LISTENERS_DATABASE_URL must begin with postgresql:// or be sqlite:/// with the whole path of a file"
    )


def _public_address(environ: Mapping[str, str], port: int) -> str:
    """The address that people type, without a path; plain http is for this machine alone."""
    name = "LISTENERS_PUBLIC_ADDRESS"
    given = environ.get(name) or f"http://{LISTEN_HOST}:{port}"
    try:
        parts = urlsplit(given)
        _ = parts.port  # reading it checks it
    except ValueError as error:
        raise SettingsError(f"{name} is {given!r}: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise SettingsError(f"{name} is {given!r}: it must be like https://listeners.example.org")
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        raise SettingsError(f"{name} is {given!r}: it must end after the host name or port")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        raise SettingsError(f"{name} is {given!r}: plain http is for this machine alone, use https")
    return f"{parts.scheme}://{parts.netloc}"


def _mail_server(environ: Mapping[str, str]) -> str:
    """The server that mail is handed to; empty where none is set."""
    given = _given(environ, "LISTENERS_MAIL_SERVER")
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError("LISTENERS_MAIL_SERVER must be like smtps://user:password@mail.example.org:465")
    return given


def _mail_from(environ: Mapping[str, str]) -> str:
    """The address that mail comes from; needed as soon as a server is set."""
    given = environ.get("LISTENERS_MAIL_FROM", "").strip()
    if not given and not _given(environ, "LISTENERS_MAIL_SERVER"):
        return ""
    local, _, host = given.rpartition("@")
    if not local or not host or any(character.isspace() for character in given):
        raise SettingsError("LISTENERS_MAIL_FROM must be an address like rota@example.org")
    return given
