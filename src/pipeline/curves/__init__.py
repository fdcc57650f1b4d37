"""What is drawn of a design, one curve a file: `(data, design, outcome, settings) -> points`.

Points have the columns of `POINTS`: ``series`` names the line or the group of points, ``n`` says
how many people or rows a point speaks of, and is missing where that has no answer.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.curves import (
    balance_after,
    bandwidth,
    best_linear_projection,
    binned_outcome,
    calendar_effects,
    compliers,
    confounder_benchmarks,
    confounder_contour,
    donor_weights,
    event_curve,
    event_study,
    gap,
    goodman_bacon,
    group_effects,
    honest_did,
    influence,
    overlap,
    persistence,
    placebo_cutoffs,
    series_fit,
    synthetic_path,
)
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

Curve = Callable[[pd.DataFrame, Design, str, RobustnessSettings], pd.DataFrame]

POINTS = ("series", "x", "value", "conf_low", "conf_high", "n")
CURVES: dict[str, Curve] = {
    "best_linear_projection": best_linear_projection.points,
    "event_curve": event_curve.curve,
    "persistence": persistence.curve,
    "compliers": compliers.points,
    "influence": influence.curve,
    "binned_outcome": binned_outcome.curve,
    "bandwidth": bandwidth.curve,
    "placebo_cutoffs": placebo_cutoffs.curve,
    "synthetic_path": synthetic_path.curve,
    "gap": gap.curve,
    "donor_weights": donor_weights.curve,
    "series_fit": series_fit.curve,
    "event_study": event_study.points,
    "group_effects": group_effects.points,
    "calendar_effects": calendar_effects.points,
    "goodman_bacon": goodman_bacon.points,
    "honest_did": honest_did.points,
    "overlap": overlap.points,
    "balance_after": balance_after.points,
    "confounder_contour": confounder_contour.points,
    "confounder_benchmarks": confounder_benchmarks.points,
}
