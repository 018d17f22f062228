"""Lock-up has come and tonight's sheet is not printed, or says what is not so any more: who is told?

Looked at each half hour from lock-up to midnight; told once of a sheet that is not printed, and once of each printing
that says what is not so any more. The line goes by itself as soon as the sheet is printed.
"""

from __future__ import annotations

from datetime import datetime

from listeners.access import SYSTEM, Actor, Do, Kind, require
from listeners.domain.notices import SHEET
from listeners.services import tonight
from listeners.services.duty_gaps import ANSWERABLE, tell
from listeners.services.periods import SiteDay, days_begun_by_policy
from listeners.services.sheets_printed import state_of
from listeners.store import people_facts
from listeners.store.database import act

NOT_PRINTED = "sheet_not_printed"
"""Kind of notice to the coordinators and safer custody."""


def locked_up(actor: Actor, now: datetime) -> tuple[SiteDay, ...]:
    """Return today at each prison where lock-up has come by the clock on its wall. SYSTEM alone.

    Raises:
        NotAllowed: somebody else asks.
    """
    return days_begun_by_policy(actor, lambda policy: policy.sheet_by, now)


def chase(site_code: str, actor: Actor, now: datetime) -> bool:
    """Tell the coordinators of a prison, and safer custody, when tonight's sheet is not printed at lock-up, or
    something on it has changed since; return whether they were told. Twice tells nobody twice.

    Raises:
        NotAllowed: the actor may not look after tonight at this site.
        NotFound: there is no such site.
    """
    site = people_facts.site_by_code(site_code)
    require(actor, Do.WRITE, Kind.AVAILABLE, site.id)
    with act() as session:
        view = tonight.view_of(site, actor, now)
        state = state_of(view, actor)
        if not state.is_late or (state.printed is not None and not state.has_changed):
            return False
        printed_at, printing = (state.printed.printed_at, state.printed.id) if state.printed else (None, None)
        facts: dict[str, object] = {SHEET: view.night, "printed_at": printed_at}
        event = f"{NOT_PRINTED}:{site.id}:{view.night}:{printing}"
        tell(session, site, ANSWERABLE, event, NOT_PRINTED, facts, SYSTEM, now)
        return True
