"""What must be passed on at this prison, and how does the coordinator write it down?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, ValidationError

from listeners.domain.care.reporting_duty import duty_fault, duty_lines
from listeners.domain.people import Role
from listeners.services.care import reporting_duties as service
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.duties_words import EVERYWHERE
from listeners.web.guards import allow


class DutiesForm(fields.ActForm):
    """What must be passed on, a line for each, and what stood there before."""

    lines = fields.LongWords("One on each line", description="Short and plain: it is read on a kiosk.")
    seen = HiddenField()

    def validate_lines(self, field: Field) -> None:
        """Refuse too many, and one that is too long."""
        if fault := duty_fault(duty_lines(field.data or "")):
            raise ValidationError(fault)


@blueprint.route("/passing-on", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def reporting_duties() -> ResponseReturnValue:
    """Show what is told before anybody tells something, and write it anew."""
    form, own = DutiesForm(), service.of(g.site)
    if request.method == "GET":
        form.lines.data, form.seen.data = "\n".join(own or EVERYWHERE), "\n".join(own)
    elif form.validate():
        lines, seen = duty_lines(form.lines.data or ""), duty_lines(form.seen.data or "")
        service.save(g.site, () if lines == EVERYWHERE else lines, seen, g.actor, g.now, act_key=form.act_key.data)
        flash("It is told from now on, before anybody tells something.")
        return redirect(url_for("care.reporting_duties"), 303)
    shown = render_template("care/reporting_duties.html", form=form, told=own or EVERYWHERE, own=own)
    return (shown, 422) if request.method == "POST" else shown
