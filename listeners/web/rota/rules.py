"""Which numbers do the rules use here, where do they come from, and how is one changed?"""

from __future__ import annotations

from datetime import time

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Length

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.domain.policy import FLAG_RULES, PolicyChange, Rule, Value
from listeners.services import policies
from listeners.services.policies import LONGEST_REASON, NumberInForce
from listeners.web.addresses import sent_date
from listeners.web.fields import ActForm, LocalDate, LocalTime, LongWords, Number, OneOf, choices
from listeners.web.filters import day_year
from listeners.web.guards import allow
from listeners.web.places import PLACES
from listeners.web.rota import blueprint

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A stand-by night", ("stand_by_from", "stand_by_until", "sheet_by", "crew", "freeze_nights")),
    ("Cover and swaps", ("cover_approval",)),
    (
        "Nights and night call-outs of each",
        (
            "free_nights_between",
            "max_nights_in_7",
            "max_nights_in_28",
            "max_night_call_outs_in_7",
            "max_night_call_outs_in_28",
        ),
    ),
    (
        "Rest",
        (
            "quiet_from",
            "quiet_until",
            "unbroken_hours",
            "rest_hours",
            "early_call_from",
            "early_call_unbroken_hours",
            "early_call_rest_hours",
            "work_from",
            "work_until",
        ),
    ),
    ("A call-out", ("hand_over_hours", "over_long_hours", "confirm_back_hours")),
    ("Support", ("shadowed_contacts", "debrief_within_hours", "offload_every_days", "unprotected_limit_days")),
    (
        "Reasons to ask how somebody is",
        (
            "unprotected_run",
            "suicide_related_in_7",
            "suicide_related_in_28",
            "contacts_in_28",
            "usual_least_contacts",
            "usual_times",
            "usual_over_weeks",
            "usual_needs_weeks",
            "urgent_groups",
            "urgent_rests",
            "second_told_days",
            "branch_told_days",
        ),
    ),
    ("The team", ("small_team", "training_weeks")),
    (
        "How load counts",
        ("load_window_nights", "weight_weekday", "weight_weekend", "weight_holiday", "weight_night_call_out"),
    ),
)
"""Under which heading each rule stands."""
LOOKED_BY = {rule.name for rule in FLAG_RULES} | {"unprotected_limit_days", "debrief_within_hours"}
"""The numbers that no plan keeps to: the daily look for reasons to ask does."""
YES_NO = {1: "Yes", 0: "No"}


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


class SwitchForm(_RuleForm):
    """Yes or no."""

    value = OneOf("From then on", coerce=int, choices=choices((str(value), words) for value, words in YES_NO.items()))


@blueprint.get("/rules")
@allow(Role.COORDINATOR)
def rules() -> ResponseReturnValue:
    """Show every number with its value, bounds, default and source, by subject."""
    found = {each.rule.name: each for each in policies.numbers(g.actor, g.site, g.now)}
    groups = [(heading, [found[name] for name in names]) for heading, names in GROUPS]
    return render_template("rota/rules.html", groups=groups, places=PLACES)


@blueprint.route("/rules/<name>", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def rule(name: str) -> ResponseReturnValue:
    """Show one number and its history, and change it."""
    number = policies.number(g.actor, g.site, name, g.now)
    form = _form_for(number)
    is_valid = form.validate_on_submit()
    if form.is_submitted() and form.value.data is not None and form.from_on.data is not None:
        is_valid = _fits(form, name) and is_valid  # both are asked at once: what is missing, and what does not fit
    if is_valid and form.value.data == number.value and not number.ahead:
        form.value.errors = ["This is in force already. Enter another value"]
        is_valid = False
    if not is_valid:
        is_looked_by = name in LOOKED_BY
        page = render_template("rota/rule.html", number=number, form=form, is_looked_by=is_looked_by)
        return page, 422 if form.is_submitted() else 200
    wanted = _wanted(form, name)
    policies.change(
        g.actor, g.site, name, wanted.value, wanted.from_on, wanted.reason, g.now, act_key=form.act_key.data
    )
    flash(f"{number.rule.label}: {shown(wanted.value, number.rule)} from {day_year(wanted.from_on)}.")
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


def shown(value: Value, rule: Rule) -> str:
    """A number, a time as 22:00, or yes and no."""
    if rule.is_switch:
        return YES_NO[int(bool(value))]
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _form_for(number: NumberInForce) -> NumberForm | TimeForm | SwitchForm:
    kind = TimeForm if isinstance(number.value, time) else SwitchForm if number.rule.is_switch else NumberForm
    return kind(value=number.value, from_on=local_date(g.now, g.site.zone))


def _wanted(form: NumberForm | TimeForm | SwitchForm, name: str) -> PolicyChange:
    value, from_on = form.value.data, form.from_on.data
    assert value is not None and from_on is not None  # noqa: S101 -- the validators have seen to it
    return PolicyChange(name, value, from_on, form.reason.data or "")


def _fits(form: NumberForm | TimeForm | SwitchForm, name: str) -> bool:
    """Put each reason why the change may not be made beside its field, unless the field is at fault already."""
    fields = {"value": form.value, "from": form.from_on, "reason": form.reason}
    faults = policies.faults_of(g.actor, g.site, _wanted(form, name), g.now)
    for fault in faults:
        field = fields[fault.column or "value"]
        field.errors = field.errors or [fault.why.capitalize()]
    return not faults
