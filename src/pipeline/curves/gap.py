"""What parts the treated from their synthetic control, and other places from theirs."""

import pandas as pd

from pipeline.curves.periods import counted, points, start_of
from pipeline.estimators.placebo_estimate import fitted
from pipeline.inference.placebo import placebo_test
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

MOST_PLACEBOS = 100  # more lines than that show nothing


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The gap in each period, of the treated and of every pretended set of treated places.

    A placebo's series has its units' names.
    """
    made = fitted(settings.headline["estimator"], data, design, outcome, settings.estimator)
    times, units = made.panel.times, made.panel.units
    people = counted(data[data[design.first_treated].notna()], design, outcome)
    others = counted(data[data[design.first_treated].isna()], design, outcome)
    placebos = settings.estimator.options.synthetic.placebos
    test = placebo_test(made.panel, made.method, placebos, settings.rng)
    lines = [points("gap_of_treated", times, made.fit.gap, people)]
    for members, placebo in zip(test.labels, test.fits[:MOST_PLACEBOS], strict=False):
        name = ", ".join(units[member] for member in members)
        lines.append(points(name, times, placebo.gap, others))
    return pd.concat([*lines, start_of(times[made.panel.before])], ignore_index=True)
