"""What changing the data without changing the question does to the estimators of lotteries."""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
NAMES = ("difference_in_means", "lin", "ancova", "strata_fixed_effects", "cluster_means",
         "cluster_means_by_size")  # fmt: skip
ERRORS = ("CR0", "stata", "CR2")
# Rounding of sums of some hundred numbers.
SAME = 1e-9
CASES = [(name, "CR2") for name in NAMES] + [
    (name, error) for name in NAMES[:4] for error in ERRORS[:2]
]
pytestmark = pytest.mark.parametrize(("name", "error"), CASES)


def rows() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    village = np.repeat(np.arange(20), rng.integers(4, 30, size=20))
    treated = (rng.permutation(np.tile([0.0, 1.0], 10)))[village]
    x = rng.normal(size=len(village))
    y = x + rng.normal(size=20)[village] + 0.4 * treated + rng.normal(size=len(village))
    district = np.arange(20)[village] % 2
    columns = {"y": y, "x": x, "treated": treated, "village": village, "district": district}
    return pd.DataFrame(columns)


def estimated(data: pd.DataFrame, name: str, error: str) -> Estimate:
    design = Design(
        kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village",
        strata="district",
    )  # fmt: skip
    return ESTIMATORS[name](data, design, "y", EstimatorSettings(("x",), error))


def same(one: Estimate, other: Estimate, scale: float = 1.0) -> None:
    assert one.estimate * scale == pytest.approx(other.estimate, rel=SAME)
    assert one.std_error * abs(scale) == pytest.approx(other.std_error, rel=SAME)
    assert one.df == pytest.approx(other.df, rel=SAME)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-6)


def test_a_constant_moves_the_control_mean_alone(name: str, error: str) -> None:
    data = rows()
    before, after = (estimated(data.assign(y=data["y"] + by), name, error) for by in (0, 100))
    same(before, after)
    assert after.control_mean - before.control_mean == pytest.approx(100)


def test_other_units_of_measurement_scale_everything(name: str, error: str) -> None:
    data = rows()
    same(estimated(data, name, error), estimated(data.assign(y=-7 * data["y"]), name, error), -7)


def test_neither_order_nor_labels_matter(name: str, error: str) -> None:
    data = rows()
    mixed = data.sample(frac=1, random_state=1).reset_index(drop=True)
    labels = {village: f"place {(village * 7) % 20:02d}" for village in range(20)}
    renamed = mixed.assign(village=mixed["village"].map(labels), district=5 - mixed["district"])
    same(estimated(data, name, error), estimated(renamed, name, error))


def test_swapping_the_arms_turns_the_sign(name: str, error: str) -> None:
    data = rows()
    swapped = estimated(data.assign(treated=1 - data["treated"]), name, error)
    same(estimated(data, name, error), swapped, -1)


def test_everybody_twice_in_the_same_cluster_is_no_news_to_cluster_means(
    name: str, error: str
) -> None:
    """Clusters are what was drawn: the estimate stays, and CR0 and cluster means know no more."""
    data = rows()
    twice = pd.concat([data, data], ignore_index=True)
    before, after = estimated(data, name, error), estimated(twice, name, error)
    assert before.estimate == pytest.approx(after.estimate, rel=SAME)
    if error == "CR0" or name.startswith("cluster_means"):
        same(before, after)
