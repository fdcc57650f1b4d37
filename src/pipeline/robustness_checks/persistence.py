"""Does it last? The effect at the last wave of a measure, held against that at the first.

Fails when the last effect is smaller than the first, in the direction in which the outcome should
change, beyond the planned error rate. To pass is not to have shown that it lasts: see the curve.
"""

import pandas as pd

from pipeline.estimators.contributions import STACKED, waves_of
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.waves import Waves, last_less_first
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """One answer for each measure, at its last wave; nothing for outcomes without further waves."""
    if not is_last_wave(outcome, settings):
        return []
    waves = measured_waves(data, design, estimator, settings)
    if waves is None:
        detail = f"{estimator} does not compare waves"
        return [Check("persistence", outcome, "not_applicable", detail=detail)]
    found = last_less_first(waves, settings.estimator.options.confidence)
    wanted = 1 if settings.outcome.direction == "increase" else -1
    fades = found.p_value < settings.alpha and wanted * found.value < 0
    detail = f"month {waves.months[-1]:g} less month {waves.months[0]:g}: {found.value:.4g} "
    detail += f"({found.conf_low:.4g} to {found.conf_high:.4g})"
    status = "failed" if fades else "passed"
    return [Check("persistence", outcome, status, found.p_value, settings.alpha, detail=detail)]


def is_last_wave(outcome: str, settings: RobustnessSettings) -> bool:
    """Whether an outcome is the last of its measure, which then speaks for all of its waves."""
    months = {name: planned.months or 0.0 for name, planned in settings.waves.items()}
    return len(months) > 1 and outcome == max(months, key=lambda name: months[name])


def measured_waves(
    data: pd.DataFrame, design: Design, estimator: str, settings: RobustnessSettings
) -> Waves | None:
    """The effects of all waves by the headline's estimator, or None where it compares none."""
    if estimator not in STACKED:
        return None
    told: EstimatorSettings = settings.estimator
    lag = settings.outcome.lag
    shared = tuple(name for name in told.covariates if name != lag)
    without = EstimatorSettings(shared, told.se_type, told.indicators, told.options, rng=told.rng)
    return waves_of(data, design, dict(settings.waves), estimator, without)
