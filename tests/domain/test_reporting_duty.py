"""Which lines of what must be passed on are put on file?"""

from __future__ import annotations

from listeners.domain.care.reporting_duty import LONGEST_DUTY, MOST_DUTIES, duty_fault, duty_lines


def test_lines_are_taken_without_blanks_and_none_twice() -> None:
    assert duty_lines(" Fire \r\n\n Escape  plans\nFire\n") == ("Fire", "Escape plans")
    assert duty_lines("\n ") == ()


def test_so_many_lines_of_such_a_length_are_read() -> None:
    assert duty_fault(()) is None
    assert duty_fault(("x" * LONGEST_DUTY,) * MOST_DUTIES) is None
    assert duty_fault(("x" * (LONGEST_DUTY + 1),)) is not None
    assert duty_fault(("x",) * (MOST_DUTIES + 1)) is not None
