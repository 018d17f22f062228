"""Which things can go wrong, in the product's own words?

Services raise these; ``web/handlers.py`` turns each into one page and the command line into one line and an exit
status. Nothing else is raised on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class ListenersError(Exception):
    """Any refusal that a person should read."""


class NotAllowed(ListenersError):
    """The actor may not do this (a page answers 403)."""


class NotFound(ListenersError):
    """Nothing by that name exists for this actor; another site's things do not exist either (404)."""


class Conflict(ListenersError):
    """Somebody else was first, or the thing has changed since it was read (409)."""


class AnsweredAlready(Conflict):
    """A Listener's answer to a request was recorded meanwhile, and another came too late (409): ``name`` is his,
    ``state`` how he stands on file, ``since`` from when, where that is known. ``whose``: the man whose going was not
    recorded, where it is another who went. ``went``: whether he is on file as gone."""

    def __init__(self, name: str, state: str, since: datetime | None, whose: str | None = None, *, went: bool) -> None:
        super().__init__(f"{name} is on file as {state}")
        self.name, self.state, self.since, self.whose, self.went = name, state, since, whose, went


class DoneAlready(Conflict):
    """What was asked for had been done before by another press, so that nothing was left to do (409): ``what`` it is (a
    draft, a repair), ``at`` when and ``by`` whom (None: the program) it was done, ``rota_id`` the version that came of
    it."""

    def __init__(self, what: str, at: datetime, by: str | None, rota_id: str) -> None:
        super().__init__(f"the {what} was published at {at:%Y-%m-%d %H:%M}")
        self.what, self.at, self.by, self.rota_id = what, at, by, rota_id


class Unavailable(ListenersError):
    """The database has gone, is full or cannot be written. Nothing was wrong with what was asked; it passes (503)."""


class OtherSite(ListenersError):
    """A form of another site than the chosen one was sent; nothing has been done (409)."""

    def __init__(self, site_id: str, name: str) -> None:
        super().__init__(f"a form of {name}")
        self.site_id, self.name = site_id, name


class RuleBroken(ListenersError):
    """A plan breaks rules; ``breaches`` holds every one of them (422)."""

    def __init__(self, breaches: Sequence[object]) -> None:
        super().__init__("; ".join(str(breach) for breach in breaches))
        self.breaches = tuple(breaches)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a piece of input: where it stands and why it cannot be read."""

    line: int | None
    column: str | None
    why: str

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line is not None else []
        where += [self.column] if self.column is not None else []
        return ": ".join([", ".join(where), self.why]) if where else self.why


class Unreadable(ListenersError):
    """Input that cannot be used; ``problems`` lists every fault, and nothing has been written (exit status 2)."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{source}: {problem}" for problem in problems))
        self.source = source
        self.problems = tuple(problems)
