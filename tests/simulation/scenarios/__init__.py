"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import outcome_kinds, randomised, surveys

SCENARIOS: list[Scenario] = [
    *randomised.SCENARIOS,
    *surveys.SCENARIOS,
    *outcome_kinds.SCENARIOS,
]
