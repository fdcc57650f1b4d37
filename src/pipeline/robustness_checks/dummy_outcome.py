"""An effect that was planted must be found, and none where none was planted.

Fails when estimates for a made outcome are on average not the effect that is in it (the smaller
p-value of the two effects, doubled, below 1%). The outcome follows from the covariates as it does
among the controls, and people differ beyond that as they do. Treatment is drawn again in each draw:
by the lottery, or, where nobody drew lots, by the chances that a logit on the covariates gives. So
an estimator that leaves out a covariate on which the groups differ finds the covariate's effect;
one that adjusts for nothing is allowed the differences that chance alone would make.

DoWhy's dummy outcome has the same aim. By default it is noise, which confounding cannot touch, and
its p-value asks whether the planted effect lies among the estimates: one that is off by a standard
error passes. So this is ours. What the covariates do is linear here: bends are the business of
estimators and specifications that allow for them.
"""

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.errors import EstimationError
from pipeline.estimators.propensity import fitted_logit
from pipeline.inference.lotteries import Lottery, treatments
from pipeline.inference.refuter_draws import by_chance, sources
from pipeline.inference.refuter_p_values import centre_p, of_several
from pipeline.inference.refuter_regression import (
    Regression,
    of_assignments,
    of_outcomes,
    regression_of,
)
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import estimated_again
from pipeline.robustness_checks.refuter_study import (
    OF_OTHER_KINDS,
    Study,
    lottery_to_hold,
    study_of,
)
from pipeline.robustness_checks.refuter_verdict import verdict
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]
NAME = "dummy_outcome"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator for a planted effect of zero, and of what the study can detect."""
    if estimator in OF_OTHER_KINDS:
        detail = f"a made outcome is a plain number, which {estimator} is not for"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    study = study_of(data, design, outcome, estimator, settings)
    effects = (0.0, float(settings.headline["minimum_detectable_effect"]))
    try:
        parts = made_of(study)
    except EstimationError as fault:
        return [Check(NAME, outcome, "not_applicable", detail=fault.faults[0].message)]

    def alter(rows: pd.DataFrame, told: object, drawn: Array) -> tuple:
        return rows.assign(**{design.treatment: drawn[0], outcome: drawn[1]}), told

    lottery, chance = lottery_to_hold(study, data), _chance(study, parts[0])
    found = []
    for planted in effects:
        draw = partial(made, study=study, lottery=lottery, parts=parts, planted=planted)
        estimates = estimated_again(study, draw, alter, _algebra, share=1 / len(effects))
        found.append(estimates - [planted, 0.0])

    def judged(_: Array) -> tuple[float, str]:
        offs = [part[np.isfinite(part[:, 0]), 0] for part in found]
        words = " and ".join(
            f"{effect:.3g} planted, off by {part.mean():.3g}"
            for effect, part in zip(effects, offs, strict=True)
        )
        return of_several(*(centre_p(part, chance) for part in offs)), words

    both = np.concatenate(found)
    return [verdict(NAME, outcome, both, judged, f"{len(both)} made outcomes")]


def _algebra(known: Regression, drawn: Array) -> Array:
    return of_assignments(known, drawn[:, 0], drawn[:, 1])


def made(
    size: int,
    rng: np.random.Generator,
    study: Study,
    lottery: Lottery,
    parts: tuple[Array, ...],
    planted: float,
) -> Array:
    """Treatments and outcomes (size, 2, n): the signal, somebody's rest, and the planted effect.

    ``parts`` (n,) are the signal, the rest, and everybody's chance of treatment.
    """
    signal, rest, chances = parts
    if study.design.rule.lottery:
        drawn = treatments(size, rng, lottery)
    else:
        drawn = by_chance(size, rng, lottery, chances)
    outcomes = signal + rest[sources(size, rng, study.groups)] + planted * drawn
    return np.stack([drawn, outcomes], axis=1)


def made_of(study: Study) -> tuple[Array, Array, Array]:
    """What controls' regression on the covariates expects (n,), what it leaves, and the chances.

    Raises
    ------
    EstimationError
        Where the covariates separate the arms, so that nobody has any chance but the one taken.
    """
    outcome = study.rows[study.outcome].to_numpy(float)
    treatment = study.rows[study.design.treatment].to_numpy(float)
    treated = treatment == 1
    columns = [_standardised(study.rows[name].to_numpy(float)) for name in study.columns]
    exog = np.column_stack([np.ones(len(outcome)), *columns])
    coefficients = np.linalg.lstsq(exog[~treated], outcome[~treated], rcond=None)[0]
    expected = exog @ coefficients
    rest = outcome - expected
    for arm in (treated, ~treated):
        rest[arm] -= rest[arm].mean()
    if study.design.rule.lottery:
        return expected, rest, np.full(len(outcome), treatment.mean())
    return expected, rest, 1 / (1 + np.exp(-exog @ fitted_logit(exog, treatment)))


def _standardised(column: Array) -> Array:
    column = np.where(np.isnan(column), np.nanmean(column), column)
    return (column - column.mean()) / (column.std() or 1.0)


def _chance(study: Study, signal: Array) -> float:
    """How far chance alone would part the groups' signals (n,), where nothing takes that out."""
    if study.design.rule.lottery or study.estimator in NEEDS_COVARIATES:
        return 0.0
    clusters = study.rows[study.design.clusters].to_numpy() if study.design.clusters else None
    treatment = study.rows[study.design.treatment].to_numpy(float)
    plain = regression_of(signal, treatment, np.ones((len(signal), 1)), own_slopes=True)
    return float(of_outcomes(plain, signal[None, :], clusters).std_errors[0])
