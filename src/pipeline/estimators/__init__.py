"""One estimator a file: `(data, design, outcome, settings) -> Estimate`.

``data`` is the analysis table, ``design`` the plan's, ``outcome`` a column, ``settings`` what the
plan says of estimation. An estimator that cannot run raises; it never answers for another.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.estimators import (
    aipw,
    ancova,
    attrition_weights,
    callaway_santanna,
    cluster_means,
    difference_in_differences_of_means,
    difference_in_means,
    double_machine_learning,
    effect_at_horizon,
    entropy_balancing,
    front_door,
    fuzzy_local_polynomial,
    imputation,
    ipw,
    lin,
    local_linear,
    local_polynomial,
    logit_standardisation,
    nearest_neighbour,
    outcome_regression,
    overlap_weights,
    placebo_in_space,
    poisson_standardisation,
    prais_winsten,
    restricted_mean_survival_time,
    segmented_regression,
    strata_fixed_effects,
    sun_abraham,
    synthetic_control,
    synthetic_difference_in_differences,
    two_stage_least_squares,
    two_way_fixed_effects,
    wald,
)
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

Estimator = Callable[[pd.DataFrame, Design, str, EstimatorSettings], Estimate]

ESTIMATORS: dict[str, Estimator] = {
    "difference_in_means": difference_in_means.estimate,
    "lin": lin.estimate,
    "ancova": ancova.estimate,
    "strata_fixed_effects": strata_fixed_effects.estimate,
    "cluster_means": cluster_means.unweighted,
    "cluster_means_by_size": cluster_means.weighted,
    "ipw": ipw.estimate,
    "aipw": aipw.estimate,
    "outcome_regression": outcome_regression.estimate,
    "overlap_weights": overlap_weights.estimate,
    "entropy_balancing": entropy_balancing.estimate,
    "double_machine_learning": double_machine_learning.estimate,
    "nearest_neighbour": nearest_neighbour.estimate,
    "front_door": front_door.estimate,
    "logit_standardisation": logit_standardisation.estimate,
    "poisson_standardisation": poisson_standardisation.estimate,
    "restricted_mean_survival_time": restricted_mean_survival_time.estimate,
    "attrition_weights": attrition_weights.estimate,
    "two_stage_least_squares": two_stage_least_squares.estimate,
    "wald": wald.estimate,
    "local_polynomial": local_polynomial.estimate,
    "fuzzy_local_polynomial": fuzzy_local_polynomial.estimate,
    "local_linear": local_linear.estimate,
    "synthetic_control": synthetic_control.estimate,
    "synthetic_difference_in_differences": synthetic_difference_in_differences.estimate,
    "difference_in_differences_of_means": difference_in_differences_of_means.estimate,
    "segmented_regression": segmented_regression.estimate,
    "prais_winsten": prais_winsten.estimate,
    "effect_at_horizon": effect_at_horizon.estimate,
    "two_way_fixed_effects": two_way_fixed_effects.estimate,
    "placebo_in_space": placebo_in_space.estimate,
    "callaway_santanna": callaway_santanna.estimate,
    "sun_abraham": sun_abraham.estimate,
    "imputation": imputation.estimate,
}
