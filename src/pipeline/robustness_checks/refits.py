"""The headline estimated again for each draw: by matrix algebra where it is one regression.

Algebra answers for an estimator only where it gives, to rounding, what the estimator itself makes
of the first draw. Otherwise, and for every other estimator, each draw is a fit of its own.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.estimators.uptake import dummies
from pipeline.inference.redrawing import Assigned, assigned
from pipeline.inference.regression_draws import Regression, regression
from pipeline.inference.resampling import BLOCK_CELLS, resampled
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]
Draw = Callable[[int, np.random.Generator], Any]
# What a draw makes of the rows and of what the estimator is told.
Alter = Callable[[pd.DataFrame, EstimatorSettings, Any], tuple[pd.DataFrame, EstimatorSettings]]

# What rounding may do between two ways to the same estimate, in standard errors of the headline.
SAME = 1e-7
DRAWS_A_BLOCK = 10  # of estimators that are fitted anew
# A study can be judged by its draws where at least this share of them has an estimate.
FEWEST_ANSWERED = 0.9
# Estimators of outcomes that are no plain numbers, or that have to be missing for some.
OF_OTHER_KINDS = (
    "logit_standardisation",
    "poisson_standardisation",
    "restricted_mean_survival_time",
    "attrition_weights",
)


@dataclass(frozen=True)
class Study:
    """A headline with its complete rows, and the regression that it is, if it is one."""

    rows: pd.DataFrame
    design: Design
    outcome: str
    estimator: str
    settings: RobustnessSettings
    regression: Regression | None

    @cached_property
    def lottery(self) -> Assigned:
        """What was assigned, as the design assigned it.

        Where nobody drew lots it is clusters if all people of each have one treatment, or people.
        """
        design, rows = self.design, self.rows
        treatment = rows[design.treatment].to_numpy(float)
        whole = design.rule.assigns_clusters
        if design.clusters and not design.rule.lottery:
            whole = bool((rows.groupby(design.clusters)[design.treatment].nunique() == 1).all())
        clusters = rows[design.clusters].to_numpy() if whole else None
        drawn_within = design.strata if design.rule.lottery else None
        return assigned(treatment, clusters, rows[drawn_within] if drawn_within else None)

    @cached_property
    def groups(self) -> Assigned:
        """Those whose answers resemble each other: the clusters that the plan declares, or people.

        Whoever was assigned, so that errors that overlook clusters show.
        """
        design, rows = self.design, self.rows
        if not design.clusters:
            return self.lottery
        clusters = rows[design.clusters].to_numpy()
        within = design.strata if design.rule.lottery and design.strata else None
        if within and (rows.groupby(design.clusters)[within].nunique() > 1).any():
            within = None
        treatment = rows[design.treatment].to_numpy(float)
        return assigned(treatment, clusters, rows[within] if within else None)

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
    rows = data.dropna(subset=list(dict.fromkeys(wanted)))[_used(data, design, outcome, settings)]
    rows = rows.reset_index(drop=True)
    found = _regression(rows, design, outcome, estimator, settings.estimator)
    return Study(rows, design, outcome, estimator, settings, found)


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
        return regression(
            sample.outcome, sample.treatment, np.column_stack(columns), weights, **kind
        )
    except np.linalg.LinAlgError:
        return None


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
