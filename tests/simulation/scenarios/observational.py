"""Groups that formed by themselves."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

ATT = Design(kind="observational", treatment="treated", arms=ARMS, estimand="ATT")
WITH_X = EstimatorSettings(("x",), "influence")


def confounded(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Those who join are better off already; everybody gains 2."""
    x = rng.normal(size=800)
    treated = (rng.random(800) < 1 / (1 + np.exp(0.5 - 0.8 * x))).astype(float)
    y = 2 * x + 2 * treated + rng.normal(size=800)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 2.0


SCENARIOS = [Scenario(ATT, "confounded", name, WITH_X, confounded) for name in ("ipw", "aipw")]
