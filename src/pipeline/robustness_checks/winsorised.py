"""The headline with the outcome's extreme values pulled in to its 1st and 99th percentiles.

Fails when it then says something else (above zero, below it, or neither), and its range does not
hold the headline's estimate: what the headline says hangs on a few extreme values. Percentiles are
those of all arms together, so that no arm is pulled in more than another for having gained.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import answered, made_again, silent
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "winsorised"
PERCENTILES = (0.01, 0.99)
FEWEST_VALUES = 20  # different ones; scales of fewer have no extremes


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator on the winsorised outcome, which keeps everybody.

    References
    ----------
    Tukey, J. W. (1962). The future of data analysis. Annals of Mathematical Statistics 33(1).
    """
    values = data[outcome]
    reason = without_extremes(values, settings)
    low, high = values.quantile(PERCENTILES[0]), values.quantile(PERCENTILES[1])
    number = int(((values < low) | (values > high)).sum())
    if not reason and number == 0:
        reason = "no value lies beyond the 1st and the 99th percentile"
    if not reason and number < settings.threshold:
        reason = f"{number} values would be pulled in, fewer than results may speak of"
    if reason:
        return silent(NAME, outcome, reason)
    again = made_again(
        data.assign(**{outcome: values.clip(low, high)}), design, outcome, estimator, settings
    )
    if isinstance(again, str):
        return silent(NAME, outcome, again)
    return answered(NAME, outcome, again, settings.headline, f"{number} values pulled in")


def without_extremes(values: pd.Series, settings: RobustnessSettings) -> str:
    """Why an outcome (n,) cannot have extreme values, or nothing."""
    if settings.outcome.kind == "binary":
        return "yes or no has no extreme values"
    if settings.outcome.event is not None:
        return "times that were cut short have a horizon already"
    if values.nunique() < FEWEST_VALUES:
        return f"fewer than {FEWEST_VALUES} different values: none is extreme"
    return ""
