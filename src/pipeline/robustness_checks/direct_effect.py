"""The effect on those who were drawn and whose neighbours were not, beside the untouched.

Informative: it has no threshold. Where neighbours do not matter it agrees with the headline.
"""

import pandas as pd

from pipeline.inference.exposure import OWN_ONLY, UNTOUCHED
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.spillovers import compared


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Drawn alone less untouched; nothing where no exposure is declared."""
    if design.exposure is None:
        return []
    contrast = compared(data, design, outcome, settings, (OWN_ONLY, UNTOUCHED))
    if contrast.found is None:
        return [Check("direct_effect", outcome, "not_applicable", detail=contrast.detail)]
    value = contrast.found.effect
    return [Check("direct_effect", outcome, "informative", value, detail=contrast.detail)]
