"""What did the planner find that would mend a draft?"""

from __future__ import annotations

from sqlalchemy import select

from listeners.domain.people import SiteId
from listeners.store.database import db
from listeners.store.rota import Rota


def remedies(site_id: SiteId, rota_id: str) -> str | None:
    """Return what would mend a draft, as the JSON that was stored with it; None where nothing was looked for
    (1 statement)."""
    return db.session.scalar(select(Rota.remedies).where(Rota.site_id == site_id, Rota.id == rota_id))
