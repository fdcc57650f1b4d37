"""Several outcomes were looked at: is one still told from none once that is allowed for?

Fails when the headline's p-value is below the planned error rate and the adjusted one is not. It
allows for all outcomes of the plan's family; where the plan declares none, for all outcomes of the
same role that are in no family either, by Holm's rule.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.inference.multiple_testing import holm
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "multiple_testing"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's p-value adjusted for the others; nothing to lose where it is none alone.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6(2).
    """
    headline, names = settings.headline, settings.family
    if len(names) < 2:
        return silent(NAME, outcome, "it is the only outcome of its family")
    if not headline["p_value"] < settings.alpha:
        return silent(NAME, outcome, "no effect was told from none before the adjustment")
    value, how = float(headline["p_adjusted"]), "as the plan adjusts its family"
    if not settings.outcome.family or not np.isfinite(value):
        others = [_p_value(data, design, other, estimator, settings) for other in names]
        p_values = [headline["p_value"] if p is None else p for p in others]
        value, how = float(holm(p_values)[names.index(outcome)]), "Holm; the plan has no family"
    status = "passed" if value < settings.alpha else "failed"
    words = f"{len(names)} outcomes, {how}; p {headline['p_value']:.2g} alone"
    return [Check(NAME, outcome, status, value, settings.alpha, detail=words)]


def _p_value(
    data: pd.DataFrame, design: Design, other: str, estimator: str, settings: RobustnessSettings
) -> float | None:
    """The p-value of another outcome by the headline's estimator; 1 where it cannot answer.

    None for the headline's own.
    """
    if other == settings.headline["outcome"]:
        return None
    try:
        return ESTIMATORS[estimator](
            data, design, other, replace(settings.estimator, role="robustness")
        ).p_value
    except EstimationError:
        return 1.0
