"""What must be passed on at every prison (docs/evidence.md, section 3), where it has not named its own duties?"""

from __future__ import annotations

EVERYWHERE = (
    "A plan of terror",
    "What a court orders",
    "Harm to a child, or to somebody who cannot protect himself",
)
