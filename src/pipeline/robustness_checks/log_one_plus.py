"""The effect on the logarithm of one plus the outcome, and what it becomes in another unit.

Informative: it has no threshold. Where some people have none, an effect on such a logarithm is no
effect in percent, and can be made as large as one likes by the choice of unit (dollars or cents).
It is given in the outcome's own unit, in one a hundred times as large and in one a hundredth as
large, so that nobody takes one of them for the effect.
"""

import numpy as np
import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import made_again, silent
from pipeline.robustness_checks.poisson_ratio import not_amounts
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "log_one_plus"
# One plus the outcome in its own unit, in one a hundred times as large, in one a hundredth.
UNITS = {"": 1.0, "larger_unit": 0.01, "smaller_unit": 100.0}


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator on log(1 + outcome) in three units; on log(outcome) without zeros.

    References
    ----------
    Chen and Roth (2024). Logs with zeros? Some problems and solutions. Quarterly Journal of
    Economics 139(2).
    """
    values = data[outcome]
    reason = not_amounts(values, settings)
    if reason:
        return silent(NAME, outcome, reason)
    nobody_without = bool((values.dropna() > 0).all())
    found = []
    for part, scale in {"": 1.0}.items() if nobody_without else UNITS.items():
        made = np.log(values) if nobody_without else np.log1p(values * scale)
        again = made_again(data.assign(**{outcome: made}), design, outcome, estimator, settings)
        if isinstance(again, str):
            return silent(NAME, outcome, again)
        words = "nobody has none: the same in every unit" if nobody_without else "log(1 + x)"
        words += f", {again.conf_low:.3g} to {again.conf_high:.3g} log points"
        target = f"{outcome}, {part}" if part else outcome
        found.append(Check(NAME, target, "informative", again.estimate, detail=words))
    return found
