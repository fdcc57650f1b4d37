"""Bounds on an unobserved confounder equal PySensemakr's, and what the paper prints.

Its intervals are not compared: it does not take the confounder's degree of freedom away there,
though it does for the robustness value.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from references import HERE, data

from pipeline.inference.confounder_strength import (
    outcome_share_for,
    outcome_share_for_limit,
    robustness_value,
    times_to_reach_zero,
)
from pipeline.inference.omitted_variable import (
    EFFECT,
    Strength,
    adjusted,
    as_strong,
    benchmarks,
    regression,
)

# Both solve the same least squares in double precision, by other decompositions.
DETERMINISTIC = 1e-8
EFFECT_ROW = ["estimate", "std_error", "r2yz", "df"]
PRINTED = 0.0005  # three decimals in the paper
DARFUR = ["age", "farmer_dar", "herder_dar", "pastvoted", "hhsize_darfur", "female"]
LALONDE = ["age", "educ", "black", "hispan", "married", "nodegree", "re74", "re75"]
TABLE = pd.read_csv(HERE / "omitted_variable.csv", keep_default_na=False, na_values=["nan"])
TABLE = TABLE.apply(lambda column: pd.to_numeric(column) if column.name not in
                    ("data", "covariate") else column)  # fmt: skip


def study(name: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Outcome, design matrix with treatment in column 1, and the names of its covariates."""
    rows = data(name)
    outcome, treatment, names = {
        "darfur": ("peacefactor", "directlyharmed", DARFUR),
        "lalonde": ("re78", "treat", LALONDE),
    }[name]
    columns = [np.ones(len(rows)), rows[treatment], rows[names]]
    if name == "darfur":
        columns.append(pd.get_dummies(rows["village"], drop_first=True, dtype=float))
    return rows[outcome].to_numpy(float), np.column_stack(columns).astype(float), names


@pytest.mark.parametrize("name", ["darfur", "lalonde"])
def test_the_regression_and_its_robustness_values(name: str) -> None:
    outcome, exog, _ = study(name)
    known, row = regression(outcome, exog, 0.95), TABLE[TABLE["data"] == name].iloc[0]
    found = known.estimate, known.std_error, known.treatment_explains, known.df
    assert found == pytest.approx(list(row[EFFECT_ROW]), rel=DETERMINISTIC)
    statistic = known.estimate / known.classical
    values = [robustness_value(statistic, known.df, alpha) for alpha in (1.0, 0.05)]
    assert values == pytest.approx(list(row[["value", "value_interval"]]), rel=DETERMINISTIC)


CONFOUNDERS = TABLE[TABLE["times"] > 0].to_dict("records")


@pytest.mark.parametrize("row", CONFOUNDERS, ids=lambda row: f"{row['times']} {row['covariate']}")
def test_a_confounder_as_strong_as_a_covariate(row: dict[str, object]) -> None:
    outcome, exog, names = study(row["data"])
    known = regression(outcome, exog, 0.95)
    benchmark = benchmarks(outcome, exog, [2 + names.index(row["covariate"])])[0]
    strength = as_strong(benchmark, row["times"])
    found = adjusted(known, strength)
    ours = [strength.of_treatment, strength.of_outcome, found.estimate, found.std_error]
    theirs = [row[key] for key in ("r2dz", "r2yz", "estimate", "std_error")]
    assert ours == pytest.approx(theirs, rel=DETERMINISTIC)
    assert found.estimate / found.std_error == pytest.approx(row["t"], rel=DETERMINISTIC)


def test_what_the_paper_prints_of_darfur() -> None:
    """Cinelli and Hazlett (2020): confounders 1, 2 and 3 times as strong as `female`."""
    outcome, exog, names = study("darfur")
    known = regression(outcome, exog, 0.95)
    female = benchmarks(outcome, exog, [2 + names.index("female")])[0]
    found = [adjusted(known, as_strong(female, times)) for times in (1, 2, 3)]
    assert [each.estimate for each in found] == pytest.approx([0.075, 0.053, 0.030], abs=PRINTED)


def test_adjusting_for_a_made_confounder_gives_what_the_formula_says() -> None:
    """The known truth: a column with these very shares, put into the regression."""
    outcome, exog, _ = study("lalonde")
    known, rng = regression(outcome, exog, 0.95), np.random.default_rng(1)
    strength, rest = Strength(0.05, 0.1), np.delete(exog, EFFECT, axis=1)

    def unexplained(columns: np.ndarray, target: np.ndarray) -> np.ndarray:
        left = target - columns @ np.linalg.lstsq(columns, target, rcond=None)[0]
        return left / np.linalg.norm(left)

    given, answer = unexplained(rest, exog[:, EFFECT]), unexplained(exog, outcome)
    noise = unexplained(np.column_stack([exog, answer]), rng.normal(size=len(outcome)))
    made = np.sqrt(strength.of_treatment) * given + np.sqrt(1 - strength.of_treatment) * (
        np.sqrt(strength.of_outcome) * answer + np.sqrt(1 - strength.of_outcome) * noise
    )
    with_it = regression(outcome, np.column_stack([exog, made]), 0.95)
    found = adjusted(known, strength)
    assert found.estimate == pytest.approx(with_it.estimate, rel=DETERMINISTIC)
    assert found.std_error == pytest.approx(with_it.std_error, rel=DETERMINISTIC)


def test_contours_lie_where_the_adjusted_effect_says() -> None:
    outcome, exog, _ = study("darfur")
    known = regression(outcome, exog, 0.95)
    shares = np.linspace(0.02, 0.3, 20)
    for remaining in (0.0, 0.05):
        outcome_shares = outcome_share_for(known, remaining, shares)
        for pair in zip(shares, outcome_shares, strict=True):
            if pair[1] <= 1:
                left = adjusted(known, Strength(*pair)).estimate
                assert left == pytest.approx(remaining, abs=1e-10)
    for pair in zip(shares, outcome_share_for_limit(known, shares), strict=True):
        if not np.isnan(pair[1]):
            assert adjusted(known, Strength(*pair)).low == pytest.approx(0, abs=1e-10)
    value = robustness_value(known.estimate / known.classical, known.df, 0.05)
    at_value = outcome_share_for_limit(known, np.array([value]))
    assert at_value == pytest.approx([value], rel=DETERMINISTIC)


def test_so_many_times_as_strong_is_just_enough() -> None:
    outcome, exog, names = study("darfur")
    known = regression(outcome, exog, 0.95)
    female = benchmarks(outcome, exog, [2 + names.index("female")])[0]
    times = times_to_reach_zero(known, female, of_interval=True)
    assert 2 < times < 3  # t falls from 2.60 to 1.63
    assert adjusted(known, as_strong(female, times)).low == pytest.approx(0, abs=1e-9)
    more = times_to_reach_zero(known, female, of_interval=False)
    assert adjusted(known, as_strong(female, more)).estimate == pytest.approx(0, abs=1e-9)
    negative = replace(known, estimate=-known.estimate)
    assert times_to_reach_zero(negative, female, of_interval=True) == pytest.approx(times)
