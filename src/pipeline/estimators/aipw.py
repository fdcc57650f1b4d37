"""Augmented inverse probability weighting: right if either of its two models is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.cross_fitting import median_of_splits, seeds_of
from pipeline.estimators.nuisance import Nuisance, fit_nuisance
from pipeline.estimators.propensity import weights_for
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Augmented:
    """The two potential-outcome means and each unit's influence (n,) on their difference."""

    mean_treated: float
    mean_control: float
    influence: Array


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Outcome predictions corrected by the weighted residuals, for the ATT or the ATE.

    References
    ----------
    Robins, Rotnitzky and Zhao (1994); Chernozhukov et al. (2018), Double/debiased machine
    learning, Econometrics Journal 21(1), for the cross-fitted version, the ATT's score, and the
    median over repeated splits.
    """
    sample, options = adjusted_sample(data, design, outcome, settings), settings.options
    repeats = 1 if options.nuisance == "parametric" else options.repeats
    results, errors = [], np.empty(repeats)
    for split, seed in enumerate(seeds_of(settings.rng, repeats)):
        nuisance = fit_nuisance(sample, options.nuisance, options.folds, seed)
        results.append(augmented(sample, nuisance, effect_on(design.target)))
        uncertainty = from_influence(results[-1].influence, sample.clusters, nuisance.words)
        errors[split] = uncertainty.std_error
    effects = np.array([result.mean_treated - result.mean_control for result in results])
    effect, std_error = median_of_splits(effects, errors)
    without = float(np.median([result.mean_control for result in results]))
    formula = f"{outcome} ~ {design.treatment} | {' + '.join(sample.names)}"
    about = Description("aipw", formula, without)
    uncertainty = uncertainty.over_splits(std_error, repeats)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)


def augmented(sample: Sample, nuisance: Nuisance, estimand: str) -> Augmented:
    """Both means with their influence, by the score of Robins, Rotnitzky and Zhao."""
    treatment, outcome = sample.treatment, sample.outcome
    weights = weights_for(estimand, treatment, nuisance.propensity)
    share = treatment.mean() if estimand == "ATT" else 1.0
    target = treatment / share if estimand == "ATT" else np.ones_like(treatment)
    means, influences = [], []
    for predicted, weight in (
        (nuisance.outcome_treated, weights.treated),
        (nuisance.outcome_control, weights.control),
    ):
        correction = weight / share * (outcome - predicted)
        mean = float((target * predicted + correction).mean())
        means.append(mean)
        influences.append(target * (predicted - mean) + correction)
    return Augmented(means[0], means[1], influences[0] - influences[1])
