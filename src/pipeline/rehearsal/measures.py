"""What rehearsals say of a study: coverage, false successes, effects missed, exaggeration.

References
----------
Gelman and Carlin (2014). Beyond power calculations: assessing type S (sign) and type M (magnitude)
errors. Perspectives on Psychological Science 9(6). Morris, White and Crowther (2019). Using
simulation studies to evaluate statistical methods. Statistics in Medicine 38(11), for Monte Carlo
errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.row import NO_ERROR
from pipeline.verdict import verdict_of

Array = NDArray[np.float64]


class Measured(NamedTuple):
    """One measure: its name, its value, the error that it has because draws are finite, of how
    many draws it is."""

    measure: str
    value: float
    monte_carlo_error: float
    draws: int


@dataclass(frozen=True)
class Rule:
    """How the evaluation would have judged: confidence, the smallest change that matters, and in
    which direction a change is a success."""

    confidence: float
    smallest: float
    direction: str

    @property
    def alpha(self) -> float:
        return 1 - self.confidence


@dataclass(frozen=True)
class Rehearsed:
    """Answers under one planted effect, by draw (draws,): missing where there was none."""

    truth: Array
    estimate: Array
    std_error: Array
    df: Array

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Draws in which the estimator had an answer, and an error worth the name."""
        floor = NO_ERROR * np.where(self.estimate == 0, 1.0, np.abs(self.estimate))
        return (self.std_error > floor) & (self.df > 0)

    def p_values(self) -> Array:
        """Two-sided p-values (draws,) of no effect; 1 where there was no answer."""
        from scipy.stats import norm, t

        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.abs(self.estimate / self.std_error)
        finite = np.isfinite(self.df)
        p_values = np.where(
            finite, 2 * t.sf(statistic, np.where(finite, self.df, 1)), 2 * norm.sf(statistic)
        )
        return np.where(self.answered, p_values, 1.0)

    def intervals(self, confidence: float) -> tuple[Array, Array]:
        """Ends of the intervals (draws,)."""
        from scipy.stats import norm, t

        finite, level = np.isfinite(self.df), 0.5 + confidence / 2
        quantile = np.where(finite, t.ppf(level, np.where(finite, self.df, 1)), norm.ppf(level))
        margin = quantile * self.std_error
        return self.estimate - margin, self.estimate + margin


def measures(found: Rehearsed, p_adjusted: Array, rule: Rule) -> Iterator[Measured]:
    """Every measure of the rehearsals under one planted effect.

    Verdicts are the project's own (`verdict.py`), with ``p_adjusted`` (draws,) as the family's
    adjustment has them; a draw without an answer counts as too uncertain. Coverage, bias and
    errors are those of the draws with an answer.
    """
    answered = found.answered
    low, high = found.intervals(rule.confidence)
    verdicts = np.array(
        [
            verdict_of((one, other), p, rule.smallest, rule.alpha) if answers else "too_uncertain"
            for one, other, p, answers in zip(low, high, p_adjusted, answered, strict=True)
        ]
    )
    effect = float(np.sign(found.truth.mean()))
    wanted = rule.direction
    other = "decrease" if wanted == "increase" else "increase"
    held = (low <= found.truth) & (found.truth <= high)
    if answered.any():
        yield share("coverage", held[answered])
    if effect == 0:
        yield share("declared_effect", np.isin(verdicts, ("increase", "decrease")))
    yield share("declared_success", verdicts == wanted)
    yield share("declared_harm", verdicts == other)
    yield share("little_or_no_difference", verdicts == "little_or_no_difference")
    if effect:
        yield share("missed", verdicts != ("increase" if effect > 0 else "decrease"))
        significant = answered & (found.p_values() < rule.alpha)
        yield from exaggeration(found.estimate[significant], found.truth[significant])
    yield share("unanswered", ~answered)
    if answered.sum() > 1:
        yield from _errors(found, answered)


def share(measure: str, holds: NDArray[np.bool_]) -> Measured:
    """The share of draws of which something holds."""
    value = float(holds.mean())
    return Measured(measure, value, float(np.sqrt(value * (1 - value) / len(holds))), len(holds))


def exaggeration(estimates: Array, truths: Array) -> Iterator[Measured]:
    """Type M: by how many times significant estimates (m,) are too large. Type S: how many have
    the wrong sign."""
    if len(estimates) < 2:
        return
    ratio = np.abs(estimates / truths)
    error = float(ratio.std(ddof=1) / np.sqrt(len(ratio)))
    yield Measured("type_m", float(ratio.mean()), error, len(ratio))
    yield share("type_s", np.sign(estimates) != np.sign(truths))


def _errors(found: Rehearsed, answered: NDArray[np.bool_]) -> Iterator[Measured]:
    """Bias, how far estimates spread, and their mean standard error as a share of that."""
    off = (found.estimate - found.truth)[answered]
    number, spread = len(off), float(off.std(ddof=1))
    yield Measured("bias", float(off.mean()), spread / np.sqrt(number), number)
    yield Measured("spread", spread, spread / np.sqrt(2 * (number - 1)), number)
    if spread == 0:
        return
    errors = found.std_error[answered]
    ratio = float(errors.mean()) / spread
    relative = 1 / (2 * (number - 1)) + errors.var(ddof=1) / (number * errors.mean() ** 2)
    yield Measured("mean_se_ratio", ratio, float(ratio * np.sqrt(relative)), number)
