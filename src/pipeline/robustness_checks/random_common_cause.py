"""A variable of pure chance, added to the covariates, must not move the result.

Fails when such a variable moves the estimate by more than a fifth of its standard error, as the
root of the mean square over draws. A sound regression moves by the root of one over its degrees of
freedom: it fails where nearly as many columns are adjusted for as there are people.

DoWhy's p-value is no criterion: it asks whether the estimate lies among the re-estimates, which are
so close together that a shift without any consequence counts as a refutation, while an estimate
that every variable of chance throws about lies among them. The draws are ours as well: DoWhy's
would give an estimator that splits the sample at random another split in each.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from pipeline.designs import NEEDS_COVARIATES
from pipeline.inference.refuter_regression import with_noise
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import answered, estimated_again
from pipeline.robustness_checks.refuter_study import study_of
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "random_common_cause"
MOST_SHIFT = 0.2
COLUMNS = 1  # of chance, added at once


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """How far chance moves the headline, in standard errors.

    An estimator that adjusts for nothing cannot be moved: the check is then not applicable.
    """
    if estimator not in NEEDS_COVARIATES:
        return [Check(NAME, outcome, "not_applicable", detail="the estimator adjusts for nothing")]
    if estimator == "nearest_neighbour":
        detail = "one more column to match on pairs people anew, whatever it says"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    study = study_of(data, design, outcome, estimator, settings)
    names = [f"{NAME}_{number}" for number in range(COLUMNS)]

    def alter(rows: pd.DataFrame, told: object, drawn: np.ndarray) -> tuple:
        added = rows.assign(**dict(zip(names, drawn, strict=True)))
        return added, replace(told, covariates=(*told.covariates, *names))

    draw = partial(noise, columns=COLUMNS, rows=len(study.rows))
    found = estimated_again(study, draw, alter, with_noise)
    kept, lost = answered(found)
    if not len(kept):
        return [Check(NAME, outcome, "failed", detail=f"{len(found)} draws{lost}")]
    shifts = (kept[:, 0] - settings.headline["estimate"]) / settings.headline["std_error"]
    typical = float(np.sqrt((shifts**2).mean()))
    status = "passed" if typical <= MOST_SHIFT else "failed"
    detail = f"{len(found)} draws{lost}, mean shift {shifts.mean():.2g} standard errors"
    return [Check(NAME, outcome, status, typical, MOST_SHIFT, detail=detail)]


def noise(size: int, rng: np.random.Generator, columns: int, rows: int) -> np.ndarray:
    """Columns of pure chance (size, columns, rows)."""
    return rng.standard_normal((size, columns, rows))
