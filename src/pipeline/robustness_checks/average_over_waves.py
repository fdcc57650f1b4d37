"""The effect on a measure on average over its waves, which no single wave's luck decides.

Informative: it has no threshold. It is more precise than any one wave, the more so the less a
person's answers at different times are alike.
"""

import pandas as pd

from pipeline.inference.waves import average
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.persistence import is_last_wave, measured_waves
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """One number for each measure, at its last wave; nothing for outcomes without further waves."""
    waves = None
    if is_last_wave(outcome, settings):
        waves = measured_waves(data, design, estimator, settings)
    if waves is None:
        return []
    found = average(waves, settings.estimator.options.confidence)
    detail = f"{len(waves.effects)} waves, {found.conf_low:.4g} to {found.conf_high:.4g}"
    return [Check("average_over_waves", outcome, "informative", found.value, detail=detail)]
