"""An amount or a count that is never below zero by a Poisson regression, as a ratio of means.

Fails when the difference that it foretells says something else than the headline (above zero, below
it, or neither), and its range does not hold the headline's estimate: the result rests on a straight
line where amounts, which end at none, bend. That the outcome varies as Poisson does is not assumed.
"""

from dataclasses import replace

import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators.poisson_standardisation import estimate
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.adjusted_further import plain_error
from pipeline.robustness_checks.alternative_answer import answered, silent, through_take_up
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "poisson_ratio"
OWN = "poisson_standardisation"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The difference of average predictions, and their ratio, by Poisson quasi-likelihood.

    References
    ----------
    Santos Silva and Tenreyro (2006). The log of gravity. Review of Economics and Statistics 88(4).
    Chen and Roth (2024). Logs with zeros? QJE 139(2), for why the ratio of means does not depend
    on the unit where a logarithm of one plus does.
    """
    reason = not_amounts(data[outcome], settings) or through_take_up(settings)
    if not reason and estimator == OWN:
        reason = "the headline is it already"
    if reason:
        return silent(NAME, outcome, reason)
    told = replace(settings.estimator, se_type=plain_error(design, settings), role="robustness")
    # In units of the outcome's own mean: sums of squares of large amounts lose digits.
    mean = float(data[outcome].mean())
    try:
        found = estimate(data.assign(**{outcome: data[outcome] / mean}), design, outcome, told)
    except EstimationError as error:
        return silent(NAME, outcome, error.faults[0].message)
    scaled = replace(
        found,
        estimate=found.estimate * mean,
        conf_low=found.conf_low * mean,
        conf_high=found.conf_high * mean,
    )
    ratio = 1 + found.estimate / found.control_mean
    words = f"{found.inference}; {ratio:.3g} times the mean without the programme"
    return [
        *answered(NAME, outcome, scaled, settings.headline, words),
        Check(NAME, f"{outcome}, ratio", "informative", ratio, detail=words),
    ]


def not_amounts(values: pd.Series, settings: RobustnessSettings) -> str:
    """Why an outcome (n,) is no amount that a ratio can be taken of, or nothing."""
    if settings.outcome.kind == "binary":
        return "a ratio of means is for amounts and counts"
    if settings.outcome.event is not None:
        return "times that were cut short"
    if (values < 0).any() or not values.mean() > 0:
        return "some values are below zero: no ratio can be taken"
    return ""
