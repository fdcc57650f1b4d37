"""Double machine learning of the partially linear model: one effect, learners for all the rest.

The interactive model of the same paper is `aipw` with learners.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.cross_fitting import folds_of, median_of_splits, seeds_of
from pipeline.estimators.learners import WORDS
from pipeline.estimators.partialling_out import partialled_out
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """What is left of the outcome regressed on what is left of treatment, both cross-fitted.

    Where effects differ between people it averages them by how nearly even their chances were: the
    ATO, as Angrist (1998, Econometrica 66(2)) shows of regression.

    References
    ----------
    Chernozhukov et al. (2018). Double/debiased machine learning for treatment and structural
    parameters. Econometrics Journal 21(1).
    """
    sample = adjusted_sample(data, design, outcome, settings)
    options = settings.options
    effects, errors = np.empty(options.repeats), np.empty(options.repeats)
    for split, seed in enumerate(seeds_of(settings.rng, options.repeats)):
        folds = folds_of(sample, options.folds, seed)
        effects[split], influence = partialled_out(sample, options.nuisance, folds, seed)
        how = f"partially linear, {WORDS[options.nuisance]}, {options.folds} folds"
        uncertainty = from_influence(influence, sample.clusters, how)
        errors[split] = uncertainty.std_error
    effect, std_error = median_of_splits(effects, errors)
    uncertainty = uncertainty.over_splits(std_error, options.repeats)
    formula = f"{outcome} ~ {design.treatment} + f({' + '.join(sample.names)})"
    without = float(sample.outcome[sample.treated].mean()) - effect
    about = Description("double_machine_learning", formula, without, estimand="ATO")
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)
