"""What in the data speaks for or against a fair comparison at the cutoff."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.discontinuity.density import FEWEST, DensityTest, density_test
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.cutoff_sample import cutoff_sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design, Plan
from pipeline.results import Estimate

NO_VARIATION = "E705"


def density_at(data: pd.DataFrame, design: Design) -> tuple[DensityTest | None, int]:
    """The density test on everybody with a score, and how many distinct scores the poorer side has.

    No test where those are too few.
    """
    everyone = data.dropna(subset=[design.running])
    sides = cutoff_sample(everyone.assign(_=0.0), design, "_").sides
    fewest = min(len(np.unique(side.running)) for side in sides.both)
    if fewest < FEWEST:
        return None, fewest
    # The side that holds the cutoff itself counts as above it.
    above, below = sides.treated, sides.control
    if (above.running < 0).any():
        above, below = below, above
    turned = (below.running == 0).any()
    return density_test(-sides.running if turned else sides.running), fewest


def covariate_jumps(
    data: pd.DataFrame, design: Design, estimator: str, settings: EstimatorSettings
) -> Mapping[str, Estimate]:
    """Each covariate in the outcome's place, at the bandwidth that the same rules give it.

    Those with which everybody near the cutoff is alike are left out.
    """
    told = replace(settings, covariates=(), indicators=())
    found = {}
    for name in settings.covariates:
        try:
            found[name] = ESTIMATORS[estimator](data, design, name, told)
        except EstimationError as error:
            if [fault.code for fault in error.faults] != [NO_VARIATION]:
                raise
    return found


def bonferroni(p_values: list[float]) -> float:
    """The smallest of several p-values, adjusted for having looked at all of them."""
    return min(1.0, min(p_values) * len(p_values))


def offer_estimator(estimator: str) -> str:
    """The estimator of a jump that goes with a headline, which may be a ratio of two jumps."""
    return "local_linear" if estimator == "local_linear" else "local_polynomial"


def cutoff_evidence(data: pd.DataFrame, plan: Plan, outcome: str) -> dict[str, Any]:
    """The rating of one outcome's evidence, and the two tests that it rests on.

    The What Works Clearinghouse (Standards Handbook 4.1, chapter III) rates such designs by the
    integrity of the score, attrition near the cutoff, continuity, and functional form. How scores
    were kept, and how many were lost near the cutoff, data cannot tell: without reservations is
    therefore never given. Where the density jumps, a covariate does, or none was measured, the
    evidence does not meet.
    """
    from pipeline.estimators.settings import ERRORS

    rows = data.dropna(subset=[outcome])
    estimator = offer_estimator(plan.estimators[0])
    error = ERRORS.get(estimator, ("CR2" if plan.design.clusters else "HC2",))[0]
    settings = EstimatorSettings(plan.covariates, error, options=plan.estimate)
    density, _ = density_at(data, plan.design)
    jumps = covariate_jumps(rows, plan.design, estimator, settings)
    crowding = density.p_value if density else np.nan
    unlike = bonferroni([jump.p_value for jump in jumps.values()]) if jumps else np.nan
    alpha = 1 - plan.estimate.confidence
    sound = crowding >= alpha and unlike >= alpha
    return {
        "density_p_value": crowding,
        "covariates_p_value": unlike,
        "largest_standardised_difference": np.nan,
        "baseline_class": "not_measured",
        "rating": "with_reservations" if sound else "does_not_meet",
    }
