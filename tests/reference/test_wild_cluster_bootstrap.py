"""The wild cluster bootstrap against wildboottest, and against its definition written out."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from references import HERE, data, relative_difference

from pipeline.inference.randomization import TIE
from pipeline.inference.regression import Regression
from pipeline.inference.wild_cluster_bootstrap import bootstrapped, wild_cluster_bootstrap
from pipeline.inference.wild_multipliers import POINTS, drawn_multipliers, enumerated
from pipeline.inference.wild_sums import cluster_sums, crossed_sums, two_ways

# Both sides compute the same sums in another order; the file has 12 digits.
DETERMINISTIC = 1e-8
EVERY_DRAW = 10_000
PYFIXEST_TWO_WAYS = 0.02384032281618723
CASES = pd.read_csv(HERE / "wild_cluster_bootstrap.csv", keep_default_na=False)


@pytest.mark.parametrize("case", CASES.to_dict("records"), ids=lambda case: "-".join(
    str(case[name]) for name in ("villages", "treatment", "covariates")))  # fmt: skip
def test_every_draw_equals_wildboottest(case: dict) -> None:
    """Five villages by Webb's six points, eleven to thirteen by two: all draws that there are.

    Mammen's have chances of their own, so that we draw them; here each counts the same.
    """
    rows = data("complete")
    rows = rows[rows["villnum"].isin(sorted(rows["villnum"].unique())[: case["villages"]])]
    columns = rows[[case["treatment"], *case["covariates"].split()]].to_numpy(float)
    exog = np.column_stack([np.ones(len(rows)), columns])
    sums = cluster_sums(exog, rows["got"].to_numpy(float), rows["villnum"].to_numpy(), 1)
    if case["multipliers"] == "Mammen":
        every = np.array(list(product(POINTS["Mammen"], repeat=sums.groups)))
        drawn = bootstrapped(sums, every).statistics(sums.estimate)
        observed = abs(sums.estimate) / np.sqrt(sums.variance)
        p_value = float((drawn >= observed * (1 - TIE)).mean())
        assert len(every) == case["draws"]
        assert not wild_cluster_bootstrap(
            sums, EVERY_DRAW, np.random.default_rng(0), multipliers="Mammen"
        ).exact
    else:
        test = wild_cluster_bootstrap(sums, EVERY_DRAW, np.random.default_rng(0))
        assert test.exact
        assert test.multipliers == case["multipliers"]
        assert 2 * test.draws == case["draws"]  # a draw and its mirror image have the same t
        p_value = test.p_value
        for name in ("estimate", "statistic"):
            assert relative_difference(getattr(test, name), case[name]) < DETERMINISTIC
        every = enumerated(POINTS[test.multipliers], test.n_clusters)
        drawn = bootstrapped(sums, every).statistics(sums.estimate)
    assert p_value == pytest.approx(case["p_value"], abs=DETERMINISTIC)
    for name, share in (("quartile", 0.25), ("median", 0.5), ("percentile_95", 0.95)):
        ours = np.quantile(drawn, share, method="inverted_cdf")
        assert relative_difference(float(ours), case[name]) < DETERMINISTIC


@pytest.mark.parametrize("absorbed", [None, "inside", "around", "across"])
@pytest.mark.parametrize("weighted", [False, True])
def test_draws_equal_their_definition(absorbed: str | None, weighted: bool) -> None:
    """Each draw by a regression on the bootstrap's outcome, under a null that is not zero."""
    rng = np.random.default_rng(4)
    cluster = np.sort(rng.integers(0, 8, size=120))
    groups = {
        None: None,
        "inside": cluster * 3 + rng.integers(0, 3, size=120),
        "around": cluster // 2,
        "across": rng.integers(0, 4, size=120),
    }[absorbed]
    weights = rng.exponential(size=120) + 0.1 if weighted else None
    exog = rng.normal(size=(120, 2)) + (cluster % 3)[:, None]
    outcome = exog @ [0.4, 1.0] + rng.normal(size=8)[cluster] + rng.normal(size=120)
    if absorbed is None:
        exog = full = np.column_stack([exog, np.ones(120)])
    else:
        full = np.column_stack([exog, groups[:, None] == np.unique(groups)])
    sums = cluster_sums(exog, outcome, cluster, 0, weights, groups)
    multipliers = rng.choice(POINTS["Webb"], (6, 8))
    null = 0.25
    drawn = bootstrapped(sums, multipliers).statistics(sums.estimate - null * sums.scale)
    for draw, ours in zip(multipliers, drawn, strict=True):
        theirs = by_definition(full, outcome, cluster, weights, null, draw)
        assert relative_difference(float(ours), theirs) < DETERMINISTIC


