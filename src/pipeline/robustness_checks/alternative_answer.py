"""The headline's question answered in another way: does the answer say something else?

Two ways to answer agree in what they say where both ranges lie above zero, both below it, or both
hold it. Where they do not, chance alone may be why: an effect just told from none is often just not
told from none another way. So an answer contradicts the headline only where, besides, its range
does not hold the headline's estimate. Its own range decides, not the headline's, because a few
extreme values widen the range that they are part of, and would hide behind it.
"""

from typing import Protocol

import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.results import Check, Estimate
from pipeline.robustness_checks.settings import RobustnessSettings

ALIKE = "says the same as the headline"
BY_CHANCE = "says something else than the headline, and chance may be why: its range holds it"
OTHER = "says something else than the headline, by more than chance"


class Answer(Protocol):
    """An effect and its interval, in the outcome's own units."""

    @property
    def estimate(self) -> float: ...

    @property
    def conf_low(self) -> float: ...

    @property
    def conf_high(self) -> float: ...


def side(low: float, high: float) -> int:
    """1 where an interval lies above zero, -1 where below it, 0 where it holds zero."""
    return int(low > 0) - int(high < 0)


def told_apart(headline: pd.Series, answer: Answer) -> str:
    """In words whether an answer says the same as the headline."""
    before = side(headline["conf_low"], headline["conf_high"])
    if side(answer.conf_low, answer.conf_high) == before:
        return ALIKE
    holds = answer.conf_low <= headline["estimate"] <= answer.conf_high
    return BY_CHANCE if holds else OTHER


def answered(
    name: str, outcome: str, answer: Answer, headline: pd.Series, words: str
) -> list[Check]:
    """An answer to the headline's own question as checks; see `as_checks`."""
    return as_checks(name, outcome, answer, told_apart(headline, answer), words)


def as_checks(name: str, outcome: str, answer: Answer, comparison: str, words: str) -> list[Check]:
    """An answer as checks: the estimate, with what decides, and the ends of its interval."""
    status = "failed" if comparison == OTHER else "passed"
    detail = f"{words}; {comparison}"
    return [
        Check(name, outcome, status, answer.estimate, detail=detail),
        Check(name, f"{outcome}, from", "informative", answer.conf_low, detail=words),
        Check(name, f"{outcome}, to", "informative", answer.conf_high, detail=words),
    ]


def silent(name: str, outcome: str, reason: str) -> list[Check]:
    """A check that these data or this plan do not allow, and why."""
    return [Check(name, outcome, "not_applicable", detail=reason)]


def made_again(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> Estimate | str:
    """The headline's estimator on other rows or another outcome, or why it cannot answer there."""
    try:
        return ESTIMATORS[estimator](data, design, outcome, settings.estimator)
    except EstimationError as error:
        return error.faults[0].message


def through_take_up(settings: RobustnessSettings) -> str:
    """Why a comparison of arms is no answer to the headline's question, or nothing."""
    if settings.headline["estimand"] == "LATE":
        return "the headline is an effect through take-up; this compares arms"
    return ""
