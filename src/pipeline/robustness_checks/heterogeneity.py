"""Do effects differ between people, as far as what was known of them can tell? Exploration.

Informative: it has no threshold and decides nothing. A small p-value says that a learner predicted
whose effect is larger better than chance; a large one that nothing was found, not that all are
alike.
"""

import numpy as np
import pandas as pd
from scipy.stats import t

from pipeline.estimators.predicted_effects import predictions
from pipeline.estimators.settings import adjusted_sample
from pipeline.inference.heterogeneity import calibration
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "heterogeneity"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Twice the median over random splits of the calibration's one-sided p-value.

    Twice, because the median of p-values of many splits is not itself one (Chernozhukov, Demirer,
    Duflo and Fernández-Val 2018, section 3).
    """
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    splits = settings.estimator.options.repeats
    found = [
        calibration(sample, nuisance)
        for nuisance in predictions(sample, design, settings.estimator, splits)
    ]
    known = [slope for slope in found if slope is not None]
    if 2 * len(known) <= splits:
        detail = "the learner predicts the same effect for everybody"
        return [Check(NAME, outcome, "informative", 1.0, detail=detail)]
    # A split that predicts no differences has found none.
    p_values = [float(t(slope.df).sf(slope.value / slope.std_error)) for slope in known]
    p_values += [1.0] * (splits - len(known))
    p_value = min(1.0, 2 * float(np.median(p_values)))
    slope = float(np.median([slope.value for slope in known]))
    detail = (
        f"calibration of cross-fitted predictions: slope {slope:.2g}, median of {splits} splits"
    )
    return [Check(NAME, outcome, "informative", p_value, detail=detail)]
