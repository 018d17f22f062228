"""How is an integer program written down before the solver sees it? Columns, rows and bounds, nothing of rotas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

Terms = Sequence[tuple[int, float]]
"""A sum over columns: pairs of a column and its factor, each column once."""


@dataclass(slots=True)
class Program:
    """Columns with bounds, and rows ``low <= sum of factor x column <= high``."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def yes_or_no(self, low: int = 0) -> int:
        """Add a column that is 0 or 1 and return its number; ``low`` 1 makes it 1."""
        return self._column(low, 1, integer=True)

    def amount(self, high: float) -> int:
        """Add a column of any value from 0 to ``high`` and return its number."""
        return self._column(0, high, integer=False)

    def _column(self, low: float, high: float, *, integer: bool) -> int:
        self.lower.append(low)
        self.upper.append(high)
        self.integer.append(integer)
        return len(self.lower) - 1

    def at_most(self, terms: Iterable[tuple[int, float]], high: float) -> None:
        """Add the row ``terms <= high``."""
        self.rows.append((tuple(terms), -math.inf, high))

    def equal(self, terms: Iterable[tuple[int, float]], value: float) -> None:
        """Add the row ``terms = value``."""
        self.rows.append((tuple(terms), value, value))

    def least(self, costs: Terms) -> float:
        """Return what ``costs`` come to when each column is where it costs least, the rows left out."""
        return sum(min(cost * self.lower[column], cost * self.upper[column]) for column, cost in costs)

    def hold_at_least_cost(self, costs: Terms) -> None:
        """Fix each column where it costs least."""
        for column, cost in costs:
            if cost > 0:
                self.upper[column] = self.lower[column]
            elif cost < 0:
                self.lower[column] = self.upper[column]

    def for_solver(self, costs: Terms, constant: float) -> highspy.HighsLp:
        """Return the program as the solver takes it, ``constant`` plus ``costs`` to be made smallest."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.lower), len(self.rows)
        lp.col_lower_, lp.col_upper_ = np.array(self.lower, float), np.array(self.upper, float)
        lp.row_lower_ = np.array([low for _, low, _ in self.rows], float)
        lp.row_upper_ = np.array([high for _, _, high in self.rows], float)
        objective = np.zeros(len(self.lower))
        for column, cost in costs:
            objective[column] += cost
        lp.col_cost_, lp.offset_ = objective, constant
        self._fill_matrix(lp)
        kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
        lp.integrality_ = [kinds[whole] for whole in self.integer]
        return lp

    def _fill_matrix(self, lp: highspy.HighsLp) -> None:
        flat = [term for terms, _, _ in self.rows for term in terms]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in self.rows)])
        lp.a_matrix_.index_ = np.array([column for column, _ in flat], int)
        lp.a_matrix_.value_ = np.array([factor for _, factor in flat], float)
