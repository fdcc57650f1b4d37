"""One estimator a file: `(data, design, outcome, settings) -> Estimate`.

``data`` is the analysis table, ``design`` the plan's, ``outcome`` a column, ``settings`` what the
plan says of estimation. An estimator that cannot run raises; it never answers for another.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.estimators import (
    aipw,
    ancova,
    difference_in_means,
    double_machine_learning,
    entropy_balancing,
    front_door,
    ipw,
    lin,
    nearest_neighbour,
    outcome_regression,
    overlap_weights,
)
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

Estimator = Callable[[pd.DataFrame, Design, str, EstimatorSettings], Estimate]

ESTIMATORS: dict[str, Estimator] = {
    "difference_in_means": difference_in_means.estimate,
    "lin": lin.estimate,
    "ancova": ancova.estimate,
    "ipw": ipw.estimate,
    "aipw": aipw.estimate,
    "outcome_regression": outcome_regression.estimate,
    "overlap_weights": overlap_weights.estimate,
    "entropy_balancing": entropy_balancing.estimate,
    "double_machine_learning": double_machine_learning.estimate,
    "nearest_neighbour": nearest_neighbour.estimate,
    "front_door": front_door.estimate,
}
