"""How much stronger selection on the unobserved would have to be than on the observed.

References
----------
Oster (2019). Unobservable selection and coefficient stability: theory and evidence. JBES 37(2),
propositions 2 and 3; after Altonji, Elder and Taber (2005), JPE 113(1).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NO_IMAGINARY_PART = 1e-8  # of a root, relative to its size


@dataclass(frozen=True)
class Movement:
    """A treatment's coefficient without and with covariates, and how well each regression fits.

    ``explained`` are both R²; ``outcome_variance`` is that of the outcome, ``treatment_variance``
    that of treatment and ``left_variance`` that of treatment given the covariates.
    """

    without: float
    with_them: float
    explained: tuple[float, float]
    outcome_variance: float
    treatment_variance: float
    left_variance: float


def movement(outcome: Array, treatment: Array, covariates: Array) -> Movement:
    """Both regressions of the outcome (n,) on treatment (n,), without and with covariates (n, k).

    Raises
    ------
    numpy.linalg.LinAlgError
        Where nothing is left of treatment beside the covariates.
    """
    ones = np.ones((len(outcome), 1))
    short = np.column_stack([ones, treatment])
    long = np.column_stack([short, covariates])
    effects, explained = [], []
    for exog in (short, long):
        fitted = np.linalg.lstsq(exog, outcome, rcond=None)[0]
        effects.append(float(fitted[1]))
        explained.append(1 - float(np.var(outcome - exog @ fitted) / np.var(outcome)))
    given = np.column_stack([ones, covariates])
    left = treatment - given @ np.linalg.lstsq(given, treatment, rcond=None)[0]
    if not left.any():
        raise np.linalg.LinAlgError("treatment follows from the covariates")
    variances = [float(np.var(values, ddof=1)) for values in (outcome, treatment, left)]
    return Movement(effects[0], effects[1], (explained[0], explained[1]), *variances)


def delta(known: Movement, most_explained: float, effect: float = 0.0) -> float:
    """How many times as strong as on the covariates selection must be for ``effect`` to be true.

    ``most_explained`` is the R² of a regression on everything that matters. Infinite where no
    strength does it; negative where selection would have to go the other way.
    """
    bias = known.with_them - effect
    moved, treated, left = _parts(known)
    gained, missing = _explained(known, most_explained)
    shared = bias**2 * left * moved * treated
    cubed = bias**3 * (left * treated - left**2)
    above = bias * gained * left + bias * treated * left * moved**2 + 2 * shared + cubed
    below = missing * moved * treated + bias * missing * (treated - left) + shared + cubed
    return above / below if below else math.inf


def adjusted_effect(known: Movement, most_explained: float, strength: float = 1.0) -> float:
    """The effect, were selection on the unobserved so many times as strong as on the covariates.

    Of several solutions the one whose bias goes the way the covariates moved the coefficient, and
    of those the nearest: the others ask the unobserved to turn around what the covariates showed.
    """
    moved, treated, left = _parts(known)
    gained, missing = _explained(known, most_explained)
    terms = [
        (strength - 1) * (left * treated - left**2),
        left * moved * treated * (strength - 2),
        strength * missing * (treated - left) - gained * left - treated * left * moved**2,
        strength * missing * moved * treated,
    ]
    roots = np.roots(np.trim_zeros(terms, "f"))
    real = roots[np.abs(roots.imag) <= NO_IMAGINARY_PART * np.maximum(1.0, np.abs(roots))].real
    same_way = real[real * moved * strength >= 0]
    chosen = same_way if len(same_way) else real
    return known.with_them - float(chosen[np.argmin(np.abs(chosen))])


def _parts(known: Movement) -> tuple[float, float, float]:
    moved = known.without - known.with_them
    return moved, known.treatment_variance, known.left_variance


def _explained(known: Movement, most_explained: float) -> tuple[float, float]:
    """What the covariates explain of the outcome's variance, and what is explained by nothing."""
    first, second = known.explained
    gained = (second - first) * known.outcome_variance
    return gained, (most_explained - second) * known.outcome_variance
