"""How long may a text be that a Listener writes, or that is written about him?"""

from __future__ import annotations

LONGEST_TEXT = 500
"""Characters. Short on purpose: what is not written cannot be read by the wrong person."""
