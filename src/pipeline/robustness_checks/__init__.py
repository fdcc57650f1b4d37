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
    any_amount,
    average_over_waves,
    direct_effect,
    e_value,
    event_by_horizon,
    intra_cluster_correlation,
    persistence,
    placebo_treatment,
    random_common_cause,
    randomization_inference,
    robustness_value,
    spillovers,
)
from pipeline.robustness_checks.settings import RobustnessSettings

RobustnessCheck = Callable[[pd.DataFrame, Design, str, str, RobustnessSettings], list[Check]]

ROBUSTNESS_CHECKS: dict[str, RobustnessCheck] = {
    "randomization_inference": randomization_inference.check,
    "placebo_treatment": placebo_treatment.check,
    "random_common_cause": random_common_cause.check,
    "intra_cluster_correlation": intra_cluster_correlation.check,
    "e_value": e_value.check,
    "robustness_value": robustness_value.check,
    "persistence": persistence.check,
    "spillovers": spillovers.check,
    "direct_effect": direct_effect.check,
    "average_over_waves": average_over_waves.check,
    "event_by_horizon": event_by_horizon.check,
    "any_amount": any_amount.check,
    "amount_if_any": amount_if_any.check,
}
