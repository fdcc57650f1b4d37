"""The headline without the controls who have treated neighbours.

Fails when the estimate moves by more than chance moves it (p below a fifth of the planned error
rate): those neighbours told them something, or took something from them, or live where things
differ anyway.
Neighbours are those that the plan's `design: exposure:` declares. `spillovers` asks the same by
drawing the lottery again, which knows who could have had such neighbours; this asks what becomes
of the headline.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.errors import EstimationError
from pipeline.estimators.linear import (
    EFFECT,
    REGRESSIONS,
    comparison_columns,
    refuse_collinear,
)
from pipeline.estimators.row import ALONE
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.exposure import exposures
from pipeline.inference.least_squares import least_squares
from pipeline.inference.score_influence import score_influence
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.spillovers import neighbours

NAME = "spillover_ring"
FEWEST = 10  # controls near treated neighbours, and as many elsewhere


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of the difference between two regressions, that of everybody and that without.

    Its error comes from what each unit, or cluster, contributes to the one and to the other.
    """
    from scipy.stats import norm

    if design.exposure is None:
        return []
    if estimator not in REGRESSIONS:
        return silent(NAME, outcome, "the headline is no regression of units")
    adjusts = estimator in NEEDS_COVARIATES
    names = settings.estimator.covariates if adjusts else ()
    indicators = settings.estimator.indicators if adjusts else ()
    near = pd.Series(exposed(data, design), index=data.index)
    try:
        sample = complete_cases(data, design, outcome, names, indicators)
        wanted = list(dict.fromkeys([outcome, design.treatment, *names]))
        ring = near.loc[data.dropna(subset=wanted).index].to_numpy() & ~sample.treated
        left = int((~sample.treated & ~ring).sum())
        if min(int(ring.sum()), left) < max(FEWEST, settings.threshold):
            return silent(NAME, outcome, "too few controls have treated neighbours, or have none")
        clustered = settings.headline["se_type"] not in ALONE
        move, error, without = moved(sample, ~ring, estimator, clustered=clustered)
    except EstimationError as fault:
        return silent(NAME, outcome, fault.faults[0].message)
    p_value = float(2 * norm.sf(abs(move) / error))
    status = "failed" if p_value < settings.alarm else "passed"
    detail = f"without {int(ring.sum())} of {int((~sample.treated).sum())} controls the estimate "
    detail += f"moves by {move:+.3g} (standard error {error:.3g})"
    return [
        Check(NAME, outcome, status, p_value, settings.alarm, detail=detail),
        Check(NAME, f"{outcome}, estimate", "informative", without, detail=detail),
    ]


def exposed(data: pd.DataFrame, design: Design) -> NDArray[np.bool_]:
    """Who has treated neighbours (n,), or the share of them that the plan asks for."""
    treatment = data[design.treatment].to_numpy(float)
    codes = exposures(treatment[None, :], neighbours(data, design), design.exposure.share)[0]
    return codes % 2 == 1


def moved(
    sample: Sample, kept: NDArray[np.bool_], estimator: str, *, clustered: bool
) -> tuple[float, float, float]:
    """How far an estimate moves when only ``kept`` rows (n,) stay, its error, and the estimate."""
    labels = np.arange(len(kept))
    if clustered:
        labels = np.unique(sample.clusters, return_inverse=True)[1]
    effects, shares = [], []
    for part, rows in ((sample, np.ones(len(kept), bool)), (sample.keep(kept), kept)):
        exog = comparison_columns(part, estimator)
        refuse_collinear(exog)
        fit = least_squares(exog, part.outcome)
        own = labels[rows]
        contributed = score_influence(exog, fit.residuals, own if clustered else None)[:, EFFECT]
        share = np.zeros(labels.max() + 1)
        share[np.unique(own)] = contributed
        effects.append(float(fit.coefficients[EFFECT]))
        shares.append(share)
    error = float(np.sqrt(((shares[1] - shares[0]) ** 2).sum()))
    return effects[1] - effects[0], error, effects[1]
