"""What passes between stages: one estimate, one check, and the columns of every results file."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.errors import Fault, ResultsError
from pipeline.project import Folder, whole_file
from pipeline.sections.written_text import for_spreadsheet, from_spreadsheet, seen

# Enough to compare runs digit by digit, few enough that another BLAS prints the same.
SIGNIFICANT_DIGITS = 10
FLOAT_FORMAT = f"%.{SIGNIFICANT_DIGITS}g"

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.plan import Disclosure

Status = Literal["passed", "failed", "informative", "not_applicable"]
Role = Literal["primary", "secondary", "exploratory", "robustness"]


@dataclass(frozen=True)
class Estimate:
    """One effect: a row of `estimates.csv`, in the outcome's own units.

    ``control_mean`` is the mean without the programme that the estimator compares with, so that
    ``control_mean + estimate`` is the mean with it. ``se_type`` is the standard error's short
    name (HC2, CR2, influence, …) and ``inference`` says in words what was done.
    """

    outcome: str
    estimand: str
    estimator: str
    role: Role
    arm: str
    subgroup: str
    estimate: float
    std_error: float
    df: float
    statistic: float
    p_value: float
    p_adjusted: float
    conf_low: float
    conf_high: float
    minimum_detectable_effect: float
    n_obs: int
    n_treated: int
    n_clusters: int | None
    control_mean: float
    control_sd: float
    se_type: str
    inference: str
    formula: str
    library: str


@dataclass(frozen=True)
class Check:
    """One question put to the data or to a result, and its answer.

    ``value`` is what was measured and ``threshold`` what it was held to. ``severity`` (error or
    warning) says what a failure does to the run; a robustness check has none. ``table`` names a
    results file that holds more.
    """

    check: str
    target: str
    status: Status
    value: float = math.nan
    threshold: float = math.nan
    severity: str = ""
    detail: str = ""
    table: str = ""


@dataclass(frozen=True)
class Finding:
    """A data check, with what is too long for its one line.

    ``measures`` (group, measure, value, n) goes to `data_quality.csv`: numbers by enumerator, arm
    or place, ``n`` being how many rows each speaks of. ``issues`` (wave, row_id, variable, issue)
    names the interviews to look at; it stays where the respondents' rows are.
    """

    check: Check
    measures: "pd.DataFrame | None" = None
    issues: "pd.DataFrame | None" = None


def _columns(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


JOINT = "all covariates"  # the row of `balance.csv` that tests them together
CLUSTERS = "clusters_"  # before the arm, in rows of `attrition.csv` that count clusters

# Columns of each table, and those that together name one row.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "estimates.csv": (
        _columns(Estimate),
        ("outcome", "arm", "subgroup", "estimand", "estimator", "se_type"),
    ),
    "differences.csv": (
        (
            "outcome", "arm", "between", "one", "other", "difference", "std_error", "df",
            "statistic", "p_value", "p_adjusted", "conf_low", "conf_high", "inference",
        ),
        ("outcome", "arm", "between", "one", "other"),
    ),
    "data_checks.csv": (_columns(Check), ("check", "target")),
    "data_quality.csv": (
        ("check", "target", "group", "measure", "value", "n"),
        ("check", "target", "group", "measure"),
    ),
    "cleaning_log.csv": (
        ("wave", "variable", "rule", "reason", "rows"),
        ("wave", "variable", "rule", "reason"),
    ),
    "disclosure.csv": (
        ("measure", "target", "value", "threshold", "status"),
        ("measure", "target"),
    ),
    "robustness.csv": (_columns(Check), ("check", "target")),
    "curves.csv": (
        ("curve", "outcome", "series", "x", "value", "conf_low", "conf_high", "n"),
        ("curve", "outcome", "series", "x", "value"),
    ),
    "specifications.csv": (
        (
            "outcome", "arm", "specification", "headline", "estimator", "covariates", "sample",
            "transformation", "trimming", "estimate", "std_error", "df", "p_value", "conf_low",
            "conf_high", "standardised", "standardised_low", "standardised_high", "null_low",
            "null_median", "null_high", "n_obs", "n_treated", "n_clusters",
        ),
        ("outcome", "arm", "specification"),
    ),
    "rehearsal.csv": (
        (
            "outcome", "arm", "planted", "effect", "measure", "value", "monte_carlo_error",
            "threshold", "status", "draws", "detail",
        ),
        ("outcome", "arm", "planted", "measure"),
    ),
    "changes.csv": (
        (
            "outcome", "arm", "version", "state", "then_estimate", "then_conf_low",
            "then_conf_high", "then_verdict", "then_certainty", "estimate", "conf_low",
            "conf_high", "verdict", "certainty", "difference", "by_data", "by_plan", "by_code",
        ),
        ("outcome", "arm"),
    ),
    "sample_flow.csv": (("step", "arm", "n", "excluded"), ("step", "arm")),
    "attrition.csv": (
        ("outcome", "arm", "assigned", "analysed", "attrition", "boundary", "level"),
        ("outcome", "arm"),
    ),
    "balance.csv": (
        (
            "sample", "variable", "treated_mean", "control_mean", "difference", "std_error", "df",
            "statistic", "p_value", "standardised_difference", "wwc_class", "n_obs",
        ),
        ("sample", "variable"),
    ),
    "indicators.csv": (
        (
            "indicator", "level", "measure", "arm", "target_value", "achieved", "share_of_target",
            "counted", "n",
        ),
        ("indicator",),
    ),
    "costs.csv": (
        (
            "outcome", "arm", "year", "total", "offered", "per_person", "per_unit", "low", "high",
            "reason",
        ),
        ("outcome", "arm"),
    ),
    "published.csv": (
        (
            "outcome", "estimator", "se_type", "kind", "published_estimate",
            "published_std_error", "estimate", "std_error", "difference",
            "inside_interval", "estimate_agrees", "std_error_agrees",
        ),
        ("outcome", "estimator", "se_type", "kind"),
    ),
}  # fmt: skip
# Columns that hold words even where none of their cells is filled.
TEXTS = frozenset(
    {
        WITHHELD,
        "arm",
        "subgroup",
        "detail",
        "table",
        "severity",
        "level",
        "wwc_class",
        "sample",
        "group",
        "wave",
        "variable",
        "reason",
        "target",
        "series",
        "verdict",
        "certainty",
        "then_verdict",
        "then_certainty",
        "covariates",
        "transformation",
        "trimming",
    }
)
INTEGERS = (
    "n_obs", "n_treated", "n_clusters", "n", "excluded", "assigned", "analysed", "rows", "draws",
    "counted", "offered", "year",
    "version",
)  # fmt: skip


def as_table(rows: Iterable[Any]) -> "pd.DataFrame":
    """Dataclass rows (`Estimate`, `Check`) as a table."""
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in rows])


def write_table(folder: Folder, name: str, table: "pd.DataFrame", disclosure: "Disclosure") -> None:
    """One results table; see `write_tables`."""
    write_tables(folder, {name: table}, disclosure)


def write_tables(
    folder: Folder, tables: "dict[str, pd.DataFrame]", disclosure: "Disclosure"
) -> None:
    """Results tables, their columns in their fixed order, floats to 10 significant digits.

    Tables that count the same people are passed together: what one withholds, another must not
    give back. A table in which anything is withheld has a last column, `withheld`, that says what.
    A text that begins like a formula is written so that no spreadsheet runs it: see
    `sections.written_text`.

    Raises
    ------
    ResultsError, EstimationError
        Where a table would speak of fewer people than the plan allows; see `disclosure.disclosed`.
    ValueError
        Where two rows share a key: a number in a report could not be followed back.
    """
    from pipeline.disclosure import disclosed

    for name, table in disclosed(tables, disclosure.threshold).items():
        columns, key = TABLES[name]
        extra = [WITHHELD] if WITHHELD in table else []
        ordered = table.reindex(columns=[*columns, *extra]).infer_objects()
        if ordered.duplicated(list(key)).any():
            raise ValueError(f"{name}: two rows with the same {', '.join(key)}")
        for column in set(INTEGERS) & set(columns):
            ordered[column] = ordered[column].astype("Int64")
        texts = ordered.select_dtypes(["object", "string"])
        ordered[texts.columns] = texts.map(_as_cell)
        with whole_file(folder.results / name) as path:
            ordered.to_csv(path, index=False, float_format=FLOAT_FORMAT, lineterminator="\n")


def _as_cell(value: Any) -> Any:
    """A text as a cell that can be seen whole and that no spreadsheet runs."""
    return for_spreadsheet(seen(value)) if isinstance(value, str) else value


def _from_cell(value: Any) -> Any:
    return from_spreadsheet(value) if isinstance(value, str) else value


def read_table(folder: Folder, name: str) -> "pd.DataFrame":
    """A results table as it was written; text columns hold no missing values.

    What was withheld is missing, and named in its row's `withheld`; see `disclosure`.

    Raises
    ------
    ResultsError
        Where the file is not there, or its columns are not those the stage wrote.
    """
    import pandas as pd

    path = folder.results / name
    if not path.is_file():
        raise _missing(folder, path)
    table = pd.read_csv(path, float_precision="round_trip")
    if tuple(table.columns) not in (TABLES[name][0], (*TABLES[name][0], WITHHELD)):
        raise ResultsError(
            Fault(
                "E601",
                f"{name} does not have the columns that its stage writes",
                folder.relative(path),
                help="do not edit results; delete the file and run `dvc repro`",
            )
        )
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].fillna("").map(_from_cell)
        elif column in INTEGERS:
            table[column] = table[column].astype("Int64")
    for column in TEXTS & set(table.columns):
        table[column] = table[column].fillna("").astype(str)
    return table


def write_json(
    folder: Folder, name: str, content: dict[str, Any], disclosure: "Disclosure"
) -> None:
    """A results document with sorted keys and floats to 10 significant digits.

    Raises
    ------
    ResultsError
        Where it would show a count of fewer people than the plan allows.
    """
    from pipeline.disclosure import refuse_small_entries

    refuse_small_entries(name, content, disclosure.threshold)
    text = json.dumps(rounded(content), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    with whole_file(folder.results / name) as path:
        path.write_text(text, encoding="utf-8")


def read_json(folder: Folder, name: str) -> dict[str, Any]:
    """A results document.

    Raises
    ------
    ResultsError
        Where the file is not there.
    """
    path = folder.results / name
    if not path.is_file():
        raise _missing(folder, path)
    return json.loads(path.read_text(encoding="utf-8"))


def rounded(content: Any) -> Any:
    """Floats to 10 significant digits, not-a-number as null, all the way down."""
    if isinstance(content, dict):
        return {key: rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [rounded(value) for value in content]
    if isinstance(content, float):
        return float(FLOAT_FORMAT % content) if math.isfinite(content) else None
    return content


def _missing(folder: Folder, path: Path) -> ResultsError:
    return ResultsError(
        Fault(
            "E600",
            f"{path.name} has not been made yet",
            folder.relative(path),
            help="run `dvc repro`",
        )
    )
