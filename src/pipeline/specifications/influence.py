"""What each unit adds to an estimate without a lottery, so that people can be drawn again."""

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.contributions import contribution_of
from pipeline.estimators.ipw import weighted_means
from pipeline.estimators.nuisance import fit_nuisance
from pipeline.estimators.outcome_regression import standardised_mean
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.trimming import effect_on
from pipeline.specifications.comparisons import Comparison, Study

Array = NDArray[np.float64]

BY_REGRESSION = ("difference_in_means", "logit_standardisation", "poisson_standardisation")


def influence_of(study: Study, made: Comparison, settings: EstimatorSettings) -> Array:
    """Contributions (n,) of all rows to one estimate, nothing of those who are not compared.

    The root of the sum of their squares is the estimate's standard error; see
    `inference.influence` and `inference.score_influence`. Of estimates with cross-fitting they are
    those of one split.
    """
    design, name = study.design, study.question.outcome
    rows = study.data[made.rows].assign(**{name: made.outcome[made.rows]})
    found = np.zeros(len(study.data))
    if made.specification.estimator in BY_REGRESSION:
        by_unit = settings.se_type != "CR2"
        alone = settings if by_unit else _of_units(settings)
        values = contribution_of(rows, design, name, made.specification.estimator, alone)
        found[made.rows] = values.to_numpy()
    else:
        sample = complete_cases(rows, design, name, made.columns)
        estimand = effect_on(design.target)
        values = _smooth(sample, made.specification.estimator, estimand, settings)
        found[made.rows] = values / len(values)
    found[made.rows] -= found[made.rows].mean()
    return found


def _of_units(settings: EstimatorSettings) -> EstimatorSettings:
    from dataclasses import replace

    return replace(settings, se_type="HC2")


def _smooth(sample: Sample, estimator: str, estimand: str, settings: EstimatorSettings) -> Array:
    """Influence (n,) on an estimate by weights, by regressions of the outcome, or by both."""
    from pipeline.estimators.aipw import augmented

    if estimator == "outcome_regression":
        arms = (sample.treated, ~sample.treated)
        treated, control = (standardised_mean(sample, arm, estimand)[1] for arm in arms)
        return treated - control
    if estimator == "aipw":
        options = settings.options
        nuisance = fit_nuisance(sample, options.nuisance, options.folds, 0)
        return augmented(sample, nuisance, estimand).influence
    return weighted_means(sample, "ATO" if estimator == "overlap_weights" else estimand)[1]
