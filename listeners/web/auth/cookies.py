"""By what does the door tell one browser from another? A lasting cookie that says nothing about anybody."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request

from config import Settings

LASTS = 400 * 24 * 3600
"""Seconds: as long as browsers keep any cookie."""


def _name() -> str:
    settings: Settings = current_app.config["LISTENERS"]
    return "__Host-listeners-browser" if settings.secure_cookies else "listeners-browser"


def browser() -> str | None:
    """Return the browser's own cookie; None: it has none."""
    return request.cookies.get(_name())


def with_browser_cookie(response: Response) -> Response:
    """Give a browser its cookie where it has none."""
    if browser() is None:
        response.set_cookie(
            _name(),
            secrets.token_urlsafe(16),
            max_age=LASTS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",
        )
    return response
