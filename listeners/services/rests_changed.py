"""Which rests on file are no longer so, which are new, and which new one takes the place of an old one?"""

from __future__ import annotations

from collections.abc import Iterable

from listeners.domain.people import ListenerId
from listeners.domain.rest_facts import Rest
from listeners.store.columns import new_id
from listeners.store.duties_facts import RestOnFile


def changed(
    listener: ListenerId, on_file: Iterable[RestOnFile], owed: Iterable[Rest]
) -> tuple[tuple[RestOnFile, ...], tuple[RestOnFile, ...]]:
    """Return which rests on file are no longer so, and which are new. One that is older than the keeping of what it
    follows is the same whatever it follows."""
    wanted = {_essence(rest): rest for rest in owed}
    gone, same = [], set()
    for each in on_file:
        rest = wanted.get(_essence(each.rest))
        if rest is not None and each.rest.because and _follows(rest) != _follows(each.rest):
            rest = None
        if rest is None:
            gone.append(each)
        else:
            same.add(_essence(rest))
    new = (RestOnFile(new_id(), listener, rest) for essence, rest in wanted.items() if essence not in same)
    return tuple(gone), tuple(new)


def _follows(rest: Rest) -> tuple[object, ...]:
    """What it follows, to the second that is stored."""
    spans = [(span.start.replace(microsecond=0), span.end.replace(microsecond=0)) for span in rest.happened]
    return (rest.because, *spans)


def _essence(rest: Rest) -> tuple[object, ...]:
    """What makes a rest the same rest, to the minute that is stored."""
    minutes = None if rest.unbroken is None else int(rest.unbroken.total_seconds()) // 60
    return (rest.night, rest.rest_from, rest.rest_until, rest.excused_until, rest.rule, rest.kept, rest.hours, minutes)


def in_its_place(gone: Rest, added: Iterable[RestOnFile]) -> str | None:
    """Return the new rest that takes the place of one: of what it followed, or else of the same night; the last of
    several."""
    alike = [each for each in added if each.rest.night == gone.night]
    same = [each for each in added if not set(each.rest.because).isdisjoint(gone.because)]
    return max(same or alike, key=lambda each: each.rest.rest_until).id if same or alike else None
