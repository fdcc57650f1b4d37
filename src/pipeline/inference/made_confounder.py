"""Confounders made so that they explain exactly so much of treatment and of the outcome.

Adjusting a linear regression for one gives, to the last digit, the effect that the formula of
Cinelli and Hazlett (2020) says; other estimators give what they themselves make of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Residuals:
    """What covariates leave of treatment (n,), what these and treatment leave of the outcome (n,).

    Both have length one and stand at right angles; ``basis`` (n, k) spans all that was adjusted
    for, treatment and the outcome.
    """

    treatment: Array
    outcome: Array
    basis: Array


def residuals_of(exog: Array, outcome: Array) -> Residuals:
    """From a design matrix (n, k), treatment in column 1, and the outcome (n,)."""
    given, answers = np.delete(exog, 1, axis=1), np.column_stack([exog, outcome])
    treatment = _left(np.linalg.qr(given)[0], exog[:, 1])
    unexplained = _left(np.linalg.qr(exog)[0], outcome)
    return Residuals(treatment, unexplained, np.linalg.qr(answers)[0])


def made_confounders(
    left: Residuals, share: tuple[float, float], size: int, rng: np.random.Generator
) -> Array:
    """Columns (size, n) that explain these shares of treatment and of the outcome; the rest chance.

    They go with more treatment and a larger outcome, and have a variance of one.
    """
    of_treatment, of_outcome = share
    noise = rng.standard_normal((size, len(left.treatment)))
    noise -= (noise @ left.basis) @ left.basis.T
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    beside = np.sqrt(of_outcome) * left.outcome + np.sqrt(1 - of_outcome) * noise
    made = np.sqrt(of_treatment) * left.treatment + np.sqrt(1 - of_treatment) * beside
    return made * np.sqrt(len(left.treatment))


def _left(basis: Array, target: Array) -> Array:
    unexplained = target - basis @ (basis.T @ target)
    return unexplained / np.linalg.norm(unexplained)
