"""Does the verdict hang on how close to the cutoff one looks?

Fails when at some bandwidth from half to twice the headline's, or at the one that the data call
for by themselves, the verdict is another.
"""

from dataclasses import replace

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check, Estimate
from pipeline.robustness_checks.local_again import (
    best_for_the_data,
    from_half_to_twice,
    is_local,
)
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.verdict import verdict

NAME = "bandwidth"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """The share of the bandwidths tried that give another verdict; any one fails it."""
    if not is_local(settings):
        return [Check(NAME, outcome, "not_applicable", detail=f"{estimator} has no bandwidth")]
    tried = from_half_to_twice(data, design, outcome, settings)
    own = _verdict(settings.headline, settings)
    if estimator != "fuzzy_local_polynomial":
        tried.append(best_for_the_data(data, design, outcome, settings))
    verdicts = [(width, found, _verdict(found, settings)) for width, found in tried]
    others = [(width, found, said) for width, found, said in verdicts if said != own]
    detail = f"{len(tried)} bandwidths from {min(tried)[0]:.3g} to {max(tried)[0]:.3g}; headline "
    detail += f"{own}"
    for width, found, said in sorted(others, key=lambda item: item[0])[:3]:
        detail += f"; at {width:.3g} {said} ({found.estimate:.3g}, from {found.conf_low:.3g} to "
        detail += f"{found.conf_high:.3g})"
    status = "failed" if others else "passed"
    return [Check(NAME, outcome, status, len(others) / len(tried), 0.0, detail=detail)]


def _verdict(found: Estimate | pd.Series, settings: RobustnessSettings) -> str:
    """The verdict of one estimate by itself: families of outcomes are not what is asked here."""
    confidence = settings.estimator.options.confidence
    if isinstance(found, pd.Series):
        row = found.copy()
        row["p_adjusted"] = row["p_value"]
        return verdict(row, settings.outcome, confidence)
    return verdict(replace(found, p_adjusted=found.p_value), settings.outcome, confidence)
