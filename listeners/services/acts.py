"""Has this form been sent before, and what was the answer? No permission is asked: the key belongs to its account."""

from __future__ import annotations

from listeners.store.acts import first_answer, once

__all__ = ["first_answer", "once"]
