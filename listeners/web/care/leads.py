"""Who is told first, second and last that there is a reason to ask how somebody is?

The page of the national office knows nothing of care: it includes ``care/unanswered_short.html``, which calls
``left_alone_last_quarter``, given here, and shows one rounded number. tests/architecture finds any other that does.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listeners.domain.care.care_lead import LeadFault, LeadPlace, fault_in_leads
from listeners.domain.care.unanswered import LEFT_AFTER_DAYS
from listeners.domain.people import AccountId, Role
from listeners.services.care import leads as service
from listeners.services.care import unanswered
from listeners.services.care.leads import LeadsPage
from listeners.services.care.unanswered import LeftAlone
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow

NOBODY = ""
EVERYBODY_TOLD = "Nobody: all are told"
FAULTS = {
    LeadFault.NOT_A_COORDINATOR: "Choose somebody who coordinates this prison",
    LeadFault.TWICE: "Choose somebody else here: the same person is told already",
}


class LeadsForm(fields.ActForm):
    """Who is told in which turn."""

    first = fields.Choice("First coordinator", description="Told at once, when the daily look finds a reason.")
    second = fields.Choice("Second coordinator")
    branch = fields.Choice("Branch lead")

    def offer(self, page: LeadsPage) -> None:
        """Offer everybody who coordinates the prison, and say when each turn comes."""
        people = [(NOBODY, EVERYBODY_TOLD), *page.coordinators.items()]
        for place in LeadPlace:
            self[place].choices = fields.choices(people)
        self.second.description = f"Told when nobody has taken it up after {page.policy.second_told_days} days."
        self.branch.description = f"Told when nobody has taken it up after {page.policy.branch_told_days} days."

    def show(self, page: LeadsPage) -> None:
        """Show who is named now; whoever does not coordinate the prison any more is not."""
        for place in LeadPlace:
            self[place].data = page.named[place].account_id if page.is_here(place) else NOBODY

    @property
    def chosen(self) -> Mapping[LeadPlace, AccountId]:
        """Who is chosen for which turn."""
        return {place: AccountId(self[place].data) for place in LeadPlace if self[place].data}

    def fits(self, page: LeadsPage) -> bool:
        """Whether all can be named as chosen; what does not fit is said at its question."""
        if not self.validate():
            return False
        if (fault := fault_in_leads(self.chosen, frozenset(page.coordinators))) is None:
            return True
        self[fault[0]].errors = [FAULTS[fault[1]]]
        return False


@blueprint.route("/leads", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def leads() -> ResponseReturnValue:
    """Show and name who is told in which turn."""
    page, form = service.page(g.site, g.actor, g.now), LeadsForm()
    form.offer(page)
    if request.method == "GET":
        form.show(page)
    elif form.fits(page):
        service.name(g.site, form.chosen, g.actor, g.now, act_key=form.act_key.data)
        flash("From now on they are told in this order.")
        return redirect(url_for("care.leads"), 303)
    shown = render_template("care/leads.html", page=page, form=form, left_after=LEFT_AFTER_DAYS)
    return shown, 200 if request.method == "GET" else 422


@blueprint.app_template_global()
def left_alone_last_quarter() -> LeftAlone:
    """How many reasons to ask nobody took up in the last quarter, over all prisons, for the page that the national
    office alone sees; anybody else is refused."""
    return unanswered.left_alone_last_quarter(g.actor, g.now)
