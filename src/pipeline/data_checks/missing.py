"""Is enough of each variable that the plan uses there?"""

import pandas as pd

from pipeline.construct import in_sample, with_variables
from pipeline.plan import Plan
from pipeline.results import Check


def check(survey: pd.DataFrame, plan: Plan) -> list[Check]:
    """The share missing of each outcome and covariate, among the rows of the study."""
    sample = in_sample(with_variables(survey, plan), plan)
    most = plan.check.most_missing
    checks = []
    for name in dict.fromkeys([*plan.outcomes, *plan.covariates]):
        share = float(sample[name].isna().mean())
        status = "failed" if share > most else "passed"
        checks.append(Check("missing", name, status, value=share, threshold=most))
    return checks
