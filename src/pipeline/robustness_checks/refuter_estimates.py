"""The headline estimated again for each draw: by matrix algebra where it is one regression.

Algebra answers for an estimator only where it gives, to rounding, what the estimator itself makes
of the first draw. Otherwise, and for every other estimator, each draw is a fit of its own.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.refuter_regression import Regression
from pipeline.inference.resampling import BLOCK_CELLS, resampled
from pipeline.robustness_checks.refuter_study import Study

Array = NDArray[np.float64]
Draw = Callable[[int, np.random.Generator], Any]
# What a draw makes of the rows and of what the estimator is told.
Alter = Callable[[pd.DataFrame, EstimatorSettings, Any], tuple[pd.DataFrame, EstimatorSettings]]

# What rounding may do between two ways to the same estimate, in standard errors of the headline.
SAME = 1e-7
DRAWS_A_BLOCK = 10  # of estimators that are fitted anew
# A study can be judged by its draws where at least this share of them has an estimate.
FEWEST_ANSWERED = 0.9


def estimated_again(
    study: Study,
    draw: Draw,
    alter: Alter,
    algebra: Callable[[Regression, Any], Array] | None,
    share: float = 1.0,
) -> Array:
    """Each draw's estimate and p-value, (draws, 2); NaN where there is none.

    ``draw`` makes some draws, ``alter`` puts one into the rows, and ``algebra`` answers for several
    of them with their estimates (size,), or with p-values beside them (size, 2). ``share`` is how
    much of the planned number of draws this takes.
    """
    settings, known = study.settings, study.regression
    draws, rng = round(settings.draws.refuters * share), settings.rng
    if algebra is not None and known is not None:
        first = draw(1, deepcopy(rng))
        own = _refit(study, alter, first[0])
        by_algebra = partial(_by_algebra, draw=draw, algebra=partial(algebra, known))
        answer = by_algebra(1, deepcopy(rng))[0]
        error = float(settings.headline["std_error"])
        if np.allclose(answer[0], own[0], rtol=0, atol=SAME * error, equal_nan=True):
            cells = known.basis.size + len(known.basis)
            return resampled(by_algebra, draws, cells, rng, settings.compute)
    refitting = partial(_by_refits, study=study, draw=draw, alter=alter)
    return resampled(refitting, draws, BLOCK_CELLS // DRAWS_A_BLOCK, rng, settings.compute)


def _by_algebra(
    size: int, rng: np.random.Generator, draw: Draw, algebra: Callable[[Any], Array]
) -> Array:
    found = algebra(draw(size, rng))
    return found if found.ndim == 2 else np.column_stack([found, np.full(size, np.nan)])


def _by_refits(
    size: int, rng: np.random.Generator, study: Study, draw: Draw, alter: Alter
) -> Array:
    return np.array([_refit(study, alter, one) for one in draw(size, rng)])


def _refit(study: Study, alter: Alter, one: Any) -> tuple[float, float]:
    """The planned estimator's own estimate and p-value for one draw; NaN where it refuses it."""
    told = replace(study.settings.estimator, rng=deepcopy(study.settings.estimator.rng))
    rows, told = alter(study.rows, told, one)
    try:
        found = ESTIMATORS[study.estimator](rows, study.design, study.outcome, told)
    except EstimationError:
        return np.nan, np.nan
    return found.estimate, found.p_value


def answered(found: Array) -> tuple[Array, str]:
    """The draws (m, 2) that have an estimate, and what to say of those that have none."""
    kept = found[np.isfinite(found[:, 0])]
    lost = len(found) - len(kept)
    return kept, f", {lost} of {len(found)} could not be estimated" if lost else ""
