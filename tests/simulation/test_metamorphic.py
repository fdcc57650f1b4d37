"""What must not change an answer, and what must change it just so: every estimator, every design.

The studies are the first simulated one of each design, estimator and error of `SCENARIOS`.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from coverage_of_intervals import Scenario
from scenarios import SCENARIOS

from pipeline.designs import CARRIES_WEIGHTS
from pipeline.estimators import ESTIMATORS
from pipeline.results import Estimate
from pipeline.sections.design import Sampling

# Sums in another order.
SAME = 1e-7
SAME_ERROR = 1e-5
# How much smaller CR1's small-sample factor makes an error where every row is there twice.
ROWS_COUNTED = 0.1
# Estimators whose model is of the outcome's own scale: counts and shares cannot be shifted.
OF_THEIR_SCALE = frozenset(
    {"logit_standardisation", "poisson_standardisation", "restricted_mean_survival_time"}
)
# Estimands of one arm: with the arms swapped they are of other people.
OF_ONE_ARM = frozenset({"ATT", "LATE"})
# Estimators that learn from who was lost how to make up for them.
LEARN_FROM_THE_LOST = frozenset({"attrition_weights"})

CASES = list(
    {
        (case.design.kind, case.estimator, case.settings.se_type): case
        for case in reversed(SCENARIOS)
    }.values()
)


def by_label(case: Scenario) -> str:
    return case.label


def study(case: Scenario) -> pd.DataFrame:
    return case.draw(np.random.default_rng(5))[0]


def answer(case: Scenario, data: pd.DataFrame, outcome: str = "y", **changes: object) -> Estimate:
    """The scenario's estimate; each with the same random numbers."""
    design = case.design.model_copy(update=changes)
    settings = replace(case.settings, rng=np.random.default_rng(9))
    return ESTIMATORS[case.estimator](data, design, outcome, settings)


def assert_same(other: Estimate, base: Estimate, factor: float = 1.0) -> None:
    assert other.estimate == pytest.approx(factor * base.estimate, rel=SAME, abs=SAME)
    assert other.std_error == pytest.approx(abs(factor) * base.std_error, rel=SAME_ERROR)
    limits = sorted(factor * limit for limit in (base.conf_low, base.conf_high))
    assert [other.conf_low, other.conf_high] == pytest.approx(limits, rel=SAME_ERROR, abs=SAME)


@pytest.mark.parametrize("case", CASES, ids=by_label)
def test_another_order_of_rows(case: Scenario) -> None:
    data = study(case)
    assert_same(answer(case, data.sample(frac=1, random_state=1)), answer(case, data))


@pytest.mark.parametrize("case", CASES, ids=by_label)
def test_another_scale_and_another_zero(case: Scenario) -> None:
    """In other units the same effect; a level that all share is no effect."""
    data = study(case)
    base = answer(case, data)
    if case.estimator in OF_THEIR_SCALE:
        pytest.skip("a model of the outcome's own scale")
    assert_same(answer(case, data.assign(y=data["y"] * 10)), base, 10)
    assert_same(answer(case, data.assign(y=-data["y"])), base, -1)
    moved = answer(case, data.assign(y=data["y"] + 100))
    assert_same(moved, base)
    assert moved.control_mean == pytest.approx(base.control_mean + 100)


@pytest.mark.parametrize("case", CASES, ids=by_label)
def test_other_names(case: Scenario) -> None:
    data = study(case)
    renamed = data.rename(columns={"y": "income", case.design.treatment: "offered"})
    assert_same(answer(case, renamed, "income", treatment="offered"), answer(case, data))


@pytest.mark.parametrize("case", CASES, ids=by_label)
def test_swapped_arms(case: Scenario) -> None:
    """In a lottery each arm is the other's comparison."""
    if not case.design.rule.lottery or case.design.target in OF_ONE_ARM:
        pytest.skip("the arms have different parts")
    data = study(case)
    arm = case.design.treatment
    swapped = answer(case, data.assign(**{arm: 1 - data[arm]}))
    base = answer(case, data)
    assert swapped.estimate == pytest.approx(-base.estimate, rel=SAME, abs=SAME)
    assert swapped.std_error == pytest.approx(base.std_error, rel=SAME_ERROR)


@pytest.mark.parametrize("case", CASES, ids=by_label)
def test_people_who_were_lost(case: Scenario) -> None:
    """Rows without an outcome are counted elsewhere and change no estimate."""
    data = study(case)
    if case.design.time is not None:
        pytest.skip("a missing observation changes the panel")
    if case.settings.se_type == "linearised":
        pytest.skip("who was sampled and did not answer is still part of the sample's design")
    if case.estimator in LEARN_FROM_THE_LOST:
        pytest.skip("whoever is lost is stood for by others")
    lost = pd.concat([data, data.head(len(data) // 5).assign(y=np.nan)], ignore_index=True)
    found, base = answer(case, lost), answer(case, data)
    assert_same(found, base)
    assert found.n_obs == base.n_obs


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.estimator in CARRIES_WEIGHTS], ids=by_label
)
def test_everybody_twice_with_half_the_weight(case: Scenario) -> None:
    """Who stands for half as many, twice over, stands for as many: nothing has changed.

    Both copies are one sampled unit, so that the error is the same too.
    """
    once, design = sampled(case)
    twice = pd.concat([once, once], ignore_index=True)
    twice["w"] /= 2
    if case.design.unit is not None:
        copy = np.repeat(["", " again"], len(once))
        twice[case.design.unit] = twice[case.design.unit].astype(str) + copy
    if case.settings.se_type == "HC2":
        case = replace(case, settings=replace(case.settings, se_type="linearised"))
    found, base = answer(case, twice, **design), answer(case, once, **design)
    if case.settings.se_type == "CR1":
        found = without_row_count(found, base)
    assert_same(found, base)


def without_row_count(found: Estimate, base: Estimate) -> Estimate:
    """The estimate with the error of as many rows as the other: CR1's factor counts them.

    It is (n - 1) / (n - k), of which k is not told; it can only have made the error smaller.
    """
    assert base.std_error * (1 - ROWS_COUNTED) < found.std_error <= base.std_error
    limits = {"conf_low": base.conf_low, "conf_high": base.conf_high}
    return replace(found, std_error=base.std_error, **limits)


def sampled(case: Scenario) -> tuple[pd.DataFrame, dict[str, object]]:
    """The study as a sample with unequal weights, and what its design says of that.

    A panel honours weights and knows its sampled units as clusters.
    """
    data, design = study(case), case.design
    owner = design.clusters or design.unit
    who = pd.Series(np.arange(len(data)) if owner is None else data[owner].to_numpy())
    weights = np.random.default_rng(3).uniform(1, 4, who.nunique())
    once = data.assign(sampled=who.to_numpy(), w=weights[pd.factorize(who)[0]])
    if design.unit is not None:
        return once, {"sampling": Sampling(weight="w"), "clusters": "sampled"}
    return once, {"sampling": Sampling(weight="w", psu="sampled")}


def test_every_estimator_is_among_the_cases() -> None:
    assert {case.estimator for case in CASES} == set(ESTIMATORS)
