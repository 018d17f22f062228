"""Is a share given in one way, a half rounded up?"""

from __future__ import annotations

from listeners.domain.share import per_cent


def test_a_half_is_rounded_up_and_nothing_has_no_share() -> None:
    assert [per_cent(part, 8) for part in (0, 1, 2, 3, 5, 8)] == [0, 13, 25, 38, 63, 100]
    assert per_cent(0, 0) is None
