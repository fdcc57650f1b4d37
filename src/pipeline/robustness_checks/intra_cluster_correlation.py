"""How alike are units of one cluster?

Informative: it has no threshold. It says how much less many units of one cluster tell than as many
units drawn one by one, and is what the sample size of the next study needs.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.sample import complete_cases
from pipeline.inference.intra_cluster import intra_cluster_correlation, intra_cluster_interval
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "intra_cluster_correlation"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The intra-cluster correlation of the outcome, within arms and within strata.

    Of the outcome as it is, not adjusted for covariates, whatever ``estimator`` does. Not
    applicable where every cluster has one unit, nor where clusters were drawn in pairs, so that
    none is beside another of its arm.
    """
    if settings.outcome.event is not None:
        return [Check(NAME, outcome, "not_applicable", detail="times that were cut short")]
    sample = complete_cases(data, design, outcome, (), thin_strata=True)
    cells = sample.treatment
    if sample.strata is not None:
        cells = np.unique(sample.strata, return_inverse=True)[1] * 2 + sample.treatment
    groups = (sample.outcome, sample.clusters, cells)
    correlation, size = intra_cluster_correlation(*groups)
    if np.isnan(correlation):
        alone = len(np.unique(cells)) == sample.n_clusters
        why = "no two clusters of an arm in a stratum" if alone else "every cluster has one unit"
        return [Check(NAME, outcome, "not_applicable", detail=why)]
    low, high = intra_cluster_interval(*groups, 1 - settings.alpha)
    within = "arms" if design.strata is None else f"arms and {design.strata}"
    effect = 1 + (size - 1) * correlation
    detail = f"ANOVA within {within}, {sample.n_clusters} clusters of {size:.3g} units on average, "
    detail += f"interval {low:.3g} to {high:.3g} (exact F), design effect {effect:.3g}"
    return [Check(NAME, outcome, "informative", correlation, detail=detail)]
