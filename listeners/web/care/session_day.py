"""Can an offload session have been on the date of a form? Said beside the date, before anything is written."""

from __future__ import annotations

from flask import g
from wtforms import Field, ValidationError

from listeners.services.care import offloads


def can_have_been(_form: object, field: Field) -> None:
    """Refuse a date that is ahead or more than a year ago."""
    fault = offloads.date_fault(g.site, field.data, g.now) if field.data else None
    if fault is not None:
        raise ValidationError(f"Look at the date: {fault}")
