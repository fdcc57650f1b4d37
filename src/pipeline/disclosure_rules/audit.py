"""The results as they lie on disk, looked at once more before anybody is shown them."""

import re
from collections.abc import Iterator
from html import unescape

import numpy as np
import pandas as pd

from pipeline.designs.comparisons import both
from pipeline.disclosure import refuse_small_entries
from pipeline.disclosure_rules.cells import shows_small_counts, withhold
from pipeline.disclosure_rules.counts import WORTH
from pipeline.disclosure_rules.estimates import sample_of
from pipeline.disclosure_rules.feasible_tables import ranges
from pipeline.disclosure_rules.measures import counts_people, protected_log, protected_measures
from pipeline.disclosure_rules.samples import (
    Cell,
    Name,
    cells_of,
    needs,
    of_people,
    system_of,
)
from pipeline.disclosure_rules.suppression import is_small
from pipeline.errors import AtharError, Fault, ResultsError
from pipeline.plan import Plan
from pipeline.project import UNFINISHED, Folder
from pipeline.results import TABLES, read_json, read_table

DOCUMENTS = (
    "conclusions.json", "evidence.json", "headline.json", "identification.json", "sources.json",
    "version.json",
)  # fmt: skip
OTHERS = ("identified.txt",)
RERUN = "do not edit results; delete the file and run `dvc repro`"
# What no result looks like. Numbers of results carry their source and are left out beforehand.
CONTACTS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a telephone number": re.compile(r"(?<![\w./])(?:\+|00?)(?:[ \-()]?\d){8,14}(?![\w./-])"),
    "coordinates": re.compile(r"-?\d{1,3}\.\d{4,}\s*[,;/]\s*-?\d{1,3}\.\d{4,}"),
}


def refuse_unsafe_results(folder: Folder, plan: Plan) -> None:
    """Stop where a file of `results/` is unknown, was edited, or tells of too few people.

    Raises
    ------
    ResultsError
        With every such file: which columns, never which numbers.
    """
    tables, faults = {}, []
    for path in sorted(folder.results.iterdir()):
        if path.name.startswith(UNFINISHED) or path.name in OTHERS:
            continue
        try:
            if path.name in TABLES:
                tables[path.name] = read_table(folder, path.name)
            elif path.name in DOCUMENTS:
                document = read_json(folder, path.name)
                refuse_small_entries(path.name, document, plan.disclosure.threshold)
            else:
                faults.append(_fault(folder, path.name, "E622", "no stage writes this file"))
        except (AtharError, ValueError) as error:
            faults += error.faults if isinstance(error, AtharError) else []
            if not isinstance(error, AtharError):
                faults.append(_fault(folder, path.name, "E622", "cannot be read as results"))
    if plan.disclosure.threshold:
        faults += _told(folder, tables, plan)
    if faults:
        raise ResultsError(faults)


def _fault(folder: Folder, name: str, code: str, message: str, found: str = "") -> Fault:
    return Fault(code, message, folder.relative(folder.results / name), found=found, help=RERUN)


def _told(folder: Folder, tables: dict[str, pd.DataFrame], plan: Plan) -> Iterator[Fault]:
    """What tables tell of fewer people than the plan's threshold."""
    threshold = plan.disclosure.threshold
    for name, table in tables.items():
        found = shows_small_counts(name, table, threshold)
        if name == "data_checks.csv":
            small = counts_people(table) & is_small(table["value"].astype(float), threshold)
            found += ["value"] * int(small.any())
        if name in ("data_quality.csv", "cleaning_log.csv"):
            again = protected_log if name == "cleaning_log.csv" else protected_measures
            found += (
                []
                if again(table, threshold).equals(withhold(table, _nothing(table)))
                else ["a small count or share"]
            )
        if name == "attrition.csv":
            unknown = table["assigned"].isna() | table["analysed"].isna()
            told = unknown & of_people(table) & table["attrition"].notna()
            found += ["attrition"] * int(told.any())
        if name == "indicators.csv":
            rest = table["n"].astype(float) - table["counted"].astype(float)
            told = is_small(rest, threshold) | (table["n"].isna() & _counted(table))
            found += ["achieved"] * int((told & table["achieved"].notna()).any())
        if found:
            message = f"shows numbers of fewer than {threshold} people"
            yield _fault(folder, name, "E621", message, ", ".join(found))
    together = {name: table for name, table in tables.items() if name in WORTH}
    if together:
        yield from _recomputed(folder, together, tables.get("estimates.csv"), plan)


def _counted(indicators: pd.DataFrame) -> pd.Series:
    """Which indicators were counted among people, and not entered."""
    return indicators["measure"] != "achieved"


def _nothing(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(False, index=table.index, columns=[])


def _recomputed(
    folder: Folder,
    tables: dict[str, pd.DataFrame],
    estimates: pd.DataFrame | None,
    plan: Plan,
) -> Iterator[Fault]:
    """Counts that were withheld, or that nobody should take as a difference, and yet follow."""
    kinds = {name: sample_of(plan.estimators_of(name)[0]) for name in plan.outcomes}
    cells = [*cells_of(tables, kinds), *estimate_cells(estimates)]
    system = system_of(cells)
    least = np.where(system.shown, 1.0, 0.0)
    try:
        low, high = ranges(system.sizes, system.equations, least)
    except ValueError as error:
        yield _fault(folder, "sample_flow.csv", "E623", f"{error}, in {', '.join(tables)}")
        return
    follows = np.abs(high - low) < 0.5
    small = is_small(low, plan.disclosure.threshold)
    told = follows & (small | (system.shown & np.isnan(system.sizes)))
    files = {cell.name: cell.table for cell in cells}
    for place in np.flatnonzero(told):
        name = system.names[place]
        message = "a withheld number of people can be worked out from what is shown"
        yield _fault(folder, files.get(name, next(iter(tables))), "E623", message, in_words(name))


def estimate_cells(estimates: pd.DataFrame | None) -> list[Cell]:
    """The counts of `estimates.csv`: what the sizes of samples are called there."""
    if estimates is None:
        return []
    return [
        Cell("estimates.csv", row.Index, column, (arm, needs(row.outcome, kind)), value)
        for row in estimates[estimates["subgroup"] == ""].itertuples()
        for kind in [sample_of(row.estimator)]
        for column, arm, value in (
            ("n_obs", both(row.arm), row.n_obs),
            ("n_treated", row.arm, row.n_treated),
        )
    ]


def in_words(name: Name) -> str:
    """Whom a count counts, as far as its name says."""
    if isinstance(name[0], tuple):
        return f"{in_words(name[0])}, less {in_words(name[1])}"
    arm, what = name[0], name[1]
    needed = what if isinstance(what, str) else ", ".join(sorted(what)) or "assigned"
    return f"{needed} ({'everybody' if arm == 'all' else arm})"


def refuse_contacts(page: str, file: str) -> None:
    """Stop where a page's text looks as if somebody could be reached or found by it.

    Raises
    ------
    ResultsError
        With what it looks like, never with the text itself.
    """
    # Numbers of results carry their source, and fingerprints are code: neither is an answer.
    text = re.sub(r"<(style|script|data|code)\b.*?</\1>", " ", page, flags=re.DOTALL)
    # A line for each piece: the ticks of an axis side by side are no telephone number.
    text = unescape(re.sub(r"<[^>]*>", "\n", text))
    found = [what for what, pattern in CONTACTS.items() if pattern.search(text)]
    if found:
        message = "the report's text holds what could lead to a person"
        help_ = "look in the plan's texts and labels; the report shows those and results only"
        raise ResultsError(Fault("E624", message, file, found=", ".join(found), help=help_))
