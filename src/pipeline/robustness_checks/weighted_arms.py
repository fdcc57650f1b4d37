"""Two arms made comparable by weights alone, for the checks that look at medians and ranks."""

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators.propensity import logit_propensity, weights_for
from pipeline.estimators.row import ALONE
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.inference.robust_location import Arms, Shift
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import (
    ALIKE,
    BY_CHANCE,
    OTHER,
    as_checks,
    side,
    through_take_up,
)
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.winsorised import without_extremes

# Where more than this share of people have the same value, such as none, the middle of an arm lies
# in it whatever the programme does to the others.
MOST_ALIKE = 0.4
# Two tests of the same people hardly differ by more standard errors unless they ask other things.
AS_SURE = 1.96
NEARLY_AS_SURE = "says something else than the headline, and is nearly as sure"


def weighted_arms(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> Arms | str:
    """The arms as medians and ranks compare them, or why they cannot.

    In a lottery a unit counts by the inverse of its chance of its arm within its stratum, elsewhere
    by the propensity score, whose own uncertainty is not counted: the error is then too large.
    """
    reason = without_extremes(data[outcome], settings) or through_take_up(settings)
    if not reason and design.sampling is not None:
        reason = "weights of a sample survey are not carried by this check"
    if not reason and data[outcome].value_counts(normalize=True).max() > MOST_ALIKE:
        reason = "so many have the same value that the middle cannot move"
    if reason:
        return reason
    try:
        if design.rule.adjusts:
            sample = adjusted_sample(data, design, outcome, settings.estimator)
            weights = weights_for(
                effect_on(design.target), sample.treatment, logit_propensity(sample)
            )
            weight = weights.treated + weights.control
        else:
            sample = complete_cases(data, design, outcome, (), thin_strata=True)
            weight = _inverse_chances(sample)
    except EstimationError as error:
        return error.faults[0].message
    kept = weight > 0
    clusters = None if settings.headline["se_type"] in ALONE else sample.clusters
    return Arms(
        sample.outcome[kept],
        sample.treated[kept],
        weight[kept],
        None if clusters is None else clusters[kept],
    )


def shifted(name: str, outcome: str, found: Shift, settings: RobustnessSettings) -> list[Check]:
    """A shift of medians or ranks as checks.

    Where an effect is no mere shift, the middle and the average differ though nothing is wrong, so
    that besides its range how sure it is must part from the headline.
    """
    headline = settings.headline
    comparison = OTHER
    if found.says == side(headline["conf_low"], headline["conf_high"]):
        comparison = ALIKE
    elif found.conf_low <= headline["estimate"] <= found.conf_high:
        comparison = BY_CHANCE
    elif abs(found.statistic - headline["statistic"]) <= AS_SURE:
        comparison = NEARLY_AS_SURE
    return as_checks(name, outcome, found, comparison, found.words)


def _inverse_chances(sample: Sample) -> np.ndarray:
    """One over each unit's chance of its arm (n,); zero where its stratum has one arm alone."""
    if sample.strata is None:
        return np.ones(len(sample.outcome))
    stratum = np.unique(sample.strata, return_inverse=True)[1]
    sizes = np.bincount(stratum)[stratum].astype(float)
    treated = np.bincount(stratum, weights=sample.treatment)[stratum]
    own = np.where(sample.treated, treated, sizes - treated)
    return np.where(own < sizes, sizes / own, 0.0)
