"""How results are written and read: whole or not at all, the same digits, keys that are unique."""

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ResultsError
from pipeline.plan import Disclosure
from pipeline.project import Folder, whole_file
from pipeline.results import Check as CheckRow
from pipeline.results import as_table, read_table, rounded, write_json, write_table

PUBLIC = Disclosure(threshold=0)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, "study")


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "estimates.csv"
    path.write_text("old")

    def fail() -> None:
        with whole_file(path) as unfinished:
            unfinished.write_text("half of the n")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-estimates.csv").write_text("half of the n")
    with whole_file(tmp_path / "estimates.csv") as unfinished:
        unfinished.write_text("whole")
        written = unfinished.stat().st_ino
    # Moved, not copied: a copy could be cut off half-way.
    assert (tmp_path / "estimates.csv").stat().st_ino == written
    assert [path.name for path in tmp_path.iterdir()] == ["estimates.csv"]


def test_a_table_survives_the_round_trip(folder: Folder) -> None:
    rows = [
        CheckRow("missing", "age", "passed", 1 / 3, 0.2),
        CheckRow("duplicates", "id", "failed"),
    ]
    write_table(folder, "data_checks.csv", as_table(rows), PUBLIC)
    table = read_table(folder, "data_checks.csv")
    assert table["value"].iloc[0] == 0.3333333333
    assert table["detail"].tolist() == ["", ""]
    before = (folder.results / "data_checks.csv").read_bytes()
    write_table(folder, "data_checks.csv", table, PUBLIC)
    assert (folder.results / "data_checks.csv").read_bytes() == before


def test_two_rows_with_one_key_are_refused(folder: Folder) -> None:
    rows = [CheckRow("missing", "age", "passed"), CheckRow("missing", "age", "failed")]
    with pytest.raises(ValueError, match="two rows with the same"):
        write_table(folder, "data_checks.csv", as_table(rows), PUBLIC)


def test_a_result_that_was_edited_or_is_missing_is_said(folder: Folder) -> None:
    with pytest.raises(ResultsError, match="has not been made yet"):
        read_table(folder, "estimates.csv")
    folder.results.mkdir(parents=True)
    pd.DataFrame({"outcome": ["y"]}).to_csv(folder.results / "estimates.csv", index=False)
    with pytest.raises(ResultsError, match="does not have the columns"):
        read_table(folder, "estimates.csv")


def test_documents_have_ten_digits_sorted_keys_and_no_nan(folder: Folder) -> None:
    write_json(folder, "x.json", {"b": 1 / 3, "a": [float("nan"), float("inf"), "ك"]}, PUBLIC)
    text = (folder.results / "x.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"a": [None, None, "ك"], "b": 0.3333333333}
    assert text.index('"a"') < text.index('"b"')
    assert rounded({"n": 3, "t": True}) == {"n": 3, "t": True}
