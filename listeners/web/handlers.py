"""Which page answers which error? One table; views neither catch nor translate."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, make_response, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from listeners import errors
from listeners.web.guards import TELEPHONE

PAGES: dict[type[Exception], tuple[int, str]] = {
    errors.NotAllowed: (403, "not_allowed"),
    errors.NotFound: (404, "not_found"),
    errors.Conflict: (409, "conflict"),
    errors.AnsweredAlready: (409, "answered_already"),
    errors.DoneAlready: (409, "done_already"),
    errors.OtherSite: (409, "other_site"),
    errors.RuleBroken: (422, "rule_broken"),
    errors.Unreadable: (422, "unreadable"),
    CSRFError: (400, "form_too_old"),
}
"""Errors of the product's own words, and the one of the form's token."""
OF_HTTP = {
    400: "bad_request",
    401: "signed_out",
    403: "not_allowed",
    404: "not_found",
    405: "not_found",
    413: "too_large",
}
"""Answers that Flask itself gives."""


AGAIN_IN = 30
"""Seconds after which a page that could not be had is worth asking for again. Design choice: **D**."""


def page(status: int, name: str, **facts: object) -> Response:
    """Return one error page."""
    return make_response(render_template(f"errors/{name}.html", **facts), status)


def unavailable(error: Exception) -> Response:
    """Answer while the database cannot be used: what to do on paper, with nothing that must be asked of it. The line to
    the Samaritans is the one that this browser's prison had when it last answered."""
    current_app.logger.error("%s", error)
    g.visitor = g.actor = g.site = None
    response = page(503, "unavailable", line=session.get(TELEPHONE))
    response.headers["Retry-After"] = str(AGAIN_IN)
    return response


def own_error(error: Exception) -> Response:
    """Answer an error of ``listeners.errors``, or a form whose token is missing or old."""
    status, name = next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
    return page(status, name, error=error, way_on=_way_on())


def _way_on() -> tuple[str, str] | None:
    """Return where a form that was refused leads on, and the words for it: an address that only takes what is sent
    would send it again when it is loaded. None: nowhere but to the first page."""
    if request.blueprint == "tonight" and (call_out_id := (request.view_args or {}).get("call_out_id")):
        return url_for("tonight.call_out", call_out_id=call_out_id), "Go to this call-out"
    taken = request.url_rule.methods or () if request.url_rule is not None else ()
    return (request.path, "Load the page again") if request.method == "POST" and "GET" in taken else None


def http_error(error: HTTPException) -> Response:
    """Answer what Flask refused by itself; a redirect stays a redirect."""
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    return page(status, OF_HTTP.get(status, "failed"), error=error)


def unexpected(error: Exception) -> Response:
    """Answer a fault of the program: say what to do at 3 am. Flask has logged the details."""
    g.visitor = g.actor = g.site = None  # the page must not need the database
    return page(500, "failed", error=error)


def init_handlers(app: Flask) -> None:
    """Attach the table to the application."""
    for kind in PAGES:
        app.register_error_handler(kind, own_error)
    app.register_error_handler(errors.Unavailable, unavailable)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(500, unexpected)
