"""Files as broken as people and disks make them: one clear message each, and nobody's answers.

Every case plants `SECRET` among the answers. Whatever is wrong is said once, with its place and
exit code, without a traceback, in seconds, and in bounded memory.
"""

import gzip
import io
import os
import re
import resource
import signal
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from conftest import athar
from pipeline.error_message import render
from pipeline.errors import AtharError
from pipeline.forms.collected import code_answers, collect
from pipeline.readers import READERS, archive
from pipeline.readers.export import Export, ExportError
from pipeline.readers.xlsform import read_form
from pipeline.sections.clean import ExportFile
from pipeline.stages import run_stage

SECRET = "Zaynab7731"
SECONDS = 20
MEMORY = 2 << 30
PLAN_EXIT, DATA_EXIT = 2, 3
PLAN = """
evaluation:
  {title: T, question: Q, programme: P, place: X, period: "2025", people: people,
   source: {citation: us}}
design:
  kind: randomised
  treatment: treated
  arms: {control: {value: 0, label: c}, treated: {value: 1, label: t}}
graph: implied
clean: {files: [{path: raw/FILE}], unit: household}
check: {}
construct:
  outcomes:
    income: {label: Income, kind: continuous, direction: increase, smallest_change_that_matters: 1}
  covariates: []
estimate: {}
robustness: {}
framework: {}
costs: {}
disclosure: {}
report: {}
"""
CODEBOOK = """variable,label_en,label_ar,unit,type,missing,values,identifier
household,Household,,,text,,,indirect
name,Name,,,text,,,direct
treated,Treated,,,boolean,,,no
income,Income,,USD,number,,,no
"""
HEADER = ["household", "name", "treated", "income"]
RECORDS = [["h1", SECRET, 0, 10], ["h2", SECRET, 1, 12], ["h3", SECRET, 1, 9]]
EXPORT = "\n".join(",".join(map(str, row)) for row in [HEADER, *RECORDS]) + "\n"
CORRECTIONS = "id,variable,old,new,who,when,why\n"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one small evaluation that runs as it is."""
    folder = tmp_path / "data" / "small"
    (folder / "raw").mkdir(parents=True)
    (folder / "plan.yaml").write_text(PLAN.replace("FILE", "export.csv"))
    (folder / "codebook.csv").write_text(CODEBOOK)
    (folder / "corrections.csv").write_text(CORRECTIONS)
    (folder / "versions.yaml").write_text("[]\n")
    (folder / "raw" / "export.csv").write_text(EXPORT)
    draws = "{randomization_inference: 99, refuters: 100}"
    settings = f"evaluations: [small]\nlanguages: [en]\nseed: 1\ndraws: {draws}\n"
    (tmp_path / "params.yaml").write_text(settings)
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(autouse=True)
def within_limits() -> Iterator[None]:
    """No case may take longer, or ask for more memory than this beyond what is in use."""
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, lambda *_: pytest.fail(f"longer than {SECONDS} s"))
    resource.setrlimit(resource.RLIMIT_AS, (in_use + MEMORY, before[1]))
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, handler)
    resource.setrlimit(resource.RLIMIT_AS, before)


def refused(code: int) -> str:
    """The message with which `clean` stops."""
    with pytest.raises(AtharError) as error:
        run_stage("clean", "small")
    message = render(error.value)
    assert error.value.exit_code == code
    assert all(fault.place for fault in error.value.faults), "a fault without its place"
    assert SECRET not in message
    assert "Traceback" not in message
    return message


def use(study: Path, name: str, content: bytes, options: str = "") -> None:
    """Make a file the export of the plan."""
    (study / "raw" / name).write_bytes(content)
    entry = f"{name}{', ' + options if options else ''}"
    (study / "plan.yaml").write_text(PLAN.replace("FILE", entry))


# Export files


def workbook(change: Callable[[openpyxl.Workbook], None] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADER, *RECORDS):
        book.active.append(row)
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cells(**values: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        for place, value in values.items():
            book.active[place] = value

    return change


def zipped(*names: str, content: bytes = EXPORT.encode()) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return target.getvalue()


def written(kind: str) -> bytes:
    """The export as another program's file."""
    frame = pd.DataFrame(RECORDS, columns=HEADER)
    path = Path("written." + kind)
    write = {"dta": pyreadstat.write_dta, "sav": pyreadstat.write_sav}
    write[kind](frame, path) if kind in write else frame.to_parquet(path)
    content = path.read_bytes()
    path.unlink()
    return content


