"""A comparison of those who were reached, weighted to stand for all who were assigned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NEWTON_STEPS = 100
CONVERGED = 1e-12
# A fitted chance this near to 0 or 1 says that the covariates foretell who is lost.
FORETOLD = 1e-8


@dataclass(frozen=True)
class Weighted:
    """The control mean, the effect, and each assigned unit's influence (n,) on the effect."""

    control_mean: float
    effect: float
    influence: Array
    largest_weight: float


def weighted_for_attrition(
    outcome: Array, treatment: Array, foretelling: Array, centred: Array
) -> Weighted:
    """Weighted least squares of those reached, each by the inverse of the chance to reach them.

    The chance is a logit of being reached on ``foretelling``, in either arm by itself; an arm of
    which nobody was lost needs none. Right if, within an arm and among people alike in these
    columns, who was lost is chance. The influence stacks the moments of both logits and of the
    regression, so that the error knows that the weights were estimated.

    Parameters
    ----------
    outcome
        Outcome of all who were assigned (n,), missing where it is not known.
    treatment
        Assignment of 0 and 1 (n,).
    foretelling
        Columns (n, k) known of everybody, with a constant.
    centred
        What the lottery was stratified by (n, s), centred over everybody; may have no columns.

    Raises
    ------
    ValueError
        Where no logit can be fitted in an arm.

    References
    ----------
    Robins, Rotnitzky and Zhao (1995), JASA 90(429); Wooldridge (2007), Journal of Econometrics
    141(2).
    """
    known = ~np.isnan(outcome)
    chance, effects_of_logit = np.ones(len(outcome)), []
    for arm in (treatment == 0, treatment == 1):
        if known[arm].all():
            continue
        chance[arm], information = _logit(foretelling[arm], known[arm].astype(float))
        score = np.zeros(foretelling.shape)
        score[arm] = foretelling[arm] * (known[arm] - chance[arm])[:, None]
        effects_of_logit.append((arm, score @ np.linalg.inv(information)))
    exog = np.column_stack(
        [np.ones(len(outcome)), treatment, centred, treatment[:, None] * centred]
    )
    weights = known / chance
    bread = np.linalg.inv((exog * weights[:, None]).T @ exog)
    answers = np.where(known, outcome, 0.0)
    coefficients = bread @ (exog.T @ (weights * answers))
    residuals = np.where(known, answers - exog @ coefficients, 0.0)
    moments = exog * (weights * residuals)[:, None]
    for arm, through in effects_of_logit:
        # The slope of 1 / chance in the logit's index is -(1 - chance) / chance.
        slope = np.where(arm, -(1 - chance) * weights * residuals, 0.0)
        moments = moments + through @ (foretelling * slope[:, None]).T @ exog
    influence = len(outcome) * moments @ bread[:, 1]
    largest = float((weights[known] / weights[known].mean()).max())
    return Weighted(float(coefficients[0]), float(coefficients[1]), influence, largest)


def _logit(exog: Array, reached: Array) -> tuple[Array, Array]:
    """Fitted chances (n,) and the information (k, k) of a logit, by Newton's method."""
    scale = np.abs(exog).max(axis=0)
    columns = exog / np.where(scale, scale, 1.0)
    coefficients = np.zeros(columns.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-columns @ coefficients))
        information = (columns * (chance * (1 - chance))[:, None]).T @ columns
        try:
            step = np.linalg.solve(information, columns.T @ (reached - chance))
        except np.linalg.LinAlgError:
            break
        coefficients = coefficients + step
        if np.abs(step).max() < CONVERGED * (1 + np.abs(coefficients).max()):
            if chance.min() < FORETOLD or chance.max() > 1 - FORETOLD:
                break
            return chance, information * np.outer(scale, scale)
    raise ValueError("no logit of who was reached can be fitted")
