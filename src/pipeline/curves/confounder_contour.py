"""What a confounder leaves of the effect, by what it explains of treatment and of the outcome."""

import numpy as np
import pandas as pd

from pipeline.curves.group_effects import EMPTY
from pipeline.inference.confounder_strength import (
    outcome_share_for,
    outcome_share_for_limit,
    robustness_value,
)
from pipeline.inference.omitted_variable import as_strong
from pipeline.plan import Design
from pipeline.robustness_checks.confounder import (
    Compared,
    Regressed,
    compared,
    regressed,
    without_a_regression,
)
from pipeline.robustness_checks.settings import RobustnessSettings

# What is left of the estimate along each line.
REMAINING = {
    "three_quarters_left": 0.75,
    "half_left": 0.5,
    "quarter_left": 0.25,
    "none_left": 0.0,
    "turned_around": -0.5,
}
RANGE = "range_reaches_zero"
TIMES = (1, 2, 3)
SHOWN = 3  # covariates, the strongest
POINTS_A_LINE = 60
MARGIN = 1.25  # of what the picture must hold


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Lines of one share of the estimate left, and that along which the range reaches zero.

    x is the share of treatment's residual variance that the confounder explains and the value that
    of the outcome's. A series for each of the strongest covariates has the confounders one, two and
    three times as strong as it. Empty where no such regression can be made.

    References
    ----------
    Cinelli and Hazlett (2020), figure 2.
    """
    if without_a_regression(design, settings):
        return EMPTY
    made = regressed(data, design, outcome, settings)
    marks = _marks(compared(made, settings)[:SHOWN])
    drawn = pd.concat([_lines(made, marks), marks], ignore_index=True)
    return drawn.assign(conf_low=np.nan, conf_high=np.nan, n=len(made.sample.outcome))


def _marks(strongest: list[Compared]) -> pd.DataFrame:
    """Where confounders so many times as strong as each covariate are."""
    found = [
        (each.name, strength.of_treatment, strength.of_outcome)
        for each in strongest
        for strength in (as_strong(each.benchmark, float(times)) for times in TIMES)
        if strength is not None
    ]
    return pd.DataFrame(found, columns=["series", "x", "value"])


def _lines(made: Regressed, marks: pd.DataFrame) -> pd.DataFrame:
    """Each line within a picture that holds all marks and the robustness value."""
    known = made.known
    value = robustness_value(known.estimate / known.classical, known.df)
    across, up = (
        min(0.99, MARGIN * max(value, float(marks[column].max()) if len(marks) else 0.0))
        for column in ("x", "value")
    )
    # Bias follows from the roots of shares: closer together where they are small.
    shares = across * (np.arange(1, POINTS_A_LINE + 1) / POINTS_A_LINE) ** 2
    lines = {
        name: outcome_share_for(known, left * abs(known.estimate), shares)
        for name, left in REMAINING.items()
    }
    lines[RANGE] = outcome_share_for_limit(known, shares)
    parts = []
    for name, line in lines.items():
        # A line is drawn to where it enters the picture, and no further.
        seen = (line <= up) & ~np.isnan(line)
        parts.append(pd.DataFrame({"series": name, "x": shares[seen], "value": line[seen]}))
    return pd.concat(parts, ignore_index=True)
