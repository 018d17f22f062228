"""Everything that was entered of a call-out: by whom, when, and why it was put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import g, render_template
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.services import callout_history
from listeners.services.callout_history import CONTACT, Entry
from listeners.services.callout_steps import Outcome
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.tonight import blueprint
from listeners.web.tonight.forms import ROUTES
from listeners.web.tonight.held_forms import CHECKED, REASONS
from listeners.web.tonight.paper_same import ENDED

BY_ITSELF = {Outcome.NOT_FINISHED: "By itself"}


@dataclass(frozen=True, slots=True)
class Minute:
    """What one account entered in one minute; by nobody (None): the program."""

    at: datetime
    by: str | None
    entries: tuple[Entry, ...]


@blueprint.get("/call-out/<call_out_id>/versions")
@allow(Role.COORDINATOR)
def versions(call_out_id: str) -> ResponseReturnValue:
    """Show who entered what of a call-out, and what was put right since."""
    found = callout_history.history(g.site, call_out_id, g.actor)
    ended = {str(code): words for each in (ENDED, BY_ITSELF) for code, words in each.items()}
    codes = {"place": PLACES, "outcome": ended, "route": ROUTES}
    words = {"words": codes, "reasons": REASONS, "checked": CHECKED, "moments": callout_history.MOMENTS}
    contact = [each for each in found.entries if _is_of_contact(each)]
    days = _by_minute(each for each in found.entries if not _is_of_contact(each))
    return render_template("tonight/versions.html", history=found, days=days, contact=contact, **words)


def _is_of_contact(entry: Entry) -> bool:
    """Whether it says who answers for the night: that may have been entered long before the man asked."""
    return any(change.what == CONTACT for change in entry.changes)


def _by_minute(entries: Iterable[Entry]) -> tuple[tuple[date, tuple[Minute, ...]], ...]:
    """Return the days, each with its minutes, as the entries come."""
    return tuple(
        (
            day,
            tuple(
                Minute(at, by, tuple(of_one))
                for (at, by), of_one in groupby(
                    of_day, lambda each: (each.at.replace(second=0, microsecond=0), each.by)
                )
            ),
        )
        for day, of_day in groupby(entries, lambda each: local_date(each.at, g.site.zone))
    )
