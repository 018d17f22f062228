"""Do the real processes start, come back, and stop together?"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from config import LISTEN_HOST, make_missing_secrets
from tests.architecture.files import ROOT

COMMAND = [sys.executable, "-c", "from listeners.app import main; main()", "serve"]
LARGEST_WORKER_KB = 130_000
PATIENCE = 60
"""Seconds; the machine may be slow. Only stopping has a limit of its own."""


@dataclass
class Server:
    """A started ``listeners serve`` and the port that it has."""

    process: subprocess.Popen[str]
    port: int

    def asks(self, path: str) -> int | None:
        """The status of a page; None: nobody answers."""
        connection = http.client.HTTPConnection(LISTEN_HOST, self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def is_up(self) -> bool:
        return self.asks("/health") == 200


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LISTEN_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def members_of(group: int) -> dict[int, str]:
    """The living processes of a process group, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if command:  # a process that has ended has none
                    found[int(entry.name)] = command
        except OSError:
            continue  # it ended while we looked
    return found


def web_parent(group: int) -> int:
    """The process of gunicorn that the workers belong to: the oldest one."""
    return min(number for number, command in members_of(group).items() if "gunicorn" in command)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start the server, each in a process group of its own, and leave none behind."""
    started: list[Server] = []
    make_missing_secrets(tmp_path)

    def begin(*arguments: str, port: int | None = None) -> Server:
        chosen = port or free_port()
        process = subprocess.Popen(
            [*COMMAND, "--port", str(chosen), *arguments],
            cwd=ROOT,
            env={**os.environ, "LISTENERS_INSTANCE": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(Server(process, chosen))
        return started[-1]

    yield begin
    for server in started:
        for number in members_of(server.process.pid):
            os.kill(number, signal.SIGKILL)
        server.process.communicate()


def test_the_server_answers_says_where_and_stops_at_two_sigterms(start: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "demo-accounts.txt").write_text("staff larkstaff secret\n", encoding="utf-8")
    server = start()
    until(server.is_up)
    assert server.asks("/sign-in") == 200
    group = members_of(server.process.pid).values()
    assert len([command for command in group if "gunicorn" in command]) == 3  # the master and its two workers
    assert len([command for command in group if "listeners.jobs" in command]) == 1

    server.process.send_signal(signal.SIGTERM)
    server.process.send_signal(signal.SIGTERM)
    out, _err = server.process.communicate(timeout=10)

    assert server.process.returncode == 0
    assert out.splitlines() == [
        f"Listeners answers on http://127.0.0.1:{server.port}",
        f"Sign-in details: {tmp_path / 'demo-accounts.txt'}",
    ]
    assert members_of(server.process.pid) == {}


def tries_to_sign_in(port: int) -> int:
    """Send one wrong secret, as a browser would; returns the answer's status."""
    browser = build_opener(HTTPCookieProcessor())
    page = browser.open(f"http://{LISTEN_HOST}:{port}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    sent = urlencode({"username": "nobody", "password": "000000", "csrf_token": token.group(1)}).encode()
    try:
        answered: int = browser.open(f"http://{LISTEN_HOST}:{port}/sign-in", sent).status
        return answered
    except HTTPError as refused:
        with refused:
            return refused.code


def test_a_worker_stays_small_and_never_loads_the_solver(start: Callable[..., Server]) -> None:
    server = start("--only", "web")
    until(server.is_up)
    # Each try is hashed, which takes 19 MiB for a moment: it must be given back.
    assert [tries_to_sign_in(server.port) for _ in range(12)] == [401] * 12
    master = web_parent(server.process.pid)
    workers = [number for number, command in members_of(server.process.pid).items() if "gunicorn" in command]
    workers.remove(master)

    assert len(workers) == 2
    for number in workers:
        status = Path(f"/proc/{number}/status").read_text(encoding="utf-8")
        kilobytes = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert kilobytes and int(kilobytes.group(1)) < LARGEST_WORKER_KB
        loaded = Path(f"/proc/{number}/maps").read_text(encoding="utf-8")
        assert "highs" not in loaded and "numpy" not in loaded


def test_ctrl_c_to_the_whole_group_stops_it_too(start: Callable[..., Server]) -> None:
    server = start("--only", "web")
    until(server.is_up)

    os.killpg(server.process.pid, signal.SIGINT)
    server.process.communicate(timeout=10)

    assert server.process.returncode == 0
    assert members_of(server.process.pid) == {}


def test_a_dead_web_server_comes_back(start: Callable[..., Server]) -> None:
    server = start("--only", "web")
    until(server.is_up)
    killed = web_parent(server.process.pid)

    os.kill(killed, signal.SIGKILL)

    until(lambda: killed not in members_of(server.process.pid) and server.is_up())
    assert web_parent(server.process.pid) != killed


def test_the_children_leave_when_the_parent_is_gone(start: Callable[..., Server]) -> None:
    server = start("--only", "web")
    until(server.is_up)

    server.process.kill()

    until(lambda: members_of(server.process.pid) == {})


def test_a_taken_port_is_one_line_and_status_2(start: Callable[..., Server], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LISTEN_HOST, 0))
        taken.listen()
        server = start(port=taken.getsockname()[1])
        _out, err = server.process.communicate(timeout=PATIENCE)

    assert server.process.returncode == 2
    assert len(err.splitlines()) == 1 and f"port {server.port}" in err
    assert not list(tmp_path.glob("*.sqlite3"))


def test_an_unusable_database_is_one_line_and_status_2(start: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "listeners.sqlite3").write_text("this is no database, whatever its name says " * 50, encoding="utf-8")
    server = start()
    _out, err = server.process.communicate(timeout=PATIENCE)

    assert server.process.returncode == 2
    assert len(err.splitlines()) == 1
