"""The simulated survey through the whole flow: planted faults found, nobody outside raw/."""

import io
from pathlib import Path

import pandas as pd
import pytest
from planted import table

from conftest import ROOT
from pipeline.readers.excel import read
from pipeline.readers.xlsform import read_form
from pipeline.sections.clean import ExportFile
from pipeline.simulate import EVALUATION

# One income that is true and far from all others: an outlier check cannot know.
MOST_FALSE_ALARMS = {"extra_zero": 1}
EACH_KIND = 150  # canaries of each kind: all would take minutes and find no more
PLACES = ("data", "reports", "notebooks", ".dvc", "dvc.lock", "dvc.yaml", "params.yaml")
DIRECT = (
    "respondent_name", "phone", "gps", "comments", "savings_places_other", "income_source_other",
    "deviceid", "_uuid", "household_id",
)  # fmt: skip


@pytest.fixture
def folder(built: Path) -> Path:
    return built / "data" / EVALUATION


def test_every_planted_fault_is_found(folder: Path) -> None:
    found = table(folder)
    assert found["missed"].sum() == 0, found[found["missed"] > 0].to_string()
    false = found.set_index("fault")["false_alarms"]
    assert false[false > 0].to_dict() == MOST_FALSE_ALARMS
    assert (found["found"] + found["dropped_before"] == found["planted"]).all()


def planted(folder: Path, fault: str) -> pd.DataFrame:
    lines = pd.read_csv(folder / "planted.csv")
    return lines[lines["fault"] == fault]


def test_missing_codes_became_missing_with_their_reason(folder: Path) -> None:
    missing = pd.read_parquet(folder / "clean" / "missing.parquet")
    changes = pd.read_parquet(folder / "clean" / "changes.parquet")
    gone = changes[changes["rule"].str.startswith(("dropped", "no_consent"))]
    for line in planted(folder, "missing_code").itertuples():
        wave, reason = Path(line.file).stem, "does not know" if "-98" in line.note else "refused"
        mine = missing[(missing["wave"] == wave) & (missing["variable"] == line.variable)]
        dropped = set(gone.loc[gone["wave"] == wave, "row_id"])
        rows = {int(row) for row in line.rows.split()} - dropped
        assert rows <= set(mine.loc[mine["reason"] == reason, "row_id"]), line


def test_households_interviewed_twice_are_once_in_the_survey(folder: Path) -> None:
    changes = pd.read_parquet(folder / "clean" / "changes.parquet")
    assert (changes["rule"] == "dropped_unit").sum() == planted(folder, "interviewed_twice")[
        "n"
    ].sum()
    assert pd.read_parquet(folder / "clean" / "survey.parquet")["household_id"].is_unique


def test_empty_rows_are_no_interviews(folder: Path) -> None:
    endline = pd.read_parquet(folder / "clean" / "waves" / "endline.parquet")
    (empty,) = planted(folder, "empty_row").itertuples()
    assert not set(endline["row_id"]) & {int(row) for row in empty.rows.split()}
    log = pd.read_csv(folder / "clean" / "log.csv").set_index(["wave", "rule"])["rows"]
    assert log["endline", "export"] + empty.n == max(int(row) for row in empty.rows.split())


@pytest.mark.parametrize(
    ("fault", "measure"),
    [
        ("ready_dont_knows", "dont_know_share"),
        ("rounded_amounts", "ends_in_0_or_5"),
        ("careless_interviews", "backchecks"),
    ],
)
def test_the_interviewer_of_a_planted_pattern_is_told(
    folder: Path, fault: str, measure: str
) -> None:
    (line,) = planted(folder, fault).itertuples()
    wave = pd.read_parquet(folder / "clean" / "waves" / "endline.parquet")
    path = folder / "raw" / "endline.xlsx"
    raw = read(path, ExportFile(path=path.name)).rows
    rows = raw.index[raw["location/enumerator"] == line.who] + 1
    (pseudonym,) = wave.loc[wave["row_id"].isin(rows), "enumerator"].unique()
    numbers = pd.read_csv(folder / "results" / "data_quality.csv")
    checks = pd.read_csv(folder / "results" / "data_checks.csv").set_index("target")["status"]
    if measure == "backchecks":
        told = numbers[(numbers["measure"] == "beyond_chance") & (numbers["value"] == 1)]
        assert set(told["group"]) == {pseudonym}
    else:
        told = numbers[(numbers["target"] == measure) & (numbers["measure"] == measure)]
        assert told.loc[told["value"].idxmax(), "group"] == pseudonym
        assert checks[measure] == "failed"


