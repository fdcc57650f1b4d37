"""A programme that nobody took part in must have no effect.

Fails when the effects found for treatments drawn again do not centre on zero (p of a t test below
1%). It finds an estimator that sees effects anywhere; it cannot find confounding.

DoWhy's refuter shuffles treatment among all rows, whatever strata or clusters the lottery had, and
asks only whether zero lies among the effects: an estimator that is off by one standard error then
passes. So the draws and the criterion are ours; DoWhy's p-value is told beside. It alone judges
matching: in one sample some people are the nearest of many, and their luck is in every draw.
"""

from functools import partial

import numpy as np
import pandas as pd

from pipeline.inference.lotteries import treatments
from pipeline.inference.refuter_p_values import centre_p, placebo_p
from pipeline.inference.refuter_regression import of_assignments
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import estimated_again
from pipeline.robustness_checks.refuter_study import lottery_to_hold, study_of
from pipeline.robustness_checks.refuter_verdict import verdict
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "placebo_treatment"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """Treatment drawn again as the design drew it, the headline estimated each time.

    Where nobody drew lots, treatment is shuffled among those whose treatment was decided as one.
    """
    study = study_of(data, design, outcome, estimator, settings)
    lottery = lottery_to_hold(study, data)

    def alter(rows: pd.DataFrame, told: object, drawn: np.ndarray) -> tuple:
        return rows.assign(**{design.treatment: drawn}), told

    found = estimated_again(study, partial(treatments, lottery=lottery), alter, of_assignments)

    def judged(kept: np.ndarray) -> tuple[float, str]:
        effects = kept[:, 0]
        words = f"mean effect {effects.mean():.4g}; DoWhy's p {placebo_p(effects):.2g}"
        judge = placebo_p if estimator == "nearest_neighbour" else centre_p
        return judge(effects), words

    what = "whole clusters" if len(lottery.treated) < len(lottery.cluster_of) else "units"
    within = f" within {design.strata}" if len(lottery.strata) > 1 else ""
    until = ", drawn again until balanced" if design.rerandomisation else ""
    how = f"{len(found)} draws, {what}{within}{until}"
    return [verdict(NAME, outcome, found, judged, how)]
