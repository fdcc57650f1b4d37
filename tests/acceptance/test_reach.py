"""A real survey (Iraq, 2021) through `clean`: its own field team's log gives its published data."""

import csv
import gzip
from contextlib import chdir
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from scipy import stats

from pipeline.cleaning.collect import collect
from pipeline.cleaning.corrections import REMOVED, WHOLE, read_corrections
from pipeline.codebook import ROW, SOURCE, read_codebook
from pipeline.draft import write_codebook
from pipeline.forms.form import choice_column
from pipeline.project import Folder
from pipeline.sections.clean import Clean
from pipeline.stages import run_stage

REACH = Path(__file__).resolve().parents[1] / "reference" / "exports" / "reach"
# Columns that the team added after cleaning, from its list of neighbourhoods.
ADDED = {"water_sector", "socio_eco_division"}
# Its published codes lost what stands before the decimal point: 0.5, 1.5 and 5 are all 5.
UNREADABLE = {"pump_horsepower"}
DIGITS = 1e-9  # relative; the published results have 15 digits
PLAN = """
evaluation:
  {title: T, question: Q, programme: P, place: X, period: "2021", people: people,
   source: {citation: REACH}}
design:
  kind: observational
  treatment: gender_hoh
  arms: {control: {value: 0, label: c}, treated: {value: 1, label: t}}
graph: implied
clean:
  files: [{path: raw/export.csv.gz, form: raw/form.xlsx}]
  submission: _uuid
check: {}
construct:
  outcomes:
    tot_expenses:
      {label: E, kind: continuous, direction: increase, smallest_change_that_matters: 1}
  covariates: [num_hh_member]
estimate: {}
robustness: {}
framework: {}
costs: {}
disclosure: {threshold: 0}
report: {}
"""


def log() -> pd.DataFrame:
    return pd.read_csv(REACH / "cleaning_log.csv.gz", dtype=str, keep_default_na=False)


def raw() -> pd.DataFrame:
    return pd.read_csv(REACH / "export_raw.csv", dtype=str, keep_default_na=False)


def corrections() -> list[list[str]]:
    """The team's log as corrections; where it does not give the old answer, the export's own."""
    export, lines = raw().set_index("_uuid"), []
    made = log()
    made["new_value"] = made["new_value"].where(made["change_type"] != "blank_response", "")
    removed = made[made["change_type"] == "remove_survey"]["_uuid"].drop_duplicates()
    lines += [[unit, WHOLE, "", REMOVED] for unit in removed if unit in export.index]
    changed = made[made["change_type"].isin(["change_response", "blank_response"])]
    changed = changed.drop_duplicates(["_uuid", "questions"], keep="last")  # two are there twice
    for entry in changed.itertuples():
        unit, name = entry[changed.columns.get_loc("_uuid") + 1], entry.questions
        old = export.loc[unit, name] if entry.old_value == "" else entry.old_value
        lines.append([unit, name.replace("/", "__"), old, entry.new_value])
    return [[*line, "field team", "2021-08-01", "cleaning log"] for line in lines]


def study(root: Path, export: bytes, lines: list[list[str]]) -> Folder:
    folder = Folder(root, "reach")
    (folder.data / "raw").mkdir(parents=True)
    (folder.data / "raw" / "export.csv.gz").write_bytes(export)
    (folder.data / "raw" / "form.xlsx").write_bytes((REACH / "form.xlsx").read_bytes())
    folder.plan.write_text(PLAN, encoding="utf-8")
    for name in ("params.yaml", "dvc.yaml"):
        (root / name).write_text("stages: {}\n")
    with folder.corrections.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "variable", "old", "new", "who", "when", "why"])
        writer.writerows(lines)
    write_codebook(folder)
    codebook = pd.read_csv(folder.codebook, dtype=str, keep_default_na=False)
    # The survey's own results count "do not know" as an answer.
    codebook[[name for name in codebook if name.startswith("missing")]] = ""
    codebook.to_csv(folder.codebook, index=False)
    return folder


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The raw export with the team's log, through `clean`."""
    export = gzip.compress((REACH / "export_raw.csv").read_bytes())
    return survey(study(tmp_path_factory.mktemp("reach"), export, corrections()))


