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
STEPS = 200  # halvings and doublings: more than a float has digits


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


def times_to_reach_zero(known: Regression, benchmark: Benchmark, *, of_interval: bool) -> float:
    """How many times as strong as a covariate a confounder brings the effect, or its interval, to
    zero: 0 where it is there without any, and the most that can be where none does.
    """

    def beyond(times: float) -> bool:
        strength = as_strong(benchmark, times)
        if strength is None:
            return True
        found = adjusted(known, strength)
        if not of_interval:
            return found.estimate * known.estimate <= 0
        return found.low <= 0 if known.estimate > 0 else found.high >= 0

    low, high = 0.0, 1.0
    if beyond(low):
        return 0.0
    for _ in range(STEPS):
        if beyond(high):
            break
        low, high = high, 2 * high
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high


def outcome_share_for(known: Regression, remaining: float, of_treatment: Array) -> Array:
    """What of the outcome a confounder must explain to leave the estimate at ``remaining``.

    Above 1 where none can; ``of_treatment`` (m,) are the shares of treatment that it explains.
    """
    gap = (abs(known.estimate) - remaining) / (known.classical * math.sqrt(known.df))
    return gap**2 * (1 - of_treatment) / of_treatment


def outcome_share_for_limit(known: Regression, of_treatment: Array) -> Array:
    """What of the outcome it must explain for the interval to reach zero; missing where none can.

    With f the estimate and c the margin, both over the classical error times the root of df, the
    interval reaches zero where f √(1 - d) = √(y d) + c √(1 - y): a quadratic in √y.
    """
    root = known.classical * math.sqrt(known.df)
    effect = abs(known.estimate) / root * np.sqrt(1 - of_treatment)
    margin = known.critical_beside * known.std_error / root * math.sqrt(known.df / (known.df - 1))
    along = np.sqrt(of_treatment)
    square = along**2 + margin**2
    inside = square - effect**2
    with np.errstate(invalid="ignore"):
        share = (effect * along - margin * np.sqrt(inside)) / square
    reached = np.where(effect <= margin, 0.0, share**2)
    return np.where(inside < 0, np.nan, reached)


def robustness_value(
    statistic: float, df: float, alpha: float = 1.0, critical: float | None = None
) -> float:
    """The share of residual variance, of treatment and of outcome, that explains the effect away.

    With ``alpha`` below 1, the share that makes the effect's (1 - alpha) interval reach zero;
    ``critical`` then takes the place of the t quantile over the root of its degrees of freedom.
    """
    from scipy.stats import t

    f = abs(statistic) / math.sqrt(df)
    if critical is None:
        critical = abs(float(t.ppf(alpha / 2, df - 1))) / math.sqrt(df - 1)
    excess = f - critical
    if excess <= 0:
        return 0.0
    if critical and f > 1 / critical:
        return (f**2 - critical**2) / (1 + f**2)
    return 0.5 * (math.sqrt(excess**4 + 4 * excess**2) - excess**2)


def _explained(fit: LeastSquares, column: int) -> float:
    """The share of what the other columns leave unexplained that one column explains."""
    error = standard_error(fit, np.eye(len(fit.coefficients))[column], "classical")
    statistic = (float(fit.coefficients[column]) / error.std_error) ** 2
    return statistic / (statistic + fit.df_residual)


def _interval(estimate: float, error: float, critical: float) -> tuple[float, float]:
    return estimate - critical * error, estimate + critical * error
