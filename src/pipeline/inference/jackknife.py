"""An effect without each of its groups, and without the few rows that count most for it.

References
----------
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 11; MacKinnon, Nielsen and
Webb (2023), Leverage, influence, and the jackknife in clustered regression models, Stata Journal
23(4); Broderick, Giordano and Meager (2020), An automatic finite-sample robustness metric,
arXiv:2011.14999; Belsley, Kuh and Welsch (1980), Regression Diagnostics, for one row at a time.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.resampled_regression import Refits, refitted
from pipeline.inference.resampling import HERE, evaluated
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LeftOut:
    """The effect and its CR0 error with all groups, and without each of them (groups,).

    Missing where what is left cannot be told apart without a group.
    """

    estimate: float
    std_error: float
    effects: Array
    std_errors: Array

    @property
    def moves(self) -> Array:
        """How far each group's absence moves the effect, in errors without it (groups,)."""
        return (self.effects - self.estimate) / self.std_errors


def without_each(refits: Refits, compute: Compute = HERE) -> LeftOut:
    """The regression without each group in turn, from sums within groups alone."""
    whole = refitted(refits, np.ones((1, refits.groups)))[0]
    number = np.arange(refits.groups)[:, None]
    table = evaluated(partial(_without, refits), number, compute)
    return LeftOut(float(whole[0]), float(whole[1]), table[:, 0], table[:, 1])


def _without(refits: Refits, numbers: Array) -> Array:
    """A few at a time, so that memory stays bounded whatever the number of groups."""
    size = max(1, 250_000 // refits.cells)
    return np.concatenate(
        [
            refitted(refits, 1.0 - (some == np.arange(refits.groups)))
            for some in np.array_split(numbers, range(size, len(numbers), size))
        ]
    )


def influence_of_rows(refits: Refits) -> Array:
    """How much each row adds to the effect, to first order (n,): it moves by minus that without.

    The sum over all rows is zero. See `without_row` for one row's absence to the digit.
    """
    _, coefficients, turned, contrast = _whole(refits)
    residuals = refits.outcome - refits.exog @ coefficients
    of_fit = refits.weights * (refits.exog @ turned) * residuals
    share = refits.weights / refits.weights.sum()
    return of_fit + share * ((refits.contrasts - contrast) @ coefficients)


def without_row(refits: Refits) -> Array:
    """The effect without each row (n,), by the identity of Sherman and Morrison."""
    bread, coefficients, _, contrast = _whole(refits)
    spread = refits.exog @ bread
    leverage = refits.weights * np.einsum("nk,nk->n", spread, refits.exog)
    residuals = refits.outcome - refits.exog @ coefficients
    left = np.where(1 - leverage > SATURATED, 1 - leverage, np.nan)
    changes = spread * (refits.weights * residuals / left)[:, None]
    total = refits.weights.sum()
    contrasts = total * contrast - refits.weights[:, None] * refits.contrasts
    contrasts /= (total - refits.weights)[:, None]
    return np.einsum("nk,nk->n", contrasts, coefficients - changes)


def _whole(refits: Refits) -> tuple[Array, Array, Array, Array]:
    """Bread (k, k), coefficients (k,), contrast times bread (k,), contrast (k,)."""
    weighted = refits.exog * refits.weights[:, None]
    bread = np.linalg.inv(weighted.T @ refits.exog)
    coefficients = bread @ (weighted.T @ refits.outcome)
    contrast = np.average(refits.contrasts, axis=0, weights=refits.weights)
    return bread, coefficients, bread @ contrast, contrast


def most_influential(influence: Array, rows: int, towards: float) -> NDArray[np.intp]:
    """The rows whose absence moves the effect most in the direction of ``towards``' sign."""
    order = np.argsort(influence * np.sign(towards), kind="stable")
    return order[:rows]
