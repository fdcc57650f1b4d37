"""What the standardisations share: from a fitted model to a difference of averaged predictions."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.linear import adjusted_for, refuse_collinear, treatment_first
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.estimators.weighted import linearised
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.score_influence import score_influence
from pipeline.inference.standardisation import Family, Standardised, standardised
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]


def standardised_estimate(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    settings: EstimatorSettings,
    family: Family,
) -> Estimate:
    """The mean prediction with treatment less that without, over those whom the estimand is about.

    The error counts both that the model is estimated and that covariates vary: HC2 or CR2 through
    the model's last weighted regression, linearised in a sample with weights.
    """
    sample = adjusted_sample(data, design, outcome, settings)
    exog = treatment_first(sample, sample.centred)
    refuse_collinear(exog)
    target = sample.treatment if effect_on(design.target) == "ATT" else np.ones(len(sample.outcome))
    found = standardised(exog, sample.outcome, family, target, sample.weights)
    if settings.se_type == "linearised" and sample.sampling is not None:
        uncertainty = linearised(found.own + found.through_model, sample.sampling, exog.shape[1])
    else:
        uncertainty = _robust(found, sample, settings.se_type)
    formula = f"{family}({outcome} ~ {design.treatment} + {adjusted_for(design, sample)})"
    about = Description(f"{family}_standardisation", formula, found.mean_control)
    effect = (found.mean_treated - found.mean_control, uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)


def contributions(found: Standardised, clusters: NDArray | None) -> Array:
    """What each unit, or each cluster in sorted order, adds to the difference (G,)."""
    through = score_influence(found.exog, found.residuals, clusters) @ found.gradient
    if clusters is None:
        return found.own + through
    index = np.unique(clusters, return_inverse=True)[1]
    return np.bincount(index, weights=found.own) + through


def _robust(found: Standardised, sample: Sample, se_type: str) -> Uncertainty:
    clusters = sample.clusters if se_type == "CR2" else None
    std_error = float(np.sqrt((contributions(found, clusters) ** 2).sum()))
    if clusters is None:
        df = float(len(found.own) - found.exog.shape[1])
        return Uncertainty(std_error, df, f"HC2 by the delta method, {df:.0f} df", "athar")
    robust = cluster_robust(found.exog, found.residuals, clusters)
    words = f"CR2 by the delta method, Satterthwaite df, {robust.n_clusters} clusters"
    return Uncertainty(std_error, satterthwaite_df(robust, found.gradient), words, "athar")
