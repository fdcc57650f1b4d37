"""What a synthetic control is made of."""

import numpy as np
import pandas as pd

from pipeline.curves.periods import points
from pipeline.estimators.placebo_estimate import VISIBLE, fitted
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The weight of each donor that has one, heaviest first; x is its rank."""
    made = fitted(settings.headline["estimator"], data, design, outcome, settings.estimator)
    names = np.array(made.panel.units)[~made.panel.treated]
    order = [place for place in np.argsort(-made.fit.donors, kind="stable")
             if made.fit.donors[place] > VISIBLE]  # fmt: skip
    lines = [
        points(str(names[place]), np.array([rank]), made.fit.donors[[place]])
        for rank, place in enumerate(order, start=1)
    ]
    return pd.concat(lines, ignore_index=True)
