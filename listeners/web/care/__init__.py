"""The branch coordinator's pages about care: what needs somebody today, offload, and one person at a time."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("care", __name__, url_prefix="/care")

from listeners.web.care import (  # noqa: E402 -- they attach themselves
    asked_again,  # noqa: F401
    buddies,  # noqa: F401
    cards,  # noqa: F401
    checkins,  # noqa: F401
    decisions,  # noqa: F401
    exit_talks,  # noqa: F401
    flags,  # noqa: F401
    group_surveys,  # noqa: F401
    imports,  # noqa: F401
    instruments,  # noqa: F401
    leads,  # noqa: F401
    offload_plans,  # noqa: F401
    offloads,  # noqa: F401
    own_contacts,  # noqa: F401
    own_offload,  # noqa: F401
    plans,  # noqa: F401
    refusals,  # noqa: F401
    reporting_duties,  # noqa: F401
    requests,  # noqa: F401
    talks,  # noqa: F401
    thanks,  # noqa: F401
    training,  # noqa: F401
    views,  # noqa: F401
    works,  # noqa: F401
)
