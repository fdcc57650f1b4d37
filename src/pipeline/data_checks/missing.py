"""Is enough of each variable that the plan uses there, in both arms alike?"""

import pandas as pd

from pipeline.construct import constructed
from pipeline.data_checks.lists import EVERYBODY, each_wave, measures, target
from pipeline.data_checks.significance import holm
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey

ALPHA = 0.05  # chance of any false alarm over all variables together
FEWEST_EXPECTED = 5  # units in each cell below which chi-square gives way to Fisher's exact test


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """The share missing of each outcome and covariate, among the rows of the study; whether more
    are missing in one arm than in the other; and why answers are missing."""
    sample = constructed(survey, plan)
    names = list(dict.fromkeys([*plan.outcomes, *plan.covariates]))
    shares = [_share(sample, name, plan) for name in names]
    return [*shares, *_between_arms(sample, names, plan), *_reasons(survey, plan)]


def _share(sample: pd.DataFrame, name: str, plan: Plan) -> Finding:
    missing = sample[name].isna()
    share, most = float(missing.mean()), plan.check.most_missing
    status = "failed" if share > most else "passed"
    table: list[tuple[object, str, float, int]] = [(EVERYBODY, "share", share, len(sample))]
    for by in _groups(sample, plan):
        grouped = missing.groupby(by, sort=True)
        table += [(group, "share", float(mine.mean()), len(mine)) for group, mine in grouped]
    return Finding(Check("missing", name, status, value=share, threshold=most), measures(table))


def _groups(sample: pd.DataFrame, plan: Plan) -> list[pd.Series]:
    """By arm, and by enumerator where the study's rows say who interviewed."""
    enumerators = plan.check.enumerators
    by = [arms(sample, plan)]
    if enumerators is not None and enumerators.column in sample:
        by.append(sample[enumerators.column])
    return by


def arms(sample: pd.DataFrame, plan: Plan) -> pd.Series:
    """Each row's arm: treated, control, or missing."""
    codes = {arm.value: name for name, arm in plan.design.arms.named.items()}
    return sample[plan.design.treatment].map(codes)


def _between_arms(sample: pd.DataFrame, names: list[str], plan: Plan) -> list[Finding]:
    arm = arms(sample, plan)
    p_values = pd.Series(
        {
            name: difference_p(sample[name].isna(), arm, _clusters(sample, arm, plan))
            for name in names
            if sample[name].isna().any()
        },
        dtype=float,
    )
    return [
        Finding(
            Check(
                "missing",
                f"{name} by arm",
                "failed" if p_value < ALPHA else "passed",
                value=float(p_value),
                threshold=ALPHA,
                detail="p-value (Holm) that as many are missing in one arm as in the other",
            )
        )
        for name, p_value in holm(p_values.dropna()).items()
    ]


def _clusters(sample: pd.DataFrame, arm: pd.Series, plan: Plan) -> pd.Series | None:
    """The clusters, where whole ones were assigned."""
    if plan.design.clusters is None:
        return None
    clusters = sample[plan.design.clusters]
    treated = arm.eq("treated").groupby(clusters[arm.notna()])
    return clusters if (treated.min() == treated.max()).all() else None


def difference_p(missing: pd.Series, arm: pd.Series, clusters: pd.Series | None) -> float:
    """The p-value of a difference in the share missing; not a number where an arm is empty.

    Between clusters, Welch's t test of their shares; between units, chi-square, or Fisher's exact
    test where counts are small.
    """
    from scipy.stats import alexandergovern, chi2_contingency, fisher_exact, ttest_ind

    if clusters is not None:
        shares = missing.astype(float).groupby([arm, clusters]).mean()
        parts = [part.to_numpy() for _, part in shares.groupby(level=0)]
        if len(parts) < 2 or min(map(len, parts)) < 2:
            return float("nan")
        if len(parts) > 2:
            return float(alexandergovern(*parts).pvalue)
        return float(ttest_ind(*parts, equal_var=False).pvalue)
    table = pd.crosstab(arm, missing)
    if table.shape[0] < 2 or table.shape[1] != 2:
        return float("nan")
    result = chi2_contingency(table, correction=False)
    if result.expected_freq.min() < FEWEST_EXPECTED and len(table) == 2:
        return float(fisher_exact(table).pvalue)
    return float(result.pvalue)


def _reasons(survey: Survey, plan: Plan) -> list[Finding]:
    """For each wave how many answers are missing for a stated reason, by variable and reason."""
    findings = []
    for wave, _ in each_wave(survey, plan):
        lines = survey.missing[survey.missing["wave"] == wave]
        if lines.empty:
            continue
        counts = lines.groupby(["variable", "reason"], sort=True).size()
        table = [
            (variable, f"missing: {reason}", float(count), int(count))
            for (variable, reason), count in counts.items()
        ]
        name = target(plan, wave, "reasons")
        detail = "answers that are missing for a stated reason"
        finding = Check("missing", name, "informative", value=len(lines), detail=detail)
        findings.append(Finding(finding, measures(table)))
    return findings
