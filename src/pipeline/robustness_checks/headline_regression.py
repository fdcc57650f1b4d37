"""The headline as a regression, for the checks that take it apart and fit it again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES, REGRESSIONS
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.linear import EFFECT, treatment_first
from pipeline.estimators.row import ALONE
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.uptake import dummies
from pipeline.inference.regression import Regression
from pipeline.inference.resampled_regression import Refits, refits_of
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

INTERACTED = ("difference_in_means", "lin")


@dataclass(frozen=True)
class HeadlineRegression:
    """The rows that the headline uses, and the regression that it is.

    ``averaged`` (2, m) are the columns of products of treatment with what is adjusted for, and of
    the latter: the effect is that at its average.
    """

    rows: pd.DataFrame
    sample: Sample
    regression: Regression
    averaged: NDArray[np.intp] | None = None

    def refits(self, group: NDArray) -> Refits:
        """The regression, its groups (n,) of rows to be counted anew."""
        return refits_of(self.regression, group, self.averaged)


def headline_regression(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> HeadlineRegression | None:
    """The headline's regression, or nothing where it is none, or none of all its rows."""
    told = settings.estimator
    if estimator not in REGRESSIONS or told.options.trimming is not None:
        return None
    names = told.covariates if estimator in NEEDS_COVARIATES else ()
    indicators = told.indicators if estimator in NEEDS_COVARIATES else ()
    sample = complete_cases(data, design, outcome, names, indicators, thin_strata=True)
    rows = data.dropna(subset=list(dict.fromkeys([outcome, design.treatment, *names])))
    weights = None if sample.sampling is None else sample.weights
    if estimator == "strata_fixed_effects":
        exog = sample.treatment[:, None]
        regression = Regression(exog, sample.outcome, 0, weights, sample.strata)
        return HeadlineRegression(rows, sample, regression)
    centred = sample.centred
    columns, averaged = [centred], None
    if estimator in INTERACTED and centred.shape[1]:
        columns.append(sample.treatment[:, None] * centred)
        places = 2 + np.arange(centred.shape[1])
        averaged = np.stack([places + centred.shape[1], places])
    if design.fixed_effects and estimator == "ancova":
        groups = dummies(rows[design.fixed_effects])
        columns.append(groups - groups.mean(axis=0))
    exog = treatment_first(sample, *columns)
    regression = Regression(exog, sample.outcome, EFFECT, weights)
    return HeadlineRegression(rows, sample, regression, averaged)


def among_clusters(design: Design, settings: RobustnessSettings) -> bool:
    """Whether the headline's error takes clusters, not units, for independent."""
    return design.clusters is not None and settings.headline["se_type"] not in ALONE


def excludes_zero(low: float, high: float) -> bool:
    """Whether an interval lies on one side of no effect."""
    return low > 0 or high < 0


def labels_of(rows: pd.DataFrame, column: str, key: str) -> NDArray:
    """The groups that a plan names under ``key`` (n,), of rows of which each must have one.

    Raises
    ------
    EstimationError
        Where some rows are in no group.
    """
    missing = int(rows[column].isna().sum())
    if missing:
        message = f"`{column}` is missing for {missing} whose outcome is known"
        help_ = f"leave them out under construct: sample: (keep: notna({column})), or take it out"
        raise EstimationError(Fault("E784", message, key=f"robustness.{key}", help=help_))
    return rows[column].to_numpy()


def nested(inner: NDArray, outer: NDArray) -> bool:
    """Whether each of the inner groups (n,) lies inside one of the outer (n,)."""
    first = np.unique(inner, return_inverse=True)[1]
    second = np.unique(outer, return_inverse=True)[1]
    pairs = len(np.unique(first * (second.max() + 1) + second))
    return pairs == first.max() + 1
