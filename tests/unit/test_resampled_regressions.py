"""Refits from sums within groups against the estimators themselves, run on the rows."""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.bootstrap import bootstrap, drawn_counts
from pipeline.inference.jackknife import (
    influence_of_rows,
    most_influential,
    without_each,
    without_row,
)
from pipeline.inference.resampled_regression import refitted
from pipeline.inference.resampling import resampled
from pipeline.plan import Design, Draws, Outcome
from pipeline.robustness_checks.headline_regression import headline_regression
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms, Sampling

DETERMINISTIC = 1e-8  # the same sums in another order
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
BY_CLUSTER = Design(
    kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village", strata="district"
)
BY_UNIT = Design(kind="randomised", treatment="treated", arms=ARMS)
ESTIMATED = ("difference_in_means", "lin", "ancova", "strata_fixed_effects")


def rows(villages: int = 24, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(villages), rng.integers(5, 25, size=villages))
    treated = (rng.permutation(villages) < villages / 2).astype(float)[village]
    x = rng.normal(size=len(village)) + 0.5 * rng.normal(size=villages)[village]
    y = 0.4 * treated + x * (1 + treated) + 0.5 * rng.normal(size=villages)[village]
    y += rng.normal(size=len(village))
    columns = {"y": y, "x": x, "treated": treated, "village": village, "district": village % 2}
    return pd.DataFrame(columns)


def settings_of(data: pd.DataFrame, design: Design, estimator: str) -> RobustnessSettings:
    told = EstimatorSettings(("x",), "CR2" if design.clusters else "HC2")
    headline = ESTIMATORS[estimator](data, design, "y", told)
    return RobustnessSettings(
        pd.Series(vars(headline)), OUTCOME, told, Draws(randomization_inference=999, refuters=100),
        np.random.default_rng(4),
    )  # fmt: skip


def regression(data: pd.DataFrame, design: Design, estimator: str):
    settings = settings_of(data, design, estimator)
    return headline_regression(data, design, "y", estimator, settings), settings


