"""The jump at the cutoff beside jumps where nothing begins."""

import pandas as pd

from pipeline.plan import Design
from pipeline.robustness_checks.local_again import at_placebo_cutoffs
from pipeline.robustness_checks.settings import RobustnessSettings


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """x is a cutoff; the true one is a series of its own."""
    own = settings.headline
    found = [("true_cutoff", design.cutoff, own)]
    found += [
        ("placebo_cutoffs", place, estimate)
        for place, _, estimate in at_placebo_cutoffs(data, design, outcome, settings)
    ]
    rows = [
        (series, place, row.estimate, row.conf_low, row.conf_high, row.n_obs)
        for series, place, row in found
    ]
    columns = ["series", "x", "value", "conf_low", "conf_high", "n"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["series", "x"])
