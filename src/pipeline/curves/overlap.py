"""Who in each arm had which probability of treatment: where the two arms can be compared."""

import numpy as np
import pandas as pd

from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.settings import adjusted_sample
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

BINS = 20


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The share of each arm in each of 20 equal intervals of the score; x is their middle."""
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    score, edges = logit_propensity(sample), np.linspace(0, 1, BINS + 1)
    parts = []
    for series, arm in (("treated", sample.treated), ("control", ~sample.treated)):
        counts = np.histogram(score[arm], edges)[0]
        middles = (edges[:-1] + edges[1:]) / 2
        columns = {"series": series, "x": middles, "value": counts / arm.sum(), "n": counts}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True).assign(conf_low=np.nan, conf_high=np.nan)
