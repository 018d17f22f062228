"""Which parts make the web side, in which order?"""

from __future__ import annotations

from flask import Flask

from config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Attach everything that answers requests."""
    app.config["SECRET_KEY"] = settings.secret_key
