"""What does every answer tell the browser about what it may load, keep and show?"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from config import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script at all: the pages work without. Equal pages are equal byte for byte, because there is no nonce."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_YEAR = 31_536_000
"""Seconds."""


def configure_cookies(app: Flask, settings: Settings) -> None:
    """Keep the session cookie from scripts and other sites; over https also from plain http and other hosts."""
    app.config.update(
        SESSION_COOKIE_NAME=settings.session_cookie_name,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
    )


def init_headers(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, and the content's hash into the address of every static file."""
    folder = Path(app.static_folder or "")

    def hashed(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["v"] = content_hash(folder / values["filename"])

    def finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        elif request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response

    app.url_defaults(hashed)
    app.after_request(finish)


@lru_cache(maxsize=64)
def content_hash(path: Path) -> str:
    """Return the first 12 characters of a file's SHA-256: another content, another address."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"
