"""What does the coordinator see first: the nights, the gaps, the rules broken, who carries how much?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.domain.rota.board import NightState
from listeners.domain.rota.planning_facts import PlanningFacts
from listeners.domain.rota.repair import in_want_under_draft, nights_in_want
from listeners.services import remedies, rota_export, rota_publishing, rotas
from listeners.services.cover_page import OnTheBoard
from listeners.services.remedies import Mends
from listeners.services.rotas import BoardPage
from listeners.web.addresses import month_in
from listeners.web.guards import allow
from listeners.web.rota import blueprint

GAPS_AT_THE_TOP = 4
"""So many gaps are named above the board; the others stand in it."""
CALENDAR_NIGHTS = 84


@blueprint.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show the draft, or the plan ahead; or one month of it."""
    month, first, last = month_asked()
    page = rotas.board(g.actor, g.site, g.now, first, last)
    shown = month or page.first.replace(day=1)
    until = page.board.rows[-1].night
    under_draft = tuple(night for night in in_want_under_draft(page.facts) if page.first <= night <= until)
    since = rota_publishing.changed_since_planned(g.actor, g.site, page.facts, page.first, until)
    return render_template(
        "rota/board.html",
        page=page,
        board=page.board,
        draft=page.facts.draft,
        later=tuple(row.night for row, _ in page.board.wanting_seats if row.night > page.last),
        who={member.id: member for member in page.facts.team},
        learners={member.id for member in page.facts.team if member.ever_shadows},
        month=month,
        shown=shown,
        before=(shown - timedelta(days=1)).replace(day=1),
        after=end_of(shown) + timedelta(days=1),
        under_way=page.facts.under_way,
        proposed=page.facts.proposed,
        is_stale=_has_changed(page.facts),
        of_cover=OnTheBoard.of(page.facts),
        can_repair=bool(nights_in_want(page.facts, page.board.rows) or under_draft),
        under_draft=under_draft,
        undone=since.undone,
        unfit_on_paper=since.on_paper,
        frozen=sorted(page.facts.frozen),
        policy=page.facts.policy(page.first),
        gaps_at_the_top=GAPS_AT_THE_TOP,
        mends=_mends(page),
        by_ref={member.ref: member for member in page.facts.team},
    )


def _has_changed(facts: PlanningFacts) -> bool:
    """Whether people have been told something since the repair that is proposed was asked for."""
    return facts.proposed_at is not None and any(told.at > facts.proposed_at for told in facts.published)


def _mends(page: BoardPage) -> Mends:
    """What would mend the draft, where it has gaps."""
    has_gaps = any(row.state is NightState.DRAFT for row, _ in page.board.empty_seats)
    return remedies.of_draft(g.actor, g.site, page.facts) if has_gaps else Mends()


@blueprint.get("/calendar.ics")
@allow(Role.COORDINATOR)
def calendar() -> ResponseReturnValue:
    """Hand out what is published ahead as a calendar, by reference and without names."""
    duties = rota_export.published(g.actor, g.site, local_date(g.now, g.site.zone), CALENDAR_NIGHTS)
    headers = {"Content-Disposition": f'attachment; filename="rota-{g.site.code}.ics"'}
    return Response(rota_export.as_calendar(g.site, duties), mimetype="text/calendar", headers=headers)


def month_asked() -> tuple[date | None, date | None, date | None]:
    """Return the month that is asked for with its first and last day; nothing where none is."""
    month = month_in(request.args["month"]) if "month" in request.args else None
    return (None, None, None) if month is None else (month, month, end_of(month))


def end_of(month: date) -> date:
    """Return the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])
