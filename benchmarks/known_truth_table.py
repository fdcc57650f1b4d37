"""The table of `known_truth.py`: known_truth_table.py lalonde.csv settings.csv, to the terminal."""

import sys

import numpy as np
import pandas as pd

HEAD = """# How near do comparison designs come to a truth that is known?

`known_truth.py` says how both truths are made, and how to make this page again.

## The covariates of {people:,} real people, treatment and outcome drawn

{settings} settings: what treatment follows from (straight, curved) × overlap (good, poor) × what
the outcome follows from (straight, curved, steps) × effects (the same, differing). The truth is the
average effect on those treated in each study, about half the noise's standard deviation. Studies
are counted where a method answered: ours refuses one in which a covariate is the same for all
treated. RMSE, bias and width of intervals are in standard deviations of the noise. The slow methods
saw fewer studies; RMSE and coverage on the studies that all of them saw stand beside. Nobody's
defaults were tuned. Monte Carlo error of a coverage: {quick_error:.1%} for all studies,
{slow_error:.1%} for those few.

**What it says.** Straight lines, ours by default and others', are right where the world is straight
and wrong together where it bends: their intervals then hold the truth half the time, because they
count chance and not a wrong model. On the studies that all saw, `estimate: nuisance: lasso` came
nearest to the truth of all methods, at the width of the straight ones; trees alone are too
uncertain to help in {people:,} people.

{columns}
"""
COLUMNS = (
    "method", "studies", "RMSE", "bias", "coverage of 95%", "RMSE, few", "coverage, few", "width",
    "coverage where all is straight",
)  # fmt: skip
LALONDE = """
## LaLonde: participants of a lottery beside the Current Population Survey

The lottery found 1,794 (standard error 633).

| method | estimate | from | to | away from the lottery |
|---|---|---|---|---|
"""
PARTS = {
    "RMSE straight, good overlap": lambda rows: rows[0].eq("linear") & rows[1].eq("good")
    & rows[2].eq("linear"),
    "RMSE poor overlap": lambda rows: rows[1].eq("poor"),
    "RMSE curved outcome or steps": lambda rows: rows[2].ne("linear"),
}  # fmt: skip


def rmse(rows: pd.DataFrame) -> float:
    return float(np.sqrt(((rows["estimate"] - rows["truth"]) ** 2).mean()))


def line(method: str, rows: pd.DataFrame, shared: set[tuple[str, int]]) -> str:
    """One method's row; intervals that it does not give have no coverage."""
    error = rows["estimate"] - rows["truth"]
    keys = zip(rows["setting"], rows["draw"], strict=True)
    among = np.array([key in shared for key in keys])
    kinds = rows["setting"].str.split("/", expand=True)
    held = (rows["conf_low"] <= rows["truth"]) & (rows["truth"] <= rows["conf_high"])
    known = rows["conf_low"].notna()
    cells = [
        method,
        f"{rows['estimate'].notna().sum():,}",
        f"{rmse(rows):.3f}",
        f"{error.mean():+.3f}",
    ]
    cells += [f"{held[known].mean():.1%}" if known.any() else "–"]
    cells += [f"{rmse(rows[among]):.3f}"]
    cells += [f"{held[known & among].mean():.1%}" if known.any() else "–"]
    width = (rows["conf_high"] - rows["conf_low"]).mean()
    cells += [f"{width:.2f}" if known.any() else "–"]
    straight = known & kinds[0].eq("linear") & kinds[2].eq("linear")
    cells += [f"{held[straight].mean():.1%}" if known.any() else "–"]
    cells += [f"{rmse(rows[part(kinds)]):.3f}" for part in PARTS.values()]
    cells += [f"{rows['seconds'].median():.2f}"]
    return f"| {' | '.join(cells)} |\n"


def main(lalonde: str, settings: str) -> None:
    """The page, to the terminal."""
    rows, one = pd.read_csv(settings), pd.read_csv(lalonde)
    studies = {
        method: set(zip(found["setting"], found["draw"], strict=True))
        for method, found in rows.groupby("method", sort=False)
    }
    shared = set.intersection(*studies.values())
    quick, slow = (np.sqrt(0.95 * 0.05 / size(map(len, studies.values()))) for size in (max, min))
    names = [*COLUMNS, *PARTS, "seconds"]
    about = {
        "people": 1566,
        "settings": rows["setting"].nunique(),
        "quick_error": quick,
        "slow_error": slow,
        "columns": f"| {' | '.join(names)} |\n{'|---' * len(names)}|",
    }
    print(HEAD.format(**about), end="")
    for method, found in rows.groupby("method", sort=False):
        print(line(method, found, shared), end="")
    print(LALONDE, end="")
    for row in one.itertuples():
        interval = [f"{x:,.0f}" if np.isfinite(x) else "–" for x in (row.conf_low, row.conf_high)]
        cells = [row.method, f"{row.estimate:,.0f}", *interval, f"{row.estimate - row.truth:+,.0f}"]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
