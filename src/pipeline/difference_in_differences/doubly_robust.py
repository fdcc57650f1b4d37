"""The two-by-two difference in differences, doubly robust: traditional, as in `DRDID`.

"Traditional" means a logit by maximum likelihood and outcome regressions by least squares; it is
what the R packages `did` and `DRDID::drdid_panel` run. Either may be wrong, not both.

References
----------
Sant'Anna and Zhao (2020). Doubly robust difference-in-differences estimators. Journal of
Econometrics 219(1), equations 2.6 and 3.4.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]

STEPS = 50
CONVERGED = 1e-12
# A control as sure as this to be treated would stand for 200 others (trimmed in `DRDID` too).
TRIMMED = 0.995


def panel_effect(
    change: Array, treated: Array, covariates: Array, weights: Array
) -> tuple[float, Array]:
    """The ATT on a change between two times, and the influence (n,) of each unit.

    Parameters
    ----------
    change, treated, weights
        (n,); treated is 1 or 0.
    covariates
        (n, k), with a constant first.
    """
    propensity, by_score = _logit(treated, covariates, weights)
    control = 1 - treated
    slope, by_slope = _least_squares(change, covariates, weights * control)
    left = change - covariates @ slope
    odds = weights * control * propensity / (1 - propensity) * (propensity < TRIMMED)
    mean, inside = _mean(left, weights * treated)
    mean_0, inside_0 = _mean(left, odds)
    x_treated = _average(covariates, weights * treated)
    x_control = _average(covariates, odds)
    through_score = by_score @ _average((left - mean_0)[:, None] * covariates, odds)
    influence = inside - inside_0 - through_score - by_slope @ (x_treated - x_control)
    return mean - mean_0, influence


def cross_section_effect(
    outcome: Array, treated: Array, after: Array, covariates: Array, weights: Array
) -> tuple[float, Array]:
    """The same from people asked once, before or after: the locally efficient form.

    Assumes that who is asked before and after differs by chance alone (no compositional change).
    """
    propensity, by_score = _logit(treated, covariates, weights)
    control, before = 1 - treated, 1 - after
    odds = weights * control * propensity / (1 - propensity) * (propensity < TRIMMED)
    cells = {(d, t): weights * part * time for d, part in ((1, treated), (0, control))
             for t, time in ((1, after), (0, before))}  # fmt: skip
    fits = {cell: _least_squares(outcome, covariates, weight) for cell, weight in cells.items()}
    regression = {cell: covariates @ fit[0] for cell, fit in fits.items()}
    everyone = weights * treated
    effect, influence = 0.0, np.zeros(len(outcome))
    slopes = {cell: np.zeros(covariates.shape[1]) for cell in cells}
    for t, time, sign in ((1, after, 1.0), (0, before, -1.0)):
        left = outcome - regression[0, t]
        mean, inside = _mean(left, cells[1, t])
        mean_0, inside_0 = _mean(left, odds * time)
        gap = regression[1, t] - regression[0, t]
        of_all, inside_all = _mean(gap, everyone)
        of_cell, inside_cell = _mean(gap, cells[1, t])
        effect += sign * (mean - mean_0 + of_all - of_cell)
        score = by_score @ _average((left - mean_0)[:, None] * covariates, odds * time)
        influence += sign * (inside - inside_0 + inside_all - inside_cell - score)
        x_all = _average(covariates, everyone)
        x_cell = _average(covariates, cells[1, t])
        slopes[0, t] += sign * (_average(covariates, odds * time) - x_all)
        slopes[1, t] += sign * (x_all - x_cell)
    for cell, slope in slopes.items():
        influence += fits[cell][1] @ slope
    return effect, influence


def _mean(values: Array, weights: Array) -> tuple[float, Array]:
    """A weighted mean and each row's influence on it."""
    total = weights.mean()
    mean = float((weights * values).mean() / total)
    return mean, weights * (values - mean) / total


def _average(columns: Array, weights: Array) -> Array:
    return weights @ columns / weights.sum()


def _least_squares(outcome: Array, exog: Array, weights: Array) -> tuple[Array, Array]:
    """Coefficients (k,) and each row's influence on them (n, k)."""
    cross = exog.T @ (exog * weights[:, None])
    if np.linalg.matrix_rank(cross) < exog.shape[1]:
        raise _too_little("the covariates are collinear among those who serve as comparison")
    coefficients = np.linalg.solve(cross, exog.T @ (weights * outcome))
    scores = exog * (weights * (outcome - exog @ coefficients))[:, None]
    return coefficients, len(outcome) * np.linalg.solve(cross, scores.T).T


def _logit(treated: Array, exog: Array, weights: Array) -> tuple[Array, Array]:
    """Probabilities (n,) of being treated, and each row's influence on the coefficients (n, k).

    Raises
    ------
    EstimationError
        Where the covariates separate the treated from the comparison.
    """
    coefficients = np.zeros(exog.shape[1])
    for _ in range(STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(exog @ coefficients, -500, 500)))
        information = exog.T @ (exog * (weights * fitted * (1 - fitted))[:, None])
        try:
            step = np.linalg.solve(information, exog.T @ (weights * (treated - fitted)))
        except np.linalg.LinAlgError:
            break
        coefficients = coefficients + step
        if np.abs(step).max() < CONVERGED * (1 + np.abs(coefficients).max()):
            scores = exog * (weights * (treated - fitted))[:, None]
            return fitted, len(treated) * np.linalg.solve(information, scores.T).T
    raise _too_little("the covariates tell the treated from their comparison without fail")


def _too_little(message: str) -> EstimationError:
    help_ = (
        "plan fewer covariates, as each cohort is compared on its own and may be small, or write "
        "adjust: false under estimate: difference_in_differences:"
    )
    return EstimationError(Fault("E721", message, key="construct.covariates", help=help_))
