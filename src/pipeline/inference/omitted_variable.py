"""What leaving out a variable does to a regression, by how much the variable would explain.

References
----------
Cinelli and Hazlett (2020). Making sense of sensitivity: extending omitted variable bias. JRSS B
82(1).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.least_squares import LeastSquares, least_squares
from pipeline.inference.standard_errors import standard_error

Array = NDArray[np.float64]

EFFECT = 1  # of intercept, treatment, covariates
# A confounder explains less than everything: at all of treatment nothing would be left of it.
NEARLY_ALL = 1 - 1e-9


@dataclass(frozen=True)
class Regression:
    """The effect in a regression of the outcome on treatment and covariates, and its errors.

    ``classical`` is the error that takes all rows to vary alike, with ``df`` degrees of freedom:
    the geometry of bias is in its terms. ``std_error`` is the error that intervals are made of,
    the same, or one by clusters, and ``critical`` its t quantile; ``critical_beside`` that beside a
    confounder, which takes a degree of freedom.
    """

    estimate: float
    classical: float
    df: float
    std_error: float
    critical: float
    critical_beside: float

    @property
    def treatment_explains(self) -> float:
        """The share of the outcome's residual variance that treatment explains.

        A confounder that explains all that is left of the outcome explains the effect away if it
        explains as large a share of treatment: the extreme scenario.
        """
        statistic = (self.estimate / self.classical) ** 2
        return statistic / (statistic + self.df)

    @property
    def interval(self) -> tuple[float, float]:
        return _interval(self.estimate, self.std_error, self.critical)


@dataclass(frozen=True)
class Strength:
    """What a confounder explains of the residual variance of treatment, and of the outcome."""

    of_treatment: float
    of_outcome: float


@dataclass(frozen=True)
class Adjusted:
    """The effect had the confounder been adjusted for, and the ends of its interval."""

    estimate: float
    std_error: float
    low: float
    high: float


@dataclass(frozen=True)
class Benchmark:
    """What an observed covariate explains of treatment, and of the outcome given treatment."""

    of_treatment: float
    of_outcome: float


def regression(
    outcome: Array, exog: Array, confidence: float, clusters: NDArray | None = None
) -> Regression:
    """The coefficient of column 1 of ``exog`` (n, k), with CR2 by ``clusters`` (n,) where given.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a column follows from the others.
    """
    from scipy.stats import t

    fit = least_squares(exog, outcome)
    contrast = np.eye(exog.shape[1])[EFFECT]
    classical = standard_error(fit, contrast, "classical")
    error = classical if clusters is None else standard_error(fit, contrast, "CR2", clusters)
    # Satterthwaite's degrees of freedom are not counted in parameters.
    beside = error.df - 1 if clusters is None else error.df
    critical, critical_beside = (
        float(t.ppf((1 + confidence) / 2, df)) for df in (error.df, beside)
    )
    effect, errors = float(fit.coefficients[EFFECT]), (classical.std_error, error.std_error)
    return Regression(effect, errors[0], classical.df, errors[1], critical, critical_beside)


def adjusted(known: Regression, confounder: Strength) -> Adjusted:
    """The effect had a confounder been adjusted for that works towards no effect."""
    room = 1 - confounder.of_treatment
    bias = math.sqrt(confounder.of_outcome * confounder.of_treatment / room)
    bias *= known.classical * math.sqrt(known.df)
    estimate = math.copysign(1.0, known.estimate) * (abs(known.estimate) - bias)
    left = (1 - confounder.of_outcome) / room * known.df / (known.df - 1)
    error = known.std_error * math.sqrt(left)
    return Adjusted(estimate, error, *_interval(estimate, error, known.critical_beside))


def benchmarks(outcome: Array, exog: Array, columns: list[int]) -> list[Benchmark]:
    """What each of some columns of ``exog`` (n, k) explains beside the others (partial R²).

    Of treatment beside the other covariates, and of the outcome beside those and treatment.
    """
    rest = [column for column in range(exog.shape[1]) if column != EFFECT]
    assignment = least_squares(exog[:, rest], exog[:, EFFECT])
    answers = least_squares(exog, outcome)
    return [
        Benchmark(_explained(assignment, rest.index(column)), _explained(answers, column))
        for column in columns
    ]


def as_strong(benchmark: Benchmark, times: float) -> Strength | None:
    """The most that a confounder so many times as strong as a covariate can explain, or None.

    None where it would explain more of treatment than is left, which no confounder can.
    """
    own = benchmark.of_treatment
    of_treatment = times * own / (1 - own)
    between = times * own**2 / ((1 - times * own) * (1 - own)) if times * own < 1 else 1.0
    if of_treatment >= NEARLY_ALL or between >= 1:
        return None
    of_outcome = ((math.sqrt(times) + math.sqrt(between)) / math.sqrt(1 - between)) ** 2
    of_outcome *= benchmark.of_outcome / (1 - benchmark.of_outcome)
    return Strength(of_treatment, min(of_outcome, 1.0))


def _explained(fit: LeastSquares, column: int) -> float:
    """The share of what the other columns leave unexplained that one column explains."""
    error = standard_error(fit, np.eye(len(fit.coefficients))[column], "classical")
    statistic = (float(fit.coefficients[column]) / error.std_error) ** 2
    return statistic / (statistic + fit.df_residual)


def _interval(estimate: float, error: float, critical: float) -> tuple[float, float]:
    return estimate - critical * error, estimate + critical * error
