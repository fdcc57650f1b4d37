"""Randomization inference: how rare is a result this large if assignment did nothing at all?

The p-values are exact for the sharp null, that treatment changed nobody's outcome by anything
but the effect supposed. A studentised statistic makes them right in large samples for the weak
null as well, that it changes the average by so much.

References
----------
Fisher (1935); Gerber and Green (2012), Field Experiments, chapter 3.
Wu and Ding (2021), JASA 116(536), for studentising; Zhao and Ding (2021), Journal of Econometrics
225(2), for covariates.
Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), for the
observed assignment's place among the draws.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.inference import randomization_ancova, randomization_cr2, randomization_lin
from pipeline.inference.inversion import accepted
from pipeline.inference.lotteries import Lottery, assigned, enumerated
from pipeline.inference.randomization_regression import (
    COVARIANCE,
    EFFECT,
    OF_HELD,
    VARIANCE,
    VARIANCE_OF_HELD,
    Regression,
)
from pipeline.inference.resampling import HERE, evaluated, resampled
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]

# Two statistics nearer than this differ by rounding alone and count as tied.
TIE = 1e-9


@dataclass(frozen=True)
class RandomizationTest:
    """The p-values of no effect on anybody, and the constant effects that assignment allows.

    ``p_value`` is two-sided; ``p_above`` of a statistic as large, ``p_below`` of one as small. The
    interval is the hull of the constant effects with a two-sided p-value above alpha; infinite
    where it has no end. From so many ``draws``, which are all that there are where ``exact``.
    """

    estimate: float
    statistic: float
    p_value: float
    p_above: float
    p_below: float
    conf_low: float
    conf_high: float
    draws: int
    exact: bool = False

    @property
    def monte_carlo_error(self) -> float:
        """The standard error that the p-value has because assignments were drawn."""
        if self.exact:
            return 0.0
        return float(np.sqrt(self.p_value * (1 - self.p_value) / self.draws))


@dataclass(frozen=True)
class Drawn:
    """Effects and variances of draws (draws, 5), and those of the assignment held (5,)."""

    moments: Array
    held: Array
    exact: bool

    @property
    def estimate(self) -> float:
        """The constant effect with which nothing is left of the observed statistic."""
        return float(self.held[EFFECT] / self.held[OF_HELD])

    @property
    def error(self) -> float:
        """About how far estimates err: how much draws of no effect vary."""
        return float(np.nanstd(self.moments[:, EFFECT]) / abs(self.held[OF_HELD]))

    def statistics(self, effect: float) -> tuple[float, Array]:
        """The observed statistic and those of draws (draws,), were the effect so for everybody."""
        return float(_statistics(self.held[None, :], effect)[0]), _statistics(self.moments, effect)

    def share(self, as_extreme: NDArray[np.bool_]) -> float:
        """The p-value: the share of draws, the observed assignment among them."""
        ours = 0 if self.exact else 1
        return (int(as_extreme.sum()) + ours) / (len(as_extreme) + ours)

    def two_sided(self, effect: float) -> float:
        """The p-value of that constant effect; a draw without a statistic counts against it."""
        observed, drawn = self.statistics(effect)
        return self.share(~(np.abs(drawn) < abs(observed) * (1 - TIE)))

    def one_sided(self, side: int) -> float:
        """The p-value of no effect against one above (1) or below (-1) it."""
        observed, drawn = self.statistics(0.0)
        return self.share(~(side * drawn < side * observed - abs(observed) * TIE))


def randomization_test(
    regression: Regression,
    lottery: Lottery,
    draws: int,
    rng: np.random.Generator,
    alpha: float = 0.05,
    compute: Compute = HERE,
) -> RandomizationTest:
    """Holds the lottery again and computes the regression again, or its t statistic.

    Parameters
    ----------
    regression
        See `randomization_regression.regression_of`; treatment is 0 and 1.
    lottery
        Who was drawn, and among whom. Where there are no more possible assignments than ``draws``,
        each is looked at once and the p-values are exact.
    alpha
        One less the confidence of the interval.
    """
    answer = partial(moments, regression)
    exact = lottery.assignments <= draws
    if exact:
        found = evaluated(answer, enumerated(lottery), compute)
    else:
        cells = max(len(lottery.treated), regression.cells)
        found = resampled(partial(_drawn, regression, lottery), draws, cells, rng, compute)
    drawn = Drawn(found, answer(lottery.treated[None, :])[0], exact)
    low, high = accepted(drawn.two_sided, drawn.estimate, drawn.error, alpha)
    return RandomizationTest(
        estimate=drawn.estimate,
        statistic=drawn.statistics(0.0)[0],
        p_value=drawn.two_sided(0.0),
        p_above=drawn.one_sided(1),
        p_below=drawn.one_sided(-1),
        conf_low=low,
        conf_high=high,
        draws=len(found),
        exact=exact,
    )


def moments(regression: Regression, assignments: NDArray) -> Array:
    """Effects and variances (draws, 5) for each assignment (draws, clusters).

    The columns are named in `randomization_regression`.
    """
    order = regression.order
    in_order = len(order) == assignments.shape[1] and (np.diff(order) == 1).all()
    treated = (assignments if in_order else assignments[:, order]).astype(float)
    slopes = randomization_lin if regression.own_slopes else randomization_ancova
    if regression.studentised:
        return (slopes if regression.one_rank else randomization_cr2).variances(regression, treated)
    found = np.tile([0.0, 0.0, 1.0, 0.0, 0.0], (len(treated), 1))
    found[:, :2] = slopes.effects(regression, treated)
    return found


def _statistics(found: Array, effect: float) -> Array:
    along = found[:, EFFECT] - effect * found[:, OF_HELD]
    squares = found[:, VARIANCE] - 2 * effect * found[:, COVARIANCE]
    squares = squares + effect**2 * found[:, VARIANCE_OF_HELD]
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw without variation in its arms
        return along / np.sqrt(squares)


def _drawn(regression: Regression, lottery: Lottery, size: int, rng: np.random.Generator) -> Array:
    return moments(regression, assigned(lottery, size, rng))