def truncated(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def encrypted(content: bytes) -> bytes:
    """A zip whose headers say that its entry is encrypted."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(mark) + offset
        flags = struct.unpack_from("<H", content, place)[0] | 1
        content = content[:place] + struct.pack("<H", flags) + content[place + 2 :]
    return content


def lying_about_its_size(content: bytes) -> bytes:
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + offset
        content = content[:place] + struct.pack("<I", 10) + content[place + 4 :]
    return content


def bomb() -> bytes:
    return b"a,b\n" + b"0" * (300 << 20)


def rewritten(change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook whose parts are changed by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def without_end(name: str, part: bytes) -> bytes:
    return part[:200] if name.endswith("sheet1.xml") else part


def with_huge_part(book: bytes) -> bytes:
    target = io.BytesIO(book)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.png", bomb())
    return target.getvalue()


def merged(place: str) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: book.active.merge_cells(place)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
LOGIN = b"<!DOCTYPE html><html><body>Please log in</body></html>"
NESTED_QUOTE = EXPORT.replace(f"h2,{SECRET}", f'h2,"{SECRET}').encode()
EXPORTS: dict[str, tuple[str, bytes | Callable[[], bytes], str, str]] = {
    # what is wrong: name of the file, its content, options of the plan, the message
    "an empty file": ("e.csv", b"", "", "the file is empty"),
    "an empty file with a mark": ("e.csv", b"\xef\xbb\xbf\n", "", "the file is empty"),
    "header only": ("e.csv", EXPORT.splitlines()[0].encode(), "", "a header and no rows"),
    "another encoding": (
        "e.csv",
        EXPORT.replace("h2", "é").encode("cp1252"),
        "",
        r"not UTF-8 text(?s:.*):3 ",
    ),
    "an Arabic encoding": (
        "e.csv",
        EXPORT.replace("h2", "ليلى").encode("cp1256"),
        "",
        "windows-1256 for Arabic",
    ),
    "declared UTF-8 that is not": (
        "e.csv",
        EXPORT.replace("h2", "é").encode("cp1252"),
        "encoding: utf-8",
        "the plan says utf-8, and the file is not",
    ),
    "declared Windows that is UTF-8": (
        "e.csv",
        EXPORT.replace("h2", "ليلى").encode(),
        "encoding: windows-1256",
        "and the file is UTF-8",
    ),
    "declared UTF-16 that is not": (
        "e.csv",
        EXPORT.encode(),
        "encoding: utf-16",
        "the plan says utf-16, and the file is not",
    ),
    "a mark against the plan": (
        "e.csv",
        EXPORT.encode("utf-16"),
        "encoding: utf-8",
        "begins with the mark of utf-16",
    ),
    "UTF-16 without its mark": ("e.csv", EXPORT.encode("utf-16-le"), "", "a NUL byte"),
    "UTF-16 cut in half a letter": ("e.csv", EXPORT.encode("utf-16")[:-1], "", "not UTF-16"),
    "UTF-32": ("e.csv", EXPORT.encode("utf-32"), "", "UTF-32"),
    "NUL bytes": ("e.csv", EXPORT.replace("h2", "h\x002").encode(), "", r"a NUL byte(?s:.*):3 "),
    "a line that is too long": (
        "e.csv",
        EXPORT.replace("h2,", "h2,x,").encode(),
        "",
        r"more cells than the header: 5 instead of 4(?s:.*):3 ",
    ),
    "a line that is too short": (
        "e.csv",
        EXPORT.replace("h3,", "").encode(),
        "",
        r"fewer cells than the header: 3 instead of 4(?s:.*):4 ",
    ),
    "a quote never closed": ("e.csv", NESTED_QUOTE, "", r"opened and not closed(?s:.*):3 "),
    "a last quote never closed": (
        "e.csv",
        EXPORT.replace(",12\n", ',"12\n').encode(),
        "",
        r"opened and not closed(?s:.*):3 ",
    ),
    "columns with one name": (
        "e.csv",
        EXPORT.replace("name", "household").encode(),
        "",
        r"the same name: A \(1\) and B \(2\)",
    ),
    "a column without name": (
        "e.csv",
        EXPORT.replace("name", "").encode(),
        "",
        r"answers and no name: B \(2\)",
    ),
    "a header of blanks": ("e.csv", b", ,\n1,2,3\n", "", "names no column"),
    "the header twice": (
        "e.csv",
        (EXPORT.splitlines()[0] + "\n" + EXPORT).encode(),
        "",
        "stands there twice",
    ),
    "two header rows": ("e.csv", (",Household,,\n" + EXPORT).encode(), "", "answers and no name"),
    "semicolons or commas": ("e.csv", b"a;b,c\n1;2,3\n", "", "separated by commas or semicolons"),
    "the separator of the plan is wrong": (
        "e.csv",
        EXPORT.encode(),
        'separator: ";"',
        "and commas separate it",
    ),
    "a login page": ("e.csv", LOGIN, "", "a web page"),
    "a login page as xls": ("e.xls", LOGIN, "", "a web page"),
    "a login page as xlsx": ("e.xlsx", LOGIN, "", "a web page"),
    "a PDF as csv": ("e.csv", b"%PDF-1.7\n%\xc3\xa4", "", "a document"),
    "a PDF as xlsx": ("e.xlsx", b"%PDF-1.7\n", "", "no workbook"),
    "a workbook as csv": ("e.csv", workbook, "", "NUL byte|not UTF-8|archive"),
    "text as xlsx": ("e.xlsx", EXPORT.encode(), "", "no workbook"),
    "an empty workbook file": ("e.xlsx", b"", "", "the file is empty"),
    "a workbook without cells": (
        "e.xlsx",
        lambda: workbook(lambda book: book.active.delete_rows(1, 9)),
        "",
        "is empty",
    ),
    "a truncated workbook": (
        "e.xlsx",
        lambda: truncated(workbook()),
        "",
        "the workbook is damaged",
    ),
    "a workbook with a broken sheet": (
        "e.xlsx",
        lambda: rewritten(without_end),
        "",
        "damaged|names no column|is empty",
    ),
    "an old workbook": ("e.xls", OLE, "", "Excel before 2007"),
    "a workbook with a password": (
        "e.xlsx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "",
        "protected by a password",
    ),
    "a sheet that is not there": (
        "e.xlsx",
        workbook,
        "sheet: baseline",
        r"there is no sheet `baseline`(?s:.*)sheets: Sheet",
    ),
    "merged header cells": (
        "e.xlsx",
        lambda: workbook(merged("A1:B1")),
        "",
        "its header has two rows or a title",
    ),
    "merged answers": ("e.xlsx", lambda: workbook(merged("B2:B3")), "", "unmerge them"),
    "a title above the header": (
        "e.xlsx",
        lambda: workbook(lambda book: (book.active.insert_rows(1), cells(A1="Survey")(book))),
        "",
        "answers and no name",
    ),
    "a formula never computed": (
        "e.xlsx",
        lambda: workbook(cells(D3="=1+1")),
        "",
        "cell D3 of sheet Sheet is a formula",
    ),
    "an Excel error": (
        "e.xlsx",
        lambda: workbook(cells(D3="#N/A")),
        "",
        "cell D3 of sheet Sheet holds an Excel error",
    ),
    "a cell at the end of the sheet": (
        "e.xlsx",
        lambda: workbook(cells(XFD1048576="x")),
        "",
        "reaches to row 1,048,576",
    ),
    "a workbook that is a bomb": (
        "e.xlsx",
        lambda: with_huge_part(workbook()),
        "",
        "times its size",
    ),
    "mixed types in a column": (
        "e.xlsx",
        lambda: workbook(cells(D3="twelve")),
        "",
        "`income` has 1 cells that are not number",
    ),
    "a truncated Stata file": (
        "e.dta",
        lambda: truncated(written("dta")),
        "",
        "damaged, or of another format",
    ),
    "a truncated SPSS file": (
        "e.sav",
        lambda: truncated(written("sav")),
        "",
        "damaged, or of another format",
    ),
    "a truncated Parquet file": (
        "e.parquet",
        lambda: truncated(written("parquet")),
        "",
        "damaged, or not Parquet",
    ),
    "text as Stata": ("e.dta", EXPORT.encode(), "", "damaged, or of another format"),
    "text as Parquet": ("e.parquet", EXPORT.encode(), "", "damaged, or not Parquet"),
    "a truncated gzip": (
        "e.csv.gz",
        truncated(gzip.compress(EXPORT.encode() * 99)),
        "",
        "damaged, or not gzip",
    ),
    "text as gzip": ("e.csv.gz", EXPORT.encode(), "", "damaged, or not gzip"),
    "a gzip bomb": ("e.csv.gz", lambda: gzip.compress(bomb(), 9), "", "times its size"),
    "a gzip of who knows what": ("e.gz", gzip.compress(EXPORT.encode()), "", "no known format"),
    "a truncated zip": ("e.zip", truncated(zipped("e.csv")), "", "damaged, or not zip"),
    "an empty zip": ("e.zip", zipped, "", "holds 0 files instead of one"),
    "two files in a zip": ("e.zip", zipped("a.csv", "b.csv"), "", "holds 2 files instead of one"),
    "a zip bomb": ("e.zip", lambda: zipped("e.csv", content=bomb()), "", "times its size"),
    "a zip that lies of its size": (
        "e.zip",
        lying_about_its_size(zipped("e.csv")),
        "",
        "damaged, or not zip",
    ),
    "a zip in a zip": ("e.zip", zipped("e.zip", content=zipped("e.csv")), "", "no known format"),
    "an encrypted zip": ("e.zip", encrypted(zipped("e.csv")), "", "protected by a password"),
    "a name that climbs": ("e.zip", zipped("../../e.csv"), "", "leads out of its folder"),
    "an absolute name": ("e.zip", zipped("/tmp/e.csv"), "", "leads out of its folder"),
    "a name on a drive": ("e.zip", zipped("C:\\e.csv"), "", "leads out of its folder"),
    "a format without reader": ("e.odt", b"x", "", "no reader for raw/e.odt"),
    "a column that the codebook has not": (
        "e.csv",
        EXPORT.replace("income", "incom").encode(),
        "",
        "did you mean `income`",
    ),
}


@pytest.mark.parametrize("case", EXPORTS)
def test_an_export_that_is_broken(study: Path, case: str) -> None:
    name, content, options, message = EXPORTS[case]
    use(study, name, content if isinstance(content, bytes) else content(), options)
    said = refused(DATA_EXIT)
    assert re.search(message, said), said
    assert f"raw/{name}" in said or "codebook.csv" in said


def test_an_archive_above_the_ceiling(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_SIZE", 100)
    for name, content in (
        ("e.zip", zipped("e.csv", content=EXPORT.encode() * 9)),
        ("e.csv.gz", gzip.compress(EXPORT.encode() * 9)),
    ):
        use(study, name, content)
        assert "unpacks to more than 0 MB" in refused(DATA_EXIT)


@pytest.mark.parametrize("what", ["a directory", "a symlink loop", "a dangling symlink", "nothing"])
def test_no_file_in_its_place(study: Path, what: str) -> None:
    path = study / "raw" / "export.csv"
    path.unlink()
    if what == "a directory":
        path.mkdir()
    elif what != "nothing":
        path.symlink_to(path if what == "a symlink loop" else study / "gone.csv")
    assert "raw/export.csv is not there" in refused(DATA_EXIT)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_ten_thousand_columns_are_read(study: Path, kind: str) -> None:
    path = study / "raw" / f"wide.{kind}"
    frame = pd.DataFrame([["7"] * 10_000] * 3, columns=[f"v{n}" for n in range(10_000)])
    write = {"csv": frame.to_csv, "xlsx": frame.to_excel, "parquet": frame.to_parquet}[kind]
    write(path, index=False)
    rows = READERS[path.suffix](path, ExportFile(path=path.name)).rows
    assert rows.shape == (3, 10_000)
    assert rows["v9999"].tolist() == ["7", "7", "7"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_cell_of_a_megabyte_works(study: Path, kind: str) -> None:
    frame = pd.DataFrame([["x" * 1_000_000, *RECORDS[0][1:]], *RECORDS[1:]], columns=HEADER)
    target = io.BytesIO()
    frame.to_csv(target, index=False) if kind == "csv" else frame.to_parquet(target)
    use(study, f"big.{kind}", target.getvalue())
    run_stage("clean", "small")
    assert pd.read_parquet(study / "clean" / "survey.parquet")["household"].nunique() == len(
        RECORDS
    )


# Forms


FORM = "type,name,label\ntext,household,H\nselect_one yn,treated,T\nselect_multiple crop,crops,C\n"
FORM += "begin repeat,members,M\ntext,who,W\nend repeat,,\n"
CHOICES = "list_name,name,label\nyn,1,Yes\nyn,0,No\ncrop,maize,Maize\ncrop,beans,Beans\n"


def form(study: Path, survey: str = FORM, choices: str = CHOICES) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for name, text in (("survey", survey), ("choices", choices)):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(study / "raw" / "form.xlsx")
    return study / "raw" / "form.xlsx"


FORMS = {
    "a repeat not closed": (FORM.replace("end repeat,,\n", ""), "begins here and does not end"),
    "a repeat within itself": (
        FORM.replace("text,who", "begin repeat,members,M\ntext,who").replace(
            "end repeat,,", "end repeat,,\nend repeat,,"
        ),
        "lies within itself",
    ),
    "an end without beginning": (FORM + "end group,,\n", "ends here that did not begin"),
    "a group closed as a repeat": (
        FORM.replace("end repeat", "end group"),
        "the one open is a repeat",
    ),
    "a list that is not there": (FORM.replace("one yn", "one yna"), "a list that is not there"),
    "a question asked twice": (FORM + "text,household,H\n", "`household` is asked twice"),
    "a question without name": (FORM + "text,,H\n", "has no name"),
    "a form that asks nothing": ("type,name,label\n", "asks nothing"),
}


@pytest.mark.parametrize("case", FORMS)
def test_a_form_that_is_broken(study: Path, case: str) -> None:
    survey, message = FORMS[case]
    with pytest.raises(AtharError, match=re.escape(message)) as error:
        read_form(form(study, survey), "data/small/raw/form.xlsx")
    assert error.value.exit_code == DATA_EXIT
    assert all(fault.place.startswith("data/small/raw/form.xlsx") for fault in error.value.faults)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (EXPORT.encode(), "cannot be read as a form"),
        (workbook(), "no sheet `survey`"),
        (truncated(workbook()), "the workbook is damaged"),
        (OLE, "Excel before 2007"),
        (None, "the form is not there"),
    ],
    ids=["text", "an export", "truncated", "old", "missing"],
)
def test_a_form_that_is_none(study: Path, content: bytes | None, message: str) -> None:
    path = study / "raw" / "form.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AtharError, match=message) as error:
        read_form(path, "raw/form.xlsx")
    assert error.value.exit_code == DATA_EXIT
    assert SECRET not in render(error.value)


def test_a_form_and_an_export_that_disagree_are_told_apart(study: Path) -> None:
    questions = read_form(form(study), "f")
    rows = pd.DataFrame(
        {"treated": ["1", SECRET], "crops": ["maize", SECRET], "colour": ["x", "y"]}
    )
    collected = collect(Export(rows), questions)
    assert collected.unknown == ("colour",)
    assert collected.absent == ("household", "who")
    coded = code_answers(collected.rows, questions)
    assert coded.unlisted == {"treated": 1, "crops": 1}


@pytest.mark.parametrize(
    ("main", "members"),
    [
        ({"household": ["a", "b"]}, {"who": [SECRET]}),
        (
            {"household": ["a", "b"], "_index": ["1", "1"]},
            {"who": [SECRET], "_parent_index": ["1"]},
        ),
        ({"g/household": ["a", SECRET], "household": ["c", None]}, {}),
    ],
    ids=[
        "a repeat tied to nothing",
        "interviews that share their index",
        "two columns, one question",
    ],
)
def test_an_export_that_contradicts_itself(
    study: Path, main: dict[str, list[str]], members: dict[str, list[str]]
) -> None:
    sheets = {"members": pd.DataFrame(members)} if members else {}
    with pytest.raises(ExportError) as error:
        collect(Export(pd.DataFrame(main), sheets=sheets), read_form(form(study), "f"))
    assert SECRET not in str(error.value)


# The plan


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 10)}]\n" for name in "bcdefghi"
)
PLANS = {
    "an alias bomb": (ALIASES, "aliases of aliases", True),
    "an alias within itself": ("evaluation: &e {title: *e}\n", "an alias lies within itself", True),
    "a list within itself": ("evaluation: &e [*e]\n", "an alias lies within itself", True),
    "code in a tag": ("evaluation: !!python/object/apply:os.system ['true']\n", "a tag", True),
    "an unknown tag": ("evaluation: !secret {title: T}\n", "a tag", True),
    "brackets without end": ("evaluation: " + "[" * 50_000, "nested too deeply", True),
    "keys without end": ("".join(" " * n + "k:\n" for n in range(800)), "nested too deeply", False),
    "a plan of megabytes": ("evaluation: " + "x" * 2_000_000, "longer than", False),
    "a number without end": ("seed: " + "9" * 5_000, "more digits", False),
    "a tab": ("evaluation:\n\ttitle: T\n", "cannot start any token", True),
    "a key twice": ("graph: implied\ngraph: implied\n", "duplicate key", True),
    "an alias to nothing": ("evaluation: *e\n", "undefined alias", True),
    "a bracket not closed": ("evaluation: {title: T\n", "not valid YAML", True),
    "two documents": ("a: 1\n---\nb: 1\n", "not valid YAML", True),
    "a list": ("- a\n", "not a list of keys", False),
    "nothing": ("", "the file is empty", False),
    "a NUL byte": ("a: \0\n", "not valid YAML", False),
    "an unknown key": (PLAN + "colour: red\n", "unknown key `colour`", True),
    "a number for a list": (PLAN.replace("[{path: raw/FILE}]", "7"), "files", True),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_that_is_broken(study: Path, case: str) -> None:
    content, message, has_line = PLANS[case]
    (study / "plan.yaml").write_text(content)
    said = refused(PLAN_EXIT)
    assert message in said
    assert "data/small/plan.yaml" + (":" if has_line else "") in said


def test_a_plan_in_another_encoding(study: Path) -> None:
    (study / "plan.yaml").write_bytes(PLAN.replace("Income", "دخل").encode("cp1256"))
    assert "not UTF-8 text" in refused(PLAN_EXIT)


# The codebook and the corrections


CODEBOOKS = {
    "no codebook": (None, "the codebook is missing"),
    "an empty codebook": (b"", "lacks the column"),
    "a codebook with semicolons": (
        CODEBOOK.replace(",", ";").encode(),
        "separate columns by commas",
    ),
    "a codebook in UTF-16": (CODEBOOK.encode("utf-16"), "CSV in UTF-8"),
    "a codebook in an old encoding": (CODEBOOK.replace("Name", "اسم").encode("cp1256"), "UTF-8"),
    "an unknown type": (CODEBOOK.replace("number", "nummer").encode(), "did you mean `number`"),
    "an unknown mark": (CODEBOOK.replace("direct\n", "yes\n", 1).encode(), "identifier of"),
    "a variable twice": (
        CODEBOOK.replace("name,", "household,").encode(),
        "is in the codebook twice",
    ),
    "a name of ours": (
        CODEBOOK.replace("household,", "row_id,").encode(),
        "a name that `clean` gives",
    ),
    "a line cut short": (CODEBOOK.encode()[:-20], "must be one of"),
}


@pytest.mark.parametrize("case", CODEBOOKS)
def test_a_codebook_that_is_broken(study: Path, case: str) -> None:
    content, message = CODEBOOKS[case]
    path = study / "codebook.csv"
    path.unlink() if content is None else path.write_bytes(content)
    said = refused(PLAN_EXIT)
    assert message in said
    assert "data/small/codebook.csv" in said


CORRECTED = {
    "a missing column": ("id,variable\nh1,income\n", "lacks the column", PLAN_EXIT),
    "nobody who decided": ("h1,income,10,11,,2025-01-01,typo", "without `who`", PLAN_EXIT),
    "another old value": (
        f"h1,name,{SECRET}x,B,MB,2025,typo",
        "is not the one in the export",
        DATA_EXIT,
    ),
    "an unknown variable": ("h1,incom,10,11,MB,2025,typo", "did you mean `income`", DATA_EXIT),
    "an unknown unit": ("h9,income,10,11,MB,2025,typo", "0 rows have the id", DATA_EXIT),
    "a value of another type": (
        "h1,income,10,eleven,MB,2025,typo",
        "not number|not fit",
        DATA_EXIT,
    ),
}


@pytest.mark.parametrize("case", CORRECTED)
def test_corrections_that_are_broken(study: Path, case: str) -> None:
    line, message, code = CORRECTED[case]
    content = line if line.startswith("id,") else CORRECTIONS + line + "\n"
    (study / "corrections.csv").write_text(content)
    assert re.search(message, refused(code))


# Through the command itself


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("plan.yaml", ALIASES.encode(), PLAN_EXIT, "aliases of aliases"),
        ("codebook.csv", b"a;b\n", PLAN_EXIT, "lacks the column"),
        ("raw/export.csv", NESTED_QUOTE, DATA_EXIT, "opened and not closed"),
        ("raw/export.csv", EXPORT.replace("12", SECRET).encode(), DATA_EXIT, "not number"),
    ],
    ids=["plan", "codebook", "export", "types"],
)
def test_the_command_says_it_once_and_ends(
    study: Path, name: str, content: bytes, code: int, message: str
) -> None:
    (study / name).write_bytes(content)
    start = time.monotonic()
    result = athar(study.parents[1], "stage", "clean", "small")
    assert time.monotonic() - start < SECONDS
    assert result.returncode == code
    assert message in result.stderr
    assert result.stderr.count("-->") == 1
    for stream in (result.stdout, result.stderr):
        assert SECRET not in stream
        assert "Traceback" not in stream


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert sum(map(len, (EXPORTS, FORMS, PLANS, CODEBOOKS, CORRECTED))) >= 60
