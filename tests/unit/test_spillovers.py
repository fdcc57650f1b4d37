"""Neighbours of those who were drawn: what is found where there is something, and where not."""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Draws, Outcome
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design, Exposure

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
TOLD = EstimatorSettings((), "HC2")
NEAR = {
    "distance": Exposure(latitude="lat", longitude="lon", kilometres=1.5),
    "group": Exposure(group="hamlet"),
}


def hamlets(spillover: float, seed: int = 1) -> pd.DataFrame:
    """100 hamlets of three, a kilometre wide and far apart; a fifth of the people are drawn."""
    rng = np.random.default_rng(seed)
    hamlet = np.repeat(np.arange(100), 3)
    treated = rng.permutation(np.arange(300) < 60).astype(float)
    others = np.bincount(hamlet, weights=treated)[hamlet] - treated
    y = rng.normal(size=300) + 2 * treated + spillover * (others > 0)
    places = {"lat": hamlet % 10 * 0.5, "lon": hamlet // 10 * 0.5 + np.arange(300) % 3 * 0.004}
    frame = pd.DataFrame({"y": y, "treated": treated, "hamlet": hamlet, **places})
    return frame.assign(y=frame["y"].where(np.arange(300) != 7))


def answer(check: str, data: pd.DataFrame, exposure: Exposure | None) -> list[Check]:
    design = Design(kind="randomised", treatment="treated", arms=ARMS, exposure=exposure)
    headline = ESTIMATORS["difference_in_means"](data, design, "y", TOLD)
    draws = Draws(randomization_inference=499, refuters=100)
    rng = np.random.default_rng(2)
    told = RobustnessSettings(pd.Series(vars(headline)), OUTCOME, TOLD, draws, rng)
    return ROBUSTNESS_CHECKS[check](data, design, "y", "difference_in_means", told)


@pytest.mark.parametrize("near", NEAR)
def test_a_spillover_is_found(near: str) -> None:
    assert answer("spillovers", hamlets(1.5), NEAR[near])[0].status == "failed"


@pytest.mark.parametrize("near", NEAR)
def test_none_is_found_where_there_is_none(near: str) -> None:
    found = answer("spillovers", hamlets(0.0), NEAR[near])[0]
    assert found.status == "passed"
    direct = answer("direct_effect", hamlets(0.0), NEAR[near])[0]
    assert abs(direct.value - 2) < 0.6


def test_distance_and_group_are_the_same_neighbours_here() -> None:
    data = hamlets(1.0)
    by = [answer("spillovers", data, exposure)[0].value for exposure in NEAR.values()]
    assert by[0] == by[1]


def test_nothing_is_said_where_nothing_is_declared() -> None:
    assert answer("spillovers", hamlets(1.0), None) == []


def test_where_nobody_could_be_untouched_it_is_not_applicable() -> None:
    found = answer("spillovers", hamlets(1.0).assign(hamlet=1), NEAR["group"])[0]
    assert found.status == "not_applicable"
