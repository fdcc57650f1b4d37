"""How alike are units of one cluster?

Informative: it has no threshold. It says how much less many units of one cluster tell than as many
units drawn one by one, and is what the sample size of the next study needs.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.sample import complete_cases
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
    applicable where every cluster has one unit.
    """
    if settings.outcome.event is not None:
        return [Check(NAME, outcome, "not_applicable", detail="times that were cut short")]
    sample = complete_cases(data, design, outcome, ())
    cells = sample.treatment
    if sample.strata is not None:
        cells = np.unique(sample.strata, return_inverse=True)[1] * 2 + sample.treatment
    correlation, size = intra_cluster_correlation(sample.outcome, sample.clusters, cells)
    if np.isnan(correlation):
        return [Check(NAME, outcome, "not_applicable", detail="every cluster has one unit")]
    within = "arms" if design.strata is None else f"arms and {design.strata}"
    effect = 1 + (size - 1) * correlation
    detail = f"ANOVA within {within}, {sample.n_clusters} clusters of {size:.3g} units on average, "
    detail += f"design effect {effect:.3g}"
    return [Check(NAME, outcome, "informative", correlation, detail=detail)]


def intra_cluster_correlation(
    outcome: NDArray[np.float64], clusters: NDArray, cells: NDArray
) -> tuple[float, float]:
    """The analysis-of-variance estimate, and the average cluster size that goes with it.

    Below zero where units of one cluster are less alike than chance would make them; missing where
    no cluster has two units, or none of them differ.

    Parameters
    ----------
    outcome
        Outcome (n,).
    clusters
        Cluster of each unit (n,), each inside one cell.
    cells
        Groups (n,) whose means may differ for other reasons, such as the arms of a lottery.

    References
    ----------
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research,
    chapter 1.
    """
    _, first, of_cluster = np.unique(clusters, return_index=True, return_inverse=True)
    of_cell = np.unique(cells, return_inverse=True)[1]
    sizes, units = np.bincount(of_cluster), np.bincount(of_cell)
    means = np.bincount(of_cluster, weights=outcome) / sizes
    cell_means = np.bincount(of_cell, weights=outcome) / units
    apart, left = len(sizes) - len(units), len(outcome) - len(sizes)
    if apart == 0 or left == 0:
        return np.nan, np.nan
    cell = of_cell[first]  # of each cluster
    between = (sizes * (means - cell_means[cell]) ** 2).sum() / apart
    within = ((outcome - means[of_cluster]) ** 2).sum() / left
    size = (len(outcome) - (sizes**2 / units[cell]).sum()) / apart
    spread = between + (size - 1) * within
    return (float((between - within) / spread) if spread else np.nan), float(size)
