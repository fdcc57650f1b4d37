"""How many were in the study, how many were lost, and what the sizes of samples give away together.

`sample_flow.csv`, `attrition.csv` and `balance.csv` count the same people in different ways, and
`estimates.csv` repeats some of it. A sample is named by its arm and by what its units must have
for being in it: an outcome, a covariate, or every covariate. Where one sample needs all that
another needs, it lies inside it, and the difference of their sizes counts people too.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.designs.comparisons import arm_and_sample, both
from pipeline.results import CLUSTERS, JOINT
from pipeline.sections.design import FIRST

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Kind = Literal["complete", "observed"]
Name = tuple  # (arm, frozenset of needs), (arm, step), or two of these: the difference
COVARIATE, OUTCOME = "covariate:", "outcome:"
ALL = "every covariate"
ARMS = ("treated", "control")
EVERYBODY = "everybody"  # where there are further arms, and `all` are the first and the controls
BEGINNINGS = ("export", "members", "allocated")  # steps that nobody was left out by
OF_ASSIGNED = ("assigned", "observed", "complete")  # the kinds of step after assignment


@dataclass(frozen=True)
class Cell:
    """One count of one table: where it stands, what it counts, and the count."""

    table: str
    row: int
    column: str
    name: Name
    value: float


@dataclass(frozen=True)
class System:
    """Counts (n,) by name, not a number where unknown; equations (m, n); whether a table has it."""

    names: list[Name]
    sizes: NDArray[np.float64]
    equations: "csr_matrix"
    shown: NDArray[np.bool_]


def needs(outcome: str, kind: Kind) -> frozenset[str]:
    """What units of an outcome's sample must have."""
    return frozenset({OUTCOME + outcome, *([ALL] if kind == "complete" else [])})


def cells_of(tables: "dict[str, pd.DataFrame]", kinds: dict[str, Kind]) -> list[Cell]:
    """Every count of the tables that are there; ``kinds`` says which sample each headline uses."""
    cells = []
    if "sample_flow.csv" in tables:
        cells += flow_cells(tables["sample_flow.csv"])
    if "attrition.csv" in tables:
        cells += attrition_cells(tables["attrition.csv"], kinds)
    if "balance.csv" in tables:
        cells += balance_cells(tables["balance.csv"], kinds)
    first: dict[Name, float] = {}
    return [
        cell
        if _same(cell.value, first.setdefault(cell.name, cell.value))
        else replace(cell, name=("one of its own", cell.table, cell.row, cell.column))
        for cell in cells
    ]


def flow_cells(flow: "pd.DataFrame") -> list[Cell]:
    """The counts of `sample_flow.csv`; the last step before assignment is who was assigned."""
    cells = []
    start = flow[flow["step"] == "assigned"]
    assigned = {row.arm: row.n for row in start.itertuples()}
    assigned["all"] = start["n"].sum(skipna=False)
    everybody = "all" if len(start) == len(ARMS) else EVERYBODY
    for arm, rows in flow.groupby("arm", sort=False):
        # Steps of another wave end in its name: they are a flow of their own.
        chain = [step for step in rows["step"] if ":" not in step and step not in OF_ASSIGNED]
        before: Name = ()
        for row in rows.itertuples():
            kind, _, outcome = row.step.partition(":")
            name: Name = (arm, row.step)
            before = () if kind in BEGINNINGS else before
            if kind in ("observed", "complete"):
                name = (arm, needs(outcome, kind))
                before = (arm, needs(outcome, "observed") if kind == "complete" else frozenset())
            elif kind == "assigned" or (row.step in chain[-1:] and _same(row.n, assigned[arm])):
                name = (everybody if arm == "all" else arm, frozenset())
            cells.append(Cell("sample_flow.csv", row.Index, "n", name, row.n))
            if before and before != name:
                cells.append(
                    Cell("sample_flow.csv", row.Index, "excluded", (before, name), row.excluded)
                )
            before = name
    return cells


def _same(one: object, other: object) -> bool:
    """Whether two sizes may be the same; unknown ones may."""
    return _missing(one) or _missing(other) or one == other


def of_people(attrition: "pd.DataFrame") -> "pd.Series":
    """The rows of `attrition.csv` that count people: not differences, and not clusters."""
    arms = attrition["arm"]
    return ~arms.str.match(f"difference(_|$)|{CLUSTERS}")


