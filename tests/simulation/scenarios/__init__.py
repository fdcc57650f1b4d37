"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import difference_in_differences, randomised

SCENARIOS: list[Scenario] = [
    *randomised.SCENARIOS,
    *difference_in_differences.SCENARIOS,
]
