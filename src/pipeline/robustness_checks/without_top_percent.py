"""The headline without everybody whose outcome is among the highest hundredth.

Fails when it then says something else (above zero, below it, or neither), and its range does not
hold the headline's estimate. It chooses people by their outcome, which treatment may have changed:
where a programme makes a few people rich, leaving out the rich takes out what it did. It says how
narrow the base of a result is, and is no estimate of the effect.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import answered, made_again, silent
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.winsorised import without_extremes

NAME = "without_top_percent"
TOP = 0.99


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator without the top hundredth of all arms together.

    References
    ----------
    Angrist and Krueger (1999), Empirical strategies in labor economics, Handbook of Labor
    Economics 3A, section 3, on trimming by the outcome and what is wrong with it.
    """
    values = data[outcome]
    reason = without_extremes(values, settings)
    above = values > values.quantile(TOP)
    number = int(above.sum())
    if not reason and number < max(1, settings.threshold):
        reason = f"a hundredth are {number}, fewer than results may speak of"
    if reason:
        return silent(NAME, outcome, reason)
    kept = data.assign(**{outcome: values.mask(above)})
    again = made_again(kept, design, outcome, estimator, settings)
    if isinstance(again, str):
        return silent(NAME, outcome, again)
    words = f"without the {number} highest; chosen by the outcome, so no estimate of the effect"
    return answered(NAME, outcome, again, settings.headline, words)
