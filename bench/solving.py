"""Does the page of tonight stay quick while a large plan is solved on the same machine?"""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from bench.measure import noted, percentile, seconds, tell
from bench.planning import EXAMPLES
from bench.scheme import NOW
from bench.serving import signed_in
from listeners.outbound.planner_process import watched_planner
from tests.browser.installation import Installation

PROBLEM = "pub-40x84"
WHO = "larkstaff"
ROUNDS, REQUESTS = 3, 200


def run(installation: Installation) -> None:
    """Ask for the page while nothing else is done and while a plan is solved, in turn."""
    idle, busy = list[float](), list[float]()
    with noted("tonight's page while a plan is solved"), installation.serve(NOW) as address:
        account = next(each for each in installation.accounts() if each.username == WHO)
        browser, page = signed_in(address, account), f"{address}/tonight"
        _ask(browser, page)
        for _ in range(ROUNDS):
            idle += _ask(browser, page)
            with _planning():
                busy += _ask(browser, page)
    name = f"tonight while a plan of 40 x 84 is solved: ms, 99th percentile of {len(busy)}, against idle"
    tell(name, percentile(busy, 0.99) * 1000, percentile(idle, 0.99) * 1000)


def _ask(browser: urllib.request.OpenerDirector, page: str) -> list[float]:
    return [seconds(lambda: browser.open(page).read()) for _ in range(REQUESTS)]


@contextmanager
def _planning() -> Iterator[None]:
    """Solve the problem over and over, as the jobs do, until it is enough."""
    enough, text = Event(), (EXAMPLES / f"{PROBLEM}.json").read_bytes()

    def solve() -> None:
        while not enough.is_set():
            watched_planner(text, lambda news: not enough.is_set(), seconds=600)

    thread = Thread(target=solve)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
