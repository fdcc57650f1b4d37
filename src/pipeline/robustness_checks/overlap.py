"""Is there anybody to compare with?

Fails where more than one in twenty of those whose effect is asked for had a probability of
treatment at which hardly anybody like them is in the other arm: above 0.9 for the treated, below
0.1 as well for everybody (the rule of thumb of Crump, Hotz, Imbens and Mitnik 2009, Biometrika).
"""

import numpy as np
import pandas as pd

from pipeline.disclosure_rules.cells import coarse
from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.settings import adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "overlap"
LOW, HIGH = 0.1, 0.9
MOST = 0.05


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The share of those asked for whose score is beyond the limits; of the ATO for information."""
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    score, estimand = logit_propensity(sample), effect_on(design.target)
    asked = sample.treated if estimand == "ATT" else np.ones(len(score), dtype=bool)
    beyond = (score > HIGH) | ((score < LOW) & (estimand != "ATT"))
    share, asked_for = float(beyond[asked].mean()), int(asked.sum())
    status = "passed" if share <= MOST else "failed"
    if settings.threshold:  # an exact share of a known number of people counts them
        share = coarse(share, asked_for, settings.threshold)
    limits = f"above {HIGH}" if estimand == "ATT" else f"below {LOW} or above {HIGH}"
    detail = f"logit scores {limits}; the headline is {estimator}"
    if any(sample.trimmed):
        detail += "; after trimming"
    if estimand == "ATO":
        return [Check(NAME, outcome, "informative", share, detail=detail)]
    return [Check(NAME, outcome, status, share, MOST, detail=detail)]
