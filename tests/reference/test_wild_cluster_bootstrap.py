"""The wild cluster bootstrap against wildboottest, and against its definition written out."""

import numpy as np
import pandas as pd
import pytest
from references import HERE, data, relative_difference

from pipeline.inference.wild_cluster_bootstrap import (
    POINTS,
    bootstrapped,
    cluster_sums,
    enumerated,
    wild_cluster_bootstrap,
)

# Both sides compute the same sums in another order; the file has 12 digits.
DETERMINISTIC = 1e-8
EVERY_DRAW = 10_000
CASES = pd.read_csv(HERE / "wild_cluster_bootstrap.csv", keep_default_na=False)


@pytest.mark.parametrize("case", CASES.to_dict("records"), ids=lambda case: "-".join(
    str(case[name]) for name in ("villages", "treatment", "covariates")))  # fmt: skip
def test_every_draw_equals_wildboottest(case: dict) -> None:
    """Five villages by Webb's six points, twelve and thirteen by two: all draws that there are."""
    rows = data("complete")
    rows = rows[rows["villnum"].isin(sorted(rows["villnum"].unique())[: case["villages"]])]
    columns = rows[[case["treatment"], *case["covariates"].split()]].to_numpy(float)
    exog = np.column_stack([np.ones(len(rows)), columns])
    sums = cluster_sums(exog, rows["got"].to_numpy(float), rows["villnum"].to_numpy(), 1)
    test = wild_cluster_bootstrap(sums, EVERY_DRAW, np.random.default_rng(0))
    assert test.exact
    assert test.multipliers == case["multipliers"]
    assert 2 * test.draws == case["draws"]  # a draw and its mirror image have the same t
    assert test.p_value == pytest.approx(case["p_value"], abs=DETERMINISTIC)
    for name in ("estimate", "statistic"):
        assert relative_difference(getattr(test, name), case[name]) < DETERMINISTIC
    every = enumerated(POINTS[test.multipliers].ravel(), test.n_clusters)
    drawn = bootstrapped(sums, every).statistics(sums.estimate)
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
    multipliers = rng.choice(POINTS["Webb"].ravel(), (6, 8))
    null = 0.25
    drawn = bootstrapped(sums, multipliers).statistics(sums.estimate - null * sums.scale)
    for draw, ours in zip(multipliers, drawn, strict=True):
        theirs = by_definition(full, outcome, cluster, weights, null, draw)
        assert relative_difference(float(ours), theirs) < DETERMINISTIC


def by_definition(full, outcome, cluster, weights, null: float, multipliers) -> float:
    """The size of the t statistic of one draw, each regression fitted."""
    weight = np.ones(len(outcome)) if weights is None else weights
    root = np.sqrt(weight)[:, None]

    def fitted(columns, values):
        return np.linalg.lstsq(columns * root, values * root[:, 0], rcond=None)[0]

    rest = full[:, 1:]
    restricted = rest @ fitted(rest, outcome - null * full[:, 0]) + null * full[:, 0]
    again = restricted + multipliers[cluster] * (outcome - restricted)
    coefficients = fitted(full, again)
    residuals = again - full @ coefficients
    alone = full[:, 0] - rest @ fitted(rest, full[:, 0])
    scores = np.bincount(cluster, alone * weight * residuals)
    error = np.sqrt((scores**2).sum()) / (weight * alone**2).sum()
    return float(abs(coefficients[0] - null) / error)


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
