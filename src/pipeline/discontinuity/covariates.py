"""Covariates at a cutoff: they take noise away and leave what is estimated as it is.

References
----------
Calonico, Cattaneo, Farrell and Titiunik (2019). Regression discontinuity designs using covariates.
Review of Economics and Statistics 101(3).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.discontinuity.local_weights import LocalFit, projection
from pipeline.discontinuity.sides import Side, Sides

Array = NDArray[np.float64]


def common_slopes_out(sides: Sides, fit: LocalFit) -> Sides:
    """Outcome (and take-up) less what the covariates predict, with the same slopes on both sides.

    The same on both, because a covariate that does not jump then cannot change the jump.
    """
    if not _has_covariates(sides.treated):
        return sides
    moments = [_moments(side, fit) for side in sides.both]
    slopes = np.linalg.solve(sum(inner for inner, _ in moments), sum(outer for _, outer in moments))
    centre = np.vstack([side.covariates for side in sides.both]).mean(axis=0)
    return sides.mapped(lambda side: _less(side, centre, slopes))


def own_slopes_out(side: Side, fit: LocalFit) -> Side:
    """The same with a side's own slopes: all that choosing a bandwidth needs."""
    if not _has_covariates(side):
        return side
    inner, outer = _moments(side, fit)
    return _less(side, side.covariates.mean(axis=0), np.linalg.solve(inner, outer))


def _has_covariates(side: Side) -> bool:
    return side.covariates.shape[1] > 0


def _moments(side: Side, fit: LocalFit) -> tuple[Array, Array]:
    """Products of the covariates with themselves and with the outcomes, the polynomial out."""
    local = projection(side.running, fit)
    outcomes = [side.outcome] if side.take_up is None else [side.outcome, side.take_up]
    columns = np.column_stack([side.covariates, *outcomes])[local.inside]
    left = local.left_over(columns * local.root[:, None])
    k = side.covariates.shape[1]
    return left[:, :k].T @ left[:, :k], left[:, :k].T @ left[:, k:]


def _less(side: Side, centre: Array, slopes: Array) -> Side:
    predicted = (side.covariates - centre) @ slopes
    take_up = None if side.take_up is None else side.take_up - predicted[:, 1]
    return replace(side, outcome=side.outcome - predicted[:, 0], take_up=take_up)
