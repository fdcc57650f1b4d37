"""A headline's estimator fitted anew for each draw, where no product of matrices answers for many.

Where no lottery decided, a draw gives each unit treatment with the chance that the evaluation's own
model gives it. What was confounded stays confounded by what was measured, and by nothing else: the
rehearsal says whether the method works where its assumption holds, never whether it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.rehearsal.planting import PotentialOutcomes

Array = NDArray[np.float64]
# So many random assignments of all rows (draws, rows).
Assigning = Callable[[int, np.random.Generator], Array]


@dataclass(frozen=True)
class Refitted:
    """What a refit is made of: the rows of two arms, the question, and both outcomes of the units.

    ``rows`` are positions of those units among all rows; ``target`` are weights (rows,) of the
    average that the estimand is, or None for the treated of each draw.
    """

    data: pd.DataFrame
    design: Design
    outcome: str
    estimator: str
    settings: EstimatorSettings
    outcomes: PotentialOutcomes
    rows: NDArray[np.intp]
    target: Array | None


def refitted(size: int, rng: np.random.Generator, study: Refitted, assign: Assigning) -> Array:
    """Estimate, error, degrees of freedom and truth (draws, planted, 4) of so many draws."""
    answers = [
        _answer(study, assignment, place, rng)
        for assignment in assign(size, rng)
        for place in range(len(study.outcomes.planted))
    ]
    return np.array(answers).reshape(size, len(study.outcomes.planted), 4)


def _answer(
    study: Refitted, assignment: Array, place: int, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    mine, outcomes = assignment[study.rows], study.outcomes
    weights = mine if study.target is None else study.target
    truth = float(np.average(outcomes.gains[:, place], weights=weights))
    values = study.data[study.outcome].to_numpy(float, copy=True)
    values[study.rows] = np.where(mine == 1, outcomes.given[:, place], outcomes.without)
    rows = study.data.assign(**{study.design.treatment: assignment, study.outcome: values})
    settings = replace(study.settings, rng=rng.spawn(1)[0])
    try:
        found = ESTIMATORS[study.estimator](rows, study.design, study.outcome, settings)
    except EstimationError:  # a draw that the estimator refuses has no answer, and is counted
        return np.nan, np.nan, np.nan, truth
    return found.estimate, found.std_error, found.df, truth


def by_propensity(size: int, rng: np.random.Generator, propensity: Array) -> Array:
    """Assignments (draws, rows) with a chance of its own for each unit."""
    return (rng.random((size, len(propensity))) < propensity).astype(float)
