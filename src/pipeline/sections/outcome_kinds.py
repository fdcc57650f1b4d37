"""What kinds of outcome there are, and which estimators answer for which.

Whatever the kind, the effect is on the outcome's own scale: a difference of means, of shares, of
counts, of times. What runs by itself is what the design calls for (a difference in means answers
for answers of yes and no, for counts and for amounts that many have none of), except for times
until an event, some of which were cut short: there it is the difference in the mean time without
the event up to the horizon. Other estimators answer where the plan names them.
"""

from typing import Literal

Kind = Literal["continuous", "binary", "count", "censored_at_zero", "time_to_event"]

# Estimators that answer for these kinds alone; all others answer for every kind but times.
ONLY_FOR: dict[str, tuple[str, ...]] = {
    "logit_standardisation": ("binary",),
    "poisson_standardisation": ("count", "censored_at_zero"),
    "restricted_mean_survival_time": ("time_to_event",),
}

# What runs by itself where the design's own estimators do not answer for the kind.
OWN_DEFAULTS: dict[str, tuple[str, ...]] = {
    "time_to_event": ("restricted_mean_survival_time",),
}

# Kinds whose values are never below zero, and those that are whole numbers besides.
NOT_NEGATIVE = ("count", "censored_at_zero", "time_to_event")
WHOLE = ("count",)


def answers_for(estimator: str, kind: str) -> bool:
    """Whether an estimator's answer is right for a kind of outcome."""
    if estimator in ONLY_FOR:
        return kind in ONLY_FOR[estimator]
    return kind not in OWN_DEFAULTS


def of_kind(estimators: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Those estimators that answer for a kind of outcome or, where none does, the kind's own."""
    able = tuple(name for name in estimators if answers_for(name, kind))
    return able or OWN_DEFAULTS.get(kind, ())
