"""An effect that was planted must be found, and none where none was planted.

Fails when estimates for a made outcome are on average not the effect that is in it (the smaller
p-value of the two effects, doubled, below 1%). The outcome follows from the covariates as it does
among the controls, with squares, and people differ beyond that as they do: an estimator that leaves
out a covariate on which the groups differ finds the covariate's effect instead.

DoWhy's dummy outcome has the same aim. By default it is noise, which confounding cannot touch, and
its p-value asks whether the planted effect lies among the estimates: one that is off by a standard
error passes. So this is ours. Where a lottery decided, it is held again in each draw, since chance
differences of one lottery are no fault of the estimator.
"""

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.inference.redrawing import sources, treatments
from pipeline.inference.refutation import centre_p, of_several
from pipeline.inference.regression_draws import Regression, of_assignments
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refits import OF_OTHER_KINDS, Study, estimated_again, study_of
from pipeline.robustness_checks.refuted import verdict
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
    expected, rest = made_of(study)

    def alter(rows: pd.DataFrame, told: object, drawn: Array) -> tuple:
        return rows.assign(**{design.treatment: drawn[0], outcome: drawn[1]}), told

    found = []
    for planted in effects:
        draw = partial(
            made, study=study, signal=expected, rest=rest, planted=planted
        )
        estimates = estimated_again(study, draw, alter, _algebra, share=1 / len(effects))
        found.append(estimates - [planted, 0.0])

    def judged(kept: Array) -> tuple[float, str]:
        parts = [part[np.isfinite(part[:, 0]), 0] for part in found]
        words = " and ".join(
            f"{effect:.3g} planted, off by {part.mean():.3g}"
            for effect, part in zip(effects, parts, strict=True)
        )
        return of_several(*(centre_p(part) for part in parts)), words

    both = np.concatenate(found)
    return [verdict(NAME, outcome, both, judged, f"{len(both)} made outcomes")]


def _algebra(known: Regression, drawn: Array) -> Array:
    return of_assignments(known, drawn[:, 0], drawn[:, 1])


def made(
    size: int, rng: np.random.Generator, study: Study, signal: Array, rest: Array, planted: float
) -> Array:
    """Treatments and outcomes (size, 2, n): the signal, somebody's rest, and the planted effect."""
    treatment = study.rows[study.design.treatment].to_numpy(float)
    if study.design.rule.lottery:
        drawn = treatments(size, rng, study.lottery)
    else:
        drawn = np.tile(treatment, (size, 1))
    outcomes = signal + rest[sources(size, rng, study.groups)] + planted * drawn
    return np.stack([drawn, outcomes], axis=1)


def made_of(study: Study) -> tuple[Array, Array]:
    """What controls' regression on covariates and squares expects (n,), and what it leaves (n,)."""
    outcome = study.rows[study.outcome].to_numpy(float)
    treated = study.rows[study.design.treatment].to_numpy(float) == 1
    columns = [np.ones(len(outcome))]
    for name in study.columns:
        column = study.rows[name].to_numpy(float)
        column = np.where(np.isnan(column), np.nanmean(column), column)
        standard = (column - column.mean()) / (column.std() or 1.0)
        columns += [standard, standard**2] if len(np.unique(column)) > 2 else [standard]
    exog = np.column_stack(columns)
    coefficients = np.linalg.lstsq(exog[~treated], outcome[~treated], rcond=None)[0]
    expected = exog @ coefficients
    rest = outcome - expected
    for arm in (treated, ~treated):
        rest[arm] -= rest[arm].mean()
    return expected, rest
