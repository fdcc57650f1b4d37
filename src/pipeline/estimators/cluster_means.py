"""The clusters' own means compared: what was drawn is what is counted."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.difference_in_means import neyman
from pipeline.estimators.linear import CONTROL, EFFECT, treatment_first, uncertainty_of
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.least_squares import least_squares
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]


def unweighted(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The difference of the arms' means of cluster means: each cluster counts alike.

    It answers for the average cluster, not for the average person; the two differ where large
    clusters gain more, or less, than small ones. Its error is Neyman's among clusters, and its
    degrees of freedom Welch's where there are no strata: nothing is assumed of units inside
    clusters.

    References
    ----------
    Hayes and Moulton (2017), Cluster Randomised Trials, chapter 10; Kahan, Li, Copas and Harhay
    (2023), International Journal of Epidemiology 52(1), for the two averages.
    """
    return _estimate(data, (design, outcome), settings, by_size=False)


def weighted(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The same with each cluster weighted by how many of its units are analysed.

    That is the average person again, and the estimate of the difference in means; its error takes
    the clusters' means for equally variable, whatever their size, where CR2 of the units takes
    units for independent.

    References
    ----------
    Su and Ding (2021), Model-assisted analyses of cluster-randomized experiments, JRSS B 83(5).
    """
    return _estimate(data, (design, outcome), settings, by_size=True)


def _estimate(
    data: pd.DataFrame, question: tuple[Design, str], settings: EstimatorSettings, *, by_size: bool
) -> Estimate:
    """The difference of cluster means; with strata, the arms are compared within each of them."""
    design, outcome = question
    sample = complete_cases(data, design, outcome, ())
    clusters, sizes = as_clusters(sample)
    if by_size or sample.strata is not None:
        control, effect, uncertainty = _regression(clusters, sizes if by_size else None)
    else:
        control, effect, uncertainty = neyman(clusters)
        uncertainty = replace(uncertainty, words=f"Neyman, {len(sizes)} cluster means, Welch df")
    formula = f"mean of {outcome} by {design.clusters} ~ {design.treatment}"
    formula += ", weighted by size" if by_size else ", each counting alike"
    if sample.strata is not None:
        formula += f", blocked by {design.strata}"
    about = Description(
        "cluster_means_by_size" if by_size else "cluster_means",
        formula,
        control,
        estimand=None if by_size else "cluster_average",
    )
    return as_estimate(sample, question, (effect, uncertainty), about, settings)


def _regression(clusters: Sample, sizes: Array | None) -> tuple[float, float, Uncertainty]:
    """Control mean, effect and CR2 error of (weighted) cluster means, within strata."""
    centred = clusters.adjustment - np.average(clusters.adjustment, axis=0, weights=sizes)
    exog = treatment_first(clusters, centred, clusters.treatment[:, None] * centred)
    fit = least_squares(exog, clusters.outcome, sizes)
    number = len(clusters.outcome)
    error = uncertainty_of(fit, EFFECT, "CR2", np.arange(number))
    words = f"CR2 of {number} cluster means, Satterthwaite df"
    control, effect = float(fit.coefficients[CONTROL]), float(fit.coefficients[EFFECT])
    return control, effect, replace(error, words=words)


def as_clusters(sample: Sample) -> tuple[Sample, Array]:
    """The sample with one row a cluster, and how many units each has (clusters,)."""
    _, first, of_unit = np.unique(sample.clusters, return_index=True, return_inverse=True)
    sizes = np.bincount(of_unit).astype(float)
    clusters = Sample(
        outcome=np.bincount(of_unit, sample.outcome) / sizes,
        treatment=sample.treatment[first],
        covariates=np.empty((len(first), 0)),
        strata=None if sample.strata is None else sample.strata[first],
    )
    return clusters, sizes
