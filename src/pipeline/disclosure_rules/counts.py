"""The sizes of samples and what is made of them, withheld together in every table that has them."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pipeline.designs.comparisons import arm_and_sample, both
from pipeline.disclosure_rules.cells import COUNTS, rounded, withhold
from pipeline.disclosure_rules.samples import (
    ARMS,
    COVARIATE,
    Cell,
    Kind,
    Name,
    System,
    cells_of,
    needs,
    of_people,
    programmes_in,
    system_of,
)
from pipeline.disclosure_rules.suppression import is_small, suppressed
from pipeline.errors import EstimationError, Fault
from pipeline.results import JOINT
from pipeline.sections.design import FIRST

if TYPE_CHECKING:
    import pandas as pd

# A share, its partner in the other arm, or anything made of both gives the other back.
NUMBERS = (
    "treated_mean", "control_mean", "difference", "std_error", "df", "statistic", "p_value",
    "standardised_difference",
)  # fmt: skip
ENOUGH = 100  # units of an arm from which on shares in whole percent fit any number of them
# What withholding a count of each table loses: readers look at who took part before the rest.
WORTH = {"sample_flow.csv": 4, "attrition.csv": 4, "balance.csv": 1}


def kinds_in(tables: "dict[str, pd.DataFrame]") -> dict[str, Kind]:
    """Which of an outcome's two samples its headline analyses: the one that has its size.

    Where the tables cannot tell, it is the smaller one.
    """
    kinds: dict[str, Kind] = {}
    if "balance.csv" in tables:
        samples = {arm_and_sample(name)[1] for name in tables["balance.csv"]["sample"]}
        kinds |= dict.fromkeys(samples - {"assigned"}, "complete")
    if "attrition.csv" in tables:
        kinds |= dict.fromkeys(tables["attrition.csv"]["outcome"], "complete")
    if "attrition.csv" in tables and "sample_flow.csv" in tables:
        sizes = tables["sample_flow.csv"].set_index(["step", "arm"])["n"]
        of_arms = tables["attrition.csv"].loc[lambda rows: rows["arm"].isin(ARMS)]
        for row in of_arms.itertuples():
            if sizes.get((f"complete:{row.outcome}", row.arm)) != row.analysed:
                kinds[row.outcome] = "observed"
    return kinds


def protected_counts(
    tables: "dict[str, pd.DataFrame]", kinds: dict[str, Kind], threshold: int
) -> "dict[str, pd.DataFrame]":
    """The tables without small counts, without what gives them back, and without their rates.

    The size of a sample that a headline analyses stays, arm by arm: an effect without its number
    of people says nothing, and its degrees of freedom would give it back.

    Raises
    ------
    EstimationError
        Where an arm of a headline's sample is itself too small.
    """
    cells = cells_of(tables, kinds)
    system = system_of(cells)
    refuse_small_samples(system, kinds, threshold)
    worth = Counter()
    for cell in cells:
        worth[cell.name] += WORTH[cell.table]
    cost = np.log2(2 + np.abs(system.sizes)) * [worth[name] for name in system.names]
    staying = _staying(system, kinds, threshold)
    cost[[name in staying for name in system.names]] = np.inf
    hidden = suppressed(system.sizes, system.equations, threshold, cost)
    names = {name for name, gone in zip(system.names, hidden, strict=True) if gone}
    marked = {name: _marked(table, name, cells, names) for name, table in tables.items()}
    safe = {
        name: withhold(table, with_rates(table, marked[name])) for name, table in tables.items()
    }
    if "balance.csv" in safe:
        safe["balance.csv"] = with_short_means(safe["balance.csv"], cells, system, names)
    return safe


def _staying(system: System, kinds: dict[str, Kind], threshold: int) -> set[Name]:
    """Counts that other files publish: of headlines' samples, of others that differ enough from
    them (see `estimates`), that no answer is missing (see `measures`), the rows that `clean` left
    out.
    """
    sizes = dict(zip(system.names, system.sizes, strict=True))
    staying: set[Name] = set()
    programmes = programmes_in(sizes)
    arms = ("control", *programmes, *map(both, programmes))
    for outcome, kind in kinds.items():
        other = "observed" if kind == "complete" else "complete"
        mine, theirs = ([(arm, needs(outcome, k)) for arm in arms] for k in (kind, other))
        staying |= set(mine)
        if all(name in sizes for name in (*mine, *theirs)):
            gaps = [abs(sizes[m] - sizes[t]) for m, t in zip(mine, theirs, strict=True)]
            staying |= set() if is_small(gaps, threshold).any() else set(theirs)
    for name, size in sizes.items():
        outer = name[0]
        if isinstance(outer, tuple) and not is_small(size, threshold):
            left_out = isinstance(outer[1], str)
            nobody = outer == ("all", frozenset()) and len(name[1][1]) == 1 and not size
            staying |= {name} if left_out or nobody else set()
    return staying


def refuse_small_samples(system: System, kinds: dict[str, Kind], threshold: int) -> None:
    """Stop where the sample of a headline has fewer people in an arm than may be spoken of."""
    sizes = dict(zip(system.names, system.sizes, strict=True))
    arms = ("control", *programmes_in(sizes))
    faults = [
        too_few(outcome, threshold)
        for outcome, kind in kinds.items()
        if any(sizes.get((arm, needs(outcome, kind)), np.inf) < threshold for arm in arms)
    ]
    if faults:
        raise EstimationError(faults)


def too_few(outcome: str, threshold: int) -> Fault:
    """An outcome whose headline would speak of fewer people than the plan allows."""
    return Fault(
        "E706",
        f"an arm has fewer than {threshold} units for the headline of `{outcome}`",
        key=f"construct.outcomes.{outcome}",
        help="analyse more units, or leave the outcome out; only for data that are public "
        "already: disclosure: threshold: 0",
    )


def _marked(
    table: "pd.DataFrame", name: str, cells: list[Cell], hidden: set[Name]
) -> "pd.DataFrame":
    import pandas as pd

    columns = COUNTS[name]
    marked = pd.DataFrame(False, index=table.index, columns=list(columns))
    for cell in cells:
        if cell.table == name and cell.name in hidden:
            marked.loc[cell.row, cell.column] = True
    return marked


def with_rates(table: "pd.DataFrame", counts: "pd.DataFrame") -> "pd.DataFrame":
    """The marks of counts, with those of the rates and boundaries that give them back."""
    if "attrition" not in table:
        return counts
    marked = counts.assign(attrition=counts.any(axis=1), boundary=False)
    apart = table["arm"].str.match("difference(_|$)")
    together = table["arm"].str.match("all(_|$)")
    of_arms = marked["attrition"] & of_people(table) & ~together
    marked["attrition"] |= apart & of_arms.groupby(table["outcome"]).transform("any")
    overall = (marked["attrition"] & together).groupby(table["outcome"])
    marked["boundary"] = apart & overall.transform("any")
    return marked


def with_short_means(
    balance: "pd.DataFrame", cells: list[Cell], system: System, hidden: set[Name]
) -> "pd.DataFrame":
    """`balance.csv` with few digits where a mean would tell how many it is a mean of.

    That is so where the number is withheld, and where the arms' numbers are not the published ones
    because a covariate is missing. In small arms even few digits would tell; the row is withheld.
    """
    import pandas as pd

    sizes = dict(zip(system.names, system.sizes, strict=True))
    short, small = (pd.Series(False, index=balance.index) for _ in range(2))
    for cell in cells:
        if cell.table != "balance.csv" or balance.loc[cell.row, "variable"] == JOINT:
            continue
        sample = frozenset(need for need in cell.name[1] if not need.startswith(COVARIATE))
        whole = cell.name[0]
        arms = [(arm, sample) for arm in (whole.removeprefix("all_"), "control")]
        arms[0] = (FIRST, sample) if whole == "all" else arms[0]
        told = sizes.get((whole, sample), sizes[cell.name]) == sizes[cell.name]
        short[cell.row] = not told or not hidden.isdisjoint({cell.name, *arms})
        small[cell.row] = min(sizes.get(arm, sizes[cell.name] / 2) for arm in arms) < ENOUGH
    balance = rounded(balance, short & ~small, NUMBERS)
    return withhold(balance, pd.DataFrame(dict.fromkeys(NUMBERS, short & small)))
