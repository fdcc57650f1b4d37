"""One estimator a file: `(data, design, outcome, settings) -> Estimate`.

``data`` is the analysis table, ``design`` the plan's, ``outcome`` a column, ``settings`` what the
plan says of estimation. An estimator that cannot run raises; it never answers for another.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.estimators import (
    aipw,
    ancova,
    difference_in_differences_of_means,
    difference_in_means,
    effect_at_horizon,
    ipw,
    lin,
    prais_winsten,
    segmented_regression,
    synthetic_control,
    synthetic_difference_in_differences,
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
    "synthetic_control": synthetic_control.estimate,
    "synthetic_difference_in_differences": synthetic_difference_in_differences.estimate,
    "difference_in_differences_of_means": difference_in_differences_of_means.estimate,
    "segmented_regression": segmented_regression.estimate,
    "prais_winsten": prais_winsten.estimate,
    "effect_at_horizon": effect_at_horizon.estimate,
}