def attrition_cells(attrition: "pd.DataFrame", kinds: dict[str, Kind]) -> list[Cell]:
    """The counts of `attrition.csv`."""
    cells = []
    for row in attrition[of_people(attrition)].itertuples():
        analysed = (row.arm, needs(row.outcome, kinds[row.outcome]))
        cells += [
            Cell("attrition.csv", row.Index, "assigned", (row.arm, frozenset()), row.assigned),
            Cell("attrition.csv", row.Index, "analysed", analysed, row.analysed),
        ]
    return cells


def balance_cells(balance: "pd.DataFrame", kinds: dict[str, Kind]) -> list[Cell]:
    """The counts of `balance.csv`: units of a sample that have a covariate, or all of them."""
    cells = []
    for row in balance.itertuples():
        arm, outcome = arm_and_sample(row.sample)
        sample = frozenset() if outcome == "assigned" else needs(outcome, kinds[outcome])
        with_ = sample | {ALL if row.variable == JOINT else COVARIATE + row.variable}
        name = (both(arm), sample if ALL in sample else with_)
        cells.append(Cell("balance.csv", row.Index, "n_obs", name, row.n_obs))
    return cells


def system_of(cells: Iterable[Cell]) -> System:
    """Every count, and every sum and difference that ties them, whether a table shows it or not."""
    values: dict[Name, float] = {}
    for cell in cells:
        value = np.nan if _missing(cell.value) else float(cell.value)
        if np.isnan(values.get(cell.name, np.nan)):
            values[cell.name] = value
    shown = set(values)
    rows = []
    programmes = programmes_in(values)
    wholes = [(both(arm), (arm, "control")) for arm in programmes]
    wholes += [(EVERYBODY, (*programmes, "control"))] if len(programmes) > 1 else []
    for needed in {name[1] for name in values if isinstance(name[-1], frozenset)}:
        for whole, arms in wholes:
            parts = [(arm, needed) for arm in arms]
            if all(part in values for part in parts):
                total = sum(values[part] for part in parts)
                values.setdefault((whole, needed), total)
                rows.append({(whole, needed): -1, **dict.fromkeys(parts, 1)})
    differences = {name for name in shown if isinstance(name[0], tuple)}
    for outer, inner in sorted(differences | set(_nested(values)), key=repr):
        values.setdefault((outer, inner), values[outer] - values[inner])
        if not values[outer] < values[inner]:
            rows.append({outer: 1, inner: -1, (outer, inner): -1})
    return _as_arrays(values, rows, shown)


def programmes_in(names: Iterable[Name]) -> list[str]:
    """The arms, beside the controls, that some counts are of; the first arm first."""
    of_samples = (name[0] for name in names if isinstance(name[-1], frozenset))
    others = {"control", "all", FIRST, EVERYBODY}
    further = {arm for arm in of_samples if arm not in others and not arm.startswith("all_")}
    return [FIRST, *sorted(further)]


def _missing(value: object) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _nested(values: dict[Name, float]) -> list[tuple[Name, Name]]:
    """Pairs of samples of one arm of which the second lies inside the first."""
    samples = [name for name in values if isinstance(name[-1], frozenset)]
    return [
        (outer, inner)
        for outer, inner in itertools.permutations(samples, 2)
        if outer[0] == inner[0] and outer[1] != inner[1] and _lies_in(inner[1], outer[1])
    ]


def _lies_in(inner: frozenset[str], outer: frozenset[str]) -> bool:
    """Whether units with ``inner`` have ``outer``; who has every covariate has each of them."""
    return all(need in inner or (ALL in inner and need.startswith(COVARIATE)) for need in outer)


def _as_arrays(values: dict[Name, float], rows: list[dict], shown: set[Name]) -> System:
    from scipy.sparse import csr_matrix

    names = sorted(values, key=repr)
    place = {name: number for number, name in enumerate(names)}
    entries = [(r, place[n], sign) for r, row in enumerate(rows) for n, sign in row.items()]
    at, of, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return System(
        names,
        np.array([values[name] for name in names], dtype=float),
        csr_matrix((signs, (at, of)), shape=(len(rows), len(names)), dtype=float),
        np.array([name in shown for name in names]),
    )
