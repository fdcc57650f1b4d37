"""Cross-fitted predictions for exploring whose effect differs, with a lottery's own chances."""

import numpy as np

from pipeline.estimators.cross_fitting import folds_of, seeds_of
from pipeline.estimators.nuisance import Nuisance, by_folds
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design


def predictions(
    sample: Sample, design: Design, settings: EstimatorSettings, splits: int
) -> list[Nuisance]:
    """What a learner that never saw a unit predicts for it, once for each random split.

    The learner is the plan's; in place of straight lines, which would say that effects differ
    along lines only, the lasso over squares and products. Where a lottery decided, the chance of
    treatment is the share treated, of the unit's stratum if there are strata.
    """
    learner = "lasso" if settings.options.nuisance == "parametric" else settings.options.nuisance
    known = _chances(sample) if design.rule.lottery else None
    return [
        by_folds(sample, learner, folds_of(sample, settings.options.folds, seed), seed, known)
        for seed in seeds_of(settings.rng, splits)
    ]


def _chances(sample: Sample) -> np.ndarray:
    if sample.strata is None:
        return np.full(len(sample.treatment), sample.treatment.mean())
    _, stratum = np.unique(sample.strata, return_inverse=True)
    return (np.bincount(stratum, weights=sample.treatment) / np.bincount(stratum))[stratum]
