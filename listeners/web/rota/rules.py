"""Which numbers do the rules use here, where do they come from, and how is one changed?"""

from __future__ import annotations

from datetime import time

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Length

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.domain.policy import PolicyChange, Value
from listeners.services import policies
from listeners.services.policies import LONGEST_REASON, NumberInForce
from listeners.web.addresses import sent_date
from listeners.web.fields import ActForm, LocalDate, LocalTime, LongWords, Number
from listeners.web.filters import day_year
from listeners.web.guards import allow
from listeners.web.rota import blueprint


class _RuleForm(ActForm):
    """From when on, and why."""

    from_on = LocalDate("From", [InputRequired("Enter the day from which it holds")], description="Today, or later.")
    reason = LongWords(
        "Why",
        [InputRequired("Say why"), Length(max=LONGEST_REASON, message=f"At most {LONGEST_REASON} characters")],
        description="Kept with the change, and shown to other coordinators.",
    )


class NumberForm(_RuleForm):
    """A whole number."""

    value = Number("New number", [InputRequired("Enter the number")])


class TimeForm(_RuleForm):
    """A local time."""

    value = LocalTime("New time", [InputRequired("Enter the time")])


@blueprint.get("/rules")
@allow(Role.COORDINATOR)
def rules() -> ResponseReturnValue:
    """Show every number with its value, bounds, default and source."""
    return render_template("rota/rules.html", numbers=policies.numbers(g.actor, g.site, g.now))


@blueprint.route("/rules/<name>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def rule(name: str) -> ResponseReturnValue:
    """Show one number and its history, and change it."""
    number = policies.number(g.actor, g.site, name, g.now)
    form = _form_for(number)
    if not form.validate_on_submit() or not _fits(form, name):
        return render_template("rota/rule.html", number=number, form=form), 422 if form.is_submitted() else 200
    wanted = _wanted(form, name)
    policies.change(
        g.actor, g.site, name, wanted.value, wanted.from_on, wanted.reason, g.now, act_key=form.act_key.data
    )
    flash(f"{number.rule.label}: {shown(wanted.value)} from {day_year(wanted.from_on)}.")
    return redirect(url_for("rota.rule", name=name), 303)


@blueprint.post("/rules/<name>/take-back")
@allow(Role.COORDINATOR)
def rule_back(name: str) -> ResponseReturnValue:
    """Take back a change that is still ahead."""
    number = policies.number(g.actor, g.site, name, g.now)
    from_on = sent_date(request.form.get("from_on", ""))
    policies.take_back(g.actor, g.site, name, from_on, g.now, act_key=request.form.get("act_key"))
    flash(f"{number.rule.label}: the change is taken back, what held before goes on.")
    return redirect(url_for("rota.rule", name=name), 303)


def shown(value: Value) -> str:
    """A number, or a time as 22:00."""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _form_for(number: NumberInForce) -> NumberForm | TimeForm:
    kind = TimeForm if isinstance(number.value, time) else NumberForm
    return kind(value=number.value, from_on=local_date(g.now, g.site.zone))


def _wanted(form: NumberForm | TimeForm, name: str) -> PolicyChange:
    value, from_on = form.value.data, form.from_on.data
    assert value is not None and from_on is not None  # noqa: S101 -- the validators have seen to it
    return PolicyChange(name, value, from_on, form.reason.data or "")


def _fits(form: NumberForm | TimeForm, name: str) -> bool:
    """Put each reason why the change may not be made beside its field."""
    fields = {"value": form.value, "from": form.from_on, "reason": form.reason}
    faults = policies.faults_of(g.actor, g.site, _wanted(form, name), g.now)
    for fault in faults:
        field = fields[fault.column or "value"]
        field.errors = [*field.errors, fault.why.capitalize()]
    return not faults
