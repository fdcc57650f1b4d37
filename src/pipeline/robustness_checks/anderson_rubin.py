"""Every effect that the data fit, however weakly the encouragement moved take-up.

Fails when it has no end on a side, or when it and the interval of two-stage least squares differ on
whether there is an effect: the interval around the best guess is then not to be leaned on.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.uptake import fitted
from pipeline.inference.anderson_rubin import (
    ConfidenceSet,
    anderson_rubin_p,
    anderson_rubin_set,
)
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect, and the ends of the set as far as it has any.

    The detail begins with the set's shape, which the report has words for.
    """
    from scipy.stats import t

    _, uptake, fit = fitted(data, design, outcome, estimator, settings.estimator)
    found = anderson_rubin_set(fit, 1 - settings.alpha)
    p_value = anderson_rubin_p(fit, 0.0)
    wald_p = float(2 * t.sf(abs(fit.ratio) / fit.std_error, fit.df))
    agree = (p_value < settings.alpha) == (wald_p < settings.alpha)
    status = "passed" if agree and found.shape == "interval" else "failed"
    detail = f"{found.shape}: {in_words(found)}; {1 - settings.alpha:.0%}, {uptake.se_type}"
    ends = [
        Check("anderson_rubin", f"{outcome}, {name}", "informative", end, detail=found.shape)
        for name, end in (("from", found.low), ("to", found.high))
        if np.isfinite(end)
    ]
    return [Check("anderson_rubin", outcome, status, p_value, settings.alpha, detail=detail), *ends]


def in_words(found: ConfidenceSet) -> str:
    """Which effects the data fit, whatever the shape of the set."""
    low, high = f"{found.low:.4g}", f"{found.high:.4g}"
    return {
        "interval": f"the data fit every effect from {low} to {high}",
        "two_rays": f"the data fit every effect up to {low} and every one from {high} on, "
        "not those between: the encouragement moved take-up too little to bound it",
        "ray_below": f"the data fit every effect up to {high}: there is no lower end",
        "ray_above": f"the data fit every effect from {low} on: there is no upper end",
        "everything": "the data fit every effect whatever: the encouragement moved take-up too "
        "little to rule anything out",
        "empty": "the data fit no effect: what is assumed of the encouragement contradicts them",
    }[found.shape]
