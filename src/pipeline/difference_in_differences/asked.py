"""The event study and the two-by-twos of an outcome, as a plan's options ask for them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.event_path import EventPath, event_path
from pipeline.difference_in_differences.goodman_bacon import Cell, goodman_bacon
from pipeline.difference_in_differences.panel import balanced
from pipeline.difference_in_differences.rows import prepared
from pipeline.estimators.callaway_santanna import compared
from pipeline.sections.design import Design

if TYPE_CHECKING:
    from pipeline.robustness_checks.settings import RobustnessSettings


def path_of(
    data: pd.DataFrame, design: Design, outcome: str, settings: "RobustnessSettings"
) -> EventPath:
    """The event study of an outcome, with the comparison that the plan asks for."""
    options = settings.estimator.options
    rows = compared(prepared(data, design, outcome, settings.estimator)).rows
    comparison = options.difference_in_differences.comparison
    return event_path(rows, comparison, options.confidence, settings.rng)


def cells_of(
    data: pd.DataFrame, design: Design, outcome: str, settings: "RobustnessSettings"
) -> list[Cell]:
    """The two-by-twos of units seen at every time, without covariates.

    None where units are not seen again, or weights differ: the theorem does not hold there.
    """
    plain = replace(settings.estimator, covariates=(), indicators=())
    rows = prepared(data, design, outcome, plain).rows
    if not rows.repeated or np.ptp(rows.weights) > 0:
        return []
    return goodman_bacon(rows.kept(balanced(rows)))
