"""From raw exports to clean data: types, missing codes, corrections, identifiers."""

from pathlib import Path

import pandas as pd
import pytest

from conftest import athar

DATA_EXIT, CHECK_EXIT, RESULTS_EXIT = 3, 5, 6
PLAN = """
evaluation:
  {title: T, question: Q, programme: P, place: X, period: "2025", people: people,
   source: {citation: us}}
design:
  kind: randomised
  treatment: treated
  arms: {control: {value: 0, label: c}, treated: {value: 1, label: t}}
graph: implied
clean: {files: [{path: raw/export.csv}], unit: household, duplicates: {exact: first}}
check: {constraints: [{column: age, minimum: 15}]}
construct:
  outcomes:
    income: {label: Income, kind: continuous, direction: increase, smallest_change_that_matters: 1}
  covariates: [age]
estimate: {}
robustness: {}
framework: {}
costs: {}
disclosure: {threshold: 0}
report: {}
"""
CODEBOOK = """variable,label_en,label_ar,unit,type,missing,values,identifier
household,Household,,,text,,,indirect
name,Name,,,text,,,direct
treated,Treated,,,boolean,,,no
age,Age,,years,integer,-99=refused,,indirect
income,Income,,USD,number,,,no
when,Date,,,date,,,no
"""
EXPORT = """household,name,treated,age,income,when
h1,Amina,0,30,10.5,2025-01-02
h2,Basil,1,-99,12,2025-01-03
h3,Carla,1,41,,2025-01-03
h4,Dalal,0,200,9,2025-01-04
h4,Dalal,0,200,9,2025-01-04
"""
CORRECTIONS = "id,variable,old,new,who,when,why\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of one small evaluation with a name in it."""
    folder = tmp_path / "data" / "small"
    (folder / "raw").mkdir(parents=True)
    (folder / "plan.yaml").write_text(PLAN)
    (folder / "codebook.csv").write_text(CODEBOOK)
    (folder / "corrections.csv").write_text(CORRECTIONS)
    (folder / "raw" / "export.csv").write_text(EXPORT)
    draws = "{randomization_inference: 99, refuters: 100}"
    settings = f"evaluations: [small]\nlanguages: [en]\nseed: 1\ndraws: {draws}\n"
    (tmp_path / "params.yaml").write_text(settings)
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    return tmp_path


def survey(project: Path) -> pd.DataFrame:
    result = athar(project, "stage", "clean", "small")
    assert result.returncode == 0, result.stderr
    return pd.read_parquet(project / "data/small/clean/survey.parquet")


def refused(project: Path, code: int = DATA_EXIT) -> str:
    result = athar(project, "stage", "clean", "small")
    assert result.returncode == code
    assert "Traceback" not in result.stderr
    return result.stderr


def put(project: Path, name: str, content: str) -> None:
    (project / "data" / "small" / name).write_text(content, encoding="utf-8")


def test_types_missing_codes_duplicates_and_identifiers(small: Path) -> None:
    clean = survey(small)
    assert "name" not in clean
    assert len(clean) == 4
    assert clean["age"].isna().tolist() == [False, True, False, False]
    assert clean["income"].isna().tolist() == [False, False, True, False]
    assert str(clean["when"].dtype).startswith("datetime64")
    log = pd.read_csv(small / "data/small/clean/log.csv").set_index("rule")
    assert log.loc["missing_code", ["variable", "reason", "rows"]].tolist() == ["age", "refused", 1]
    assert log.loc["dropped_exact", "rows"] == 1
    missing = pd.read_parquet(small / "data/small/clean/missing.parquet")
    assert missing.to_numpy().tolist() == [["survey", 2, "age", "refused"]]


def test_the_unit_is_known_by_its_pseudonym_alone(small: Path) -> None:
    clean = survey(small)
    assert clean["household"].nunique() == 4
    assert not set(clean["household"]) & {"h1", "h2", "h3", "h4"}
    key = small / ".athar" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    again = survey(small)
    assert again["household"].tolist() == clean["household"].tolist()


def test_a_decimal_comma_is_read_as_the_plan_says(small: Path) -> None:
    expected = survey(small)
    export = EXPORT.replace(",", ";").replace("10.5", "10,5")
    put(small, "raw/export.csv", export)
    put(small, "plan.yaml", PLAN.replace("export.csv", 'export.csv, decimal: ","'))
    pd.testing.assert_frame_equal(survey(small), expected)


