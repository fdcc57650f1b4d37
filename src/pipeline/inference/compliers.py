"""Who the compliers are: those whose take-up the encouragement changes.

Nobody is known to be one, yet their share, the means of what they are like, and their mean outcomes
with and without the programme follow from the arms' means. Each is a ratio of two effects of the
encouragement, so that one function and one joint covariance answer for all.

References
----------
Imbens, G. W. and Rubin, D. B. (1997). Estimating outcome distributions for compliers in
instrumental variables models. Review of Economic Studies 64(4).
Abadie, A. (2003). Semiparametric instrumental variable estimation of treatment response models.
Journal of Econometrics 113(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.instrument import Encouragement, InstrumentErrors, encouragement

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """Of everybody: who takes it up because of the encouragement, in any case, and in no case."""

    compliers: float
    always_takers: float
    never_takers: float


@dataclass(frozen=True)
class Uptake:
    """Take-up (n,) of 0 and 1 or a number, the design matrix (n, k) with the instrument as its
    second column, and the error that the design calls for."""

    taken_up: Array
    exog: Array
    se_type: InstrumentErrors
    clusters: NDArray | None = None

    @property
    def binary(self) -> bool:
        return bool(np.isin(self.taken_up, (0.0, 1.0)).all())


def shares(uptake: Uptake) -> Shares:
    """The three kinds of people, under monotonicity: nobody does the opposite of the offer.

    Columns other than the instrument must be centred: the intercept is then take-up without it.

    Raises
    ------
    ValueError
        Where take-up is not of 0 and 1: there are then no kinds, only degrees.
    """
    if not uptake.binary:
        raise ValueError("take-up is a number: there are no compliers to count")
    coefficients = np.linalg.lstsq(uptake.exog, uptake.taken_up, rcond=None)[0]
    without, change = float(coefficients[0]), float(coefficients[1])
    return Shares(change, without, 1.0 - without - change)


def complier_mean(characteristic: Array, uptake: Uptake) -> Encouragement:
    """The mean of a baseline characteristic (n,) among compliers: the ratio of the result.

    The effect of the encouragement on characteristic times take-up, over that on take-up. Where
    take-up is a number, people count by how much of it the encouragement moved them.
    """
    return _ratio_of(characteristic * uptake.taken_up, uptake.taken_up, uptake)


def treated_mean(outcome: Array, uptake: Uptake) -> Encouragement:
    """The compliers' mean outcome if they take part, as the ratio of the result; binary take-up."""
    return _ratio_of(outcome * uptake.taken_up, uptake.taken_up, uptake)


def untreated_mean(outcome: Array, uptake: Uptake) -> Encouragement:
    """The compliers' mean outcome if they do not, as the ratio of the result; binary take-up.

    The treated mean less this one is two-stage least squares, exactly.
    """
    left_out = 1.0 - uptake.taken_up
    return _ratio_of(outcome * left_out, left_out, uptake)


def response_weights(uptake: Uptake) -> tuple[Array, Array]:
    """Where along the scale of a number the encouragement moves people: levels and weights.

    A weight is the effect on the share with at least that level, over the effect on the mean of a
    scale of steps of one; of the levels above the lowest. They are what the average causal response
    averages with, and all positive where nobody is moved down (Angrist and Imbens 1995, theorem 1).
    """
    levels = np.unique(uptake.taken_up)
    reached = (uptake.taken_up[:, None] >= levels[1:]).astype(float)
    effects = np.linalg.lstsq(uptake.exog, reached, rcond=None)[0][1] * np.diff(levels)
    return levels[1:], effects / effects.sum()


def _ratio_of(numerator: Array, denominator: Array, uptake: Uptake) -> Encouragement:
    return encouragement(numerator, denominator, uptake.exog, uptake.se_type, uptake.clusters)
