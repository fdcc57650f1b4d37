"""What would those who were lost have to be like to reverse the verdict?

Fails where they need differ from those who were seen by no more than they do, beyond chance, in
what the covariates foretell: the range would hold zero if what was not known of them differed as
much as what was. Without covariates it only tells the difference.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.inference.influence import from_influence
from pipeline.inference.lee_bounds import weighted_mean
from pipeline.inference.tipping_point import least_difference, least_trimming
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.confounder import undecided
from pipeline.robustness_checks.lost import Assigned, assigned, without_an_answer
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "attrition_to_reverse"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """The least difference between lost and seen, in opposite directions in the two arms.

    Held to the larger that a regression on the covariates foretells in the two arms. Beside it the
    difference for the estimate alone, and the differential attrition at which Lee's bound on the
    plain difference in means would reach zero.

    References
    ----------
    Rubin (1977), JASA 72(359); Altonji, Elder and Taber (2005), JPE 113(1), for holding selection
    on what is not known to that on what is.
    """
    reason = without_an_answer(data, design, outcome, settings)
    if not reason and undecided(settings):
        reason = "the range holds zero: there is no verdict to reverse"
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    everybody, headline = assigned(data, design, outcome), settings.headline
    shares = _shares_lost(everybody)
    ends = (headline["conf_low"], headline["conf_high"])
    needed = least_difference(min(ends, key=abs), shares)
    detail = f"from the interval of {estimator}"
    status, foretold = "informative", np.nan
    if settings.estimator.covariates:
        foretold = _foretold(data, everybody, settings.estimator.covariates)
        status = "passed" if needed > foretold else "failed"
        detail += "; held to what the covariates foretell of the lost"
    trimming = least_trimming(everybody.outcome, everybody.treatment, everybody.weights)
    parts = {
        "estimate": least_difference(headline["estimate"], shares),
        "differential": trimming,
    }
    return [
        Check(NAME, outcome, status, needed, foretold, detail=detail),
        *(
            Check(NAME, f"{outcome}, {part}", "informative", value, detail=detail)
            for part, value in parts.items()
        ),
    ]


def _shares_lost(everybody: Assigned) -> tuple[float, float]:
    """The weighted shares of controls and of treated whose outcome is not known."""
    lost = np.isnan(everybody.outcome).astype(float)
    arms = [everybody.treatment == arm for arm in (0, 1)]
    control, treated = (
        float(np.average(lost[arm], weights=everybody.weights[arm])) for arm in arms
    )
    return control, treated


def _foretold(data: pd.DataFrame, everybody: Assigned, covariates: tuple[str, ...]) -> float:
    """By how much the lost of an arm differ from its seen in the outcome that covariates foretell.

    The larger of both arms, each less what chance makes of it, so that a few who were lost by
    chance are not taken for others. The prediction is a regression of the known outcomes on
    treatment and covariates; a missing covariate counts as average.
    """
    columns = data[list(covariates)].to_numpy(float)
    columns = np.where(np.isnan(columns), np.nanmean(columns, axis=0), columns)
    known = ~np.isnan(everybody.outcome)
    exog = np.column_stack([np.ones(len(columns)), everybody.treatment, columns])
    fitted = np.linalg.lstsq(exog[known], everybody.outcome[known], rcond=None)[0]
    predicted = columns @ fitted[2:]
    return max(_apart(predicted, known, everybody, arm) for arm in (0, 1))


def _apart(
    predicted: NDArray[np.float64], known: NDArray[np.bool_], everybody: Assigned, arm: int
) -> float:
    """How far the lost of an arm are from its seen, less what chance alone makes of so few."""
    counted = np.where(everybody.treatment == arm, everybody.weights, 0.0)
    if not counted[~known].any():
        return 0.0
    lost, of_lost = weighted_mean(predicted, np.where(known, 0.0, counted))
    seen, of_seen = weighted_mean(predicted, np.where(known, counted, 0.0))
    chance = from_influence(of_lost - of_seen, everybody.clusters, "difference").std_error
    return math.sqrt(max(0.0, (lost - seen) ** 2 - chance**2))
