"""Who thanked whom, what has somebody given, and how does the coordinator put thanks on file?"""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired, Length

from listeners.domain.care.thanks import LONGEST_THANKS, Thanks, ThanksFrom, thanks_fault
from listeners.domain.nights import local_date
from listeners.domain.people import ListenerId, Role
from listeners.services.care import thanks as service
from listeners.services.care.thanks import ThanksPage
from listeners.web import fields
from listeners.web.care import blueprint
from listeners.web.guards import allow
from listeners.web.session_fields import one_of
from listeners.web.thanks_words import SENDERS


class ThanksForm(fields.ActForm):
    """For whom, when, from whom, and in which words."""

    person = fields.Choice("For whom?", [InputRequired("Choose for whom")])
    on = fields.LocalDate("When did it come?", [InputRequired("Enter the date")])
    sender = one_of("From whom?", SENDERS, "Choose from whom")
    words = fields.OwnWords(
        "In which words? You can leave this empty",
        [Length(max=LONGEST_THANKS, message=f"Use {LONGEST_THANKS} letters at most")],
        description="Nobody’s name. What somebody in prison said is never kept: leave it empty then.",
    )

    def offer(self, page: ThanksPage) -> None:
        """Offer everybody of the team, those who are gone last."""
        people = [(each.id, each.name) for each in page.here]
        people += [(each.id, f"{each.name} (not here any more)") for each in page.gone]
        self.person.choices = fields.choices([("", "Choose"), *people])

    def read(self) -> Thanks | None:
        """Return the thanks; None, with the fault noted, where they cannot be put on file."""
        if not self.validate() or self.on.data is None:
            return None
        thanks = Thanks(self.on.data, ThanksFrom(self.sender.data), (self.words.data or "").strip())
        if fault := thanks_fault(thanks, local_date(g.now, g.site.zone)):
            self[fault[0]].errors = [fault[1]]
            return None
        return thanks


@blueprint.route("/thanks", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def thanks_given() -> ResponseReturnValue:
    """List who was thanked, and put thanks on file."""
    page, form = service.page(g.site, g.actor, g.now), ThanksForm()
    form.offer(page)
    thanks = form.read() if request.method == "POST" else None
    already = thanks is not None and "anyway" not in request.form and _is_like_one(form, thanks)
    if thanks is None or already:
        shown = render_template(
            "care/thanks.html", page=page, form=form, senders=SENDERS, already=thanks if already else None
        )
        return (shown, 422) if request.method == "POST" else shown
    service.put(g.site, ListenerId(form.person.data), thanks, g.actor, g.now, act_key=form.act_key.data)
    flash("It is on file. He finds it on his own page for two weeks. Tell him too.")
    return redirect(url_for("care.thanks_given"), 303)


def _is_like_one(form: ThanksForm, thanks: Thanks) -> bool:
    return service.is_like_one_on_file(g.site, ListenerId(form.person.data), thanks, g.actor, form.act_key.data)


@blueprint.post("/thanks/<thanks_id>/off")
@allow(Role.COORDINATOR)
def thanks_off(thanks_id: str) -> ResponseReturnValue:
    """Take thanks that were not so off file."""
    service.take_off(g.site, thanks_id, g.actor, g.now, request.form.get("act_key"))
    flash("It is off file. The earlier version is kept.")
    return redirect(url_for("care.thanks_given"), 303)


@blueprint.get("/people/<listener_id>/certificate")
@allow(Role.COORDINATOR)
def certificate(listener_id: str) -> ResponseReturnValue:
    """Show what somebody has given as a sheet to be printed and signed."""
    return render_template(
        "print/care_certificate.html", page=service.of(g.site, ListenerId(listener_id), g.actor, g.now)
    )
