"""How many Listeners does the prison need? The coordinator asks, the planner's process answers, the page waits."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.crew_size import BUSY_SITE, NIGHT_SHARE, QUIET_SITE, general_share
from listeners.domain.people import Role
from listeners.services import plans, what_ifs
from listeners.services.what_ifs import WhatIf
from listeners.web.fields import ActForm, ManyOf, choices
from listeners.web.guards import allow
from listeners.web.rota import blueprint
from listeners.web.rota.plans import followed

GENERAL_CREW = 2
"""The crew whose general figures the page tells."""


class WhatIfForm(ActForm):
    """Who leaves at once; nobody is ticked to ask about the team as it is."""

    without = ManyOf(
        "What if these leave?", description="Tick none to ask about the team as it is. Nothing changes for anybody."
    )


@blueprint.route("/what-if", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def what_if() -> ResponseReturnValue:
    """Show what is known and the latest answer; ask anew."""
    found = what_ifs.what_if(g.actor, g.site, g.now)
    form = WhatIfForm()
    form.without.choices = choices((member.ref, f"{member.name} ({member.ref})") for member in found.known.team)
    if form.validate_on_submit():
        what_ifs.ask(g.actor, g.site, form.without.data or (), g.now, act_key=form.act_key.data)
        return redirect(url_for("rota.what_if"), 303)
    asking = plans.is_under_way(found.request)
    shown = _page(found, form)
    return (shown, 422) if form.is_submitted() else followed(shown, is_under_way=asking)


def _page(found: WhatIf, form: WhatIfForm) -> str:
    general = tuple((a_day, general_share(a_day, GENERAL_CREW)) for a_day in (QUIET_SITE, BUSY_SITE))
    return render_template(
        "rota/what_if.html",
        page=found,
        known=found.known,
        answer=found.answer,
        recruit=found.known.recruiting(found.answer),
        with_loss=found.known.with_loss(found.answer),
        asking=plans.is_under_way(found.request),
        form=form,
        general=general,
        night_share=NIGHT_SHARE,
        who={member.ref: member for member in found.known.team},
        now=g.now,
    )
