"""Do second visits give the answers of the first?"""

import numpy as np
import pandas as pd

from pipeline.data_checks.lists import EVERYBODY, group_text, issues, measures
from pipeline.data_checks.significance import holm
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import BackChecks
from pipeline.survey import Survey

SAME = 1e-9  # relative difference below which two numbers are one, written in two formats
FEWEST_PAIRS = 3
ALPHA = 0.05  # chance of any false alarm over all enumerators, for each type
SIDES = ("", "__again")


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each type of variable the share of compared answers that differ; for those that may
    change, whether they changed on average, and how reliable they are.

    An answer is compared where both visits gave one. Units are matched on the plan's unit; of
    several visits to one unit the first counts.
    """
    asked, unit = plan.check.backchecks, plan.clean.unit
    if asked is None:
        return []
    if unit is None:
        detail = "needs clean: unit:, by which the visits are matched"
        return [Finding(Check("backchecks", asked.wave, "not_applicable", detail=detail))]
    again, first = survey.wave(asked.wave), survey.wave(asked.of)
    pairs = matched(first, again, unit)
    enumerators = plan.check.enumerators
    who = pairs[enumerators.column] if enumerators and enumerators.column in pairs else None
    types = {"type 1": asked.type_1, "type 2": asked.type_2, "type 3": asked.type_3}
    findings = []
    for (name, variables), most in zip(types.items(), asked.most_errors, strict=True):
        if not variables:
            continue
        findings.append(_errors(pairs, name, variables, most, who))
        if who is not None:
            findings.append(_by_enumerator(differences_of(pairs, variables), name, most, who))
    for name in (*asked.type_2, *asked.type_3):
        findings += _changes(pairs, name, name in asked.type_3)
    return [_unmatched(first, again, unit, asked), *findings]


def matched(first: pd.DataFrame, again: pd.DataFrame, unit: str) -> pd.DataFrame:
    """A row for each unit visited twice; the second visit's columns end in `__again`."""
    first, again = (rows[rows[unit].notna()].drop_duplicates(unit) for rows in (first, again))
    again = again.set_index(unit).add_suffix(SIDES[1])
    return first.merge(again, left_on=unit, right_index=True, how="inner").reset_index(drop=True)


def differs(pairs: pd.DataFrame, name: str) -> pd.Series:
    """1 where the two answers differ, 0 where not, missing where one visit gave none."""
    one, other = (pairs[name + side] for side in SIDES)
    both = one.notna() & other.notna()
    kinds = [pd.api.types.is_numeric_dtype(column) for column in (one, other)]
    if any(kinds):
        one, other = (pd.to_numeric(column, errors="coerce") for column in (one, other))
        same = pd.Series(np.isclose(one, other, rtol=SAME, atol=0), index=pairs.index)
    else:
        same = one.astype(object) == other.astype(object)
    return (~same).astype(float).where(both)


def differences_of(pairs: pd.DataFrame, variables: tuple[str, ...]) -> pd.DataFrame:
    """For each pair of visits and each variable whether the answers differ; see `differs`."""
    return pd.DataFrame({variable: differs(pairs, variable) for variable in variables})


def reliability(one: pd.Series, other: pd.Series) -> float:
    """The share of the second visits' variance that is not response variance.

    The simple response variance is half the variance of the differences (Hansen, Hurwitz and
    Pritzker 1964); 1 is perfect. The variance is the second visits', as IPA's bcstats takes it,
    because they are held to be the better ones.
    """
    variance = float(other.var(ddof=1))
    return 1 - float((one - other).var(ddof=1)) / 2 / variance if variance > 0 else np.nan


