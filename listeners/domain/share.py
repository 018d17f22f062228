"""How is a share told in whole per cent?"""

from __future__ import annotations


def per_cent(part: int, whole: int) -> int | None:
    """Return a share in whole per cent, a half rounded up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
