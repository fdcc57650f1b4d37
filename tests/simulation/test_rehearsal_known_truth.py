"""Rehearsals of studies whose answer is known: the sound pass, those that fool themselves fail."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from rehearsed_studies import design_of, planned, rehearsed, value_of

SEEDS, ENOUGH = 100, 95
DRAWS = 1000
# A sound study's p-values over its own lotteries are uniform; one study in a thousand is refused.
UNIFORM = 0.001


def villages(rng: np.random.Generator) -> pd.DataFrame:
    """Forty villages of about 25 households, alike within; half of them drawn."""
    cluster = rng.integers(0, 40, 1000)
    y = rng.normal(size=40)[cluster] * 0.5 + rng.normal(size=1000)
    drawn = rng.permutation(np.arange(40) % 2).astype(float)
    return pd.DataFrame({"y": y, "treated": drawn[cluster], "cluster": cluster})


def incomes(rng: np.random.Generator, *, few: bool) -> pd.DataFrame:
    """Six hundred households, some of them far richer than the rest; few treated, or half."""
    number = 15 if few else 300
    treated = rng.permutation(np.arange(600) < number).astype(float)
    tails = 1.8 if few else 0.5
    return pd.DataFrame({"y": np.exp(tails * rng.normal(size=600)), "treated": treated})


def of_villages(rng: np.random.Generator, *, broken: bool) -> pd.DataFrame:
    """Villages were drawn; the broken study's error takes households for independent."""
    plan = planned(design_of("cluster_randomised"))
    error = "HC2" if broken else "CR2"
    return rehearsed(villages(rng), plan, "difference_in_means", error, DRAWS)[1]


def of_incomes(rng: np.random.Generator, *, broken: bool) -> pd.DataFrame:
    """Households were drawn; in the broken study few, and of an outcome with a long tail."""
    plan = planned(design_of("randomised"))
    data = incomes(rng, few=broken)
    return rehearsed(data, plan, "difference_in_means", "HC2", DRAWS, found=0.0)[1]


@pytest.mark.parametrize("study", [of_villages, of_incomes])
@pytest.mark.parametrize("broken", [True, False])
def test_the_broken_study_fails_and_the_sound_one_passes(
    study: Callable[..., pd.DataFrame], broken: bool
) -> None:
    failed = [
        (study(np.random.default_rng([seed, broken]), broken=broken)["status"] == "failed").any()
        for seed in range(SEEDS)
    ]
    assert (sum(failed) if broken else SEEDS - sum(failed)) >= ENOUGH


def test_p_values_are_uniform_where_the_programme_does_nothing() -> None:
    rng = np.random.default_rng(11)
    plan = planned(design_of("cluster_randomised"))
    found, table = rehearsed(villages(rng), plan, "difference_in_means", "CR2", 4000)
    assert kstest(found.found["none"].p_values(), "uniform").pvalue > UNIFORM
    assert value_of(table, "none", "declared_effect") < 0.06


def test_power_and_exaggeration_are_those_of_studies_drawn_anew() -> None:
    """What one study's rehearsals say of missing an effect holds for other studies of its kind."""
    rng = np.random.default_rng(12)
    plan = planned(design_of("cluster_randomised"))
    told = [rehearsed(villages(rng), plan, "difference_in_means", "CR2", 400)[1] for _ in range(30)]
    missed = np.mean([value_of(table, "smallest_change", "missed") for table in told])
    type_m = np.mean([value_of(table, "smallest_change", "type_m") for table in told])
    # Effect 0.3; error of a difference of 20 + 20 villages' means: sqrt(2 (0.25 + 1/25) / 20).
    assert missed == pytest.approx(0.61, abs=0.06)
    assert type_m == pytest.approx(1.6, abs=0.12)
