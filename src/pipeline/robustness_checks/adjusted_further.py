"""The headline's regression with groups of its own beside what it adjusts for already.

For the checks that ask whether who interviewed, or when, explains a result.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import CLUSTERED, INDEPENDENT, NEEDS_COVARIATES, REGRESSIONS
from pipeline.errors import EstimationError
from pipeline.estimators.linear import adjusted_for, regression_effect, treatment_first
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate
from pipeline.robustness_checks.alternative_answer import through_take_up
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]

# A column of which those before it leave less than this share follows from them.
FOLLOWS = 1e-9


@dataclass(frozen=True)
class Further:
    """The groups (n,) of the rows that a regression uses, and the regression with and without.

    ``adjusted`` is None where treatment follows from the groups, so that nothing can be compared
    within them. ``both`` is the share of rows in groups that hold both arms.
    """

    sample: Sample
    rows: pd.Index
    groups: NDArray[np.intp]
    both: float
    plain: Estimate
    adjusted: Estimate | None

    def headline(self, headline: pd.Series) -> pd.Series:
        """What the adjusted regression is set against: the headline, where it is a regression.

        The others answer by another model; what is asked is what the groups change, so that the
        same regression without them stands in for the headline.
        """
        if headline["estimator"] in REGRESSIONS:
            return headline
        return pd.Series(vars(self.plain))


def adjusted_further(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    settings: RobustnessSettings,
    labels: pd.Series,
) -> Further | str:
    """The outcome on treatment, what the headline adjusts for, and an intercept for each group.

    ``labels`` (n,) name the group of each row of ``data``; rows without are a group together.
    """
    reason = through_take_up(settings)
    if settings.outcome.event is not None:
        reason = "times that were cut short"
    if reason:
        return reason
    told, estimator = settings.estimator, settings.headline["estimator"]
    names = told.covariates if estimator in NEEDS_COVARIATES or design.rule.adjusts else ()
    indicators = told.indicators if names else ()
    try:
        sample = complete_cases(data, design, outcome, names, indicators, thin_strata=True)
        kept = data.dropna(subset=list(dict.fromkeys([outcome, design.treatment, *names]))).index
        groups = pd.factorize(labels.loc[kept], sort=True, use_na_sentinel=False)[0]
        told = replace(told, se_type=plain_error(design, settings), role="robustness")
        plain = _fitted(sample, (design, outcome), sample.centred, told)
        dummies = (groups[:, None] == np.arange(1, groups.max() + 1)).astype(float)
        columns = np.column_stack([sample.centred, dummies - dummies.mean(axis=0)])
        adjusted = _fitted(sample, (design, outcome), columns, told)
    except EstimationError as error:
        return error.faults[0].message
    if plain is None:
        return "treatment follows from what is adjusted for"
    return Further(sample, kept, groups, _in_both(groups, sample.treated), plain, adjusted)


def plain_error(design: Design, settings: RobustnessSettings) -> str:
    """The headline's error where a regression has it too, else the design's own."""
    error = settings.headline["se_type"]
    if error in (*INDEPENDENT, *CLUSTERED, "linearised"):
        return error
    return "CR2" if design.clusters else "linearised" if design.sampling else "HC2"


def _fitted(
    sample: Sample, question: tuple[Design, str], columns: Array, told: EstimatorSettings
) -> Estimate | None:
    """The effect adjusted for those columns (n, k) that add to the others; none if treatment does
    not."""
    kept = independent(columns)
    others = np.column_stack([np.ones(len(sample.outcome)), kept])
    if follows(sample.treatment, others):
        return None
    control, effect, uncertainty = regression_effect(sample, treatment_first(sample, kept), told)
    design, outcome = question
    formula = f"{outcome} ~ {design.treatment} + {adjusted_for(design, sample)}"
    about = Description("ancova", formula, control)
    return as_estimate(sample, question, (effect, uncertainty), about, told)


def independent(columns: Array) -> Array:
    """Those columns (n, k) that follow neither from an intercept nor from those before them."""
    basis = np.full((len(columns), 1), 1 / np.sqrt(len(columns)))
    kept = []
    for place, column in enumerate(columns.T):
        left = column - basis @ (basis.T @ column)
        left -= basis @ (basis.T @ left)
        length = np.linalg.norm(left)
        if length > FOLLOWS * max(np.linalg.norm(column), 1e-300) and length > 0:
            kept.append(place)
            basis = np.column_stack([basis, left / length])
    return columns[:, kept]


def follows(column: Array, others: Array) -> bool:
    """Whether a column (n,) is a sum of others (n, k)."""
    left = column - others @ np.linalg.lstsq(others, column, rcond=None)[0]
    return bool(np.linalg.norm(left) <= FOLLOWS * np.linalg.norm(column))


def _in_both(groups: NDArray[np.intp], treated: NDArray[np.bool_]) -> float:
    """The share of rows in groups with both arms."""
    sizes = np.bincount(groups)
    number = np.bincount(groups, weights=treated)
    mixed = (number > 0) & (number < sizes)
    return float(sizes[mixed].sum() / sizes.sum())


def each_in_one(groups: NDArray, clusters: NDArray | None) -> bool:
    """Whether each group (n,) lies inside one cluster (n,)."""
    if clusters is None:
        return False
    pairs = pd.DataFrame({"group": groups, "cluster": clusters}).drop_duplicates()
    return len(pairs) == pairs["group"].nunique()