def _errors(
    pairs: pd.DataFrame, name: str, variables: tuple[str, ...], most: float, who: pd.Series | None
) -> Finding:
    differences = differences_of(pairs, variables)
    compared = int(differences.notna().sum().sum())
    if compared == 0:
        return Finding(Check("backchecks", name, "not_applicable", detail="no answers to compare"))
    rate = float(differences.sum().sum()) / compared
    table: list[tuple[object, str, float, int]] = [(EVERYBODY, "error_rate", rate, compared)]
    for variable in variables:
        known = differences[variable].dropna()
        if len(known):
            table.append((variable, "error_rate", float(known.mean()), len(known)))
    if who is not None:
        for one, mine in differences.groupby(who, sort=True):
            known = mine.melt()["value"].dropna()
            if len(known):
                rates = (group_text(one), "enumerator_error_rate", float(known.mean()), len(known))
                table.append(rates)
    detail = "share of compared answers that differ"
    finding = Check(
        "backchecks", name, "failed" if rate > most else "passed", rate, most, detail=detail
    )
    return Finding(finding, measures(table))


def _by_enumerator(differences: pd.DataFrame, name: str, most: float, who: pd.Series) -> Finding:
    """How many enumerators' answers differ more often than the type allows, beyond chance.

    One binomial test an enumerator of the highest rate allowed, adjusted for their number (Holm).
    """
    from scipy.stats import binom

    wrong = differences.sum(axis=1).groupby(who, sort=True).sum()
    compared = differences.notna().sum(axis=1).groupby(who, sort=True).sum()
    chance = pd.Series(binom.sf(wrong - 1, compared, most), index=wrong.index)
    flagged = holm(chance[compared > 0]) < ALPHA
    rows = [
        (group_text(one), "beyond_chance", float(flagged[one]), int(compared[one]))
        for one in flagged.index
    ]
    count = int(flagged.sum())
    detail = f"enumerators with more than {most:g} of compared answers differing, beyond chance"
    status = "failed" if count else "passed"
    finding = Check("backchecks", f"enumerators, {name}", status, count, 0, detail=detail)
    return Finding(finding, measures(rows))


def _changes(pairs: pd.DataFrame, name: str, may_change: bool) -> list[Finding]:
    """Reliability of a number, and for type 3 whether its mean and its median moved."""
    one, other = (pairs[name + side] for side in SIDES)
    if not all(pd.api.types.is_numeric_dtype(column) for column in (one, other)):
        return []
    both = one.notna() & other.notna()
    one, other = one[both].astype(float), other[both].astype(float)
    n = len(one)
    if n < FEWEST_PAIRS:
        return []
    ratio = reliability(one, other)
    table = [(EVERYBODY, "mean_difference", float((one - other).mean()), n)]
    if may_change:
        table += [(EVERYBODY, test, p_value, n) for test, p_value in paired_tests(one, other)]
    if not np.isnan(ratio):
        table.append((EVERYBODY, "reliability", ratio, n))
    detail = "reliability: share of variance that is not response variance"
    finding = Check("backchecks", f"{name} reliability", "informative", value=ratio, detail=detail)
    return [Finding(finding, measures(table))]


def paired_tests(one: pd.Series, other: pd.Series) -> list[tuple[str, float]]:
    """P-values of no difference (paired t, Wilcoxon's signed ranks); none where all agree."""
    from scipy.stats import ttest_rel, wilcoxon

    if np.allclose(one, other):
        return []
    return [
        ("t_test_p_value", float(ttest_rel(one, other).pvalue)),
        ("signed_rank_p_value", float(wilcoxon(one, other).pvalue)),
    ]


def _unmatched(first: pd.DataFrame, again: pd.DataFrame, unit: str, asked: BackChecks) -> Finding:
    unknown = ~again[unit].isin(first[unit].dropna())
    count = int(unknown.sum())
    visited = int(first[unit].dropna().drop_duplicates().isin(again[unit]).sum())
    units = int(first[unit].nunique())
    table = [(EVERYBODY, "share_of_units_visited_again", visited / units if units else 0.0, units)]
    repeated = int(again[unit].duplicated().sum())
    table.append((EVERYBODY, "visited_more_than_twice", float(repeated), repeated))
    finding = Check(
        "backchecks",
        f"units of {asked.wave} not in {asked.of}",
        "failed" if count else "passed",
        count,
        0,
    )
    return Finding(
        finding, measures(table), issues(again, asked.wave, unknown, unit, "not in the survey")
    )
