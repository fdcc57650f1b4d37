"""However weak the encouragement, the Anderson-Rubin set holds the truth; compliers are found."""

import numpy as np
import pytest
from coverage_of_intervals import MONTE_CARLO, NOMINAL
from scenarios import encouragement as drawn
from scipy.stats import norm, t

from pipeline.estimators.uptake import adjusted_uptake, fitted
from pipeline.inference.anderson_rubin import anderson_rubin_p, anderson_rubin_set
from pipeline.inference.compliers import complier_mean, shares, treated_mean, untreated_mean

SHORT, LONG = 400, 4000
CASES = [
    (drawn.keen_gain_more, drawn.LETTERS, drawn.WITH_X),
    (drawn.few_people, drawn.LETTERS, drawn.WITH_X),
    (drawn.skewed, drawn.LETTERS, drawn.WITH_X),
    (drawn.years, drawn.LETTERS, drawn.WITH_X),
    (drawn.weak, drawn.LETTERS, drawn.WITH_X),
    (drawn.unequal_villages, drawn.VILLAGES, drawn.BY_VILLAGE),
]


def held(case, draws: int) -> tuple[float, float, float]:
    """Of many studies: the shares of sets and of intervals that hold the truth, and of unbounded
    sets."""
    draw, design, settings = case
    rng = np.random.default_rng([20260101, *draw.__name__.encode()])
    found = np.empty((draws, 3))
    for row in found:
        data, truth = draw(rng)
        _, _, fit = fitted(data, design, "y", "two_stage_least_squares", settings)
        shape = anderson_rubin_set(fit, NOMINAL)
        assert shape.holds(truth) == (anderson_rubin_p(fit, truth) >= 1 - NOMINAL)
        margin = t.ppf(0.5 + NOMINAL / 2, fit.df) * fit.std_error
        row[:] = shape.holds(truth), abs(fit.ratio - truth) <= margin, shape.shape != "interval"
    return tuple(found.mean(axis=0))


def check(case, draws: int) -> None:
    sets, intervals, unbounded = held(case, draws)
    error = MONTE_CARLO * np.sqrt(NOMINAL * (1 - NOMINAL) / draws)
    # Few unequal clusters: CR2 with Satterthwaite df errs on the side of caution.
    over = 0.03 if case[1] is drawn.VILLAGES else 0.0
    assert NOMINAL - error < sets < NOMINAL + error + over
    if case[0] is drawn.weak:
        assert intervals < NOMINAL - error
        assert unbounded > 0.5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_the_set_holds_the_truth(case) -> None:
    check(case, SHORT)


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_the_set_holds_the_truth_in_many_draws(case) -> None:
    check(case, LONG)


def test_compliers_are_who_they_are() -> None:
    """Their share, their mean keenness and their outcomes are known: they were drawn."""
    rng = np.random.default_rng(11)
    share = norm.cdf(drawn.ALWAYS) - norm.cdf(drawn.IF_ENCOURAGED)
    keenness = drawn._mean_keenness()
    truth = np.array(
        [share, 1 - norm.cdf(drawn.ALWAYS), norm.cdf(drawn.IF_ENCOURAGED), 2 * keenness,
         2 * keenness + 1 + keenness, keenness]
    )  # fmt: skip
    found = []
    for _ in range(200):
        data, _ = drawn.keen_gain_more(rng)
        sample, uptake = adjusted_uptake(data, drawn.LETTERS, "y", drawn.WITH_X)
        kinds = shares(uptake)
        # What was measured before: keenness with noise, as a covariate would be.
        gain = treated_mean(sample.outcome, uptake).ratio
        without = untreated_mean(sample.outcome, uptake).ratio
        noisy = (sample.outcome - sample.covariates[:, 0] - uptake.taken_up) / (
            2 + uptake.taken_up
        )  # keenness with noise, by undoing how the outcome was drawn
        found.append(
            [kinds.compliers, kinds.always_takers, kinds.never_takers, without, gain,
             complier_mean(noisy, uptake).ratio]
        )  # fmt: skip
    found = np.array(found)
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - truth) < MONTE_CARLO * error + 0.01).all()
