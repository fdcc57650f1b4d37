"""Did interviews take place where they should, and not all in one spot?

Coordinates do not pass `clean`; only what `pipeline.cleaning.places` derived from them is read.
"""

import pandas as pd

from pipeline.data_checks.lists import EVERYBODY, first_wave, issues, measures
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Place
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """Interviews without a point, at another interview's very point, outside the planned area, and
    far from their cluster's centre; what the plan gives no area or cluster for is not asked."""
    place = plan.check.gps
    if place is None:
        return []
    rows = survey.wave(place.wave)
    enumerators = plan.check.enumerators
    who = rows[enumerators.column] if enumerators and enumerators.column in rows else None
    return [
        _finding(rows, place, detail, broken, who, place.wave or first_wave(plan))
        for detail, broken in _questions(rows, place).items()
    ]


def _questions(rows: pd.DataFrame, place: Place) -> dict[str, pd.Series]:
    """For each question the rows that fail it; missing where it cannot be asked of a row."""
    shared = rows[f"{place.point}__shared"]
    asked = {
        "without a point": shared.isna().astype(float),
        "at the very point of another interview": _above(shared, 0),
    }
    if place.area is not None:
        asked["outside the planned area"] = _above(rows[f"{place.point}__outside"], 0)
    if place.cluster is not None:
        detail = f"more than {place.farthest_km:g} km from the cluster's centre"
        asked[detail] = _above(rows[f"{place.point}__km"], place.farthest_km)
    return asked


def _above(values: pd.Series, limit: float) -> pd.Series:
    return values.gt(limit).astype(float).where(values.notna())


def _finding(
    rows: pd.DataFrame,
    place: Place,
    detail: str,
    broken: pd.Series,
    who: pd.Series | None,
    wave: str,
) -> Finding:
    count, judged = int(broken.sum()), broken.dropna()
    table = [(EVERYBODY, "share", float(judged.mean()), len(judged))] if len(judged) else []
    if who is not None:
        by = judged.groupby(who.loc[judged.index], sort=True)
        table += [(name, "share", float(mine.mean()), len(mine)) for name, mine in by]
    return Finding(
        Check("gps", f"{place.point} {detail}", "failed" if count else "passed", count, 0),
        measures(table),
        issues(rows, wave, broken.eq(1), place.point, detail),
    )
