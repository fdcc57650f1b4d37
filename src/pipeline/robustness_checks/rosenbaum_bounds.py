"""How unlike may matched people's chances of treatment have been before the result says nothing?

Informative: it has no threshold of its own. The value is gamma, by which something unobserved may
multiply the odds of treatment of one of two matched people.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.nearest_neighbour import exact_cells
from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import adjusted_sample
from pipeline.inference.rosenbaum_bounds import (
    Scores,
    aligned_ranks,
    answers,
    gamma_at,
    largest_p,
    signed_ranks,
)
from pipeline.matching.distance import coordinates
from pipeline.matching.greedy import matched_sets
from pipeline.matching.matched import Rule
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.estimators import Matching

NAME = "rosenbaum_bounds"
TESTS = {
    "binary pairs": "McNemar's test",
    "binary sets": "the test of Mantel and Haenszel",
    "pairs": "Wilcoxon's signed ranks",
    "sets": "aligned ranks",
}


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The gamma at which the one-sided p-value reaches half the planned error rate.

    Half, so that it answers the same question as the headline's two-sided interval. The test looks
    for an effect of the headline's sign.

    References
    ----------
    Rosenbaum (2002). Observational Studies, second edition, sections 4.3 and 4.4.
    """
    planned = settings.estimator.options.matching
    reason = ""
    if estimator != "nearest_neighbour":
        reason = "the headline does not match; bounds are those of matched sets"
    elif planned.replacement:
        reason = "matches serve more than once; plan matching: replacement: false"
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    sets = _outcomes(sample, planned)
    sign = 1.0 if settings.headline["estimate"] > 0 else -1.0
    scores, test = _scores(sets, sign, binary=settings.outcome.kind == "binary")
    alpha = settings.alpha / 2
    gamma = gamma_at(scores, alpha)
    detail = f"{TESTS[test]} of {len(sets)} sets, one-sided p {largest_p(scores, 1.0):.2g} at "
    detail += f"gamma 1, {alpha:.3g} at this one"
    return [Check(NAME, outcome, "informative", gamma, detail=detail)]


def _outcomes(sample: Sample, planned: Matching) -> NDArray[np.float64]:
    """The outcomes of each matched set (sets, members), the treated's first."""
    places = coordinates(sample, planned.distance)
    cells = exact_cells(sample, planned.exact)
    rule = Rule(planned.neighbours, planned.caliper or np.inf, cells)
    sets = matched_sets(places, sample.treated, logit_propensity(sample), rule)
    members = np.array([[unit, *others] for unit, others in sets], dtype=int)
    return sample.outcome[members.reshape(len(sets), -1)]


def _scores(sets: NDArray[np.float64], sign: float, *, binary: bool) -> tuple[Scores, str]:
    pairs = "pairs" if sets.shape[1] == 2 else "sets"
    if binary:
        return answers(sets if sign > 0 else 1 - sets), f"binary {pairs}"
    if pairs == "pairs":
        return signed_ranks(sign * sets[:, 0], sign * sets[:, 1]), pairs
    return aligned_ranks(sign * sets), pairs
