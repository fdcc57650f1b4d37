"""Oster's delta and adjusted effect: against the truth of a population, and by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.inference.proportional_selection import Movement, adjusted_effect, delta, movement

DETERMINISTIC = 1e-8


def population(strength: float, effect: float) -> tuple[Movement, float]:
    """What regressions without end of data find, and the R² of everything that matters.

    Treatment, the covariate x and the unobserved u have moments that are chosen: the covariance of
    u with treatment over u's variance is ``strength`` times that of x, u and x unrelated.
    """
    of_x, of_u, variance = 1.0, 0.6, 2.0
    with_x = 0.5
    with_u = strength * with_x / of_x * of_u
    outcome = effect**2 * variance + of_x + of_u + 2 * effect * (with_x + with_u) + 0.7
    without = effect + (with_x + with_u) / variance
    left = variance - with_x**2 / of_x
    moments = np.array([[variance, with_x], [with_x, of_x]])
    answers = np.array([effect * variance + with_x + with_u, effect * with_x + of_x])
    long = np.linalg.solve(moments, answers)
    explained = answers[0] ** 2 / variance / outcome, float(answers @ long) / outcome
    known = Movement(without, float(long[0]), explained, outcome, variance, left)
    return known, 1 - 0.7 / outcome


@pytest.mark.parametrize("strength", [0.5, 1.0, 2.0, -0.5])
@pytest.mark.parametrize("effect", [0.0, 0.4])
def test_the_truth_of_a_population_comes_back(strength: float, effect: float) -> None:
    """Delta at the true effect is the strength, and at that strength the effect is the true one."""
    known, most = population(strength, effect)
    assert delta(known, most, effect) == pytest.approx(strength, rel=DETERMINISTIC)
    if strength > 0:
        assert adjusted_effect(known, most, strength) == pytest.approx(effect, abs=DETERMINISTIC)


def test_the_adjusted_effect_is_the_one_a_search_finds() -> None:
    """Every effect at which delta crosses one, found by trying them all."""
    known, most = population(1.0, 0.3)
    tried = known.with_them - np.linspace(1e-6, 3, 300_001)
    found = np.array([delta(known, most, float(effect)) for effect in tried])
    crossing = np.flatnonzero(np.diff(np.sign(found - 1.0)))
    near = tried[crossing][np.argmin(np.abs(known.with_them - tried[crossing]))]
    assert adjusted_effect(known, most) == pytest.approx(near, abs=2e-5)


def test_an_unbiased_regression_that_explains_all_stays() -> None:
    known, _ = population(0.0, 0.4)
    complete = replace(known, explained=(known.explained[0], 1.0))
    assert adjusted_effect(complete, 1.0) == pytest.approx(known.with_them, abs=DETERMINISTIC)


def test_movement_has_the_moments_of_its_regressions() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 2))
    treatment = (x[:, 0] + rng.normal(size=400) > 0).astype(float)
    outcome = x @ [1.0, 0.5] + 0.3 * treatment + rng.normal(size=400)
    known = movement(outcome, treatment, x)
    assert known.without == pytest.approx(
        outcome[treatment == 1].mean() - outcome[treatment == 0].mean()
    )
    assert known.treatment_variance == pytest.approx(treatment.var(ddof=1))
    assert 0 < known.explained[0] < known.explained[1] < 1
    assert known.left_variance < known.treatment_variance
