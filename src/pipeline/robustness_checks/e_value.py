"""How strong would an unobserved confounder have to be to explain the effect away?

Informative: it has no threshold of its own. The weakest confounder that could do it is named, for
the estimate and for the end of its interval nearest to no effect.
"""

import math

import numpy as np
import pandas as pd

from pipeline.estimators.sample import complete_cases
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

# Standardised mean difference to approximate risk ratio (Chinn 2000; VanderWeele and Ding 2017).
LOG_RATIO_PER_SD = 0.91


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The E-value of the estimate, and of its interval: 1 where that already includes no effect.

    References
    ----------
    VanderWeele and Ding (2017). Sensitivity analysis in observational research: introducing the
    E-value. Annals of Internal Medicine 167(4).
    """
    covariates = settings.estimator.covariates
    sample = complete_cases(data, design, outcome, covariates)
    headline = settings.headline
    low, high = headline["conf_low"], headline["conf_high"]
    nearest = 0.0 if low <= 0 <= high else min((low, high), key=abs)
    checks = []
    for target, effect in ((outcome, headline["estimate"]), (f"{outcome}, interval", nearest)):
        if settings.outcome.kind == "binary":
            without = headline["control_mean"]
            ratio = (without + effect) / without
        else:
            ratio = math.exp(LOG_RATIO_PER_SD * effect / float(np.std(sample.outcome, ddof=1)))
        detail = f"{estimator}, risk ratio {ratio:.3g}"
        checks.append(Check("e_value", target, "informative", e_value(ratio), detail=detail))
    return checks


def e_value(risk_ratio: float) -> float:
    """The least risk ratio, with treatment and with outcome alike, that explains one away.

    Infinite where the ratio is not positive, which no risk ratio can be.
    """
    if risk_ratio <= 0:
        return math.inf
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))
