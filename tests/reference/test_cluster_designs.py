"""Estimators and checks of individual and cluster lotteries against numbers that are not ours."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from references import data, reference_rows, relative_difference

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.intra_cluster import intra_cluster_correlation, intra_cluster_interval
from pipeline.inference.lotteries import lottery_of
from pipeline.inference.randomization import randomization_test
from pipeline.inference.randomization_regression import regression_of
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design

# The references have 12 digits, or are computed here by other means.
DETERMINISTIC = 1e-8
# The interval of Shrout and Fleiss is printed to two decimals.
PRINTED = 0.005
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))


def design(kind: str, treatment: str, **also: str) -> Design:
    return Design(kind=kind, treatment=treatment, arms=ARMS, **also)


def estimated(
    name: str, rows: pd.DataFrame, about: Design, outcome: str, se_type: str = "CR2"
) -> Estimate:
    return ESTIMATORS[name](rows, about, outcome, EstimatorSettings((), se_type))


def test_strata_fixed_effects_equal_r() -> None:
    about = design("randomised", "any", strata="stratum")
    ours = estimated("strata_fixed_effects", data("complete"), about, "got", "HC2")
    theirs = reference_rows()["thornton_strata_HC2"]
    for mine, reference in (("estimate", "estimate"), ("std_error", "std_error"), ("df", "df"),
                            ("conf_low", "conf_low")):  # fmt: skip
        assert relative_difference(getattr(ours, mine), theirs[reference]) < DETERMINISTIC


@pytest.mark.parametrize("se_type", ["HC2", "CR2"])
def test_strata_fixed_effects_of_villages_equal_r(se_type: str) -> None:
    """Villages as strata of a lottery among people, Thornton (2008): `any` within villages."""
    about = design("randomised", "any", strata="villnum", clusters="district_village")
    rows = data("table_4_complete").assign(district_village=lambda rows: rows["villnum"])
    ours = estimated("strata_fixed_effects", rows, about, "got", se_type)
    theirs = reference_rows()[f"thornton_full,villageFE_{se_type}"]
    for name in ("estimate", "std_error", "df"):
        assert relative_difference(getattr(ours, name), theirs[name]) < DETERMINISTIC


def test_the_blocked_difference_in_means_says_its_weights() -> None:
    about = design("randomised", "any", strata="stratum")
    ours = estimated("difference_in_means", data("complete"), about, "got", "HC2")
    theirs = reference_rows()["thornton_dim_blocked"]
    assert relative_difference(ours.std_error, theirs["std_error"]) < DETERMINISTIC
    assert "blocked by stratum, Imai-King-Nall weights" in ours.formula


def test_cluster_means_equal_welch_of_the_schools_means() -> None:
    """scipy's unequal-variance t test of the schools' means."""
    from scipy.stats import ttest_ind

    rows = data("awards_girls")
    about = design("cluster_randomised", "treated", clusters="school_id")
    ours = estimated("cluster_means", rows, about, "bagrut")
    schools = rows.groupby("school_id")[["bagrut", "treated"]].mean()
    arms = (schools.loc[schools["treated"] == arm, "bagrut"] for arm in (1, 0))
    theirs = ttest_ind(*arms, equal_var=False)
    low, high = theirs.confidence_interval()
    assert ours.estimand == "cluster_average"
    for mine, reference in ((ours.statistic, theirs.statistic), (ours.df, theirs.df),
                            (ours.conf_low, low), (ours.conf_high, high)):  # fmt: skip
        assert relative_difference(mine, reference) < DETERMINISTIC


def test_cluster_means_by_size_equal_clubsandwich_s_definition() -> None:
    """Weighted least squares of the schools' means, the adjustment of each written out."""
    rows = data("awards_girls")
    about = design("cluster_randomised", "treated", clusters="school_id")
    ours = estimated("cluster_means_by_size", rows, about, "bagrut")
    schools = rows.groupby("school_id").agg(
        y=("bagrut", "mean"), t=("treated", "first"), n=("bagrut", "size")
    )
    exog = np.column_stack([np.ones(len(schools)), schools["t"]])
    weight = np.diag(schools["n"].to_numpy(float))
    bread = np.linalg.inv(exog.T @ weight @ exog)
    maker = np.eye(len(schools)) - exog @ bread @ exog.T @ weight
    lengths = np.sqrt((maker**2).sum(axis=1))
    functions = ((bread @ exog.T @ weight)[1] / lengths)[:, None] * maker
    gram = functions @ functions.T
    std_error = np.sqrt(((functions @ schools["y"].to_numpy()) ** 2).sum())
    assert relative_difference(ours.std_error, std_error) < DETERMINISTIC
    assert relative_difference(ours.df, np.trace(gram) ** 2 / (gram**2).sum()) < DETERMINISTIC
    units = estimated("difference_in_means", rows, about, "bagrut")
    assert relative_difference(ours.estimate, units.estimate) < DETERMINISTIC
    assert ours.estimand == "ITT"


