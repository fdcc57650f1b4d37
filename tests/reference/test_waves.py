"""Effects on one measure at several times, against one stacked regression clustered by person."""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.contributions import STACKED, contribution_of, waves_of
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.cluster_robust import cluster_robust
from pipeline.inference.waves import average, combined, last_less_first
from pipeline.plan import Outcome
from pipeline.sections.design import Arm, Arms, Design, Sampling

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
# Two ways to the same sums.
ROUNDING = 1e-9
TRUTH = 0.3
MONTHS = {"late": 24, "early": 3, "middle": 12}  # in the order of the plan, not of time


def wave(months: float, kind: str = "continuous", lag: str | None = None) -> Outcome:
    return Outcome(
        label="y", kind=kind, direction="increase", smallest_change_that_matters=0.1,
        measure="y", months=months, lag=lag,
    )  # fmt: skip


def panel(rng: np.random.Generator, by_village: bool = True) -> pd.DataFrame:
    """People of 20 villages whose answers at three times are alike; a tenth missed each round."""
    people = 200
    village = rng.permutation(np.arange(people) % 20)
    treated = rng.permutation(np.arange(20) % 2).astype(float)[village]
    treated = treated if by_village else rng.permutation(treated)
    person, x = rng.normal(size=people), rng.normal(size=people)
    frame = pd.DataFrame({"village": village, "treated": treated, "x": x})
    for name in MONTHS:
        y = person + x + TRUTH * treated + rng.normal(size=people)
        frame[name] = np.where(rng.random(people) < 0.1, np.nan, y)
    return frame.assign(before=person + rng.normal(size=people))


def design(se_type: str) -> Design:
    if se_type == "CR2":
        return Design(kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village")
    return Design(kind="randomised", treatment="treated", arms=ARMS)


@pytest.mark.parametrize("se_type", ["HC2", "CR2"])
@pytest.mark.parametrize("estimator", ["difference_in_means", "lin", "ancova"])
def test_the_covariance_is_that_of_one_stacked_regression(estimator: str, se_type: str) -> None:
    """Every wave with its own coefficients, and a person's (or village's) rows one cluster."""
    data = panel(np.random.default_rng(7))
    waves = {name: wave(months) for name, months in MONTHS.items()}
    told = EstimatorSettings(("x",), se_type)
    found = waves_of(data, design(se_type), waves, estimator, told)
    assert list(found.months) == [3, 12, 24]
    blocks, residuals, groups = [], [], []
    for name in ("early", "middle", "late"):
        rows = data.dropna(subset=[name])
        centred = (rows["x"] - rows["x"].mean()).to_numpy()
        treated = rows["treated"].to_numpy()
        extra = {
            "difference_in_means": [],
            "ancova": [centred],
            "lin": [centred, treated * centred],
        }[estimator]
        exog = np.column_stack([np.ones(len(rows)), treated, *extra])
        fitted = exog @ np.linalg.lstsq(exog, rows[name].to_numpy(), rcond=None)[0]
        blocks.append(exog)
        residuals.append(rows[name].to_numpy() - fitted)
        groups.append(rows["village"].to_numpy() if se_type == "CR2" else rows.index.to_numpy())
    k = blocks[0].shape[1]
    stacked = np.zeros((sum(map(len, blocks)), 3 * k))
    start = 0
    for place, block in enumerate(blocks):
        stacked[start : start + len(block), place * k : (place + 1) * k] = block
        start += len(block)
    robust = cluster_robust(stacked, np.concatenate(residuals), np.concatenate(groups))
    places = np.array([1, 1 + k, 1 + 2 * k])
    np.testing.assert_allclose(
        found.covariance, robust.covariance[np.ix_(places, places)], rtol=ROUNDING
    )
    for place, name in enumerate(("early", "middle", "late")):
        own = ESTIMATORS[estimator](data, design(se_type), name, told)
        np.testing.assert_allclose(found.effects[place], own.estimate, rtol=ROUNDING)
        np.testing.assert_allclose(
            np.sqrt(found.covariance[place, place]), own.std_error, rtol=ROUNDING
        )


@pytest.mark.parametrize("se_type", ["HC2", "CR2"])
@pytest.mark.parametrize("estimator", STACKED)
def test_contributions_make_the_estimator_s_own_error(estimator: str, se_type: str) -> None:
    data = panel(np.random.default_rng(8))
    for name in MONTHS:
        data[name] = (data[name] > 0).astype(float).where(data[name].notna())
    told = EstimatorSettings(("x",), se_type)
    own = ESTIMATORS[estimator](data, design(se_type), "late", told)
    found = contribution_of(data, design(se_type), "late", estimator, told)
    np.testing.assert_allclose(np.sqrt((found**2).sum()), own.std_error, rtol=ROUNDING)


def test_a_wave_s_own_earlier_value_is_its_own() -> None:
    data = panel(np.random.default_rng(9))
    waves = {"early": wave(3, lag="before"), "late": wave(24)}
    told = EstimatorSettings(("x",), "HC2")
    found = waves_of(data, design("HC2"), waves, "lin", told)
    lagged = EstimatorSettings(("x", "before"), "HC2")
    early = ESTIMATORS["lin"](data, design("HC2"), "early", lagged)
    assert found.effects[0] == early.estimate
    np.testing.assert_allclose(np.sqrt(found.covariance[0, 0]), early.std_error, rtol=ROUNDING)


def test_combinations_by_hand() -> None:
    from pipeline.inference.waves import Waves

    waves = Waves(np.array([3.0, 12.0]), np.array([5.0, 3.0]), np.array([[1, 0.5], [0.5, 2]]), 30)
    assert average(waves, 0.95).value == 4
    np.testing.assert_allclose(average(waves, 0.95).std_error, np.sqrt(1))
    assert last_less_first(waves, 0.95).value == -2
    np.testing.assert_allclose(last_less_first(waves, 0.95).std_error, np.sqrt(2))
    assert combined(waves, np.array([1.0, 0.0]), 0.95).value == 5


@pytest.mark.parametrize("estimator", STACKED)
def test_in_a_sample_with_weights_each_wave_keeps_its_own_error(estimator: str) -> None:
    data = panel(np.random.default_rng(10), by_village=False)
    for name in MONTHS:
        data[name] = (data[name] > 0).astype(float).where(data[name].notna())
    data["w"] = 1 + data["village"] % 3
    sampled = design("HC2").model_copy(update={"sampling": Sampling(weight="w", psu="village")})
    waves = {name: wave(months) for name, months in MONTHS.items()}
    told = EstimatorSettings(("x",), "linearised")
    found = waves_of(data, sampled, waves, estimator, told)
    for place, name in enumerate(("early", "middle", "late")):
        own = ESTIMATORS[estimator](data, sampled, name, told)
        error = np.sqrt(found.covariance[place, place])
        np.testing.assert_allclose(error, own.std_error, rtol=ROUNDING)
