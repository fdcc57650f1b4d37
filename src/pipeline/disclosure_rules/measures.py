"""Counts and shares of data checks and of the cleaning log, each beside its group's number."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from pipeline.disclosure_rules.cells import coarse, withhold
from pipeline.disclosure_rules.suppression import is_small, suppressed

if TYPE_CHECKING:
    import pandas as pd

# Words in a measure's name that say that its values are no counts of people.
NOT_PEOPLE = re.compile(
    r"mean|average|median|sd|std|variance|ratio|minutes|hours?|days?|km|metres|p_value|statistic|"
    r"digit|icc|kappa|reliability|threshold|seconds|score|correlation"
)
EXTREMES = re.compile(r"(?:^|_)(?:min|max|minimum|maximum|shortest|longest|earliest|latest)(?:_|$)")
TOTALS = ("", "all", "total")  # names of the group that is everybody
TOTAL_OF_LOG = "export"  # the rule whose rows are those of a whole export
LARGEST_DENOMINATOR = 20_000
TEN_DIGITS = 1e-9


def protected_checks(checks: "pd.DataFrame", threshold: int) -> "pd.DataFrame":
    """`data_checks.csv` without small counts, its shares rounded.

    A value that is a whole number counts rows; one that is a ratio of whole numbers is a share.
    What a share is of is not in the table: it is taken to be the smallest number that all shares
    of the same check can be shares of, which withholds and rounds too much rather than too little.
    """
    import pandas as pd

    checks = checks.reset_index(drop=True)
    values = checks["value"].astype("float64")
    people = ~checks["check"].str.contains(NOT_PEOPLE)
    counts = counts_people(checks)
    small = counts & is_small(values, threshold)
    for _, rows in checks[people & values.between(0, 1, inclusive="neither")].groupby("check"):
        parts = {place: as_share(values[place]) for place in rows.index}
        known = {place: part for place, part in parts.items() if part is not None}
        whole = np.lcm.reduce([part.denominator for part in known.values()]) if known else 1
        for place, part in known.items():
            yes = float(part * int(whole))
            small[place] = is_small([yes, whole - yes], threshold).any()
            values[place] = coarse(values[place], float(whole), threshold)
    return withhold(checks.assign(value=values), pd.DataFrame({"value": small}))


def counts_people(checks: "pd.DataFrame") -> "pd.Series":
    """Which values of `data_checks.csv` are counts."""
    values = checks["value"].astype("float64")
    return ~checks["check"].str.contains(NOT_PEOPLE) & (values % 1 == 0)


def as_share(value: float) -> Fraction | None:
    """The ratio of whole numbers that a value is to ten digits, if it is one."""
    near = Fraction(float(value)).limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(float(near) - value) < TEN_DIGITS * abs(value) else None


def protected_measures(measures: "pd.DataFrame", threshold: int) -> "pd.DataFrame":
    """`data_quality.csv` without measures of small groups, small counts, small shares, extremes.

    Groups of one measure add up to the row of everybody, if there is one; the same group with the
    same number of rows is the same people in every check.
    """
    import pandas as pd

    measures = measures.reset_index(drop=True)
    value, n = (measures[name].astype("float64") for name in ("value", "n"))
    counted = ~measures["measure"].str.contains(NOT_PEOPLE)
    extreme = measures["measure"].str.contains(EXTREMES.pattern)
    whole = counted & (value >= 0) & (value % 1 == 0) & ~((value == 1) & (n != 1))
    yes = (value * n).round()
    share = counted & ~whole & value.between(0, 1) & ((value * n - yes).abs() < 1e-6 * n)
    behind = value.where(whole, yes.where(share))
    hidden_n, hidden_behind = _groups(measures, n, behind, threshold)
    small = share & is_small(n - yes, threshold)
    gone = hidden_behind | small | extreme | hidden_n
    return withhold(measures, pd.DataFrame({"value": gone, "n": hidden_n}))


def _groups(
    measures: "pd.DataFrame", n: "pd.Series", behind: "pd.Series", threshold: int
) -> "tuple[pd.Series, pd.Series]":
    """Which numbers of rows and which counts behind values to withhold, totals considered."""
    import pandas as pd

    names = [("n", group, size) for group, size in zip(measures["group"], n, strict=True)]
    names += [("value", place) for place in measures.index]
    values = dict(zip(names, [*n, *behind], strict=True))
    known = [name for name, value in values.items() if not np.isnan(value)]
    place = {name: number for number, name in enumerate(known)}
    rows = []
    for _, part in measures.groupby(["check", "target", "measure"], sort=False):
        totals = part.index[part["group"].isin(TOTALS)]
        if len(totals) == 1 and len(part) > 1:
            for of in (names[: len(measures)], names[len(measures) :]):
                parts = [of[index] for index in part.index.difference(totals)]
                rows += _sum(values, of[totals[0]], parts, place)
    matrix = np.array(rows).reshape(len(rows), len(known))
    hidden = suppressed([values[name] for name in known], matrix, threshold) if known else []
    gone = {name for name, lost in zip(known, hidden, strict=True) if lost}
    marks = pd.Series([name in gone for name in names])
    return marks[: len(measures)], marks[len(measures) :].reset_index(drop=True)


def _sum(values: dict, total: tuple, parts: list[tuple], place: dict) -> list[np.ndarray]:
    """The row that says that parts make a total, where all are known and they do."""
    if not all(name in place for name in (total, *parts)):
        return []
    if sum(values[name] for name in parts) != values[total]:
        return []
    row = np.zeros(len(place))
    row[place[total]] = -1
    np.add.at(row, [place[name] for name in parts], 1)
    return [row]


def protected_log(log: "pd.DataFrame", threshold: int) -> "pd.DataFrame":
    """`cleaning_log.csv` without small counts of rows, and without totals that give them back."""
    import pandas as pd

    log = log[log["rule"] != TOTAL_OF_LOG].reset_index(drop=True)
    return withhold(log, pd.DataFrame({"rows": is_small(log["rows"], threshold)}, log.index))