def by_definition(full, outcome, cluster, weights, null: float, multipliers) -> float:
    """The size of the t statistic of one draw, each regression fitted."""
    levels = ((1.0, cluster),)
    return drawn_by_definition(
        (full, outcome, weights), levels, null, multipliers[cluster], several=False
    )


def drawn_by_definition(fit, levels, null: float, of_row, *, several: bool) -> float:
    """The same with a multiplier for each row and any ways of clustering, factors where several."""
    full, outcome, weights = fit
    weight = np.ones(len(outcome)) if weights is None else weights
    root = np.sqrt(weight)[:, None]

    def fitted(columns, values):
        return np.linalg.lstsq(columns * root, values * root[:, 0], rcond=None)[0]

    rest = full[:, 1:]
    restricted = rest @ fitted(rest, outcome - null * full[:, 0]) + null * full[:, 0]
    again = restricted + of_row * (outcome - restricted)
    coefficients = fitted(full, again)
    residuals = again - full @ coefficients
    alone = full[:, 0] - rest @ fitted(rest, full[:, 0])
    variance = 0.0
    for sign, labels in levels:
        scores = pd.Series(alone * weight * residuals).groupby(labels).sum()
        factor = len(scores) / (len(scores) - 1) if several else 1.0
        variance += sign * factor * float((scores**2).sum())
    error = np.sqrt(variance) / (weight * alone**2).sum() if variance >= 0 else 0.0
    return float(abs(coefficients[0] - null) / error) if error else np.inf


def study(seed: int, absorbed: str | None, weighted: bool):
    """Rows in villages with three hamlets each, sold in markets that cross them."""
    rng = np.random.default_rng(seed)
    hamlet = np.sort(np.r_[np.arange(24), rng.integers(0, 24, size=176)])
    village, market = hamlet // 3, rng.integers(0, 6, size=200)
    groups = {None: None, "inside": hamlet * 2 + rng.integers(0, 2, 200), "across": market % 3}
    weights = rng.exponential(size=200) + 0.1 if weighted else None
    exog = rng.normal(size=(200, 2)) + (village % 3)[:, None]
    outcome = exog @ [0.4, 1.0] + rng.normal(size=8)[village] + rng.normal(size=6)[market]
    outcome = outcome + rng.normal(size=200)
    if absorbed is None:
        exog = full = np.column_stack([exog, np.ones(200)])
    else:
        full = np.column_stack([exog, groups[absorbed][:, None] == np.unique(groups[absorbed])])
    regression = Regression(exog, outcome, 0, weights, groups[absorbed])
    return regression, (full, outcome, weights), (hamlet, village, market)


@pytest.mark.parametrize("absorbed", [None, "inside", "across"])
@pytest.mark.parametrize("weighted", [False, True])
def test_draws_by_subcluster_equal_their_definition(absorbed: str | None, weighted: bool) -> None:
    """Multipliers by hamlet, errors by village, under a null that is not zero."""
    regression, fit, (hamlet, village, _) = study(7, absorbed, weighted)
    sums = crossed_sums(regression, ((1.0, village),), hamlet)
    held_to_definition(sums, fit, ((1.0, village),), hamlet, several=False)


