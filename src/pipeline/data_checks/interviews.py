"""Did interviews take as long, and take place at such days and hours, as interviews do?"""

from collections.abc import Iterator

import pandas as pd

from pipeline.data_checks.lists import EVERYBODY, first_wave, issues, local, measures
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Interviews
from pipeline.survey import Survey

MINUTE, DAY = pd.Timedelta(minutes=1), pd.Timedelta(days=1)


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each limit of the plan the interviews beyond it; those that end before they begin; and
    those that their enumerator began before ending another one."""
    asked = plan.check.interviews
    if asked is None:
        return []
    rows = survey.wave(asked.wave)
    wave = asked.wave or first_wave(plan)
    enumerators = plan.check.enumerators
    who = rows[enumerators.column] if enumerators and enumerators.column in rows else None
    findings = [
        _finding(rows, wave, asked.start, detail, broken)
        for detail, broken in _beyond_limits(rows, asked, who)
    ]
    return [*findings, *_lengths(rows, asked, who)]


def minutes(rows: pd.DataFrame, asked: Interviews | None) -> pd.Series | None:
    """How long each interview took; missing where it has no end, or ends before it begins."""
    if asked is None or asked.end is None or not {asked.start, asked.end} <= set(rows):
        return None
    taken = (local(rows[asked.end]) - local(rows[asked.start])) / MINUTE
    return taken.where(taken >= 0)


def overlapping(start: pd.Series, end: pd.Series, who: pd.Series) -> pd.Series:
    """Whether each interview began before an earlier one of the same enumerator had ended."""
    known = pd.DataFrame({"start": start, "end": end, "who": who}).dropna()
    known = known[known["end"] >= known["start"]].sort_values(["who", "start", "end"])
    busy_until = known.groupby("who")["end"].cummax().groupby(known["who"]).shift()
    return (known["start"] < busy_until).reindex(start.index, fill_value=False)


def _beyond_limits(
    rows: pd.DataFrame, asked: Interviews, who: pd.Series | None
) -> Iterator[tuple[str, pd.Series]]:
    start, taken = local(rows[asked.start]), minutes(rows, asked)
    if asked.end is not None and taken is not None:
        end = local(rows[asked.end])
        yield "end before they begin", end < start
        if asked.shortest is not None:
            yield f"are shorter than {asked.shortest:g} minutes", taken < asked.shortest
        if asked.longest is not None:
            yield f"are longer than {asked.longest:g} minutes", taken > asked.longest
        if who is not None:
            # An interview left open and finished later says nothing of the next one.
            closed = taken.le(asked.longest) if asked.longest is not None else taken.notna()
            later = overlapping(start[closed], end[closed], who[closed])
            yield (
                "begin before the enumerator's last one ended",
                later.reindex(rows.index, fill_value=False),
            )
    if asked.hours is not None:
        first, last = asked.hours
        hour = start.dt.hour
        yield f"begin before {first}:00 or after {last}:59", (hour < first) | (hour > last)
    if asked.first_day is not None:
        yield f"are before {asked.first_day}", start < pd.Timestamp(asked.first_day)
    if asked.last_day is not None:
        yield f"are after {asked.last_day}", start >= pd.Timestamp(asked.last_day) + DAY


def _finding(
    rows: pd.DataFrame, wave: str, variable: str, detail: str, broken: pd.Series
) -> Finding:
    count, n = int(broken.sum()), int(rows[variable].notna().sum())
    return Finding(
        Check("interviews", f"interviews that {detail}", "failed" if count else "passed", count, 0),
        measures([(EVERYBODY, "share", count / n, n)]) if n else None,
        issues(rows, wave, broken, variable, detail),
    )


def _lengths(rows: pd.DataFrame, asked: Interviews, who: pd.Series | None) -> list[Finding]:
    """The usual length, and each enumerator's: quartiles, no extremes."""
    taken = minutes(rows, asked)
    if taken is None or not taken.notna().any():
        return []
    known = taken.dropna()
    table: list[tuple[object, str, float, int]] = [
        (EVERYBODY, f"minutes_{name}", float(known.quantile(share)), len(known))
        for name, share in (("quarter", 0.25), ("median", 0.5), ("three_quarters", 0.75))
    ]
    if who is not None:
        by = known.groupby(who.loc[known.index], sort=True)
        table += [(one, "minutes_median", float(mine.median()), len(mine)) for one, mine in by]
    median = Check("interviews", "median minutes", "informative", value=float(known.median()))
    return [Finding(median, measures(table))]
