"""The headline's error, clustered at the other levels that the plan names.

Fails when at one of them the p-value falls on the other side of the planned error rate.
"""

import numpy as np
import pandas as pd
from scipy.stats import t

from pipeline.errors import EstimationError, Fault
from pipeline.inference.least_squares import least_squares
from pipeline.inference.standard_errors import standard_error
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.headline_regression import (
    HeadlineRegression,
    headline_regression,
    labels_of,
    nested,
)
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "alternative_clustering"
# A level with fewer groups says too little of how groups differ for its error to judge another.
FEWEST_CLUSTERS = 6


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value, among the levels named, that speaks most against the headline: CR2 at each.

    References
    ----------
    MacKinnon, Nielsen and Webb (2023), Cluster-robust inference: a guide to empirical practice,
    Journal of Econometrics 232(2), section 3.3, for the choice of level.
    """
    found = headline_regression(data, design, outcome, estimator, settings)
    if found is None:
        return [Check(NAME, outcome, "not_applicable", detail="no regression of units")]
    fit = least_squares(
        found.regression.exog,
        found.regression.outcome,
        found.regression.weights,
        found.regression.absorbed,
    )
    contrast = np.eye(len(fit.coefficients))[found.regression.coefficient]
    effect, told, judged = float(contrast @ fit.coefficients), [], []
    for index, name in enumerate(settings.levels):
        labels = _level(found, design, name, index)
        if len(np.unique(labels)) < FEWEST_CLUSTERS:
            told.append(f"{name}: {len(np.unique(labels))} groups, too few to judge by")
            continue
        error = standard_error(fit, contrast, "CR2", labels)
        p_value = float(2 * t.sf(abs(effect) / error.std_error, error.df))
        judged.append(p_value)
        told.append(f"{name}: {error.n_clusters} groups, error {error.std_error:.3g}, "
                    f"{error.df:.3g} df, p {p_value:.3g}")  # fmt: skip
    if not judged:
        why = "; ".join(told) or "the plan names no other level"
        return [Check(NAME, outcome, "not_applicable", detail=why)]
    found_one = settings.headline["p_value"] < settings.alpha
    worst = max(judged) if found_one else min(judged)
    status = "passed" if (worst < settings.alpha) == found_one else "failed"
    return [Check(NAME, outcome, status, worst, settings.alpha, detail="; ".join(told))]


def _level(found: HeadlineRegression, design: Design, name: str, index: int) -> np.ndarray:
    """The groups of one level (n,).

    Raises
    ------
    EstimationError
        Where it splits the clusters that were assigned, or says nothing of some people.
    """
    labels = labels_of(found.rows, name, f"clusters.{index}")
    if design.rule.assigns_clusters and not nested(found.sample.clusters, labels):
        message = f"`{name}` splits clusters that were assigned whole: its error would be too small"
        help_ = f"name groups that hold whole clusters of `{design.clusters}`, or take it out"
        place = f"robustness.clusters.{index}"
        raise EstimationError(Fault("E787", message, key=place, help=help_))
    return labels
