"""What would the headline's own method say, had it known a confounder of the strength observed?

Fails when, with a made confounder as strong as the strongest of the plan's `benchmarks` (of all
covariates, where it names none) among the covariates, the range holds zero or lies beyond it.

DoWhy's `add_unobserved_common_cause` asks something else: it puts one more confounder into data
that have theirs already, and tells how wrong that makes the estimate. Told the true strengths of a
simulated confounder that moves an effect of 1 to 1.5, it answers 0.67, or 1.33 with the sign
reversed, never 1; and it cannot be given a seed. So the confounder here is ours.
"""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.linear import treatment_first
from pipeline.estimators.sample import complete_cases
from pipeline.inference.made_confounder import Residuals, made_confounders, residuals_of
from pipeline.inference.omitted_variable import as_strong
from pipeline.inference.resampling import resampled
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.confounder import (
    compared,
    regressed,
    undecided,
    without_a_regression,
)
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]
NAME = "unobserved_common_cause"
MADE = "made_confounder"
# All draws share what decides, the confounder's part in treatment and outcome: few are enough.
DRAWS = 20
# One that explained all that is left would leave the estimator nothing to learn its error from.
MOST_OF_OUTCOME = 0.95
MEDIAN_ERROR = math.sqrt(math.pi / 2)  # of a median, beside that of a mean, of normal draws


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The median over draws of the headline's estimate and interval beside such a confounder.

    References
    ----------
    Carnegie, Harada and Hill (2016), Journal of Research on Educational Effectiveness 9(3), who
    draw a confounder given treatment and outcome; Cinelli and Hazlett (2020) for its strength.
    """
    reason = without_a_regression(design, settings)
    if not reason and estimator not in NEEDS_COVARIATES:
        reason = "the estimator adjusts for nothing"
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    strongest = compared(regressed(data, design, outcome, settings), settings)[0]
    strength = as_strong(strongest.benchmark, 1.0)
    if strength is None:
        reason = "no confounder can be as strong as the strongest covariate"
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    rows, left = _rows_and_residuals(data, design, outcome, settings)
    share = (strength.of_treatment, min(strength.of_outcome, MOST_OF_OUTCOME))
    answering = partial(
        _answers, rows=rows, told=(design, outcome, estimator, settings), left=left, share=share
    )
    try:
        found = resampled(answering, DRAWS, len(rows), settings.rng, settings.compute)
    except EstimationError as error:
        return [Check(NAME, outcome, "not_applicable", detail=error.faults[0].message)]
    return _told(found, settings, (outcome, estimator, strongest.name))


def _rows_and_residuals(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> tuple[pd.DataFrame, Residuals]:
    """The rows with everything known, and what is unexplained of treatment and outcome in them."""
    told = settings.estimator
    rows = data.dropna(subset=[outcome, design.treatment, *told.covariates]).reset_index(drop=True)
    sample = complete_cases(rows, design, outcome, told.covariates, told.indicators)
    exog = treatment_first(sample, sample.covariates)
    sign = 1.0 if settings.headline["estimate"] > 0 else -1.0
    return rows, residuals_of(exog, sample.outcome * sign)


def _answers(
    size: int,
    rng: np.random.Generator,
    rows: pd.DataFrame,
    told: tuple[Design, str, str, RobustnessSettings],
    left: Residuals,
    share: tuple[float, float],
) -> Array:
    """The headline's estimate and the ends of its interval (size, 3), a confounder a row."""
    design, outcome, estimator, settings = told
    covariates = (*settings.estimator.covariates, MADE)
    answers = []
    for column in made_confounders(left, share, size, rng):
        asked = replace(settings.estimator, covariates=covariates, rng=rng.spawn(1)[0])
        answer = ESTIMATORS[estimator](rows.assign(**{MADE: column}), design, outcome, asked)
        answers.append((answer.estimate, answer.conf_low, answer.conf_high))
    return np.array(answers)


def _told(found: Array, settings: RobustnessSettings, about: tuple[str, str, str]) -> list[Check]:
    outcome, estimator, name = about
    estimate, low, high = np.median(found, axis=0)
    chance = MEDIAN_ERROR * float(found[:, 0].std(ddof=1) / np.sqrt(len(found)))
    detail = f"{estimator} with a made confounder as strong as {name}, median of {len(found)} "
    detail += f"draws, Monte Carlo error {chance:.2g}; athar, not DoWhy"
    status = "informative"
    if not undecided(settings):
        held = low > 0 if settings.headline["estimate"] > 0 else high < 0
        status = "passed" if held else "failed"
    rows = [Check(NAME, outcome, status, detail=detail)]
    parts = {"estimate": estimate, "from": low, "to": high}
    return rows + [
        Check(NAME, f"{outcome}, {part}", "informative", float(value), detail=detail)
        for part, value in parts.items()
    ]