def test_no_name_is_anywhere_but_in_raw(small: Path) -> None:
    survey(small)
    for stage in ("check", "construct"):
        athar(small, "stage", stage, "small")
    for path in (small / "data" / "small").rglob("*"):
        if path.is_file() and "raw" not in path.parts:
            assert b"Amina" not in path.read_bytes()


def changed(project: Path) -> pd.DataFrame:
    return pd.read_parquet(project / "data/small/clean/changes.parquet")


def test_the_log_holds_no_unit_and_nothing_of_those_who_did_not_consent(small: Path) -> None:
    plan = PLAN.replace("unit: household", 'unit: household, consent: "income > 10"')
    put(small, "plan.yaml", plan)
    put(small, "raw/export.csv", EXPORT.replace("h4,Dalal,0,200", "h4,Dalal,0,٢٠٠"))
    put(small, "corrections.csv", CORRECTIONS + "h1,household,h1,h7,MB,2025-02-01,typo\n")
    survey(small)
    log = changed(small)
    assert {"corrections", "digits", "no_consent"} <= set(log["rule"])
    assert not set(log["old"]) & {"h1", "h7", "٢٠٠"}
    assert not set(log["new"]) & {"h7", "200"}


def test_a_wave_that_asks_half_of_the_consent_stops(small: Path) -> None:
    put(
        small,
        "plan.yaml",
        PLAN.replace("unit: household", 'unit: household, consent: "agreed == 1"'),
    )
    put(small, "codebook.csv", CODEBOOK + "agreed,Agreed,,,boolean,,,no\n")
    assert "`agreed`" in refused(small)


def test_ids_in_any_script_are_one_and_empty_ones_are_nobody(small: Path) -> None:
    header = EXPORT.partition("\n")[0]
    rows = ["٣,A,0,30,1,", "3,B,1,31,2,", " ,C,0,32,3,", " ,D,1,33,4,"]
    put(small, "raw/export.csv", "\n".join([header, *(f"{row}2025-01-02" for row in rows)]) + "\n")
    put(small, "plan.yaml", PLAN.replace("{exact: first}", "{unit: first}"))
    clean = survey(small)
    assert clean["age"].tolist() == [30, 32, 33]
    assert clean["household"].isna().tolist() == [False, True, True]


def test_a_correction_changes_one_answer(small: Path) -> None:
    put(small, "corrections.csv", CORRECTIONS + "h1,age,30,31,MB,2025-02-01,typing error\n")
    assert survey(small).loc[0, "age"] == 31


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("h1,age,29,31,MB,2025-02-01,typo", "the old value of `age` is not the one"),
        ("h9,age,30,31,MB,2025-02-01,typo", "0 rows have the id"),
        ("h4,age,200,20,MB,2025-02-01,typo", "2 rows have the id"),
        ("h1,agee,30,31,MB,2025-02-01,typo", "did you mean `age`"),
    ],
)
def test_a_correction_that_does_not_fit_stops(small: Path, line: str, fault: str) -> None:
    put(small, "corrections.csv", CORRECTIONS + line + "\n")
    message = refused(small)
    assert fault in message
    assert "corrections.csv:2" in message
    assert "30" not in message.replace("E20", "")


def test_a_correction_needs_its_reason(small: Path) -> None:
    put(small, "corrections.csv", CORRECTIONS + "h1,age,30,31,MB,2025-02-01,\n")
    assert "a correction without `why`" in refused(small, code=2)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("30,10.5", "thirty,10.5", "`age` has 1 cells that are not integer"),
        ("h1,Amina,0", "h1,Amina,2", "`treated` has 1 cells that are not boolean"),
        ("2025-01-02", "02/01/25", "`when` has 1 cells that are not date"),
        ("income,when", "incom,when", "the export has a column `incom`"),
    ],
)
def test_data_that_do_not_fit_the_codebook(small: Path, old: str, new: str, fault: str) -> None:
    put(small, "raw/export.csv", EXPORT.replace(old, new, 1))
    message = refused(small)
    assert fault in message
    assert "thirty" not in message
    assert "Amina" not in message


