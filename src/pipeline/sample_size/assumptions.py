"""What an evaluation's own data say of the study to come."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.plan import Plan
from pipeline.robustness_checks.intra_cluster_correlation import intra_cluster_correlation
from pipeline.sample_size.formula import Assumptions


def headline_sample(analysis: pd.DataFrame, plan: Plan, outcome: str) -> Sample:
    """The rows that an estimator which adjusts uses for this outcome."""
    return complete_cases(analysis, plan.design, outcome, plan.covariates, plan.indicators)


def assumptions_of(analysis: pd.DataFrame, plan: Plan, outcome: str) -> Assumptions:
    """Spread, what covariates explain, correlation and sizes of clusters, as they were here.

    A correlation below zero is taken to be zero: the next clusters will not be less alike than
    chance.
    """
    sample = headline_sample(analysis, plan, outcome)
    within = _residual(sample.outcome, sample.treatment[:, None])
    left = _residual(sample.outcome, np.column_stack([sample.treatment, sample.adjustment]))
    adjustments = sample.adjustment.shape[1]
    n = len(sample.outcome)
    variance = float(within @ within) / (n - 2)
    unexplained = float(left @ left) / (n - 2 - adjustments)
    planned = Assumptions(
        sd=float(np.sqrt(variance)),
        explained=max(0.0, 1 - unexplained / variance),
        adjustments=adjustments,
        treated=float(_drawn(sample).mean()),
        analysed=n / len(analysis),
    )
    if not plan.design.rule.assigns_clusters:
        return planned
    return _with_clusters(planned, sample, left, analysis[plan.design.clusters])


def _with_clusters(
    planned: Assumptions, sample: Sample, left: NDArray[np.float64], clusters: pd.Series
) -> Assumptions:
    correlation, _ = intra_cluster_correlation(left, sample.clusters, sample.treatment)
    sizes = clusters.value_counts()
    return replace(
        planned,
        correlation=max(0.0, correlation) if np.isfinite(correlation) else 0.0,
        cluster_size=float(sizes.mean()),
        size_variation=float(sizes.std(ddof=0) / sizes.mean()),
    )


def _drawn(sample: Sample) -> NDArray[np.bool_]:
    """Whether each thing that was drawn is treated: units, or clusters where those were."""
    if sample.clusters is None:
        return sample.treated
    _, first = np.unique(sample.clusters, return_index=True)
    return sample.treated[first]


def _residual(outcome: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    exog = np.column_stack([np.ones(len(outcome)), columns])
    return outcome - exog @ np.linalg.lstsq(exog, outcome, rcond=None)[0]
