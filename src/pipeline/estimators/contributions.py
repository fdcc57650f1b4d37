"""What each unit or cluster adds to an estimate, so that estimates of the same people compare."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.linear import treatment_first
from pipeline.estimators.sample import Sample, complete_cases, sampling_for
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.standardised import contributions
from pipeline.estimators.trimming import effect_on
from pipeline.estimators.weighted import weighted_influence
from pipeline.inference.linearisation import covariance_of_totals
from pipeline.inference.score_influence import score_influence, stacked_covariance
from pipeline.inference.standardisation import standardised
from pipeline.inference.waves import Waves
from pipeline.plan import Design, Outcome

Array = NDArray[np.float64]

# Estimators whose error is made of contributions that can be set beside one another.
STACKED = (
    "difference_in_means",
    "lin",
    "ancova",
    "logit_standardisation",
    "poisson_standardisation",
)
EFFECT = 1  # the place of treatment among the coefficients


def waves_of(
    data: pd.DataFrame,
    design: Design,
    outcomes: dict[str, Outcome],
    estimator: str,
    settings: EstimatorSettings,
) -> Waves:
    """The effects on the outcomes of one measure, with their covariance by unit or by cluster.

    ``settings`` are those of any of them, without its own earlier value; each wave adjusts for
    what it would by itself. Contributions are those of HC2 or CR2, or linearised in a sample with
    weights: the covariance's diagonal is each estimate's own (of a sample corrected for a finite
    population, nearly).
    """
    ordered = sorted(outcomes, key=lambda name: outcomes[name].months or 0.0)
    found, columns = [], []
    for name in ordered:
        lag = outcomes[name].lag
        covariates = (*settings.covariates, *([lag] if lag else ()))
        told = replace(settings, planned=outcomes[name], covariates=covariates)
        found.append(ESTIMATORS[estimator](data, design, name, told))
        columns.append(contribution_of(data, design, name, estimator, told))
    stacked = pd.concat(columns, axis=1).fillna(0.0)
    whole = sampling_for(data, data.index, design)
    if settings.se_type == "linearised" and whole is not None:
        rows = stacked.reindex(data.index, fill_value=0.0).to_numpy()
        covariance = covariance_of_totals(rows, whole)
    else:
        covariance = stacked_covariance(stacked.to_numpy())
    months = np.array([outcomes[name].months for name in ordered], dtype=float)
    effects = np.array([row.estimate for row in found])
    return Waves(months, effects, covariance, min(row.df for row in found))


def contribution_of(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: EstimatorSettings
) -> pd.Series:
    """What each cluster, or else each row of the data, adds to an estimate; by its label."""
    covariates = () if estimator == "difference_in_means" else settings.covariates
    indicators = () if estimator == "difference_in_means" else settings.indicators
    rows = data.dropna(subset=list(dict.fromkeys([outcome, design.treatment, *covariates])))
    sample = complete_cases(rows, design, outcome, covariates, indicators)
    clusters = sample.clusters if settings.se_type == "CR2" else None
    labels = rows.index if clusters is None else np.unique(clusters)
    if estimator.endswith("_standardisation"):
        family = "logit" if estimator.startswith("logit") else "poisson"
        exog = treatment_first(sample, sample.centred)
        target = sample.treatment if effect_on(design.target) == "ATT" else np.ones(len(rows))
        fit = standardised(exog, sample.outcome, family, target, sample.weights)
        if settings.se_type == "linearised":
            return pd.Series(fit.own + fit.through_model, index=labels, name=outcome)
        return pd.Series(contributions(fit, clusters), index=labels, name=outcome)
    exog = _regressors(sample, estimator)
    if settings.se_type == "linearised":
        return pd.Series(weighted_influence(sample, exog)[1], index=labels, name=outcome)
    root = np.sqrt(sample.weights)
    coefficients = np.linalg.lstsq(exog * root[:, None], sample.outcome * root, rcond=None)[0]
    residuals = sample.outcome - exog @ coefficients
    weights = None if sample.sampling is None else sample.weights
    influence = score_influence(exog, residuals, clusters, weights)
    return pd.Series(influence[:, EFFECT], index=labels, name=outcome)


def _regressors(sample: Sample, estimator: str) -> Array:
    """The design matrix of a regression estimator: analysis of covariance has no interactions."""
    centred = sample.centred
    if estimator == "ancova":
        return treatment_first(sample, centred)
    return treatment_first(sample, centred, sample.treatment[:, None] * centred)
