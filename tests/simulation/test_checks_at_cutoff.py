"""What the checks of a cutoff find, and what they must leave alone."""

import numpy as np
import pandas as pd
import pytest
from coverage_of_intervals import MONTE_CARLO

from pipeline.discontinuity.anderson_rubin import anderson_rubin
from pipeline.discontinuity.bandwidth import Bandwidths
from pipeline.discontinuity.density import density_test
from pipeline.discontinuity.robust import Specification
from pipeline.discontinuity.sides import Side, Sides

DRAWS, SIZE, NORMAL_95 = 200, 0.05, 1.959964


@pytest.mark.parametrize("shift", [0.0, 0.6])
def test_the_density_test_keeps_its_size(shift: float) -> None:
    """Scores drawn from a smooth density: few false alarms, wherever the cutoff lies."""
    rng = np.random.default_rng(5)
    false = np.mean(
        [density_test(rng.normal(shift, 1, size=1000)).p_value < SIZE for _ in range(DRAWS)]
    )
    assert false < SIZE + MONTE_CARLO * np.sqrt(SIZE * (1 - SIZE) / DRAWS)


def test_the_density_test_finds_people_who_moved_across() -> None:
    """Half of those just below the cutoff got themselves above it."""
    rng = np.random.default_rng(6)

    def found() -> bool:
        score = rng.normal(size=1000)
        moved = (score > -0.2) & (score < 0) & (rng.random(1000) < 0.5)
        return density_test(np.where(moved, -score, score)).p_value < SIZE

    assert np.mean([found() for _ in range(50)]) > 0.7


def fuzzy_sides(rng: np.random.Generator, moved: float) -> Sides:
    score = rng.uniform(-1, 1, size=1000)
    keen = rng.normal(size=1000)
    took = ((keen > 1.5) | ((rng.random(1000) < moved) & (score >= 0))) * 1.0
    y = 0.5 * score + took + 0.5 * keen + 0.3 * rng.normal(size=1000)
    everyone = Side(score, y, np.empty((1000, 0)), took)
    return Sides(everyone.rows(score >= 0), everyone.rows(score < 0))


@pytest.mark.parametrize("moved", [0.05, 0.6])
def test_anderson_rubin_holds_the_truth_however_few_are_moved(moved: float) -> None:
    """The true effect of 1 is inside as often as promised; with few moved, often without end."""
    rng = np.random.default_rng(7)
    specification = Specification(1, "triangular", Bandwidths(0.5, 0.7))
    held, endless = 0, 0
    for _ in range(DRAWS):
        spans, _ = anderson_rubin(fuzzy_sides(rng, moved), specification, NORMAL_95)
        held += any(low <= 1.0 <= high for low, high in spans)
        endless += any(np.isinf(span).any() for span in spans)
    error = np.sqrt(SIZE * (1 - SIZE) / DRAWS)
    assert held / DRAWS > 1 - SIZE - MONTE_CARLO * error
    assert (endless / DRAWS > 0.5) == (moved < 0.1)


def test_a_take_up_that_does_not_jump_excludes_no_ratio() -> None:
    rng = np.random.default_rng(8)
    specification = Specification(1, "triangular", Bandwidths(0.5, 0.7))
    spans, _ = anderson_rubin(fuzzy_sides(rng, 0.0), specification, NORMAL_95)
    assert spans[0][0] == -np.inf
    assert spans[-1][1] == np.inf


def test_ties_do_not_make_the_order_of_rows_matter() -> None:
    """Nearest neighbours among equal scores are all of them, whichever row comes first."""
    from pipeline.discontinuity.neighbours import neighbour_residuals

    rng = np.random.default_rng(9)
    score, y = rng.integers(0, 12, size=60) / 7, rng.normal(size=60)
    shuffled = rng.permutation(60)
    ours = pd.Series(neighbour_residuals(score, y))
    theirs = pd.Series(neighbour_residuals(score[shuffled], y[shuffled]), index=shuffled)
    np.testing.assert_allclose(ours, theirs.sort_index(), atol=1e-12)


def test_neighbours_are_those_that_a_search_finds() -> None:
    """At least three nearest, all equally near ones with them; by brute force over pairs."""
    from pipeline.discontinuity.neighbours import neighbour_residuals

    rng = np.random.default_rng(10)
    score, y = np.round(rng.normal(size=80), 1), rng.normal(size=80)
    found = neighbour_residuals(score, y)
    for row in range(80):
        distance = np.abs(score - score[row])
        distance[row] = np.inf
        near = distance <= np.sort(distance)[2] + 1e-9
        count = near.sum()
        expected = np.sqrt(count / (count + 1)) * (y[row] - y[near].mean())
        assert found[row] == pytest.approx(expected, abs=1e-12)
