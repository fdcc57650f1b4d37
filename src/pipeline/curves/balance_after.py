"""How alike the arms are in each covariate, before and after each way of making them alike."""

import numpy as np
import pandas as pd

from pipeline.estimators.balancing import WEIGHTS, standardised_differences
from pipeline.estimators.settings import adjusted_sample
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Standardised differences; x counts the covariates in the order of the plan, from one.

    A series for no weights and one for each weighting that the plan runs.
    """
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    planned = settings.estimator.options.estimators or design.rule.estimators[design.target]
    parts = {"before": np.ones(len(sample.outcome))}
    for name in planned:
        # AIPW weights by the same score as IPW: one series says it of both.
        if name in WEIGHTS and not (name == "aipw" and "ipw" in planned):
            parts[name] = WEIGHTS[name](sample, design, settings.estimator)
    rows = []
    for series, weights in parts.items():
        differences = standardised_differences(sample, weights)
        columns = {"series": series, "x": np.arange(1.0, len(differences) + 1)}
        rows.append(pd.DataFrame({**columns, "value": differences}))
    return pd.concat(rows, ignore_index=True).assign(
        conf_low=np.nan, conf_high=np.nan, n=len(sample.outcome)
    )
