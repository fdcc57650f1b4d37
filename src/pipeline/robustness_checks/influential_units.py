"""The headline without the few people who count most for it.

Informative: what is left without the one person in a hundred whose answers carry most of it. Of
bell-shaped answers from n people, that alone moves a sound estimate by 0.027 times the root of n
standard errors, one and a half among three thousand: a threshold would break good results. It says
how narrow the base of a result is, not that anybody's answer is wrong.
"""

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.inference.jackknife import influence_of_rows, most_influential, without_row
from pipeline.plan import Design
from pipeline.results import Check, Estimate
from pipeline.robustness_checks.headline_regression import (
    HeadlineRegression,
    excludes_zero,
    headline_regression,
)
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "influential_units"
SHARE = 0.01


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The estimate without the most influential hundredth, fitted again.

    Who that is follows from the first-order influence of each row (Broderick, Giordano and Meager
    2020), whose sums foretell the change well; the refit makes sure. Not applicable where the
    headline's interval holds no effect anyway, or is no regression.
    """
    found = headline_regression(data, design, outcome, estimator, settings)
    if found is None:
        return [Check(NAME, outcome, "not_applicable", detail="no regression of units")]
    headline = settings.headline
    if not excludes_zero(headline["conf_low"], headline["conf_high"]):
        detail = "the range of the headline holds no effect with everybody in it"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    number = max(1, int(SHARE * len(found.rows)))
    if number < settings.threshold:
        detail = f"a hundredth are {number}, fewer than results may speak of"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    made = without_most(found, (design, outcome, estimator), number, settings)
    if made is None:
        detail = "without the most influential hundredth there is no estimate"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    detail = f"without the {number} of {len(found.rows)} who count most for it: "
    detail += f"{made.estimate:.4g}, interval {made.conf_low:.4g} to {made.conf_high:.4g}"
    if not settings.threshold:
        detail += f"; one person alone moves it by at most {_largest(found, settings):.2g} errors"
    return [
        Check(NAME, outcome, "informative", made.estimate, detail=detail),
        Check(NAME, f"{outcome}, from", "informative", made.conf_low, detail=detail),
        Check(NAME, f"{outcome}, to", "informative", made.conf_high, detail=detail),
    ]


def without_most(
    found: HeadlineRegression,
    question: tuple[Design, str, str],
    number: int,
    settings: RobustnessSettings,
) -> Estimate | None:
    """The headline without the rows whose absence brings it nearest to zero, or beyond."""
    design, outcome, estimator = question
    influence = influence_of_rows(found.refits(np.arange(len(found.rows))))
    dropped = most_influential(influence, number, -settings.headline["estimate"])
    kept = found.rows.drop(index=found.rows.index[dropped])
    try:
        return ESTIMATORS[estimator](kept, design, outcome, settings.estimator)
    except EstimationError:
        return None


def _largest(found: HeadlineRegression, settings: RobustnessSettings) -> float:
    effects = without_row(found.refits(np.arange(len(found.rows))))
    moves = np.abs(effects - settings.headline["estimate"]) / settings.headline["std_error"]
    return float(np.nanmax(moves))
