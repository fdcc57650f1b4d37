"""What treatment cannot have changed must not seem changed.

Fails when the headline's estimator finds an effect on a declared negative control (Holm's p-value
below a fifth of the planned error rate): what makes it differ between the groups is then in the
headline too.
"""

from dataclasses import replace

import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.inference.multiple_testing import holm
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "negative_control_outcome"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The smallest of the negative controls' p-values, adjusted for how many there are.

    References
    ----------
    Lipsitch, Tchetgen Tchetgen and Cohen (2010). Negative controls: a tool for detecting
    confounding and bias in observational studies. Epidemiology 21(3).
    """
    controls = settings.negative_controls
    told = replace(settings.estimator, role="robustness")
    found = [ESTIMATORS[estimator](data, design, control, told) for control in controls]
    adjusted = holm([effect.p_value for effect in found])
    smallest = float(adjusted.min())
    parts = [
        f"{effect.outcome} {effect.estimate:.3g} (p {p:.2g})"
        for effect, p in zip(found, adjusted, strict=True)
    ]
    status = "passed" if smallest >= settings.alarm else "failed"
    detail = f"{estimator} on " + ", ".join(parts)
    return [Check(NAME, outcome, status, smallest, settings.alarm, detail=detail)]
