"""Bias and coverage of every design in a few draws; a benchmark draws thousands."""

import pytest
from coverage_of_intervals import Scenario, assert_as_promised, measure
from scenarios import SCENARIOS

DRAWS = 40


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.label)
def test_a_few_draws(scenario: Scenario) -> None:
    """Enough to catch what is broken; promises are held to in many draws."""
    measured = measure(scenario, DRAWS)
    if scenario.promised:
        assert_as_promised(scenario, measured)
