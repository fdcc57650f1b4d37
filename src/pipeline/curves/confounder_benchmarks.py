"""The effect beside confounders one, two and three times as strong as the strongest covariates."""

import pandas as pd

from pipeline.curves.confounder_contour import SHOWN, TIMES
from pipeline.curves.group_effects import EMPTY
from pipeline.inference.omitted_variable import adjusted, as_strong
from pipeline.plan import Design
from pipeline.robustness_checks.confounder import compared, regressed, without_a_regression
from pipeline.robustness_checks.settings import RobustnessSettings

NONE = "no_confounder"


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The regression's effect adjusted for each, with its interval; x is how many times as strong.

    At 0 the effect without any. Empty where no such regression can be made.
    """
    if without_a_regression(design, settings):
        return EMPTY
    made = regressed(data, design, outcome, settings)
    rows = [(NONE, 0.0, made.known.estimate, *made.known.interval)]
    for each in compared(made, settings)[:SHOWN]:
        for times in TIMES:
            strength = as_strong(each.benchmark, float(times))
            if strength is not None:
                left = adjusted(made.known, strength)
                rows.append((each.name, float(times), left.estimate, left.low, left.high))
    columns = ["series", "x", "value", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=columns).assign(n=len(made.sample.outcome))
