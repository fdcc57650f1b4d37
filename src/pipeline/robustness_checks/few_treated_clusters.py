"""Are enough clusters treated for a clustered error to be trusted?

Fails when the headline's error is a clustered one and fewer than six clusters are treated: such
errors are then too small. The placebo rank with one treated cluster does not lean on them.
"""

import pandas as pd

from pipeline.difference_in_differences.panel import treated_clusters
from pipeline.difference_in_differences.rows import prepared
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

NAME = "few_treated_clusters"
FEWEST = 6


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The number of treated clusters (MacKinnon and Webb 2017, Journal of Applied Econometrics)."""
    rows = prepared(data, design, outcome, settings.estimator).rows
    treated = treated_clusters(rows)
    detail = f"{treated} of {rows.n_clusters} clusters are treated"
    few = "informative" if estimator == "placebo_in_space" else "failed"
    status = few if treated < FEWEST else "passed"
    return [Check(NAME, outcome, status, float(treated), float(FEWEST), detail=detail)]
