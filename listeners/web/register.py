"""Which parts make the web side, in which order?"""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from config import Settings
from listeners.web import admin, auth, care, feeds, me, review, rota, tonight
from listeners.web.care import concerns, prisons
from listeners.web.departments import DEPARTMENTS
from listeners.web.filters import init_filters
from listeners.web.guards import init_guard
from listeners.web.handlers import init_handlers
from listeners.web.headers import configure_cookies, init_headers
from listeners.web.navigation import init_navigation
from listeners.web.proof import init_proof

BLUEPRINTS = (
    auth.blueprint,
    admin.blueprint,
    review.blueprint,
    me.blueprint,
    care.blueprint,
    rota.blueprint,
    prisons.blueprint,
    concerns.blueprint,
    feeds.blueprint,
    tonight.blueprint,
)
"""Every blueprint; a new one is added here."""
LARGEST_REQUEST = 32 * 1024 * 1024
"""Bytes: 100,000 call-outs in one file fit."""


def register(app: Flask, settings: Settings) -> None:
    """Attach everything that answers requests. The guard comes first: who may not come in learns nothing else."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # A form stays good as long as the session does: a desk is open for a shift.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=[],  # no page has a script that could send one
    )
    configure_cookies(app, settings)
    init_guard(app)
    CSRFProtect(app)
    init_proof(app)
    init_templates(app)
    init_filters(app)
    app.jinja_env.filters["department"] = DEPARTMENTS.__getitem__
    init_navigation(app)
    init_handlers(app)
    init_headers(app, settings)
    app.logger.addFilter(feeds.without_secret)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def init_templates(app: Flask) -> None:
    """Find our templates and those of the components."""
    parts = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(str(app.template_folder)), PrefixLoader({part: PackageLoader(part) for part in parts})]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    WTFormsHelpers(app)
