"""One attempt to break a headline a file: `(data, design, outcome, estimator, settings) -> checks`.

Each module says at its top what would make it fail. Most give one check; some give two, for the
estimate and for its interval.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks import (
    amount_if_any,
    anderson_rubin,
    any_amount,
    attrition_weights,
    autocorrelation,
    average_over_waves,
    bandwidth,
    covariate_continuity,
    density_at_cutoff,
    direct_effect,
    donut,
    e_value,
    effective_sample_size,
    event_by_horizon,
    exclusion_restriction,
    few_treated_clusters,
    goodman_bacon,
    heterogeneity,
    honest_did,
    intra_cluster_correlation,
    leave_one_out,
    lee_bounds,
    manski_bounds,
    negative_control_outcome,
    overlap,
    persistence,
    placebo_cutoffs,
    placebo_in_space,
    placebo_in_time,
    placebo_treatment,
    pre_fit,
    pre_trends,
    random_common_cause,
    randomization_inference,
    robustness_value,
    specification_curve,
    spillovers,
    take_up,
    take_up_at_cutoff,
    weak_instrument,
    wild_cluster_bootstrap,
)
from pipeline.robustness_checks.settings import RobustnessSettings

RobustnessCheck = Callable[[pd.DataFrame, Design, str, str, RobustnessSettings], list[Check]]

ROBUSTNESS_CHECKS: dict[str, RobustnessCheck] = {
    "randomization_inference": randomization_inference.check,
    "placebo_treatment": placebo_treatment.check,
    "random_common_cause": random_common_cause.check,
    "intra_cluster_correlation": intra_cluster_correlation.check,
    "wild_cluster_bootstrap": wild_cluster_bootstrap.check,
    "overlap": overlap.check,
    "effective_sample_size": effective_sample_size.check,
    "negative_control_outcome": negative_control_outcome.check,
    "e_value": e_value.check,
    "heterogeneity": heterogeneity.check,
    "robustness_value": robustness_value.check,
    "persistence": persistence.check,
    "specification_curve": specification_curve.check,
    "spillovers": spillovers.check,
    "direct_effect": direct_effect.check,
    "average_over_waves": average_over_waves.check,
    "event_by_horizon": event_by_horizon.check,
    "any_amount": any_amount.check,
    "amount_if_any": amount_if_any.check,
    "lee_bounds": lee_bounds.check,
    "manski_bounds": manski_bounds.check,
    "attrition_weights": attrition_weights.check,
    "weak_instrument": weak_instrument.check,
    "anderson_rubin": anderson_rubin.check,
    "take_up": take_up.check,
    "exclusion_restriction": exclusion_restriction.check,
    "density_at_cutoff": density_at_cutoff.check,
    "covariate_continuity": covariate_continuity.check,
    "bandwidth": bandwidth.check,
    "donut": donut.check,
    "placebo_cutoffs": placebo_cutoffs.check,
    "take_up_at_cutoff": take_up_at_cutoff.check,
    "placebo_in_space": placebo_in_space.check,
    "placebo_in_time": placebo_in_time.check,
    "leave_one_out": leave_one_out.check,
    "pre_fit": pre_fit.check,
    "autocorrelation": autocorrelation.check,
    "pre_trends": pre_trends.check,
    "honest_did": honest_did.check,
    "goodman_bacon": goodman_bacon.check,
    "few_treated_clusters": few_treated_clusters.check,
}
