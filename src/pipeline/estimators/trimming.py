"""Leaving out those whom nobody in the other arm resembles, by a rule of the plan.

Whoever is left out is counted, and the effect is one of the others: the estimand is then
`ATT_trimmed` or `ATE_trimmed`.
"""

from dataclasses import replace

import numpy as np

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.sample import Sample
from pipeline.sections.estimators import Trimming

TRIMMED = "_trimmed"  # the ending of estimands that speak of those who were kept


def effect_on(estimand: str) -> str:
    """Whose average effect an estimand is within the sample that is left: ATT, ATE, ATO."""
    return estimand.removesuffix(TRIMMED)


def trimmed(sample: Sample, rule: Trimming | None) -> Sample:
    """The sample without the units that the rule leaves out; the score is then fitted anew.

    Raises
    ------
    EstimationError
        Where fewer than two units are left in an arm.

    References
    ----------
    Crump, Hotz, Imbens and Mitnik (2009). Dealing with limited overlap in estimation of average
    treatment effects. Biometrika 96(1); Dehejia and Wahba (1999) for the common support.
    """
    if rule is None:
        return sample
    score = logit_propensity(sample)
    low, high = rule.score or _common_support(score, sample)
    kept = (score >= low) & (score <= high)
    left = sample.keep(kept)
    if min(left.treated.sum(), (~left.treated).sum()) < 2:
        message = "the trimming rule leaves fewer than two units in an arm"
        help_ = "the arms hardly overlap: plan a wider rule, or other covariates"
        raise EstimationError(Fault("E719", message, key="estimate.trimming", help=help_))
    lost = (int((sample.treated & ~kept).sum()), int((~sample.treated & ~kept).sum()))
    return replace(left, trimmed=lost)


def _common_support(score: np.ndarray, sample: Sample) -> tuple[float, float]:
    """The scores that both arms reach, from the larger minimum to the smaller maximum."""
    arms = score[sample.treated], score[~sample.treated]
    return max(arm.min() for arm in arms), min(arm.max() for arm in arms)
