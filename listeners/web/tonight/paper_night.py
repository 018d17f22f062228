"""A night that was kept on paper is keyed in as a whole: six lines, in any order, each on file by itself."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from listeners.domain.people import Role
from listeners.services import callout_paper, paper_lines, paper_nights
from listeners.services.callout_paper import Overlapping, PaperPage
from listeners.services.paper_lines import Goer, PaperLine, Unlike
from listeners.services.paper_nights import LineOnFile
from listeners.web.fields import ActForm, LocalDate
from listeners.web.guards import allow
from listeners.web.tonight import blueprint
from listeners.web.tonight.paper_line_form import PaperLineForm
from listeners.web.tonight.paper_same import ENDED

LINES = 6
"""More than the sheet has: a busy night goes on on a second one."""


class PaperNightForm(ActForm):
    """Which night's sheet is it?"""

    night = LocalDate("Which night's sheet? The date on which the night began", [InputRequired("Enter the date")])


@blueprint.route("/paper/night", methods=["GET", "POST"])
@allow(Role.STAFF, Role.COORDINATOR)
def paper_night() -> ResponseReturnValue:
    """Ask for the lines of a night's sheet, put on file what can be, and ask again for the rest as it was typed."""
    asked = callout_paper.paper_page(g.site, g.actor, g.now)
    form = PaperNightForm(night=asked.night) if request.method == "GET" else PaperNightForm()
    lines = [PaperLineForm.of(number, g.site, asked.team) for number in range(1, LINES + 1)]
    if request.method == "GET":
        done = _done(request.args.getlist("done"))
        return render_template("tonight/paper_night.html", form=form, lines=lines, done=done, ended=ENDED)
    valid, filled = bool(form.validate()), [line for line in lines if not line.is_empty]
    keyed = request.form.getlist("done") + (_key_in(form, filled, asked) if valid else [])
    left = [line for line in lines if line.key not in keyed]
    if valid and filled and not any(line in filled for line in left):
        return redirect(url_for("tonight.paper_night", done=keyed[-2 * LINES :]), 303)
    if valid and not filled:
        form.night.errors = [*form.night.errors, "Write at least one line"]
    shown = render_template("tonight/paper_night.html", form=form, lines=left, done=_done(keyed), ended=ENDED)
    return shown, 422


def _key_in(form: PaperNightForm, filled: list[PaperLineForm], asked: PaperPage) -> list[str]:
    """Put on file what can be, and return the keys of those lines; why another cannot stands on it."""
    found: dict[str, PaperLine] = {}
    earlier: dict[str, PaperLine] = {}
    for line in filled:
        read = line.read(form.night.data, g.site.zone)
        if read is None:
            continue
        if line.is_meant(read, asked.policy, g.now, _overlapping, _unlike, earlier):
            found[line.key] = read
        earlier[line.number] = read
    refused = paper_nights.key_in(g.site, found, g.actor, g.now)
    for line in filled:
        line.refused = refused.get(line.key)
    return [key for key in found if key not in refused]


def _overlapping(goer: Goer) -> Overlapping:
    return callout_paper.overlapping(g.site, goer.listener, goer.out_at, goer.back_at, g.actor, g.now)


def _unlike(line: PaperLine) -> tuple[Unlike | None, ...]:
    return paper_lines.unlike(g.site, line, g.actor, g.now)


def _done(keys: list[str]) -> tuple[LineOnFile, ...]:
    return paper_nights.on_file(g.site, keys[-2 * LINES :], g.actor, g.now) if keys else ()
