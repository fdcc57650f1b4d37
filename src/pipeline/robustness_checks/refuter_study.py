"""A headline's rows, what was assigned in them, and the regression that the headline is, if any."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.estimators.uptake import dummies
from pipeline.inference.lotteries import Lottery, lottery_of
from pipeline.inference.refuter_regression import Regression, regression_of
from pipeline.lottery import lottery_held
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

# Estimators of outcomes that are no plain numbers, or that have to be missing for some.
OF_OTHER_KINDS = (
    "logit_standardisation",
    "poisson_standardisation",
    "restricted_mean_survival_time",
    "attrition_weights",
)


@dataclass(frozen=True)
class Study:
    """A headline with its complete rows, and the regression that it is, if it is one.

    ``places`` (n,) are where the rows stand in the data for analysis.
    """

    rows: pd.DataFrame
    places: NDArray[np.intp]
    design: Design
    outcome: str
    estimator: str
    settings: RobustnessSettings
    regression: Regression | None

    @cached_property
    def lottery(self) -> Lottery:
        """What was assigned, as the design assigned it, but for what it asked of balance.

        Where nobody drew lots it is clusters if all people of each have one treatment, or people.
        """
        design, rows = self.design, self.rows
        treatment = rows[design.treatment].to_numpy(float)
        whole = design.rule.assigns_clusters
        if design.clusters and not design.rule.lottery:
            whole = _alike_inside(rows, design.clusters, design.treatment)
        clusters = rows[design.clusters].to_numpy() if whole else None
        drawn_within = design.strata if design.rule.lottery else None
        return lottery_of(treatment, clusters, rows[drawn_within] if drawn_within else None)

    @cached_property
    def groups(self) -> Lottery:
        """Those whose answers resemble each other: the clusters that the plan declares, or people.

        Whoever was assigned, so that errors that overlook clusters show.
        """
        design, rows = self.design, self.rows
        if not design.clusters:
            return self.lottery
        clusters = rows[design.clusters].to_numpy()
        within = design.strata if design.rule.lottery and design.strata else None
        if within and not _alike_inside(rows, design.clusters, within):
            within = None
        treatment = rows[design.treatment].to_numpy(float)
        return lottery_of(treatment, clusters, rows[within] if within else None)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the plan adjusts for, whether or not the headline does."""
        return (*self.settings.estimator.covariates, *self.settings.estimator.indicators)


def study_of(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> Study:
    """The headline's rows, without a missing value in what its estimator uses."""
    wanted = [outcome, design.treatment]
    if estimator in NEEDS_COVARIATES:
        wanted += [*settings.estimator.covariates, *settings.estimator.indicators]
    if estimator == "attrition_weights":  # it asks who is without an outcome
        wanted.remove(outcome)
    places = np.flatnonzero(data[list(dict.fromkeys(wanted))].notna().all(axis=1))
    rows = data[_used(data, design, outcome, settings)].iloc[places].reset_index(drop=True)
    found = _regression(rows, design, outcome, estimator, settings.estimator)
    return Study(rows, places, design, outcome, estimator, settings, found)


def lottery_to_hold(study: Study, data: pd.DataFrame) -> Lottery:
    """The lottery that decides a row's treatment when it is held again.

    A re-randomisation is held among all, whom the balance was of, whoever of them is in the study.

    Raises
    ------
    EstimationError
        As `pipeline.lottery.lottery_held`.
    """
    if study.design.rerandomisation is None:
        return study.lottery
    held = lottery_held(data, study.design)
    return replace(held, cluster_of=held.cluster_of[study.places])


def _alike_inside(rows: pd.DataFrame, clusters: str, column: str) -> bool:
    """Whether all rows of each cluster have one value."""
    return len(rows[[clusters, column]].drop_duplicates()) == rows[clusters].nunique()


def _used(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> list[str]:
    """The columns that an estimator can look at: what is drawn again is copied in each draw."""
    told = settings.estimator
    named = [value for value in design.model_dump().values() if isinstance(value, str)]
    event = [settings.outcome.event] if settings.outcome.event else []
    all_ = [outcome, *event, *told.covariates, *told.indicators, *design.sampling_columns, *named]
    return [name for name in dict.fromkeys(all_) if name in data]


def _regression(
    rows: pd.DataFrame, design: Design, outcome: str, estimator: str, told: EstimatorSettings
) -> Regression | None:
    """The estimator as one regression, or None where it is not one, or is of rows it chooses."""
    makers = {
        "difference_in_means": (False, True),
        "strata_fixed_effects": (False, False),
        "lin": (True, True),
        "ancova": (True, False),
        "outcome_regression": (True, True),
        "two_stage_least_squares": (True, False),
    }
    if estimator not in makers or told.options.trimming is not None:
        return None
    adjusts, own_slopes = makers[estimator]
    thin = estimator == "strata_fixed_effects"
    if adjusts:
        sample = adjusted_sample(rows, design, outcome, told)
    else:
        sample = complete_cases(rows, design, outcome, (), thin_strata=thin)
    by_itself = estimator == "outcome_regression"
    columns = [np.ones(len(rows)), sample.covariates if by_itself else sample.adjustment]
    if adjusts and not own_slopes and design.fixed_effects:
        columns.append(dummies(rows[design.fixed_effects]))
    kind: dict[str, Any] = {"own_slopes": own_slopes}
    if by_itself:
        kind["of_treated"] = effect_on(design.target) == "ATT"
    if estimator == "two_stage_least_squares":
        kind["take_up"] = rows[design.take_up].to_numpy(float)
    weights = None if by_itself else sample.weights
    try:
        return regression_of(
            sample.outcome, sample.treatment, np.column_stack(columns), weights, **kind
        )
    except np.linalg.LinAlgError:
        return None
