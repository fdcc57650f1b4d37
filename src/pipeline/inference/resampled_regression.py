"""A regression fitted again with its groups counted otherwise, any number of times at once.

Cross-products are summed within groups once; a refit is their sum with the groups' new counts, so
that resampling groups, or leaving one out, costs a matrix product and a small system of equations.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import summed_within
from pipeline.inference.regression import Regression

Array = NDArray[np.float64]

# A refit in which some direction of the regressors has less than this share of their length has
# lost what it would have to tell apart.
LOST = 1e-9
# Cross-products of single rows are made in pieces of at most so many cells.
PIECE_CELLS = 250_000


@dataclass(frozen=True)
class Refits:
    """Weighted rows of a regression, and the group (n,) that each is counted with.

    ``contrasts`` (n, k) are what each row adds to the contrast of coefficients asked for: a refit
    of Lin's regression speaks of the average of the rows that it counts, not of all.
    """

    exog: Array
    outcome: Array
    weights: Array
    contrasts: Array
    group: NDArray[np.intp]

    @property
    def groups(self) -> int:
        return int(self.group.max()) + 1

    @property
    def cells(self) -> int:
        """How many numbers a refit looks at."""
        return max(self.groups, self.exog.shape[1] ** 2)

    @cached_property
    def single(self) -> bool:
        """Whether each row is a group by itself."""
        return self.groups == len(self.group)

    @cached_property
    def products(self) -> Array:
        """X_g'W_g X_g of each group (groups, k k)."""
        width = self.exog.shape[1]
        upper = [
            [np.bincount(self.group, self.weights * self.exog[:, a] * self.exog[:, b])
             for b in range(a + 1)] for a in range(width)
        ]  # fmt: skip
        whole = [upper[max(a, b)][min(a, b)] for a in range(width) for b in range(width)]
        return np.stack(whole, axis=1)

    @cached_property
    def targets(self) -> Array:
        """X_g'W_g y_g of each group (groups, k)."""
        return self.summed(self.exog * self.outcome[:, None])

    @cached_property
    def contrast_sums(self) -> Array:
        return self.summed(self.contrasts)

    @cached_property
    def totals(self) -> Array:
        """The weight of each group (groups,)."""
        return np.bincount(self.group, self.weights)

    def summed(self, columns: Array) -> Array:
        """Weighted sums of columns (n, k) within groups (groups, k)."""
        return summed_within(columns * self.weights[:, None], self.group)


def refits_of(
    regression: Regression, group: NDArray, averaged: NDArray[np.intp] | None = None
) -> Refits:
    """A regression whose groups (n,) of rows are to be counted anew.

    ``averaged`` names the columns of products of treatment with centred covariates, and those
    covariates' own columns beneath: (2, m). The effect is that at their average. Absorbed groups
    become a column each.
    """
    exog, coefficient = regression.exog, regression.coefficient
    if regression.absorbed is not None:
        levels = np.unique(regression.absorbed)
        exog = np.column_stack([exog, regression.absorbed[:, None] == levels])
    contrasts = np.zeros_like(exog, dtype=float)
    contrasts[:, coefficient] = 1.0
    if averaged is not None:
        contrasts[:, averaged[0]] = exog[:, averaged[1]]
    weights = regression.weights
    weights = np.ones(len(exog)) if weights is None else weights
    codes = np.unique(group, return_inverse=True)[1]
    return Refits(exog.astype(float), regression.outcome, weights, contrasts, codes)


def refitted(refits: Refits, counts: Array) -> Array:
    """The effect and its error (draws, 2) with each group counted so often (draws, groups).

    The error is CR0 of the groups (HC0, where each row is one), copies of a group counting as
    groups of their own. Both are missing where a refit loses what it would have to tell apart.
    """
    width = refits.exog.shape[1]
    if refits.single:
        products, targets = _of_rows(refits, counts)
    else:
        products, targets = counts @ refits.products, counts @ refits.targets
    products = products.reshape(-1, width, width)
    contrast = (counts @ refits.contrast_sums) / (counts @ refits.totals)[:, None]
    coefficients, turned = _solved(products, targets, contrast)
    effect = np.einsum("dk,dk->d", contrast, coefficients)
    scores = _scores(refits, coefficients, turned)
    error = np.sqrt(np.einsum("dg,dg,dg->d", counts, scores, scores))
    return np.stack([effect, error], axis=1)


def _of_rows(refits: Refits, counts: Array) -> tuple[Array, Array]:
    """X'CWX (draws, k k) and X'CWy (draws, k), the products of rows made piece by piece."""
    rows, width = refits.exog.shape
    products = np.zeros((len(counts), width**2))
    piece = max(1, PIECE_CELLS // width**2)
    for start in range(0, rows, piece):
        exog = refits.exog[start : start + piece]
        weighted = exog * refits.weights[start : start + piece, None]
        squares = (weighted[:, :, None] * exog[:, None, :]).reshape(len(exog), -1)
        products += counts[:, start : start + piece] @ squares
    return products, counts @ (refits.exog * (refits.weights * refits.outcome)[:, None])


def _solved(products: Array, targets: Array, contrast: Array) -> tuple[Array, Array]:
    """Coefficients, and the contrast times the bread, both (draws, k); missing where singular."""
    scale = np.sqrt(np.einsum("dkk->dk", products))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(products / (scale[:, :, None] * scale[:, None, :]))
    inverse = np.where(values > LOST, 1 / np.where(values > LOST, values, 1.0), np.nan)

    def solved(right: Array) -> Array:
        turned = np.einsum("dkj,dk->dj", vectors, right / scale) * inverse
        return np.einsum("dkj,dj->dk", vectors, turned) / scale

    return solved(targets), solved(contrast)


def _scores(refits: Refits, coefficients: Array, turned: Array) -> Array:
    """What each group adds to the effect's error in each refit (draws, groups)."""
    if refits.single:
        residuals = refits.outcome - coefficients @ refits.exog.T
        residuals *= (turned @ refits.exog.T) * refits.weights
        return residuals
    outer = (turned[:, :, None] * coefficients[:, None, :]).reshape(len(turned), -1)
    return turned @ refits.targets.T - outer @ refits.products.T
