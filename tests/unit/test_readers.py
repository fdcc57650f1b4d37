"""Every format, with its labels and reasons; real exports against other software's reading."""

import codecs
import datetime
import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.readers import READERS
from pipeline.readers.export import Export
from pipeline.sections.clean import ExportFile

EXPORTS = Path(__file__).parents[1] / "reference" / "exports"
TABLE = "name,age,crops\nأمينة,30,maize beans\nباسل,,maize\n"
ROWS = {"name": ["أمينة", "باسل"], "age": ["30", None], "crops": ["maize beans", "maize"]}
STATA = sorted((EXPORTS / "pyreadstat").glob("*.dta")) + sorted(EXPORTS.glob("ipacheck/*.dta"))
SPSS = sorted((EXPORTS / "pyreadstat").glob("*.sav"))
PEAK_MEMORY_PER_BYTE = 4  # Arrow has 8 bytes of offset a cell; Python objects would take about 10


def read(path: Path, columns: frozenset[str] | None = None, **options: str) -> Export:
    return READERS[path.suffix](path, ExportFile(path=path.name, **options), columns)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def plain(rows: pd.DataFrame) -> dict[str, list[object]]:
    return rows.astype(object).where(rows.notna(), None).to_dict("list")


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (TABLE.encode(), {}),
        (TABLE.encode("utf-8-sig"), {}),
        (TABLE.encode("utf-16"), {}),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), {}),
        (TABLE.encode("utf-16-le"), {"encoding": "utf-16"}),
        (TABLE.encode("cp1256"), {"encoding": "windows-1256"}),
        (TABLE.replace(",", ";").encode(), {}),
        (TABLE.replace(",", "\t").encode(), {}),
        (TABLE.replace(",", "|").encode(), {}),
        (TABLE.replace("\n", "\r\n").encode(), {}),
        (TABLE.replace("\n", "\r").encode(), {}),
        (TABLE.rstrip("\n").encode(), {}),
        (("\ufeff" + TABLE).encode("utf-8-sig"), {}),
        (TABLE.replace("name", '"name"').encode(), {}),
        (("\n" + TABLE + "\n\n").encode(), {}),
        (TABLE.replace("\n", ",\n").encode(), {}),
        (TABLE.replace("name", "name ").encode(), {}),
    ],
)
def test_the_same_table_however_the_text_is_written(
    tmp_path: Path, content: bytes, options: dict[str, str]
) -> None:
    rows = read(written(tmp_path, "export.csv", content), **options).rows
    assert plain(rows) == ROWS
    assert set(rows.dtypes.astype(str)) == {"str"}


