"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import front_door, observational, randomised

SCENARIOS: list[Scenario] = [
    *front_door.SCENARIOS,
    *observational.SCENARIOS,
    *randomised.SCENARIOS,
]