def copied(data: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
    parts = []
    for village, count in enumerate(counts.astype(int)):
        own = data[data["village"] == village]
        parts += [own.assign(village=100 * village + copy) for copy in range(count)]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("estimator", ESTIMATED)
def test_resampled_clusters_are_estimated_as_the_estimator_does(estimator: str) -> None:
    """Estimate and CR0 error of each draw, by the estimator on copies of the clusters' rows."""
    data = rows()
    found, settings = regression(data, BY_CLUSTER, estimator)
    refits = found.refits(found.sample.clusters)
    first = data.drop_duplicates("village")
    cells = (2 * first["district"] + first["treated"]).to_numpy(int)
    counts = drawn_counts(cells, 6, np.random.default_rng(5))
    assert (np.bincount(cells, counts[0]) == np.bincount(cells)).all()
    told = EstimatorSettings(("x",), "CR0")
    for draw, (effect, error) in zip(counts, refitted(refits, counts), strict=True):
        theirs = ESTIMATORS[estimator](copied(data, draw), BY_CLUSTER, "y", told)
        assert effect == pytest.approx(theirs.estimate, rel=DETERMINISTIC)
        assert error == pytest.approx(theirs.std_error, rel=DETERMINISTIC)
    assert settings.headline["estimate"] == pytest.approx(
        refitted(refits, np.ones((1, refits.groups)))[0, 0], rel=DETERMINISTIC
    )


@pytest.mark.parametrize("estimator", ESTIMATED[:3])
def test_resampled_units_are_estimated_as_the_estimator_does(estimator: str) -> None:
    data = rows()
    found, _ = regression(data, BY_UNIT, estimator)
    counts = drawn_counts(data["treated"].to_numpy(int), 6, np.random.default_rng(5))
    told = EstimatorSettings(("x",), "HC0")
    table = refitted(found.refits(np.arange(len(data))), counts)
    for draw, (effect, error) in zip(counts, table, strict=True):
        again = data.loc[np.repeat(np.arange(len(data)), draw.astype(int))].reset_index(drop=True)
        columns = np.column_stack([np.ones(len(again)), again["treated"]])
        x = again["x"] - again["x"].mean()
        if estimator != "difference_in_means":
            columns = np.column_stack([columns, x])
        if estimator == "lin":
            columns = np.column_stack([columns, again["treated"] * x])
        assert effect == pytest.approx(
            np.linalg.lstsq(columns, again["y"], rcond=None)[0][1], rel=DETERMINISTIC
        )
        theirs = ESTIMATORS[estimator](again, BY_UNIT, "y", told)
        if estimator != "difference_in_means":
            assert error == pytest.approx(theirs.std_error, rel=DETERMINISTIC)


def test_units_in_pieces_are_the_same_sums(monkeypatch) -> None:
    """Groups of one row go another way than groups of several."""
    from pipeline.inference import resampled_regression as module

    data = rows()
    found, _ = regression(data, BY_UNIT, "lin")
    refits = found.refits(np.arange(len(data)))
    counts = drawn_counts(data["treated"].to_numpy(int), 6, np.random.default_rng(5))
    whole = refitted(refits, counts)
    monkeypatch.setattr(module, "PIECE_CELLS", 100)
    assert np.allclose(refitted(refits, counts), whole, rtol=DETERMINISTIC)
    monkeypatch.setattr(module.Refits, "single", False)
    assert np.allclose(refitted(refits, counts), whole, rtol=DETERMINISTIC)


@pytest.mark.parametrize("estimator", ESTIMATED)
def test_without_each_cluster_is_the_estimator_without_it(estimator: str) -> None:
    data = rows()
    found, _ = regression(data, BY_CLUSTER, estimator)
    left = without_each(found.refits(found.sample.clusters))
    told = EstimatorSettings(("x",), "CR0")
    for village in range(24):
        theirs = ESTIMATORS[estimator](data[data["village"] != village], BY_CLUSTER, "y", told)
        assert left.effects[village] == pytest.approx(theirs.estimate, rel=DETERMINISTIC)
        assert left.std_errors[village] == pytest.approx(theirs.std_error, rel=DETERMINISTIC)


@pytest.mark.parametrize("estimator", ESTIMATED[:3])
def test_without_each_row_is_the_estimator_without_it(estimator: str) -> None:
    data = rows(8)
    found, settings = regression(data, BY_UNIT, estimator)
    refits = found.refits(np.arange(len(data)))
    left, influence = without_row(refits), influence_of_rows(refits)
    told = EstimatorSettings(("x",), "HC0")
    for row in range(0, len(data), 7):
        theirs = ESTIMATORS[estimator](data.drop(index=row), BY_UNIT, "y", told)
        assert left[row] == pytest.approx(theirs.estimate, rel=DETERMINISTIC)
    assert abs(influence.sum()) < DETERMINISTIC
    moves = settings.headline["estimate"] - left
    assert np.corrcoef(moves, influence)[0, 1] > 0.995
    assert np.abs(moves / influence - 1)[np.abs(influence) > np.abs(influence).max() / 10].max() < 1


def test_the_most_influential_are_those_whose_absence_moves_most() -> None:
    influence = np.array([0.3, -0.2, 0.5, 0.1])
    assert most_influential(influence, 2, -1.0).tolist() == [2, 0]
    assert most_influential(influence, 1, 1.0).tolist() == [1]


def test_a_stratum_that_lost_an_arm_has_no_estimate() -> None:
    """Two villages a stratum and arm, one of which was never drawn: refits go on; both, missing."""
    data = rows(8)
    data["district"] = 0
    found, _ = regression(data, BY_CLUSTER.model_copy(update={"strata": None}), "lin")
    refits = found.refits(found.sample.clusters)
    treated = data.drop_duplicates("village")["treated"].to_numpy() == 1
    table = refitted(refits, np.stack([np.ones(8), np.where(treated, 0.0, 1.0)]))
    assert np.isfinite(table[0]).all()
    assert np.isnan(table[1]).all()


def test_the_bootstrap_is_what_its_draws_say() -> None:
    data = rows()
    found, _ = regression(data, BY_CLUSTER, "lin")
    refits = found.refits(found.sample.clusters)
    first = data.drop_duplicates("village")
    cells = (2 * first["district"] + first["treated"]).to_numpy(int)
    made = bootstrap(refits, cells, 999, np.random.default_rng(6), 0.1)
    again = bootstrap(refits, cells, 999, np.random.default_rng(6), 0.1, Compute(workers=3))
    assert made == again
    table = resampled(
        lambda size, rng: refitted(refits, drawn_counts(cells, size, rng)),
        999, refits.cells, np.random.default_rng(6),
    )  # fmt: skip
    estimate, error = refitted(refits, np.ones((1, 24)))[0]
    assert made.bias == pytest.approx(table[:, 0].mean() - estimate)
    assert made.std_error == pytest.approx(table[:, 0].std(ddof=1))
    assert made.percentile == pytest.approx(tuple(np.quantile(table[:, 0], [0.05, 0.95])))
    t = (table[:, 0] - estimate) / table[:, 1]
    low, high = estimate - np.quantile(t, [0.95, 0.05]) * error
    assert made.percentile_t == pytest.approx((low, high))
    assert made.std_error == pytest.approx(error, rel=0.3)  # CR0 of 24 clusters: roughly


def test_as_many_are_drawn_from_each_cell_as_it_has() -> None:
    cells = np.array([0, 0, 1, 2, 2, 2])
    counts = drawn_counts(cells, 4000, np.random.default_rng(7))
    for cell, number in enumerate((2, 1, 3)):
        assert (counts[:, cells == cell].sum(axis=1) == number).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(6), abs=0.05)
    assert counts[:, 3:].var(axis=0) == pytest.approx(np.full(3, 2 / 3), abs=0.08)


@pytest.mark.parametrize("estimator", ESTIMATED[:3])
def test_survey_weights_are_carried(estimator: str) -> None:
    """Without each cluster, and without single rows, as the estimator with its weights."""
    data = rows()
    data["weight"] = np.random.default_rng(9).exponential(size=len(data)) + 0.2
    update = {"sampling": Sampling(weight="weight"), "strata": None}
    design = BY_CLUSTER.model_copy(update=update)
    found, settings = regression(data, design, estimator)

    def without(rows_kept: pd.DataFrame) -> float:
        return ESTIMATORS[estimator](rows_kept, design, "y", settings.estimator).estimate

    left = without_each(found.refits(found.sample.clusters)).effects
    for village in range(0, 24, 3):
        assert left[village] == pytest.approx(
            without(data[data["village"] != village]), rel=DETERMINISTIC
        )
    one = without_row(found.refits(np.arange(len(data))))
    for row in range(0, len(data), 40):
        assert one[row] == pytest.approx(without(data.drop(index=row)), rel=DETERMINISTIC)
