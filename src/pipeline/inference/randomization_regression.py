"""A regression that is computed again for every draw of a lottery, from what does not change.

Strata are absorbed and covariates orthonormal within them, so that a draw needs no more of what
was assigned, a unit or a cluster of units, than a few sums. The outcome and the assignment that
was held are both regressed on each drawn assignment: the statistic under any other constant
effect follows from the two, and inverting the test costs next to nothing.

References
----------
Frisch and Waugh (1933), Econometrica 1(4); Lovell (1963), JASA 58(304).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import groups_of, within
from pipeline.inference.least_squares import orthonormal

Array = NDArray[np.float64]
Positions = NDArray[np.intp]

# Clusters whose units' covariates differ by no more than this are as one row.
ALIKE = 1e-12
# What is left of treatment once covariates are taken out, as a share of it, that counts as nothing.
COLLINEAR = 1e-10
# The columns of what `randomization.moments` gives.
EFFECT, OF_HELD, VARIANCE, COVARIANCE, VARIANCE_OF_HELD = range(5)


@dataclass(frozen=True)
class Regression:
    """A regression of units on treatment, as sums over cells, which stand stratum by stratum.

    A cell is what was assigned: a unit, or a cluster. ``order`` (cells,) are the lottery's columns,
    ``starts`` (strata,) where each stratum's cells begin. With z = (1, x) of m numbers,
    ``products`` (cells, m, m) are sums of zz', and ``sums`` (cells, m, 2) those of z times the
    residuals of the outcome and of the assignment held, on strata and covariates.

    ``own_slopes`` says whether each arm has slopes and strata of its own (Lin's regression, the
    difference in means); otherwise both have the same (analysis of covariance). ``studentised``
    says whether coefficients are divided by their HC2 errors, or CR2 where cells are clusters.
    """

    order: Positions
    starts: Positions
    products: Array
    sums: Array
    own_slopes: bool
    studentised: bool = True

    @property
    def cells(self) -> int:
        """How many numbers a draw looks at: of clusters a small matrix each."""
        whole = self.studentised and not self.one_rank
        return self.products.size if whole else len(self.order)

    @property
    def clustered(self) -> bool:
        """Whether any cell has more units than one."""
        return bool((self.sizes > 1).any())

    @property
    def sizes(self) -> Array:
        """How many units each cell has (cells,)."""
        return self.products[:, 0, 0]

    @property
    def cells_of(self) -> Positions:
        """How many cells each stratum has (strata,)."""
        return np.diff(np.r_[self.starts, len(self.order)])

    @property
    def stratum_sizes(self) -> Array:
        """How many units each stratum has (strata,)."""
        return np.add.reduceat(self.sizes, self.starts)

    @cached_property
    def one_rank(self) -> bool:
        """Whether every cell is as one row, times its size: its units have the same covariates."""
        own = self.products[:, 0]
        alike = own[:, :, None] * own[:, None, :] / self.sizes[:, None, None]
        return bool(np.abs(self.products - alike).max() <= ALIKE)

    @property
    def means(self) -> Array:
        """The mean of z in each cell (cells, m)."""
        return self.products[:, 0] / self.sizes[:, None]

    def summed(self, weights: Array, columns: Array) -> Array:
        """Sums (draws, strata, c) over each stratum's cells of columns (cells, c), weighted."""
        if len(self.starts) == 1:
            return (weights @ columns)[:, None, :]
        parts = [np.add.reduceat(weights * column, self.starts, axis=1) for column in columns.T]
        return np.stack(parts, axis=2)

    def spread(self, table: Array, columns: Array) -> Array:
        """For each cell (draws, cells) its stratum's numbers (draws, strata, c) times its own."""
        if table.shape[1] == 1:
            return table[:, 0] @ columns.T
        parts = (
            np.repeat(numbers, self.cells_of, axis=1) * column
            for numbers, column in zip(np.moveaxis(table, 2, 0), columns.T, strict=True)
        )
        return sum(parts)


def regression_of(
    outcomes: Array,
    covariates: Array,
    assigned: NDArray,
    strata: NDArray | None,
    *,
    own_slopes: bool,
) -> Regression:
    """What draws need of a regression of outcomes on treatment and covariates (n, p).

    Parameters
    ----------
    outcomes
        The outcome beside the assignment that was held (n, 2): what the outcome has of an effect.
    assigned
        What was assigned, a cluster or a number of its own for each unit (n,).
    strata
        The strata (n,) that the regression adjusts for, or None. A cluster lies in one of them.
    own_slopes
        Whether covariates and strata are interacted with treatment.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where covariates follow from one another or from the strata.
    """
    strata = np.zeros(len(outcomes)) if strata is None else strata
    residuals = within(outcomes, groups_of(strata))
    rows = np.ones((len(outcomes), 1))
    if covariates.shape[1]:
        basis = orthonormal(covariates, absorbed=strata)[0]
        residuals = residuals - basis @ (basis.T @ residuals)
        rows = np.column_stack([rows, basis])
    _, first, cell = np.unique(assigned, return_index=True, return_inverse=True)
    stratum = np.unique(strata, return_inverse=True)[1][first]
    order = np.argsort(stratum, kind="stable")
    return Regression(
        order=order,
        starts=np.flatnonzero(np.diff(stratum[order], prepend=-1)),
        products=_summed(rows, rows, cell)[order],
        sums=_summed(rows, residuals, cell)[order],
        own_slopes=own_slopes,
    )


def _summed(left: Array, right: Array, cell: Positions) -> Array:
    """Sums (cells, a, b) of the products of two matrices' rows (n, a) and (n, b)."""
    if len(cell) == cell.max() + 1:  # each unit a cell of its own
        found = np.empty((len(cell), left.shape[1], right.shape[1]))
        found[cell] = left[:, :, None] * right[:, None, :]
        return found
    columns = [[np.bincount(cell, one * other) for other in right.T] for one in left.T]
    return np.moveaxis(np.array(columns), 2, 0)
