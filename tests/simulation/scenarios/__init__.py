"""Simulated studies of each kind of design, one file a kind with its `SCENARIOS`."""

from coverage_of_intervals import Scenario

from scenarios import (
    attrition,
    cluster_randomised,
    difference_in_differences,
    encouragement,
    front_door,
    interrupted_series,
    observational,
    outcome_kinds,
    randomised,
    regression_discontinuity,
    strata,
    surveys,
    synthetic_control,
)

SCENARIOS: list[Scenario] = [
    *attrition.SCENARIOS,
    *front_door.SCENARIOS,
    *observational.SCENARIOS,
    *randomised.SCENARIOS,
    *cluster_randomised.SCENARIOS,
    *strata.SCENARIOS,
    *surveys.SCENARIOS,
    *outcome_kinds.SCENARIOS,
    *encouragement.SCENARIOS,
    *regression_discontinuity.SCENARIOS,
    *synthetic_control.SCENARIOS,
    *interrupted_series.SCENARIOS,
    *difference_in_differences.SCENARIOS,
]
