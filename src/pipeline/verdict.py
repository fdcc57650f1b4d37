"""What an estimate lets us say: one of four verdicts, and the numbers behind it."""

import math
from typing import Any

from pipeline.plan import Outcome
from pipeline.results import Estimate


def verdict(estimate: Estimate, outcome: Outcome, confidence: float) -> str:
    """`increase`, `decrease`, `little_or_no_difference` or `too_uncertain`.

    Little or no difference is a finding: the whole interval lies inside the smallest change that
    matters. An increase or decrease needs an interval without zero and, where the outcome belongs
    to a family, an adjusted p-value that agrees.
    """
    interval = (estimate.conf_low, estimate.conf_high)
    smallest = outcome.smallest_change_that_matters
    return verdict_of(interval, estimate.p_adjusted, smallest, 1 - confidence)


def verdict_of(
    interval: tuple[float, float], p_adjusted: float, smallest: float, alpha: float
) -> str:
    """The verdict of an interval and an adjusted p-value alone; see `verdict`."""
    low, high = interval
    if -smallest < low and high < smallest:
        return "little_or_no_difference"
    if p_adjusted < alpha:
        if low > 0:
            return "increase"
        if high < 0:
            return "decrease"
    return "too_uncertain"


def headline_of(estimate: Estimate, outcome: Outcome, confidence: float) -> dict[str, Any]:
    """An outcome's headline: effect, mean without and with, verdict, effect in control SDs."""
    # Controls who all answered alike give no scale to standardise by.
    spread = estimate.control_sd or math.nan
    return {
        "estimate": estimate.estimate,
        "std_error": estimate.std_error,
        "conf_low": estimate.conf_low,
        "conf_high": estimate.conf_high,
        "p_value": estimate.p_value,
        "p_adjusted": estimate.p_adjusted,
        "n_obs": estimate.n_obs,
        "n_treated": estimate.n_treated,
        "without": estimate.control_mean,
        "with": estimate.control_mean + estimate.estimate,
        "standardised": estimate.estimate / spread,
        "standardised_low": estimate.conf_low / spread,
        "standardised_high": estimate.conf_high / spread,
        "smallest_change_that_matters": outcome.smallest_change_that_matters,
        "confidence": confidence,
        "estimator": estimate.estimator,
        "se_type": estimate.se_type,
        "role": estimate.role,
        "verdict": verdict(estimate, outcome, confidence),
    }
