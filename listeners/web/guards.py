"""Who is at the door, and is this page open to them?

Closed unless opened: a view that is marked neither ``@public`` nor ``@allow`` refuses everybody. One of the three
doors of time: ``g.now`` is read here, once a request, and handed on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from listeners import clock
from listeners.domain.people import Role
from listeners.errors import NotAllowed
from listeners.services import sign_ins
from listeners.web.form_tokens import bind, refuse_another_sites_form

V = TypeVar("V", bound=Callable[..., Any])
MARK = "listeners_opening"
SIGN_IN, SEEN, TELEPHONE = "sign_in", "seen", "telephone"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLOCK_TOLERANCE = timedelta(minutes=1)
"""A clock that is set back by no more than this is simply waited for."""
LONGEST_ACT_KEY = 40
"""Characters: what the database keeps of the key of a form."""


@dataclass(frozen=True, slots=True)
class Opening:
    """To whom a view is open. ``knows_who``: whether the guard looks who it is; ``fresh``: at a desk, only with the
    secret given in the last 15 minutes; ``any_site``: also to a form of another of one's own sites."""

    roles: frozenset[Role]
    public: bool = False
    knows_who: bool = True
    fresh: bool = True
    any_site: bool = False


def public(*, knows_who: bool = True, any_site: bool = False) -> Callable[[V], V]:
    """Open a view to everybody. ``knows_who=False`` leaves the database alone: for what machines ask."""
    return _marked(Opening(frozenset(), public=True, knows_who=knows_who, any_site=any_site))


def allow(*roles: Role, fresh: bool = True, any_site: bool = False) -> Callable[[V], V]:
    """Open a view to these roles at the chosen site. ``fresh=False``: at a wing desk it stays open for the whole shift
    (Tonight and call-outs alone); ``any_site=True``: a form of another of one's own sites may be sent to it."""
    return _marked(Opening(frozenset(roles), fresh=fresh, any_site=any_site))


def _marked(opening: Opening) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, MARK, opening)
        return view

    return mark


def opening_of(app: Flask, endpoint: str) -> Opening | None:
    """Return to whom an endpoint is open; None: to nobody."""
    if endpoint == "static":
        return Opening(frozenset(), public=True, knows_who=False)
    view = app.view_functions.get(endpoint)
    return getattr(view, MARK, None) if view is not None else None


def guard() -> ResponseReturnValue | None:
    """Before every request: find out who it is, and let them pass or answer in the view's place."""
    g.now, g.visitor, g.actor, g.site = clock.now(), None, None, None
    if "\0" in request.path or _holds_nul(request.args):
        abort(404)
    refusal = _at_the_door()
    # The body is read only once it is known that whoever sends it may come in.
    if refusal is None and request.method not in SAFE_METHODS:
        _look_at_form()
    return refusal


def _look_at_form() -> None:
    keys = [value for name, value in request.form.items() if name.endswith("act_key")]
    if _holds_nul(request.form) or any(len(key) > LONGEST_ACT_KEY for key in keys):
        abort(400)
    if g.actor is not None and request.endpoint is not None:
        opening = opening_of(current_app, request.endpoint)
        refuse_another_sites_form(is_of_any_site=opening is not None and opening.any_site)


def _holds_nul(sent: MultiDict[str, str]) -> bool:
    # No text of ours holds a NUL, and PostgreSQL fails on one.
    return any("\0" in name or any("\0" in value for value in values) for name, values in sent.lists())


def _at_the_door() -> ResponseReturnValue | None:
    opening = opening_of(current_app, request.endpoint or "")
    if opening is None or opening.knows_who:
        _find_out_who()
    if request.endpoint is None:
        return None  # no such page: Flask answers 404 or 405 itself
    if opening is not None and opening.public:
        return None
    if g.actor is None:
        return redirect(url_for("auth.sign_in")) if request.method in SAFE_METHODS else abort(401)
    if opening is None or not opening.roles & g.actor.roles:
        raise NotAllowed(f"{request.endpoint} is not open to {g.actor.username}")
    return None


def _find_out_who() -> None:
    sign_in_id = session.get(SIGN_IN)
    now = _steady(g.now)
    if not isinstance(sign_in_id, str):
        return
    seen_at = datetime.fromtimestamp(int(session.get(SEEN, 0)), UTC)
    visitor = sign_ins.enter(sign_in_id, seen_at, now, sending=request.method not in SAFE_METHODS)
    if visitor is None:
        session.clear()
        return
    if not visitor.is_late:
        session[SEEN] = int(now.timestamp())
    g.visitor, g.actor, g.site = visitor, visitor.actor, visitor.site
    line = visitor.site.telephone_line if visitor.site is not None else None
    if session.get(TELEPHONE) != line:  # kept where no database is asked for it, for when there is none
        session[TELEPHONE] = line
    bind(g.actor, g.actor.site_id)


def _steady(now: datetime) -> datetime:
    """Return the latest moment this process has seen. A clock that went back further than the tolerance ends every
    session instead: what had ended must not come to life again."""
    latest: datetime = current_app.extensions.get("listeners_latest", now)
    if latest - now > CLOCK_TOLERANCE:
        sign_ins.close_everything(now)
        latest = now
    current_app.extensions["listeners_latest"] = max(latest, now)
    return max(latest, now)


def end_late_session(response: Response) -> Response:
    """After a form that was sent late and done: end the session, and go to a page that says so to anybody."""
    visitor = g.get("visitor")
    is_own = visitor is not None and session.get(SIGN_IN) == visitor.actor.sign_in_id  # not left, nor another's by now
    if is_own and visitor.is_late and 300 <= response.status_code < 400:
        sign_ins.leave(visitor.actor, g.now)
        session.clear()
        response.location = url_for("auth.sent")
    return response


def init_guard(app: Flask) -> None:
    """Put the guard before everything else that happens to a request, and its end after it."""
    app.before_request(guard)
    app.after_request(end_late_session)