def test_villages_with_too_few_interviews_are_told(folder: Path) -> None:
    thin = set(planted(folder, "thin_village")["who"])
    numbers = pd.read_csv(folder / "results" / "data_quality.csv", dtype={"group": str})
    progress = numbers[numbers["check"] == "progress"]
    short = set(progress.loc[progress["value"].isna() | (progress["value"] < 1), "group"])
    assert thin <= short


def test_every_true_effect_is_inside_its_range(folder: Path) -> None:
    published = pd.read_csv(folder / "results" / "published.csv")
    assert len(published) == 7
    assert published["inside_interval"].all()


# --- Nobody outside raw/


def canaries() -> dict[str, set[str]]:
    """What names people in the raw files: texts, numbers, points and ids, and the interviewers."""
    raw = ROOT / "data" / EVALUATION / "raw"
    found: dict[str, set[str]] = {}
    for wave in ("baseline", "endline"):
        rows = read(raw / f"{wave}.xlsx", ExportFile(path="x.xlsx")).rows
        for column in rows:
            name = column.rpartition("/")[2]
            if name in DIRECT:
                texts = rows[column].dropna().astype(str)
                found.setdefault(name, set()).update(texts[texts.str.len() > 5])
    found["latitude"] = {point.split()[0] for point in found["gps"] if len(point.split()[0]) > 6}
    plan = (raw.parent / "plan.yaml").read_text(encoding="utf-8")  # its own map names sources
    kind = "income_source_other"
    found[kind] = {text for text in found[kind] if f" {text}:" not in plan}
    form = read_form(raw / "form_v2.xlsx", "form")
    labels = form.questions["enumerator"].choices.values()
    found["enumerator"] = {text for label in labels for text in label.values()}
    return {
        kind: set(sorted(texts)[:: max(1, len(texts) // EACH_KIND)])
        for kind, texts in found.items()
    }


def everything_written(project: Path) -> dict[str, str]:
    """The text of each file outside `raw/`: rows in Parquet unpacked, other bytes as they are."""
    texts = {}
    for place in PLACES:
        for path in [project / place, *(project / place).rglob("*")]:
            if not path.is_file() or "raw" in path.relative_to(project).parts:
                continue
            content = path.read_bytes()
            if content[:4] == b"PAR1":
                content += pd.read_parquet(io.BytesIO(content)).to_csv().encode()
            texts[path.relative_to(project).as_posix()] = content.decode("utf-8", errors="replace")
    return texts


def told(texts: dict[str, str], secrets: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The files that hold a canary, and its kind."""
    return {
        (file, kind)
        for file, text in texts.items()
        for kind, secret in secrets.items()
        if any(one in text for one in secret)
    }


def test_nobody_is_named_outside_raw(built: Path) -> None:
    texts = everything_written(built)
    kinds = {file.split("/")[0] for file in texts}
    assert {"data", "reports", ".dvc"} <= kinds
    assert any("/cache/" in file for file in texts)
    assert any(file.endswith("clean/survey.parquet") for file in texts)
    assert told(texts, canaries()) == set()


def test_a_canary_that_got_out_would_be_found(built: Path, tmp_path: Path) -> None:
    secrets = canaries()
    assert all(secrets.values())
    rows = pd.DataFrame({"x": [min(secrets["respondent_name"])], "y": [min(secrets["phone"])]})
    (tmp_path / "data").mkdir()
    rows.to_parquet(tmp_path / "data" / "leak.parquet")
    assert told(everything_written(tmp_path), secrets) == {
        ("data/leak.parquet", "respondent_name"),
        ("data/leak.parquet", "phone"),
    }
    assert built.exists()
