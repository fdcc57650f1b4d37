"""One attempt to break a headline a file: `(data, design, outcome, estimator, settings) -> checks`.

Each module says at its top what would make it fail. Most give one check; some give two, for the
estimate and for its interval.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks import (
    e_value,
    effective_sample_size,
    intra_cluster_correlation,
    negative_control_outcome,
    overlap,
    placebo_treatment,
    random_common_cause,
    randomization_inference,
    robustness_value,
)
from pipeline.robustness_checks.settings import RobustnessSettings

RobustnessCheck = Callable[[pd.DataFrame, Design, str, str, RobustnessSettings], list[Check]]

ROBUSTNESS_CHECKS: dict[str, RobustnessCheck] = {
    "randomization_inference": randomization_inference.check,
    "placebo_treatment": placebo_treatment.check,
    "random_common_cause": random_common_cause.check,
    "intra_cluster_correlation": intra_cluster_correlation.check,
    "overlap": overlap.check,
    "effective_sample_size": effective_sample_size.check,
    "negative_control_outcome": negative_control_outcome.check,
    "e_value": e_value.check,
    "robustness_value": robustness_value.check,
}
