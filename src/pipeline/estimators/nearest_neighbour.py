"""Nearest-neighbour matching: each unit beside those of the other arm that are most like it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.propensity import logit_propensity, with_intercept
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import TRIMMED, effect_on
from pipeline.matching.bias import corrected
from pipeline.matching.distance import coordinates
from pipeline.matching.error import (
    ALIKE,
    ALIKE_IN_SCORE,
    conditional_variance,
    matching_variance,
)
from pipeline.matching.estimated_score import score_correction
from pipeline.matching.greedy import match_without_replacement
from pipeline.matching.matched import Matched, Rule, match_both, match_to
from pipeline.plan import Design
from pipeline.results import Estimate
from pipeline.sections.estimators import Matching

Array = NDArray[np.float64]
SCORES = ("propensity", "linear_propensity")


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The mean difference between units and their matches, with the error of Abadie and Imbens.

    Raises
    ------
    EstimationError
        Where the headline would leave units without a match, and so answer for fewer people than
        the plan's estimand names; where clusters are declared, for which no such error exists.

    References
    ----------
    Abadie and Imbens (2006, 2011, 2016); Abadie and Spiess (2022) without replacement.
    """
    refuse_clusters(design)
    sample, planned = adjusted_sample(data, design, outcome, settings), settings.options.matching
    estimand = effect_on(design.target)
    places = coordinates(sample, planned.distance)
    matched = matched_units(sample, places, planned, estimand)
    lost = int((matched.asked & ~matched.found).sum())
    refuse_other_people(design, settings, lost)
    if matched.found.sum() < 2:
        raise _no_matches()

    other = matched.outcome
    if planned.bias_correction:
        other = corrected(matched, sample.outcome, sample.covariates, sample.treated)
    effects = np.where(sample.treated, 1, -1) * (sample.outcome - other)
    effect = float(effects[matched.found].mean())
    variance = _variance(sample, places, effects, matched, planned)
    without = np.where(sample.treated, other, sample.outcome)[matched.found]
    uncertainty = Uncertainty(float(np.sqrt(variance)), np.inf, words(planned, lost), "athar")
    formula = f"{outcome} ~ {design.treatment} | matched: {' + '.join(sample.names)}"
    target = estimand + TRIMMED if lost else None
    about = Description("nearest_neighbour", formula, float(without.mean()), target)
    used = sample.keep(matched.found | ~matched.asked)
    return as_estimate(used, (design, outcome), (effect, uncertainty), about, settings)


def matched_units(sample: Sample, places: Array, planned: Matching, estimand: str) -> Matched:
    """The matches that the plan asks for, of the treated for the ATT and of everybody for the ATE.

    Without replacement those with the largest score choose first: they have the fewest like them.
    """
    values = places, sample.outcome, sample.covariates
    rule = Rule(planned.neighbours, planned.caliper or np.inf, exact_cells(sample, planned.exact))
    if not planned.replacement:
        order = logit_propensity(sample)
        return match_without_replacement(values, sample.treated, order, rule)
    if estimand == "ATE":
        return match_both(values, sample.treated, rule)
    return match_to(values, sample.treated, rule)


def exact_cells(sample: Sample, exact: tuple[str, ...]) -> NDArray | None:
    """Groups (n,) of units that are the same in the covariates named, or None for one group."""
    if not exact:
        return None
    columns = sample.covariates[:, [sample.names.index(name) for name in exact]]
    return np.unique(columns, axis=0, return_inverse=True)[1].ravel()


def _variance(
    sample: Sample, places: Array, effects: Array, matched: Matched, planned: Matching
) -> float:
    by_score = planned.distance in SCORES
    alike = ALIKE_IN_SCORE if by_score else ALIKE
    spread = conditional_variance(places, sample.outcome, sample.treated, alike)
    variance = matching_variance(effects, matched, spread)
    if not (by_score and planned.replacement):
        return variance
    effect = float(effects[matched.found].mean())
    score, exog = logit_propensity(sample), with_intercept(sample.covariates)
    return variance + score_correction((score, exog), sample, effect, matched)


def words(planned: Matching, lost: int) -> str:
    """What was done, for the results."""
    parts = [f"Abadie-Imbens, {planned.neighbours} by {planned.distance}"]
    parts += ["ties kept" if planned.replacement else "without replacement, largest score first"]
    parts += [f"caliper {planned.caliper:g}"] if planned.caliper else []
    parts += [f"exact on {', '.join(planned.exact)}"] if planned.exact else []
    parts += ["bias corrected"] if planned.bias_correction else []
    parts += ["score estimated"] if planned.distance in SCORES and planned.replacement else []
    return ", ".join(parts) + (f"; {lost} without a match left out" if lost else "")


def refuse_clusters(design: Design) -> None:
    """Stop where units come in clusters: the error of matching takes them for independent.

    Raises
    ------
    EstimationError
        Always then.
    """
    if design.clusters:
        message = "matching has no standard error for clusters"
        help_ = "plan entropy_balancing or ipw, which have one"
        raise EstimationError(Fault("E734", message, key="estimate.estimators", help=help_))


def refuse_other_people(design: Design, settings: EstimatorSettings, lost: int) -> None:
    """Stop where a headline found no match for some of those whose effect the plan asks for.

    Raises
    ------
    EstimationError
        Where the plan's estimand speaks of all of them.
    """
    if lost and settings.role != "robustness" and not design.target.endswith(TRIMMED):
        message = "some units have no match: the effect would be one on other people than planned"
        help_ = f"write estimand: {design.target}{TRIMMED} under design:, or match less strictly"
        raise EstimationError(Fault("E735", message, key="estimate.matching", help=help_))


def _no_matches() -> EstimationError:
    message = "fewer than two units have a match"
    help_ = "plan a wider caliper or fewer exact variables"
    return EstimationError(Fault("E736", message, key="estimate.matching", help=help_))
