"""How soon does the server answer, how large does a web worker grow, and does it keep away from the solver?"""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import Counter, deque
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.measure import noted, tell
from bench.scheme import NOW
from tests.browser.installation import Account, Installation
from tests.browser.visit import kind_of
from tests.jobs.processes import descendants

MOST_MEGABYTES = 130
SOON = 5.0
"""Seconds: a second start is to answer within a few."""
STARTS = 3
SOLVER = ("highs", "numpy")
OF_ONE_KIND = 3
TIMES = 2
"""Every page is asked for so often, so that both workers have answered most of them."""
LINK = re.compile(r'<a [^>]*href="([^"#]+)')
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def run(installation: Installation) -> None:
    """Measure the start, then visit every page as everybody and look at the workers."""
    with noted("starting the server"):
        tell("start of a set-up server: s, against the most", median(_start(installation) for _ in range(STARTS)), SOON)
    with noted("visiting every page as everybody"), installation.serve(NOW) as address:
        pages = sum(_visit(address, account) for account in installation.accounts())
        workers = _workers(int(address.rpartition(":")[2]))
        largest = max(_megabytes(pid) for pid in workers)
        tell(
            f"largest of {len(workers)} web workers after {pages} pages: MB, against the most", largest, MOST_MEGABYTES
        )
        mapped = sum(_maps_solver(pid) for pid in workers)
        tell("web workers that hold a file of the solver, against all of them", mapped, len(workers))


def _start(installation: Installation) -> float:
    """Seconds from the command to the first answer."""
    before = perf_counter()
    with installation.serve(NOW):
        return perf_counter() - before


def _visit(address: str, account: Account) -> int:
    """Follow every link from the first page of an account; return how many pages answered."""
    browser = signed_in(address, account)
    waiting, seen, kinds = deque([f"{address}/"]), set[str](), Counter[str]()
    while waiting:
        each = waiting.popleft()
        if each in seen or kinds[kind_of(each)] >= OF_ONE_KIND:
            continue
        seen.add(each)
        kinds[kind_of(each)] += 1
        texts = [_text(browser, each) for _ in range(TIMES)]
        found = (urllib.parse.urljoin(each, link.replace("&amp;", "&")) for link in LINK.findall(texts[0]))
        waiting.extend(link for link in found if link.startswith(address))
    return len(seen)


def signed_in(address: str, account: Account) -> urllib.request.OpenerDirector:
    """Return a browser in which somebody has signed in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    token = TOKEN.search(_text(browser, f"{address}/sign-in"))
    form = {"csrf_token": token[1] if token else "", "username": account.username, "password": account.secret}
    browser.open(f"{address}/sign-in", urllib.parse.urlencode(form).encode())
    return browser


def _text(browser: urllib.request.OpenerDirector, address: str) -> str:
    with browser.open(address) as answer:
        return str(answer.read().decode(errors="replace"))


def _workers(port: int) -> list[int]:
    """The processes that answer on a port: what the gunicorn of it started."""
    for folder in Path("/proc").glob("[0-9]*"):
        command = _read(folder / "cmdline").split("\0")
        if "gunicorn" in command and f"127.0.0.1:{port}" in command:
            started = descendants(int(folder.name))
            if started:
                return sorted(started)
    raise RuntimeError(f"no web worker answers on port {port}")


def _megabytes(pid: int) -> float:
    """What a process holds in memory, what it shares with others included."""
    found = re.search(r"VmRSS:\s+(\d+) kB", _read(Path(f"/proc/{pid}/status")))
    return int(found[1]) / 1024 if found else 0.0


def _maps_solver(pid: int) -> bool:
    return any(name in _read(Path(f"/proc/{pid}/maps")) for name in SOLVER)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended meanwhile
        return ""
