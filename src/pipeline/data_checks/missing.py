"""Is enough of each variable that the plan uses there?"""

from pipeline.construct import constructed
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """The share missing of each outcome and covariate, among the rows of the study."""
    sample = constructed(survey, plan)
    most = plan.check.most_missing
    findings = []
    for name in dict.fromkeys([*plan.outcomes, *plan.covariates]):
        share = float(sample[name].isna().mean())
        status = "failed" if share > most else "passed"
        findings.append(Finding(Check("missing", name, status, value=share, threshold=most)))
    return findings
