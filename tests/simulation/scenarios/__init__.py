"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import (
    cluster_randomised,
    randomised,
    strata,
)

SCENARIOS: list[Scenario] = [
    *randomised.SCENARIOS,
    *cluster_randomised.SCENARIOS,
    *strata.SCENARIOS,
]