def test_a_missing_file_and_a_format_without_reader(small: Path) -> None:
    (small / "data/small/raw/export.csv").unlink()
    assert "is not there" in refused(small)
    put(small, "plan.yaml", PLAN.replace("export.csv", "export.odt"))
    put(small, "raw/export.odt", "x")
    assert "no reader for raw/export.odt" in refused(small)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (EXPORT.replace("Carla", "Zoé").encode("cp1252"), "UTF-8"),
        (b"\xff\xfe\x00", "not UTF-16"),
        (b"a,\xff\n", "not UTF-8"),
        (EXPORT.replace("h1,", "h1,h1,", 1).encode(), "more cells than the header"),
        (EXPORT.replace("\nh", ",x\nh")[:-1].replace(",x", "", 1).encode(), "more cells"),
        (b"a;b,c\n1;2,3\n", "commas or semicolons"),
        (EXPORT.replace("when", "source").encode(), "a name that `clean` gives"),
    ],
)
def test_a_file_that_cannot_be_read(small: Path, content: bytes, fault: str) -> None:
    (small / "data/small/raw/export.csv").write_bytes(content)
    message = refused(small)
    assert "raw/export.csv" in message
    assert fault in message
    assert "Amina" not in message


def test_a_codebook_in_another_encoding(small: Path) -> None:
    path = small / "data" / "small" / "codebook.csv"
    path.write_bytes(CODEBOOK.replace("Age,,", "Age,العمر,").encode("cp1256"))
    assert "CSV UTF-8" in refused(small, code=2)


@pytest.mark.parametrize("stage", ["check", "construct", "balance", "estimate", "robustness"])
def test_a_stage_whose_turn_has_not_come(small: Path, stage: str) -> None:
    result = athar(small, "stage", stage, "small")
    assert result.returncode == RESULTS_EXIT
    assert "dvc repro" in result.stderr


def test_constraints_and_repeated_units_stop_check(small: Path) -> None:
    export = EXPORT.replace("h4,Dalal,0,200,9,2025-01-04\n", "h4,Dalal,0,20,9,2025-01-04\n", 1)
    put(small, "raw/export.csv", export.replace("h1,Amina,0,30", "h1,Amina,0,3"))
    survey(small)
    result = athar(small, "stage", "check", "small")
    assert result.returncode == 0
    assert "2 errors: `construct` will stop" in result.stdout
    result = athar(small, "stage", "construct", "small")
    assert result.returncode == CHECK_EXIT
    assert "`constraints` failed for `age`" in result.stderr
    assert "`duplicates` failed for `household`" in result.stderr
    checks = pd.read_csv(small / "data/small/results/data_checks.csv")
    assert checks.set_index(["check", "target"]).loc[("constraints", "age"), "value"] == 1


def test_a_severity_of_warning_lets_the_run_go_on(small: Path) -> None:
    put(small, "plan.yaml", PLAN.replace("minimum: 15}]", "minimum: 50}], severity: "
        "{constraints: warning}"))  # fmt: skip
    survey(small)
    assert athar(small, "stage", "check", "small").returncode == 0
    assert athar(small, "stage", "construct", "small").returncode == 0


def test_stata_labels_reach_the_codebook(project: Path) -> None:
    assert athar(project, "stage", "clean", "job-training").returncode == 0
    codebook = pd.read_csv(project / "data/job-training/clean/codebook.csv").set_index("variable")
    assert codebook.loc["black", "values"] == "0=no; 1=yes"
    assert codebook.loc["treat", "values"] == "0=control; 1=programme"


@pytest.mark.parametrize("suffix", ["csv", "parquet", "dta"])
def test_every_format_gives_the_same_rows(small: Path, suffix: str) -> None:
    expected = survey(small)
    rows = pd.read_csv(small / "data/small/raw/export.csv")
    path = small / f"data/small/raw/export.{suffix}"
    write = {"csv": rows.to_csv, "parquet": rows.to_parquet, "dta": _to_stata(rows)}[suffix]
    write(path, **({} if suffix == "dta" else {"index": False}))
    put(small, "plan.yaml", PLAN.replace("export.csv", f"export.{suffix}"))
    pd.testing.assert_frame_equal(survey(small), expected)


def _to_stata(rows: pd.DataFrame):
    return lambda path: rows.to_stata(path, write_index=False, version=118)
