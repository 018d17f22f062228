"""A time of a call-out is on file and is put right: must somebody say why?

While it is fresh it was a slip of the hand. Later it changes what others have acted on, so that the earlier version is
kept with the reason, for coordinators to read. What makes a rest end earlier needs one at once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from listeners.domain.nights import to_the_minute
from listeners.domain.states import ContactPlace
from listeners.services.overrides import reason_of
from listeners.store.callouts_facts import CallOutOnFile

FRESH = timedelta(minutes=30)
"""How long after the press that sent somebody the desk may take it back (a design choice of this program): time enough
to find him still in his cell, and too short to undo a night. The demonstration's call-outs last 40 minutes, the middle
one (docs/evidence.md, section 3)."""
SLIP = timedelta(minutes=2)
"""How long after a return that was pressed as now an earlier one in its place is the same press, made right (a design
choice of this program, docs/decisions/0035-a-rest-gets-shorter-for-a-reason.md)."""
FROM_THE_SHEET = "keyed in again from the sheet"
"""The reason that is kept where a line of paper puts a time right: the sheet is why."""


def is_old(on_file: datetime | None, now: datetime) -> bool:
    """Whether a time on file is so old that whoever puts it right must say why: more than half an hour."""
    return on_file is not None and now - on_file > FRESH


def goes_on(call_out: CallOutOnFile, tonight: date, since: datetime, now: datetime) -> bool:
    """Whether a request goes on as it stood at a moment (``since``): its night does, or the moment is half an hour ago
    at most. Nobody is asked for last night's request unless a person asks him, nor waits for it again."""
    return call_out.night == tonight or now - since <= FRESH


def is_other(on_file: datetime | None, said: datetime) -> bool:
    """Whether a time that is entered is another than the one on file. A form knows no seconds, and a press does: the
    same minute once more is no correction."""
    return on_file is None or to_the_minute(on_file) != to_the_minute(said)


def to_keep(on_file: datetime | None, said: datetime) -> datetime:
    """Return the time that stays on file: the one that is there, with its seconds, where its minute is said again."""
    return said if on_file is None or is_other(on_file, said) else on_file


def ends_earlier(on_file: datetime | None, right: datetime, now: datetime) -> bool:
    """Whether an end that is on file is put earlier, so that a rest ends earlier too, and whoever does must say why,
    however fresh it is: all but the press of now, made right within two minutes."""
    return on_file is not None and to_the_minute(right) < to_the_minute(on_file) and now - on_file > SLIP


def is_moved(call_out: CallOutOnFile, said: ContactPlace | None, now: datetime) -> bool:
    """Whether a place that is on file is put right so late that whoever does must say why: it is as old as the first
    return from the request, whoever came back then. A place that was not known is a first entry."""
    ends = [each.back_at or each.called_off_at for each in call_out.attended if each.out_at is not None]
    first = min((end for end in ends if end is not None), default=None)
    return call_out.place is not None and said not in (None, call_out.place) and is_old(first, now)


def needs_why(on_file: datetime | None, right: datetime, now: datetime, *, also: bool = False) -> bool:
    """Whether a reason is needed to put ``right`` in the place of a time on file; ``also``: something else that was
    entered with it is put right that needs one."""
    return also or (is_old(on_file, now) and is_other(on_file, right))


def why(on_file: datetime | None, right: datetime, said: str, now: datetime, *, also: bool = False) -> str | None:
    """Return the reason that is kept with the earlier version; None where none is needed.

    Raises:
        Unreadable: a reason is needed, and it is shorter than 20 characters, longer than 300, or no words.
    """
    if not needs_why(on_file, right, now, also=also):
        return None
    return said if said == FROM_THE_SHEET else reason_of(said)
