"""How large would a direct effect of the encouragement have to be to explain the result away?

Informative: it has no threshold. Exclusion cannot be tested; this says how badly it must fail.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.uptake import fitted
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The smallest direct effect with which no effect through take-up fits the data.

    It is the end nearest to zero of the interval of the intention to treat, and 0 where that
    includes zero.

    References
    ----------
    Conley, Hansen and Rossi (2012). Plausibly exogenous. Review of Economics and Statistics 94(1).
    """
    from scipy.stats import t

    _, _, fit = fitted(data, design, outcome, estimator, settings.estimator)
    effect, error = fit.on_outcome, float(np.sqrt(fit.covariance[0, 0]))
    nearest = abs(effect) - float(t.ppf(1 - settings.alpha / 2, fit.df)) * error
    value = float(np.copysign(max(nearest, 0.0), effect))
    share = f"{value / effect:.0%} of" if value else "less than"
    detail = f"{share} the encouragement's whole effect on the outcome, {effect:.4g} ({error:.3g})"
    return [Check("exclusion_restriction", outcome, "informative", value, detail=detail)]