def test_western_letters_need_their_encoding_said(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", "a,b\né,1\n".encode("cp1252"))
    assert plain(read(path, encoding="windows-1252").rows)["a"] == ["é"]


def test_a_separator_inside_labels_of_the_header_does_not_mislead(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", b"Age, in years;Sex\n30;f\n")
    assert list(read(path).rows) == ["Age, in years", "Sex"]


def test_a_decimal_comma_becomes_a_point_in_numbers_only(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", b"income;place\n12,5;here, there\n-3,25;1,2,3\n7;x\n")
    rows = plain(read(path, decimal=",").rows)
    assert rows == {"income": ["12.5", "-3.25", "7"], "place": ["here, there", "1,2,3", "x"]}


def test_a_quoted_line_break_and_a_cell_of_a_megabyte(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    path = written(tmp_path, "export.csv", f'a,b\n"one\ntwo",{long}\n"say ""hi""",2\n'.encode())
    assert plain(read(path).rows) == {"a": ["one\ntwo", 'say "hi"'], "b": [long, "2"]}


def test_only_the_columns_that_are_wanted(tmp_path: Path) -> None:
    wanted = frozenset({"age", "absent"})
    content = TABLE.encode()
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    frame.to_excel(tmp_path / "export.xlsx", index=False)
    frame.to_parquet(tmp_path / "export.parquet")
    pyreadstat.write_dta(frame, tmp_path / "export.dta")
    pyreadstat.write_sav(frame, tmp_path / "export.sav")
    written(tmp_path, "export.csv", content)
    for path in tmp_path.iterdir():
        assert plain(read(path, wanted).rows) == {"age": ["30", None]}, path.suffix


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx", "table.dta", "table.parquet"])
@pytest.mark.parametrize("packing", [".gz", ".zip"])
def test_packed_files_read_as_what_they_are(tmp_path: Path, name: str, packing: str) -> None:
    frame = pd.DataFrame({"a": ["x", "y"], "b": ["p", "q"]})
    path = tmp_path / name
    {
        ".csv": lambda: frame.to_csv(path, index=False),
        ".xlsx": lambda: frame.to_excel(path, index=False),
        ".dta": lambda: frame.to_stata(path, write_index=False),
        ".parquet": lambda: frame.to_parquet(path),
    }[path.suffix]()
    packed = tmp_path / (name + packing)
    if packing == ".gz":
        packed.write_bytes(gzip.compress(path.read_bytes()))
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, f"folder/{name}")
            archive.writestr("__MACOSX/folder/._" + name, "left by a Mac")
    assert plain(read(packed).rows) == plain(frame)


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_excel_cells_say_what_they_hold(tmp_path: Path, epoch_1904: bool) -> None:
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["whole", "half", "date", "time", "truth", "mixed"])
    moment = datetime.datetime(2024, 2, 29, 10, 5)
    sheet.append([3, 1.5, datetime.date(1904, 3, 1), datetime.time(9, 30), True, 7])
    sheet.append([12345678901, -0.1, moment, datetime.time(0, 0), False, "seven"])
    book.create_sheet("notes").append(["a title and no table"])
    book.create_sheet("members").append(["name", "_parent_index"])
    book.save(tmp_path / "export.xlsx")
    export = read(tmp_path / "export.xlsx")
    assert plain(export.rows) == {
        "whole": ["3", "12345678901"],
        "half": ["1.5", "-0.1"],
        "date": ["1904-03-01", "2024-02-29T10:05:00"],
        "time": ["09:30:00", "00:00:00"],
        "truth": ["TRUE", "FALSE"],
        "mixed": ["7", "seven"],
    }
    assert list(export.sheets["members"]) == ["name", "_parent_index"]


@pytest.mark.parametrize("day", [1, 15, 59])
def test_dates_before_the_leap_day_that_1900_did_not_have(tmp_path: Path, day: int) -> None:
    date = datetime.date(1900, 1, 1) + datetime.timedelta(days=day - 1)
    book = openpyxl.Workbook()
    book.active.append(["born"])
    book.active.append([date])
    book.save(tmp_path / "export.xlsx")
    assert plain(read(tmp_path / "export.xlsx").rows) == {"born": [date.isoformat()]}


def changed(path: Path, old: bytes, new: bytes) -> Path:
    """A workbook with some of its XML replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w") as after:
        for entry in before.namelist():
            after.writestr(entry, before.read(entry).replace(old, new))
    return written(path.parent, "changed.xlsx", target.getvalue())


def test_a_formula_gives_the_value_that_was_stored(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, "=A2+1"]):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    path = changed(tmp_path / "export.xlsx", b"<v />", b"<v>2</v>")
    assert plain(read(path).rows)["b"] == ["2"]


def test_formulas_that_are_no_cells_do_not_matter(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "export.xlsx", index=False)
    end = b"</sheetData>"
    path = changed(tmp_path / "export.xlsx", end, end + b"<extLst><ext><f>A1</f></ext></extLst>")
    assert plain(read(path).rows) == {"a": ["1"]}


def test_another_sheet_where_the_plan_names_it() -> None:
    path = EXPORTS / "reach/form.xlsx"
    export = read(path, sheet="choices")
    expected = pd.read_excel(path, sheet_name="choices", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(export.rows.fillna(""), expected, check_dtype=False)
    assert set(export.sheets) == {"survey", "settings"}


@pytest.mark.parametrize("path", [*STATA, *SPSS], ids=lambda path: path.name)
def test_labels_and_reasons_are_those_that_pyreadstat_reads(path: Path) -> None:
    reader = pyreadstat.read_dta if path.suffix == ".dta" else pyreadstat.read_sav
    blank, header = reader(path)
    marked, _ = reader(path, user_missing=True)
    export = read(path)
    assert list(export.rows) == header.column_names
    assert export.labels == {n: t for n, t in header.column_names_to_labels.items() if t}
    for name in export.rows:
        empty = blank[name].isna() | (blank[name].astype(object) == "")
        assert export.rows[name].isna().tolist() == empty.tolist(), name
        reasons = export.reasons[export.reasons["variable"] == name]
        expected = [n for n in range(len(blank)) if empty[n] and not _nothing(marked[name][n])]
        assert reasons["row"].tolist() == expected
        labels = {
            _code(code): text for code, text in header.variable_value_labels.get(name, {}).items()
        }
        assert export.codes.get(name, {}).items() <= labels.items()
        for row, reason in zip(reasons["row"], reasons["reason"], strict=True):
            code = _code(marked[name][row])
            assert reason == labels.get(code, reason)
            assert code not in export.codes.get(name, {})


def _nothing(value: object) -> bool:
    return pd.isna(value) or value == ""


def _code(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_reasons_without_a_label_are_what_the_file_declares() -> None:
    stata = read(EXPORTS / "pyreadstat/missing_test.dta").reasons
    assert stata["reason"].tolist() == ["missing", ".b", ".c", ".x", ".y", ".z"]
    spss = read(EXPORTS / "pyreadstat/simple_alltypes.sav").reasons
    found = spss.set_index(["variable", "row"])["reason"].to_dict()
    assert found == {("x", 4): "8", ("z", 0): "-999 to 0", ("z", 3): "skipped"}


def test_hebrew_and_telugu_survive() -> None:
    assert list(read(EXPORTS / "pyreadstat/hebrews.sav").rows) == ["ותק_ב"]
    telugu, _ = pyreadstat.read_sav(EXPORTS / "pyreadstat/tegulu.sav")
    assert plain(read(EXPORTS / "pyreadstat/tegulu.sav").rows) == plain(telugu)
    assert telugu.iloc[0, 1].startswith("నేను గతంలో")


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_every_version_of_stata(tmp_path: Path, version: int) -> None:
    rows = pd.DataFrame({"i": [1.0, 2.0, None], "text": ["a", "", "c"]})
    pyreadstat.write_dta(rows, tmp_path / "export.dta", version=version)
    assert plain(read(tmp_path / "export.dta").rows) == {
        "i": [1, 2, None],
        "text": ["a", None, "c"],
    }


def test_old_stata_text_in_the_encoding_of_the_plan(tmp_path: Path) -> None:
    path = tmp_path / "export.dta"
    pyreadstat.write_dta(pd.DataFrame({"name": ["abcd"]}), path, version=12)
    path.write_bytes(path.read_bytes().replace(b"abcd", "أمين".encode("cp1256")))
    assert plain(read(path, encoding="windows-1256").rows) == {"name": ["أمين"]}


def test_a_zipped_spss_file(tmp_path: Path) -> None:
    rows = pd.DataFrame({"x": [1.0, 99.0], "name": ["ليلى", "עדי"]})
    pyreadstat.write_sav(
        rows, tmp_path / "export.zsav", compress=True, missing_ranges={"x": [99]},
        variable_value_labels={"x": {1: "yes", 99: "refused"}},
    )  # fmt: skip
    export = read(tmp_path / "export.zsav")
    assert plain(export.rows) == {"x": [1, None], "name": ["ليلى", "עדי"]}
    assert export.codes == {"x": {"1": "yes"}}
    assert export.reasons.to_dict("list") == {"row": [1], "variable": ["x"], "reason": ["refused"]}


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("reach/export_raw.csv", (632, 348)),
        ("datasure/demo_survey.csv", (132, 479)),
        ("datasure/demo_backcheck.csv", (30, 79)),
        ("ipacheck/household_backcheck.dta", (185, 54)),
        ("ipacheck/household_preloads.xlsx", (923, 13)),
        ("ipacheck/respondent_targets.xlsx", (80, 5)),
    ],
)
def test_real_exports_cell_by_cell(name: str, shape: tuple[int, int]) -> None:
    """Against pandas' own reader of each format."""
    path = EXPORTS / name
    rows = read(path).rows
    assert rows.shape == shape
    text = {"dtype": str, "keep_default_na": False, "na_values": [""]}
    expected = {
        ".csv": lambda: pd.read_csv(path, encoding="utf-8-sig", **text),
        ".xlsx": lambda: pd.read_excel(path, **text),
        ".dta": lambda: pd.read_stata(path, convert_categoricals=False, convert_dates=True),
    }[path.suffix]().replace("", None)
    pd.testing.assert_frame_equal(rows, expected, check_dtype=False, check_column_type=False)


def test_a_large_text_file_does_not_become_python_objects(tmp_path: Path) -> None:
    import pyarrow as pa

    line = ",".join(["1", "2.50", "2024-05-01", "yes", "maize beans"] * 12) + "\n"
    header = ",".join(f"v{n}" for n in range(60)) + "\n"
    path = written(tmp_path, "export.csv", (header + line * 60_000).encode())
    before = pa.total_allocated_bytes()
    export = read(path)
    held = pa.total_allocated_bytes() - before
    size = path.stat().st_size
    assert len(export.rows) == 60_000
    assert held < PEAK_MEMORY_PER_BYTE * size
    few = read(path, frozenset({"v1", "v2"}))
    assert few.rows.memory_usage(deep=True).sum() < size / 10