@pytest.mark.parametrize("absorbed", [None, "inside", "across"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("drawn_by", ["village", "market", "both"])
def test_draws_two_ways_equal_their_definition(
    absorbed: str | None, weighted: bool, drawn_by: str
) -> None:
    """Errors by village and by market, multipliers by either, or by their intersection."""
    regression, fit, (_, village, market) = study(9, absorbed, weighted)
    levels = ((1.0, village), (1.0, market), (-1.0, village * 10 + market))
    group = {"village": village, "market": market, "both": village * 10 + market}[drawn_by]
    sums = crossed_sums(regression, two_ways(village, market), group)
    held_to_definition(sums, fit, levels, group, several=True)


def held_to_definition(sums, fit, levels, group, *, several: bool) -> None:
    codes = np.unique(group, return_inverse=True)[1]
    multipliers = drawn_multipliers("Mammen", codes.max() + 1, 5, np.random.default_rng(1))
    null = 0.25
    drawn = bootstrapped(sums, multipliers).statistics(sums.estimate - null * sums.scale)
    observed = abs(sums.estimate - null * sums.scale) / np.sqrt(sums.variance)
    plain = drawn_by_definition(fit, levels, null, np.ones(len(codes)), several=several)
    assert relative_difference(observed, plain) < DETERMINISTIC
    for draw, ours in zip(multipliers, drawn, strict=True):
        theirs = drawn_by_definition(fit, levels, null, draw[codes], several=several)
        assert ours == theirs or relative_difference(float(ours), theirs) < DETERMINISTIC


def test_two_ways_have_the_error_of_pyfixest() -> None:
    """Thornton, by village and by age; `ssc(k_adj=False, G_df="conventional")` of 0.60.0."""
    rows = data("complete")
    exog = np.column_stack([np.ones(len(rows)), rows[["any", "age"]]])
    regression = Regression(exog, rows["got"].to_numpy(float), 1)
    levels = two_ways(rows["villnum"].to_numpy(), rows["age"].to_numpy())
    sums = crossed_sums(regression, levels, rows["villnum"].to_numpy())
    ours = np.sqrt(sums.variance) / abs(sums.scale)
    assert relative_difference(ours, PYFIXEST_TWO_WAYS) < DETERMINISTIC


def test_a_variance_that_is_not_positive_is_refused() -> None:
    regression, _, (_, village, market) = study(9, None, False)
    sums = crossed_sums(regression, two_ways(village, market), market)
    refused = replace(sums, variance=-1.0)
    with pytest.raises(ValueError, match="one way"):
        wild_cluster_bootstrap(refused, 99, np.random.default_rng(0))


@pytest.mark.parametrize("multipliers", ["Rademacher", "Webb", "Mammen"])
def test_multipliers_have_mean_zero_and_variance_one(multipliers: str) -> None:
    drawn = drawn_multipliers(multipliers, 7, 200_000, np.random.default_rng(1))
    assert set(np.unique(drawn.round(6))) == set(POINTS[multipliers].round(6))
    spread = 4 / np.sqrt(drawn.size)
    assert abs(drawn.mean()) < spread
    assert abs((drawn**2).mean() - 1) < 2 * spread
    assert np.abs(np.corrcoef(drawn.T) - np.eye(7)).max() < 0.02
    if multipliers == "Mammen":
        assert abs((drawn**3).mean() - 1) < 5 * spread  # what the others lack


def test_the_interval_holds_the_nulls_that_are_not_rejected() -> None:
    rows = data("few")
    exog = np.column_stack([np.ones(len(rows)), rows[["village_treated", "age"]]])
    outcome, clusters = rows["got"].to_numpy(float), rows["villnum"].to_numpy()
    rng = np.random.default_rng(0)
    test = wild_cluster_bootstrap(cluster_sums(exog, outcome, clusters, 1), EVERY_DRAW, rng)
    width = test.conf_high - test.conf_low
    for null, rejected in (
        (test.conf_low - 0.001 * width, True),
        (test.conf_low + 0.001 * width, False),
        (test.conf_high - 0.001 * width, False),
        (test.conf_high + 0.001 * width, True),
    ):
        moved = outcome - null * rows["village_treated"].to_numpy(float)
        again = wild_cluster_bootstrap(cluster_sums(exog, moved, clusters, 1), EVERY_DRAW, rng)
        assert (again.p_value <= 0.05) == rejected
    assert test.conf_low < test.estimate < test.conf_high


def test_the_interval_has_no_end_where_no_null_can_be_rejected() -> None:
    """Four clusters by two points: one draw in eight leaves the data as they are."""
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(4), 20)
    exog = np.column_stack([np.ones(80), cluster % 2])
    sums = cluster_sums(exog, rng.normal(size=80) + rng.normal(size=4)[cluster], cluster, 1)
    test = wild_cluster_bootstrap(sums, EVERY_DRAW, rng, alpha=0.0001)
    assert (test.conf_low, test.conf_high) == (-np.inf, np.inf)