def pairs(effect: float = 0.0, seed: int = 3) -> pd.DataFrame:
    """Fourteen villages in seven pairs, one of each treated."""
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(14), rng.integers(5, 25, size=14))
    first = rng.integers(0, 2, size=7)
    treated = ((village % 2) == first[village // 2]).astype(float)
    luck = rng.normal(size=7)[village // 2] + 0.5 * rng.normal(size=14)[village]
    y = luck + effect * treated + rng.normal(size=len(village))
    return pd.DataFrame({"y": y, "treated": treated, "village": village, "pair": village // 2})


def test_pairs_of_clusters_equal_their_definition() -> None:
    """CR2 with a dummy for each pair, every matrix written out."""
    from test_standard_errors import by_definition

    rows = pairs()
    about = design("cluster_randomised", "treated", clusters="village", strata="pair")
    ours = estimated("strata_fixed_effects", rows, about, "y")
    full = np.column_stack([rows["treated"], rows["pair"].to_numpy()[:, None] == np.arange(7)])
    outcome, village = rows["y"].to_numpy(), rows["village"].to_numpy()
    covariance, df = by_definition(full, outcome, village, None, 1)
    assert relative_difference(ours.std_error, np.sqrt(covariance[0, 0])) < DETERMINISTIC
    assert relative_difference(ours.df, df) < DETERMINISTIC


def test_the_lottery_in_pairs_is_enumerated() -> None:
    """Two to the seventh assignments; by brute force, the coefficient with a dummy for each pair.

    A pair's difference counts by the product of its villages' sizes over their sum.
    """
    from itertools import product

    rows = pairs(effect=0.6)
    lottery = lottery_of(*(rows[name].to_numpy() for name in ("treated", "village", "pair")))
    of = regression_of(
        rows[["y", "treated"]].to_numpy(),
        np.empty((len(rows), 0)),
        *rows[["village", "pair"]].to_numpy().T,
        own_slopes=False,
    )
    test = randomization_test(
        replace(of, studentised=False), lottery, 9999, np.random.default_rng(0)
    )
    means = rows.groupby("village")["y"].mean().to_numpy().reshape(7, 2)
    sizes = rows.groupby("village").size().to_numpy().reshape(7, 2)
    weights = sizes.prod(axis=1) / sizes.sum(axis=1)
    differences = weights / weights.sum() * (means[:, 1] - means[:, 0])
    every = np.abs(np.array(list(product((1, -1), repeat=7))) @ differences)
    signs = np.where(rows.groupby("village")["treated"].first().to_numpy()[1::2] == 1, 1, -1)
    observed = abs(signs @ differences)
    assert test.exact
    assert test.draws == 128
    assert test.estimate == pytest.approx(signs @ differences)
    assert test.p_value == pytest.approx((every >= observed * (1 - 1e-9)).mean())


def test_what_pairs_do_not_allow_is_refused_with_what_does() -> None:
    about = design("cluster_randomised", "treated", clusters="village", strata="pair")
    with pytest.raises(EstimationError) as refused:
        estimated("difference_in_means", pairs(), about, "y")
    assert "strata_fixed_effects" in str(refused.value.faults[0].help)


def test_strata_with_one_arm_are_named() -> None:
    rows = pairs()
    rows.loc[rows["pair"] == 0, "treated"] = 0.0
    about = design("cluster_randomised", "treated", clusters="village", strata="pair")
    assert (
        "1 strata with one arm alone" in estimated("strata_fixed_effects", rows, about, "y").formula
    )


def test_intra_cluster_correlation_of_shrout_and_fleiss() -> None:
    """Psychological Bulletin 86(2), 1979, ICC(1,1): 0.17, from -0.13 to 0.72."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    outcome, person = np.array(ratings, dtype=float).ravel(), np.repeat(np.arange(6), 4)
    everybody = np.zeros(24)
    assert intra_cluster_correlation(outcome, person, everybody)[0] == pytest.approx(
        0.17, abs=PRINTED
    )
    interval = intra_cluster_interval(outcome, person, everybody)
    assert interval == pytest.approx((-0.13, 0.72), abs=PRINTED)


def test_the_exact_interval_holds_the_truth_with_unequal_clusters() -> None:
    """Sizes from 1 to 60 within two arms; the theory promises 95% exactly."""
    rng = np.random.default_rng(8)
    sizes = np.array([1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 60])
    village = np.repeat(np.arange(12), sizes)
    arm, draws, truth = (np.arange(12) % 2)[village], 1000, 0.15
    held = 0
    for _ in range(draws):
        y = np.sqrt(truth) * rng.normal(size=12)[village] + 5.0 * arm
        y += np.sqrt(1 - truth) * rng.normal(size=len(village))
        low, high = intra_cluster_interval(y, village, arm)
        held += low <= truth <= high
    assert abs(held / draws - 0.95) < 3.9 * np.sqrt(0.95 * 0.05 / draws)