def survey(folder: Folder) -> pd.DataFrame:
    with chdir(folder.root):
        run_stage("clean", "reach")
    return pd.read_parquet(folder.clean / "survey.parquet")


def published() -> pd.DataFrame:
    return pd.read_csv(REACH / "export_clean.csv.gz", dtype=str, keep_default_na=False)


def test_replaying_the_log_gives_the_published_data(cleaned: pd.DataFrame, tmp_path: Path) -> None:
    """Every variable of every interview, types and codes included; identifiers are not there."""
    order = raw()["_uuid"]
    theirs = published().drop(columns=list(ADDED)).set_index("_uuid", drop=False)
    theirs = theirs.loc[order[order.isin(theirs.index)]]
    # Its software wrote some 0 and 1 as words.
    theirs = theirs.replace({"True": "1", "False": "0"}).to_csv(index=False).encode()
    expected = survey(study(tmp_path, gzip.compress(theirs), []))
    assert len(cleaned) == 578
    own = [ROW, SOURCE]
    pd.testing.assert_frame_equal(cleaned.drop(columns=own), expected.drop(columns=own))


def test_the_answers_are_those_published_cell_by_cell(tmp_path: Path) -> None:
    """The same without our types: what the corrected export says is what the file says."""
    export = gzip.compress((REACH / "export_raw.csv").read_bytes())
    folder = study(tmp_path, export, corrections())
    clean = Clean.model_validate(YAML(typ="safe").load(PLAN)["clean"])
    rows = collect(folder, clean, "survey", read_codebook(folder), read_corrections(folder, clean))
    ours, theirs = rows.rows.set_index("_uuid"), published().set_index("_uuid")
    assert set(ours.index) == set(theirs.index)
    compared = 0
    for name in theirs.columns.difference([*ADDED]):
        column = name.replace("/", "__")
        if column in ours:
            mine, them = as_figures(ours[column]), as_figures(theirs[name].reindex(ours.index))
            assert mine.equals(them), name
            compared += 1
    assert compared > 300


def as_figures(cells: pd.Series) -> pd.Series:
    """Cells as text, numbers as numbers, so that 45 and 45.0, 1 and True are the same."""
    texts = cells.astype("str").fillna("").str.strip().replace({"True": "1", "False": "0"})
    numbers = pd.to_numeric(texts, errors="coerce")
    return texts.mask(numbers.notna(), numbers.map("{:.9g}".format))


def test_the_published_percentages_to_all_digits(cleaned: pd.DataFrame) -> None:
    """Means and shares of those who answered, a domain of a simple random sample (Lumley 2010)."""
    checked = 0
    for line in pd.read_csv(REACH / "overall_analysis.csv.gz", encoding="utf-8-sig").itertuples():
        name = line.main_variable
        split = choice_column(name, str(line.choice))
        if split in cleaned:
            answers = cleaned[split].dropna()
        elif name not in cleaned or name in UNREADABLE:  # or it is a direct identifier
            continue
        elif pd.isna(line.choice):
            answers = pd.to_numeric(cleaned[name], errors="coerce").dropna()
        else:
            answers = (as_figures(cleaned[name].dropna()) == str(line.choice)).astype(float)
        mean, n, everybody = float(answers.mean()), len(answers), len(cleaned)
        spread = ((answers - mean) ** 2).sum() * everybody / (everybody - 1)
        half = stats.t.ppf(0.975, n - 1) * np.sqrt(spread) / n
        expected = [line[7], line[8], line[9]]  # mean or share, low, high
        assert [mean, mean - half, mean + half] == pytest.approx(
            expected, rel=DIGITS, nan_ok=True
        ), line
        checked += 1
    assert checked > 250
