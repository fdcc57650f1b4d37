"""Four fifths of the people must give the same answer, as far apart as its error says.

Fails when estimates without a fifth of each arm do not centre on the headline, or spread more than
its standard error allows (the smaller p-value, doubled, below 1%). An error that overlooks villages
is found so: whole villages are left out where the plan declares clusters.

Leaving out a share d at random moves an estimate by its standard error times the root of
d / (1 - d). DoWhy's refuter asks only whether the headline lies among the re-estimates, where it
always lies; with an integer as random state it even draws one subset again and again. So this is
ours.

References
----------
Shao and Wu (1989). A general theory for jackknife variance estimation. Annals of Statistics 17(3).
Abadie and Imbens (2008), Econometrica 76(6), on why matching is no estimator for drawing again.
"""

from functools import partial

import numpy as np
import pandas as pd

from pipeline.inference.lotteries import Lottery
from pipeline.inference.refuter_draws import cells_of, left_out, subsets
from pipeline.inference.refuter_p_values import centre_p, of_several, spread_p
from pipeline.inference.refuter_regression import on_subsets
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import estimated_again
from pipeline.robustness_checks.refuter_study import study_of
from pipeline.robustness_checks.refuter_verdict import verdict
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "data_subset"
LEFT_OUT = 0.2
FEWEST = 4  # units or clusters in an arm of a stratum, of which one is left out


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline estimated in random subsets that keep arms and strata in proportion."""
    if estimator == "nearest_neighbour":
        detail = "fewer people to match with are matched less closely: subsets answer otherwise"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    study = study_of(data, design, outcome, estimator, settings)
    lottery = study.groups
    what = "clusters" if len(lottery.treated) < len(lottery.cluster_of) else "people"
    if min(len(cell) for cell in cells_of(lottery)) < FEWEST:
        detail = f"an arm of a stratum has fewer than {FEWEST} {what}: none can be spared"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]

    def alter(rows: pd.DataFrame, told: object, kept: np.ndarray) -> tuple:
        return rows[kept == 1].reset_index(drop=True), told

    draw = partial(subsets, lottery=lottery, share=LEFT_OUT)
    found = estimated_again(study, draw, alter, on_subsets)
    expected = settings.headline["std_error"] * np.sqrt(_odds_left_out(lottery))

    def judged(kept: np.ndarray) -> tuple[float, str]:
        moved = kept[:, 0] - settings.headline["estimate"]
        words = (
            f"they spread {moved.std(ddof=1) / expected:.2f} times what the standard error says; "
            f"mean {kept[:, 0].mean():.4g}"
        )
        return of_several(centre_p(moved), spread_p(moved, expected)), words

    return [
        verdict(
            NAME, outcome, found, judged, f"{len(found)} subsets of {1 - LEFT_OUT:.0%} of {what}"
        )
    ]


def _odds_left_out(lottery: Lottery) -> float:
    """How many are left out for each that is kept: rounding leaves out of no cell a fifth."""
    out = sum(left_out(len(cell), LEFT_OUT) for cell in cells_of(lottery))
    return out / (len(lottery.treated) - out)
