"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import interrupted_series, randomised, synthetic_control

SCENARIOS: list[Scenario] = [
    *randomised.SCENARIOS,
    *synthetic_control.SCENARIOS,
    *interrupted_series.SCENARIOS,
]
