"""What has been done since about the requests that notices tell of? Looked up when they are read: it goes on."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, render_template

from listeners.services import callout_nobody, notices
from listeners.services.callout_nobody import NOBODY_GOES, NOBODY_LEFT
from listeners.services.notices import NoticeLine


def notices_page(template: str, lines: Sequence[NoticeLine], *, waiting: bool) -> str:
    """Return the page of an account's notices, those that wait or those that it has seen."""
    shown = notices.on_one_page(lines) if waiting else lines
    asked = [line.facts["call_out"] for line in shown if line.kind in (NOBODY_LEFT, NOBODY_GOES)]
    done = callout_nobody.what_was_done(g.site, asked, g.actor)
    return render_template(template, notices=shown, later=len(lines) - len(shown), waiting=waiting, done=done)
