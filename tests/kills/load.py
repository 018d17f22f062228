"""What do officers do all night while processes are killed, and which of it were they told is done?

Each goes on until told to stop: a man asks, somebody goes and comes back, or says no, or it is called off. An
answer that never came is asked for again with the same form, as a browser does when a page is loaded again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from random import Random
from threading import Event, Lock, Thread
from time import sleep

from tests.over_http import asked
from tests.patience import Patience
from tests.web.night_browser import Form, forms_of

PATIENCE = 120.0
"""Seconds of a machine that has time, after which somebody who is answered by nobody gives up: the test has failed."""
BEFORE = "02:05"
"""When they say that he went, put right before he is back: so that he was out for some minutes."""
REFUSED, BUSY = 409, "Somebody else was quicker"
"""SQLite has one writer: whoever has waited for it for 5 seconds, as on a starved machine, is told to press again."""
UNAVAILABLE, ON_PAPER = 503, "Take tonight’s night sheet"
Answer = tuple[int, str, str]


@dataclass
class Ledger:
    """What was acknowledged: the form that was sent, and where it led."""

    acknowledged: list[tuple[Form, str, str]] = field(default_factory=list)
    """The form, the cookie that it was sent with, and the address that it led to."""
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    """How often a connection ended without an answer."""
    faults: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def keys(self) -> set[str]:
        """The keys of the forms that were acknowledged."""
        return {form.fields["act_key"] for form, _, _ in self.acknowledged}

    def has(self, acts: int) -> bool:
        """Whether so many acts were acknowledged; an officer who could not go on has failed the test already."""
        assert not self.faults, self.faults
        return len(self.acknowledged) >= acts

    def has_more(self, acts: int) -> Callable[[], bool]:
        """What says whether so many acts more than until now were acknowledged."""
        return partial(self.has, len(self.acknowledged) + acts)


@dataclass
class Clerk:
    """One officer who presses buttons all night."""

    address: str
    cookie: str
    wings: list[str]
    chance: Random
    ledger: Ledger
    stop: Event

    def work(self) -> None:
        """Do one call-out after another until told to stop."""
        try:
            while not self.stop.is_set():
                self._call_out()
        except Exception as fault:
            self.ledger.faults.append(repr(fault))
            raise

    def _call_out(self) -> None:
        path = self.asks()
        if self.chance.random() < 0.3 and (no := self._maybe(path, "Says no")) is not None:
            self.send(no)
        going = self._maybe(path, "He is going")
        if going is None or "after all" in going.button:
            self.send(self._form(f"{path}/telephone"))
        elif self.chance.random() < 0.2:
            self.send(going)
            self.send(self._form(f"{path}/called-off"))
        else:
            self.goes_and_comes_back(going)

    def asks(self) -> str:
        """A man asks for a Listener, another than any of whom the page does not know yet; return the address of the
        call-out."""
        form = self._form("/tonight/call-out/new", "Find a Listener")
        form.fields.pop("shown")
        return self.send(form, wing=self.chance.choice(self.wings))

    def is_sent(self, path: str) -> Form:
        """The form that sends whoever is asked."""
        return self._form(path, "He is going")

    def goes_and_comes_back(self, going: Form) -> None:
        """He goes, when he went is put right, and he is back."""
        self.send(going)
        out, back = (going.action.replace("/going", page) for page in ("/out", "/back"))
        self.send(self._form(out), at=BEFORE, early="yes")
        self.send(self._form(back))

    def _form(self, page: str, button: str = "") -> Form:
        found = self._maybe(page, button)
        assert found is not None, f"{page} has no {button!r}"
        return found

    def _maybe(self, page: str, button: str) -> Form | None:
        status, _, text = self._asked("GET", page)
        assert status == 200, (page, status)
        return next((form for form in forms_of(text) if form.button.startswith(button)), None)

    def send(self, form: Form, **told: str) -> str:
        """Send a form until it is answered; return where it leads."""
        form.fields |= told
        status, location, text = self._asked("POST", form.action, form)
        patience = Patience(PATIENCE)
        while status == REFUSED and BUSY in text:  # nothing was done: press again
            patience.must_last(f"nobody is quick enough for {form.action}")
            status, location, text = self._asked("POST", form.action, form)
        assert status == 303, (form.action, status, text)
        with self.ledger.lock:
            self.ledger.acknowledged.append((form, self.cookie, location))
        return location

    def _asked(self, method: str, path: str, form: Form | None = None) -> Answer:
        """Ask until somebody answers: the same form each time."""
        patience = Patience(PATIENCE)
        while True:
            try:
                answer = asked(self.address, method, path, self.cookie, form.body if form else "", PATIENCE)
            except (OSError, HTTPException):
                self.ledger.broken += 1
                patience.must_last(f"nobody answers {path}")
                sleep(0.05)
                continue
            self.ledger.statuses[answer[0]] += 1
            if answer[0] != UNAVAILABLE:
                return answer
            assert ON_PAPER in answer[2], answer[2]
            patience.must_last(f"{path} cannot be had any more")
            sleep(0.2)


@contextmanager
def under_load(address: str, cookies: list[str], wings: list[str], seed: int) -> Iterator[Ledger]:
    """Let an officer for each cookie work until the block is left; all are answered before it ends."""
    ledger, stop = Ledger(), Event()
    clerks = [
        Clerk(address, cookie, wings, Random(f"{seed} {number}"), ledger, stop)  # noqa: S311
        for number, cookie in enumerate(cookies)
    ]
    threads = [Thread(target=clerk.work, daemon=True) for clerk in clerks]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        stop.set()
        patience = Patience(2 * PATIENCE)
        while any(thread.is_alive() for thread in threads):
            patience.must_last("an officer is not answered")
            sleep(0.02)
    assert not ledger.faults, ledger.faults


def again(address: str, sent: tuple[Form, str, str]) -> tuple[int, str]:
    """Send a form that was acknowledged once more; return the status and where it leads."""
    form, cookie, _ = sent
    return asked(address, "POST", form.action, cookie, form.body)[:2]
