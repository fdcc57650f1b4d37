"""What matching on an estimated score gains, or loses, because the score was estimated.

References
----------
Abadie and Imbens (2016). Matching on the estimated propensity score. Econometrica 84(2).
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.sample import Sample
from pipeline.matching.error import ALIKE_IN_SCORE
from pipeline.matching.matched import Matched, Rule, match_both
from pipeline.matching.neighbours import nearest
from pipeline.matching.points import points_of

Array = NDArray[np.float64]


def score_correction(
    score: tuple[Array, Array], sample: Sample, effect: float, matched: Matched
) -> float:
    """What is to be added to the variance of matching on a logit's score.

    For the ATE it is never above zero; for the ATT it may be either.

    Parameters
    ----------
    score
        Fitted probabilities (n,), and the logit's design matrix (n, k) with its constant.
    sample
        Outcome and treatment.
    effect
        The matched effect.
    matched
        The matches; of the treated alone for the ATT, of everybody for the ATE.
    """
    (propensity, exog), outcome, treated = score, sample.outcome, sample.treated
    slope = propensity * (1 - propensity)
    covariance = np.linalg.inv((exog * slope[:, None]).T @ exog)
    among, everybody = matched.found.sum(), matched.asked.all()
    with_it = _local_covariance(propensity, exog, outcome, treated)
    without = _local_covariance(propensity, exog, outcome, ~treated)
    if everybody:
        terms = with_it / propensity[:, None] + without / (1 - propensity)[:, None]
        gain = (slope[:, None] * terms).sum(axis=0) / among
        return -float(gain @ covariance @ gain)
    odds = propensity / (1 - propensity)
    terms = with_it + odds[:, None] * without
    gain = (slope[:, None] * terms).sum(axis=0) / among
    other = _counterfactuals(propensity, outcome, treated)
    deviation = np.where(treated, 1, -1) * (outcome - other) - effect
    loss = (exog * (slope * deviation)[:, None]).sum(axis=0) / among
    return float(loss @ covariance @ loss - gain @ covariance @ gain)


def _local_covariance(score: Array, exog: Array, outcome: Array, arm: NDArray) -> Array:
    """Covariance (n, k) of covariates and outcome in one arm among those nearest in score."""
    scaled = (score / score.std(ddof=1))[:, None]
    asked, among = points_of(scaled), points_of(scaled[arm])
    chosen = nearest(asked, among, ALIKE_IN_SCORE)
    number = chosen @ among.counts
    centre, middle = exog.mean(axis=0), outcome[arm].mean()
    x, y = exog[arm] - centre, outcome[arm] - middle
    mean_x = (chosen @ among.total(x)) / number[:, None]
    mean_y = (chosen @ among.total(y)) / number
    product = (chosen @ among.total(x * y[:, None])) / number[:, None]
    factor = (number / np.maximum(number - 1, 1))[:, None]
    return ((product - mean_x * mean_y[:, None]) * factor)[asked.of_unit]


def _counterfactuals(score: Array, outcome: Array, treated: NDArray) -> Array:
    """The outcome (n,) of each unit's nearest in the other arm."""
    scaled = (score / score.std(ddof=1))[:, None]
    return match_both((scaled, outcome, scaled), treated, Rule()).outcome
