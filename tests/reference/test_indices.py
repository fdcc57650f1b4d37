"""Indices against Stata, statsmodels, and the papers' formulas written out unit by unit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.construction.control_scores import CONTROL
from pipeline.construction.indices import mean, standardised, total
from pipeline.construction.weighted_indices import first_component, inverse_covariance

HERE = Path(__file__).parent
# Stata keeps the index in single precision: 24 bits of a number near 1.
SINGLE = 5e-7
# The same sums in another order.
ROUNDING = 1e-10
# Two ways to the same eigenvector.
EIGENVECTOR = 1e-8
# How many Monte Carlo standard errors a mean may be away: 1 in 10,000 by chance.
MONTE_CARLO = 3.9


def published_units() -> tuple[pd.DataFrame, pd.Series]:
    """The first data set of icw-index: five columns of rounded normals, half of them controls."""
    draw = np.random.RandomState(42)  # the old generator: its stream never changes
    n = draw.randint(500, 2000)
    columns = np.round(draw.randn(n, 5), 2)
    arms = np.concatenate([np.zeros(n // 2), np.ones(n - n // 2)])
    draw.shuffle(arms)
    return pd.DataFrame(columns, columns=list("abcde")), pd.Series(arms)


def household_units(missing: float = 0.15, n: int = 400) -> tuple[pd.DataFrame, pd.Series]:
    """Four correlated columns of different scales, some of their answers missing."""
    rng = np.random.default_rng(8)
    common = rng.normal(size=(n, 1))
    columns = common + rng.normal(size=(n, 4)) * [0.5, 1.0, 1.5, 2.0]
    columns = columns * [1, 10, 0.1, 1000] + [0, 50, -3, 200]
    columns[rng.random((n, 4)) < missing] = np.nan
    columns[:3] = np.nan
    arms = pd.Series(rng.permutation(np.repeat([0.0, 1.0], [n // 2, n - n // 2])))
    return pd.DataFrame(columns, columns=list("wxyz")), arms


def test_anderson_is_stata_s_swindex() -> None:
    columns, arms = published_units()
    reference = pd.read_csv(HERE / "swindex.csv")
    assert len(columns) == 1626
    ours = inverse_covariance(columns, arms)[reference["observation"]]
    assert np.abs(ours.to_numpy() - reference["index"]).max() < SINGLE


def test_anderson_is_its_formula_unit_by_unit() -> None:
    """Section 3.2.1 of the paper, with loops, pairs of answers and the answers each unit has."""
    columns, arms = household_units()
    values, control = columns.to_numpy(), (arms == CONTROL).to_numpy()
    k = values.shape[1]
    scores = np.full_like(values, np.nan)
    for j in range(k):
        known = [v for v, c in zip(values[:, j], control, strict=True) if c and not np.isnan(v)]
        middle = sum(known) / len(known)
        spread = (sum((v - middle) ** 2 for v in known) / (len(known) - 1)) ** 0.5
        scores[:, j] = (values[:, j] - middle) / spread
    covariance = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            pairs = [(row[i], row[j]) for row in scores if not np.isnan(row[[i, j]]).any()]
            left, right = np.mean(pairs, axis=0)
            covariance[i, j] = sum((a - left) * (b - right) for a, b in pairs) / (len(pairs) - 1)
    inverse = np.linalg.solve(covariance, np.eye(k))
    weights = [sum(inverse[j]) for j in range(k)]
    index = np.full(len(values), np.nan)
    for unit, row in enumerate(scores):
        known = [j for j in range(k) if not np.isnan(row[j])]
        if known:
            index[unit] = sum(weights[j] * row[j] for j in known) / sum(weights[j] for j in known)
    among = index[control & ~np.isnan(index)]
    expected = (index - among.mean()) / among.std(ddof=1)
    np.testing.assert_allclose(inverse_covariance(columns, arms), expected, rtol=ROUNDING)
    assert np.isnan(expected).sum() == columns.isna().all(axis=1).sum() >= 3


def test_kling_liebman_katz_is_its_formula_unit_by_unit() -> None:
    columns, arms = household_units()
    expected = []
    z = {}
    for name in columns:
        known = columns.loc[arms == CONTROL, name].dropna()
        z[name] = (columns[name] - known.mean()) / known.std(ddof=1)
    for unit in columns.index:
        own = [z[name][unit] for name in columns]
        if np.isnan(own).all():
            expected.append(np.nan)
            continue
        filled = [
            z[name][arms == arms[unit]].mean() if np.isnan(value) else value
            for name, value in zip(columns, own, strict=True)
        ]
        expected.append(sum(filled) / len(filled))
    np.testing.assert_allclose(standardised(columns, arms), expected, rtol=ROUNDING)


def test_the_effect_on_kling_liebman_katz_is_the_mean_of_the_effects() -> None:
    """Their equation: without missing answers, the index averages effects in control SDs."""
    columns, arms = household_units(missing=0)
    columns, arms = columns[3:] + 0, arms[3:]
    columns = columns.add(arms * 0.7, axis=0)
    index = standardised(columns, arms)
    effects = []
    for name in columns:
        treated, control = columns.loc[arms == 1, name], columns.loc[arms == 0, name]
        effects.append((treated.mean() - control.mean()) / control.std(ddof=1))
    effect = index[arms == 1].mean() - index[arms == 0].mean()
    assert effect == pytest.approx(np.mean(effects), rel=ROUNDING)


def test_first_component_is_statsmodels_pca() -> None:
    from statsmodels.multivariate.pca import PCA

    columns, arms = household_units()
    whole = columns.dropna()
    theirs = PCA(whole, ncomp=1, standardize=True).factors.iloc[:, 0]
    theirs *= np.sign(theirs.corr(whole["w"]))
    among = theirs[arms[whole.index] == CONTROL]
    expected = (theirs - among.mean()) / among.std(ddof=1)
    ours = first_component(columns, arms)
    np.testing.assert_allclose(ours[whole.index], expected, atol=EIGENVECTOR)
    assert ours.drop(whole.index).isna().all()
    flipped = first_component(columns.assign(w=-columns["w"]), arms)
    np.testing.assert_allclose(flipped[whole.index], ours[whole.index], atol=EIGENVECTOR)


def test_sums_need_every_answer_and_means_half_of_them() -> None:
    answers = [[1, 2, 3, 4], [1, 2, np.nan, 4], [1, np.nan, np.nan, np.nan], [np.nan] * 4]
    columns = pd.DataFrame(answers, columns=list("abcd"))
    nobody = pd.Series(np.nan, index=columns.index)
    assert total(columns, nobody).tolist()[0] == 10
    assert total(columns, nobody).isna().tolist() == [False, True, True, True]
    assert mean(columns, nobody).tolist()[:2] == [2.5, pytest.approx(7 / 3)]
    assert mean(columns, nobody).isna().tolist() == [False, False, True, True]
    assert mean(columns[["a", "b"]], nobody)[2] == 1  # exactly half


def test_anderson_is_more_precise_than_the_mean_where_components_repeat_each_other() -> None:
    """Three copies of one noise and one of another, the same effect on each.

    The mean gives the copies three quarters of its weight; the covariance sees that they say one
    thing. In standard deviations of its control group, the index then shows a larger effect with
    the same error, and what matters is their ratio.
    """
    rng = np.random.default_rng(31)
    ratios, effects = {"inverse_covariance": [], "standardised": []}, []
    for _ in range(400):
        arms = pd.Series(rng.permutation(np.repeat([0.0, 1.0], 100)))
        shared, own = rng.normal(size=(200, 1)), rng.normal(size=(200, 1))
        noise = rng.normal(size=(200, 4)) * 0.3
        columns = pd.DataFrame(np.hstack([shared, shared, shared, own]) + noise)
        columns = columns.add(0.4 * arms, axis=0)
        columns.columns = list("abcd")
        for name, make in (
            ("inverse_covariance", inverse_covariance),
            ("standardised", standardised),
        ):
            index = make(columns, arms)
            control, treated = index[arms == 0], index[arms == 1]
            effect = treated.mean() - control.mean()
            spread = control.std(ddof=1)
            ratios[name].append(effect / spread)
            if name == "inverse_covariance":
                assert control.mean() == pytest.approx(0, abs=ROUNDING)
                assert spread == pytest.approx(1, rel=ROUNDING)
                effects.append(effect)
    gain = np.array(ratios["inverse_covariance"]) - np.array(ratios["standardised"])
    assert gain.mean() > MONTE_CARLO * gain.std(ddof=1) / np.sqrt(len(gain))
    # The best weights of two independent signals, one of them measured three times.
    truth = 0.4 * np.sqrt(1 / (1 + 0.09 / 3) + 1 / (1 + 0.09))
    error = np.std(effects, ddof=1) / np.sqrt(len(effects))
    # A control group of 100 has a standard deviation that is a little uncertain itself.
    assert abs(np.mean(effects) - truth) < MONTE_CARLO * error + 0.01
