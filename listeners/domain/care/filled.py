"""How is what is sealed filled up, so that its length does not tell how much was told?"""

from __future__ import annotations

import json
from collections.abc import Mapping


def filled(facts: Mapping[str, object], length: int) -> str:
    """Return facts as one JSON text, filled up with blanks to a multiple of ``length`` letters."""
    text = json.dumps(facts)
    return text.ljust(-(-len(text) // length) * length)
