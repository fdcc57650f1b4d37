"""Do people answer one interviewer otherwise than another, and did each arm have its own?

Fails when the comparison among people asked by the same interviewer says something else than the
headline (above zero, below it, or neither) and its range does not hold the headline's estimate; or
when fewer than half of the interviews were made by somebody who asked people of both arms, so that
nobody can tell what the programme did from who asked.
"""

import numpy as np
import pandas as pd

from pipeline.inference.intra_cluster import intra_cluster_correlation
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.adjusted_further import Further, adjusted_further, each_in_one
from pipeline.robustness_checks.alternative_answer import answered, silent
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "interviewer_effects"
LEAST_BOTH = 0.5  # of interviews, by somebody who asked people of both arms


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The headline's regression with an intercept for each interviewer.

    With it the share of interviews by somebody who asked both arms, and the share of the outcome's
    variation within arms that lies between interviewers, with the places where they worked.

    References
    ----------
    West and Blom (2017). Explaining interviewer effects: a research synthesis. Journal of Survey
    Statistics and Methodology 5(2). Di Maio and Fiala (2020). Be wary of those who ask. World Bank
    Economic Review 34(3).
    """
    column = settings.enumerator
    if column is None:
        return silent(NAME, outcome, "the plan names no column of interviewers")
    found = adjusted_further(data, design, outcome, settings, data[column])
    if isinstance(found, str):
        return silent(NAME, outcome, found)
    number = int(found.groups.max()) + 1
    if number < 2:
        return silent(NAME, outcome, "one interviewer asked everybody")
    if design.rule.assigns_clusters and each_in_one(found.groups, found.sample.clusters):
        reason = "each interviewer worked in one cluster: it is one of the things clusters differ"
        return silent(NAME, outcome, f"{reason} by, and the headline's range allows for that")
    if found.both < LEAST_BOTH or found.adjusted is None:
        words = f"{number} interviewers, most of them in one arm alone"
        rows = [Check(NAME, outcome, "failed", detail=words)]
    else:
        words = f"{number} interviewers; {found.adjusted.inference}"
        headline = found.headline(settings.headline)
        rows = answered(NAME, outcome, found.adjusted, headline, words)
    parts = {"both": found.both, "between": share_between(found)}
    rows += [
        Check(NAME, f"{outcome}, {part}", "informative", value, detail=words)
        for part, value in parts.items()
        if np.isfinite(value)
    ]
    return rows


def share_between(found: Further) -> float:
    """The intra-class correlation of interviewers within arms, none being less than none."""
    treated = found.sample.treated.astype(int)
    correlation = intra_cluster_correlation(
        found.sample.outcome, 2 * found.groups + treated, treated
    )[0]
    return max(float(correlation), 0.0) if np.isfinite(correlation) else float("nan")
