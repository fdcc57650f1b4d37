"""One estimator a file: `(data, design, outcome, settings) -> Estimate`.

``data`` is the analysis table, ``design`` the plan's, ``outcome`` a column, ``settings`` what the
plan says of estimation. An estimator that cannot run raises; it never answers for another.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.estimators import (
    aipw,
    ancova,
    callaway_santanna,
    difference_in_means,
    imputation,
    ipw,
    lin,
    placebo_in_space,
    sun_abraham,
    two_way_fixed_effects,
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
    "two_way_fixed_effects": two_way_fixed_effects.estimate,
    "placebo_in_space": placebo_in_space.estimate,
    "callaway_santanna": callaway_santanna.estimate,
    "sun_abraham": sun_abraham.estimate,
    "imputation": imputation.estimate,
}
