"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import observational, randomised

SCENARIOS: list[Scenario] = [
    *observational.SCENARIOS,
    *randomised.SCENARIOS,
]
