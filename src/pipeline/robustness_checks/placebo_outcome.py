"""An outcome that treatment cannot have moved must not seem moved.

Fails when estimates for made outcomes do not centre on zero, or are declared significant more often
than one and a half times the planned error rate and chance allow (the smaller p-value, doubled,
below 1%).

The effect is taken out of the outcome and the rest is shuffled among people. Where the plan
declares clusters, all that people of one have of it changes sign together, by the toss of a coin:
they stay as alike as they are, so that an error that overlooks it rejects too often. DoWhy has no
such refuter: its dummy outcome asks for the estimate alone, and never for the error.

References
----------
Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3), for the signs.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.inference.lotteries import Lottery
from pipeline.inference.refuter_draws import signs, sources
from pipeline.inference.refuter_p_values import centre_p, of_several, too_often_p
from pipeline.inference.refuter_regression import Regression, of_outcomes
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import estimated_again
from pipeline.robustness_checks.refuter_study import OF_OTHER_KINDS, Study, study_of
from pipeline.robustness_checks.refuter_verdict import verdict
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]
NAME = "placebo_outcome"
# Estimators whose error is that of the regression, by HC2 or CR2.
REGRESSIONS = ("difference_in_means", "lin", "ancova", "strata_fixed_effects")


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator and error for outcomes that nobody's own treatment touched.

    Answers of yes and no, counts and times stay what they are: they are shuffled as they stand, and
    those of a cluster are then taken from one other.
    """
    study = study_of(data, design, outcome, estimator, settings)

    def alter(rows: pd.DataFrame, told: object, drawn: Array) -> tuple:
        return rows.assign(**dict(zip(moved, drawn, strict=True))), told

    event = settings.outcome.event
    moved = [outcome, event] if event else [outcome]
    found = estimated_again(study, _draw_of(study, moved), alter, _algebra_of(study))

    def judged(kept: Array) -> tuple[float, str]:
        rejected = kept[:, 1] < settings.alpha
        words = f"mean {kept[:, 0].mean():.3g}, {rejected.mean():.1%} declared significant"
        return of_several(centre_p(kept[:, 0]), too_often_p(rejected, settings.alpha)), words

    return [verdict(NAME, outcome, found, judged, f"{len(found)} made outcomes")]


def _draw_of(study: Study, moved: list[str]) -> Callable[[int, np.random.Generator], Array]:
    values = study.rows[moved].to_numpy(float).T
    if study.estimator in OF_OTHER_KINDS:
        return partial(shuffled, lottery=study.groups, values=values)
    treatment = study.rows[study.design.treatment].to_numpy(float)
    without = values - study.settings.headline["estimate"] * treatment
    if study.design.clusters:
        return partial(turned, lottery=study.groups, values=without - _means(without, study.groups))
    return partial(shuffled, lottery=study.groups, values=without)


def _means(values: Array, lottery: Lottery) -> Array:
    """The mean of each row's stratum (1, n)."""
    group = np.empty(len(lottery.treated), dtype=np.intp)
    for number, members in enumerate(lottery.strata):
        group[members] = number
    of_row = group[lottery.cluster_of]
    return (np.bincount(of_row, values[0]) / np.bincount(of_row))[of_row][None, :]


def shuffled(size: int, rng: np.random.Generator, lottery: Lottery, values: Array) -> Array:
    """Values (size, columns, n) of somebody else in the stratum."""
    return values[:, sources(size, rng, lottery)].swapaxes(0, 1)


def turned(size: int, rng: np.random.Generator, lottery: Lottery, values: Array) -> Array:
    """Values (size, 1, n) whose sign has changed, or not, for a whole cluster."""
    return values * signs(size, rng, lottery)[:, None, :]


def _algebra_of(study: Study) -> Callable[[Regression, Array], Array] | None:
    """Estimates and p-values of outcomes, where the error is one that algebra knows."""
    error, plain = study.settings.estimator.se_type, study.estimator == "difference_in_means"
    if study.estimator not in REGRESSIONS or error not in ("HC2", "CR2"):
        return None
    clusters = study.rows[study.design.clusters].to_numpy() if error == "CR2" else None
    welch = error == "HC2" and plain and study.design.strata is None

    def algebra(known: Regression, drawn: Array) -> Array:
        answers = of_outcomes(known, drawn[:, 0], clusters, welch=welch)
        return np.column_stack([answers.effects, answers.p_values])

    return algebra
