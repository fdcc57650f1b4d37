"""Which numbers lie far from the rest?"""

import numpy as np
import pandas as pd

from pipeline.construct import before_sample
from pipeline.data_checks.lists import EVERYBODY, first_wave, issues, measures
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Outliers
from pipeline.survey import Survey

FEWEST = 10  # quartiles of fewer answers say little of where the rest lie


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each variable of the plan, how many answers lie beyond its bounds."""
    asked = plan.check.outliers
    if asked is None:
        return []
    frame = before_sample(survey, plan)
    return [_one(frame, name, asked, first_wave(plan)) for name in asked.variables]


def bounds(answers: pd.Series, method: str, multiple: float) -> tuple[float, float]:
    """The lowest and the highest answer that is no outlier; not numbers where none can be drawn.

    Tukey's fences (quartiles and interquartile ranges; Tukey 1977) or standard deviations from the
    mean. Where the spread is nil, as when most answers are zero, any other answer would lie beyond
    every multiple of it: no bounds. One answer of n lies at most (n - 1) / sqrt(n) standard
    deviations from the mean (Shiffler 1988), so a few answers cannot have an outlier.
    """
    n = len(answers)
    if method == "iqr":
        low, high = answers.quantile([0.25, 0.75])
        spread = high - low
    else:
        low = high = answers.mean()
        spread = answers.std(ddof=1)
        if n and (n - 1) / np.sqrt(n) <= multiple:
            return np.nan, np.nan
    if n < FEWEST or not spread > 0:
        return np.nan, np.nan
    return low - multiple * spread, high + multiple * spread


def _counted(where: pd.Series) -> tuple[float, int]:
    """A count, and the number of rows that it speaks of: the same."""
    return float(where.sum()), int(where.sum())


def _one(frame: pd.DataFrame, name: str, asked: Outliers, wave: str) -> Finding:
    answers = frame[name].astype(float)
    groups = frame[asked.by] if asked.by else pd.Series(EVERYBODY, index=frame.index)
    low, high = pd.Series(np.nan, index=frame.index), pd.Series(np.nan, index=frame.index)
    rows: list[tuple[object, str, float, int]] = []
    for group, members in answers.dropna().groupby(groups, sort=True):
        below, above = bounds(members, asked.method, asked.multiple)
        low[members.index], high[members.index] = below, above
        n = len(members)
        if np.isnan(below):
            rows.append((group, "no_bounds", float(n), n))
            continue
        rows += [
            (group, "lowest_expected", below, n),
            (group, "highest_expected", above, n),
            (group, "below", *_counted(members < below)),
            (group, "above", *_counted(members > above)),
        ]
    broken = (answers < low) | (answers > high)
    count = int(broken.sum())
    unit = "interquartile ranges from the quartiles" if asked.method == "iqr" else (
        "standard deviations from the mean"
    )  # fmt: skip
    detail = f"more than {asked.multiple:g} {unit}" + (f" of each {asked.by}" if asked.by else "")
    return Finding(
        Check("outliers", name, "failed" if count else "passed", count, 0, detail=detail),
        measures(rows),
        issues(frame, wave, broken, name, "far from the rest"),
    )
