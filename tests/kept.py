"""Which earlier versions of a fact were kept? What tests of corrections look at."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from listeners.store import keyring
from listeners.store.records import Kept
from listeners.store.tables import Recorded


def earlier_versions(session: Session, row: Recorded) -> list[dict[str, Any]]:
    """The kept versions of a fact, oldest first, each as its columns in plain text."""
    table = row.__class__.__table__.name  # type: ignore[attr-defined]
    found = session.scalars(
        select(Kept).where(Kept.table_name == table, Kept.row_id == row.id).order_by(Kept.row_version)
    )
    return [json.loads(keyring.unseal(kept.body, kept.site_id, "kept", "body", kept.id)) for kept in found]
