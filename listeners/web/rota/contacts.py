"""Who can be turned to in a night? The coordinator names somebody for every night, and for single nights."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Optional

from listeners.domain.nights import local_date
from listeners.domain.people import Role
from listeners.services import night_contacts
from listeners.services.night_contacts import ContactPage
from listeners.web.addresses import date_in
from listeners.web.fields import ActForm, NextDate, OwnWords
from listeners.web.filters import night as night_words
from listeners.web.guards import allow
from listeners.web.rota import blueprint

EVERY = "every"


class ContactForm(ActForm):
    """Who, how to reach that person, and in which night."""

    name = OwnWords("Name", description="Somebody outside the wing, such as the Samaritan on call for the scheme.")
    reached = OwnWords("Reached by", description="Such as the telephone number, and until when.")
    night = NextDate("Only in the night of", [Optional()], description="Leave empty for every night.")

    def is_right(self, page: ContactPage) -> bool:
        """Whether everything is there, all faults written at once."""
        self.night.settle(local_date(g.now, g.site.zone))
        valid = bool(self.validate())
        for fault in night_contacts.faults_in(self.night.data, self.named, page.night):
            field = self[fault.column or "name"]
            field.errors = [*field.errors, fault.why]
        return valid and not self.errors

    @property
    def named(self) -> tuple[str, str]:
        """Who, and how to reach that person."""
        return self.name.data or "", self.reached.data or ""


@blueprint.route("/contacts", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def contacts() -> ResponseReturnValue:
    """Show who is named, and name somebody."""
    form, page = ContactForm(), night_contacts.page(g.site, g.actor, g.now)
    if request.method == "GET" or not form.is_right(page):
        shown = render_template("rota/contacts.html", form=form, page=page, every=EVERY)
        return shown, 200 if request.method == "GET" else 422
    night_contacts.put(g.site, form.night.data, form.named, g.actor, g.now, form.act_key.data)
    when = "every night" if form.night.data is None else night_words(form.night.data)
    flash(f"{form.name.data} is the support contact for {when}.")
    return redirect(url_for("rota.contacts"), 303)


@blueprint.post("/contacts/<night>/end")
@allow(Role.COORDINATOR)
def contact_end(night: str) -> ResponseReturnValue:
    """Name nobody any more, for one night or for every night."""
    on = None if night == EVERY else date_in(night)
    night_contacts.put(g.site, on, None, g.actor, g.now, request.form.get("act_key"))
    flash("Nobody is named any more.")
    return redirect(url_for("rota.contacts"), 303)
