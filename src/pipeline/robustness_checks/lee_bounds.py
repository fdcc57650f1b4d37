"""How large and how small may the effect be, given how many more one arm lost than the other?

Fails where the headline's range lies on one side of zero and the interval of the bounds does not.
Lee's bounds assume that being in one arm made nobody less likely to be reached whom it made no
more likely: attrition moves one way (monotonicity). They speak of those who would be reached in
either arm.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.inference.lee_bounds import lee_bounds
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.lost import Assigned, assigned, told, without_an_answer
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "lee_bounds"
MOST_CELLS = 5  # Lee's own number of groups by predicted outcome
FEWEST = 10  # answers in each arm of a cell


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Lee's bounds with Imbens and Manski's interval, tightened by the covariates.

    To tighten them, people are grouped by the outcome that their covariates predict, as Lee did,
    and each group is trimmed by itself; without covariates, or in a small study, all are one group.
    """
    reason = without_an_answer(data, design, outcome, settings)
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    everybody = assigned(data, design, outcome)
    cells = predicted_groups(everybody, data, settings.estimator.covariates)
    bounds = lee_bounds(everybody.outcome, everybody.treatment, cells, everybody.weights)
    words = f"{bounds.trimmed:.2g} of the answers trimmed, {bounds.cells} groups by predicted "
    words += "outcome, interval by Imbens and Manski"
    if bounds.opposite:
        words += f"; in {bounds.opposite} groups the other arm lost more"
    return told(NAME, (outcome, everybody), bounds, settings, words)


def predicted_groups(
    everybody: Assigned, data: pd.DataFrame, covariates: tuple[str, ...]
) -> NDArray[np.intp] | None:
    """Groups (n,) of equal size by the outcome that covariates predict, or None for a single one.

    As many as five, as long as each has ten answers in each arm. The prediction is a regression of
    the known outcomes on treatment and covariates, without treatment's part; a missing covariate
    counts as average.
    """
    if not covariates:
        return None
    columns = data[list(covariates)].to_numpy(float)
    columns = np.where(np.isnan(columns), np.nanmean(columns, axis=0), columns)
    known = ~np.isnan(everybody.outcome)
    exog = np.column_stack([np.ones(len(columns)), everybody.treatment, columns])
    fitted = np.linalg.lstsq(exog[known], everybody.outcome[known], rcond=None)[0]
    predicted = columns @ fitted[2:]
    for number in range(MOST_CELLS, 1, -1):
        cuts = np.quantile(predicted, np.arange(1, number) / number)
        cells = np.searchsorted(cuts, predicted, side="right")
        answers = [
            np.bincount(cells[known & (everybody.treatment == arm)], minlength=number)
            for arm in (0, 1)
        ]
        if np.min(answers) >= FEWEST:
            return cells
    return None
