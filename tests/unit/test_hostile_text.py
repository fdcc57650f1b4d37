"""Texts that people write into plans, codebooks and data are shown or refused, and never run."""

import csv
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from conftest import ROOT, copy_project
from hostile import HOSTILE, rewritten
from pipeline import data_quality, report
from pipeline.codebook import read_codebook
from pipeline.errors import PlanError
from pipeline.plan_file import load_plan
from pipeline.project import Folder, evaluation
from pipeline.results import TABLES, read_table, write_table
from pipeline.sections.written_text import for_spreadsheet, from_spreadsheet, seen

NAME = "savings-groups"
RLO, PDI, NUL = "\u202e", "\u2069", "\0"
PUBLIC = SimpleNamespace(threshold=0)


class Page(HTMLParser):
    """The elements of a page, its attributes that could run something, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The evaluation with the most to say, and hostile texts in its plan, codebook and results."""
    project = copy_project(tmp_path_factory.mktemp("hostile") / "project")
    results = ROOT / "data" / NAME / "results"
    shutil.copytree(results, project / "data" / NAME / "results")
    folder = evaluation(NAME, project)
    quality = read_table(folder, "data_quality.csv")
    people = quality.loc[quality["check"] == "enumerators", "group"].unique()
    in_data = dict(zip(people, (f"{text}{RLO}" for text in HOSTILE), strict=False))
    quality["group"] = quality["group"].replace(in_data)
    write_table(folder, "data_quality.csv", quality, PUBLIC)
    rewritten(folder, HOSTILE)
    return folder


@pytest.fixture(scope="module", params=["en", "ar"])
def shown(request: pytest.FixtureRequest, hostile: Folder) -> dict[str, str]:
    """The pages of the hostile evaluation in one language, by their part."""
    report.run(hostile, request.param)
    data_quality.run(hostile, request.param)
    pages = hostile.reports.glob(f"*.{request.param}.html")
    return {path.name.partition(".")[0]: path.read_text(encoding="utf-8") for path in pages}


def test_hostile_texts_are_shown_and_never_run(shown: dict[str, str]) -> None:
    assert len(shown) == 3
    for part, page in shown.items():
        read = Page(page)
        for text in HOSTILE:
            assert text in read.text, f"{part}: {text}"
        assert not {"script", "img", "iframe", "object"} & set(read.elements)
        assert read.handlers == []
        assert not re.search("[\0\u202a-\u202e]", page)


def test_labels_in_figures_are_not_mathematics(shown: dict[str, str]) -> None:
    """A label with dollars is the text of a figure, letter by letter."""
    assert re.search(r"<text [^>]*>[^<]*\$\\alpha\$ \$\\frac\{1\}\$", shown["annex"])


@pytest.mark.parametrize("character", [RLO, PDI, NUL, "\x1b"])
def test_characters_that_nobody_sees_are_refused_with_their_line(
    tmp_path: Path, character: str
) -> None:
    folder = evaluation("hiv-results", copy_project(tmp_path / "project"))
    plan, codebook = folder.plan.read_text(encoding="utf-8"), folder.codebook.read_text("utf-8")
    escaped = f'"reward {ascii(character)[1:-1]}3.2"'
    folder.plan.write_text(plan.replace("en: reward,", f"en: {escaped},"), encoding="utf-8")
    with pytest.raises(PlanError) as stopped:
        load_plan(folder)
    (fault,) = stopped.value.faults
    line = 1 + plan[: plan.index("en: reward,")].count("\n")
    assert (fault.code, fault.file, fault.line) == ("E115", "data/hiv-results/plan.yaml", line)
    assert f"U+{ord(character):04X}" in fault.found

    folder.codebook.write_text(codebook.replace("Village,", f"Vil{character}lage,"), "utf-8")
    with pytest.raises(PlanError) as stopped:
        read_codebook(folder)
    (fault,) = stopped.value.faults
    assert (fault.code, fault.line) == ("E108", 2)
    assert character not in fault.message + fault.found


def test_the_marks_that_arabic_is_typed_with_are_welcome(tmp_path: Path) -> None:
    folder = evaluation("hiv-results", copy_project(tmp_path / "project"))
    plan = folder.plan.read_text(encoding="utf-8")
    folder.plan.write_text(plan.replace("ar: مكافأة", "ar: \u200fمكافأة\u200e"), encoding="utf-8")
    assert load_plan(folder).design.arms.treated.label["ar"] == "\u200fمكافأة\u200e"


def test_labels_of_ten_thousand_letters_are_refused(tmp_path: Path) -> None:
    folder = evaluation("hiv-results", copy_project(tmp_path / "project"))
    plan, codebook = folder.plan.read_text(encoding="utf-8"), folder.codebook.read_text("utf-8")
    long = "long " * 2_000
    folder.plan.write_text(plan.replace("en: reward,", f"en: {long},"), encoding="utf-8")
    folder.codebook.write_text(codebook.replace("Village,", f"{long},"), encoding="utf-8")
    with pytest.raises(PlanError, match="label_en is longer than 1,000 characters"):
        load_plan(folder)
    folder.codebook.write_text(codebook, encoding="utf-8")
    for text in (long, long[:301], "W" * 41):
        folder.plan.write_text(plan.replace("en: reward,", f"en: {text},"), encoding="utf-8")
        with pytest.raises(PlanError, match="is longer than") as stopped:
            load_plan(folder)
        assert long not in str(stopped.value.faults)


def test_a_link_that_runs_is_refused(tmp_path: Path) -> None:
    folder = evaluation("hiv-results", copy_project(tmp_path / "project"))
    plan = folder.plan.read_text(encoding="utf-8")
    changed = plan.replace('"https://doi.org/10.1257/aer.98.5.1829"', '"javascript:alert(1)"')
    folder.plan.write_text(changed, encoding="utf-8")
    with pytest.raises(PlanError, match="`link`"):
        load_plan(folder)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\tx", "'=1", "''=1", "'quoted'", "plain"],
)
def test_no_spreadsheet_runs_a_text_and_reading_gives_it_back(text: str) -> None:
    written = for_spreadsheet(text)
    assert written[0] not in "=+-@\t\r"
    assert from_spreadsheet(written) == text


@pytest.mark.parametrize("number", ["-1", "+3.5", "-99", "-1e-9"])
def test_numbers_are_written_as_they_are(number: str) -> None:
    assert for_spreadsheet(number) == from_spreadsheet(number) == number


def test_results_open_harmlessly_in_a_spreadsheet(tmp_path: Path) -> None:
    """Texts that data bring are quoted or cleaned in the file, read back whole; numbers stay."""
    folder = Folder(tmp_path, "a")
    folder.results.mkdir(parents=True)
    groups = ["=HYPERLINK(1)", "@x", f"turned{RLO}", "-7", "plain"]
    rows = pd.DataFrame(
        {"check": "places", "target": "t", "group": groups, "measure": "share", "value": -0.5}
    )
    write_table(folder, "data_quality.csv", rows.assign(n=12), PUBLIC)
    with (folder.results / "data_quality.csv").open(encoding="utf-8", newline="") as stream:
        cells = [row for row in csv.DictReader(stream)]
    assert [row["group"] for row in cells] == ["'=HYPERLINK(1)", "'@x", "turned", "-7", "plain"]
    assert {row["value"] for row in cells} == {"-0.5"}
    back = read_table(folder, "data_quality.csv")
    assert list(back["group"]) == ["=HYPERLINK(1)", "@x", "turned", "-7", "plain"]
    assert tuple(back.columns) == TABLES["data_quality.csv"][0]


def test_no_results_in_git_are_changed_by_this() -> None:
    """What is written today has nothing to quote: no digit and no word of it moves."""
    for path in (ROOT / "data").glob("*/results/*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert row == [for_spreadsheet(seen(cell)) for cell in row], path


def test_a_number_keeps_its_order_beside_any_label() -> None:
    """In either direction of writing it is an island: its element isolates what is in it."""
    css = (ROOT / "src/pipeline/reporting/template/report.css").read_text(encoding="utf-8")
    assert re.search(r"^data\{[^}]*unicode-bidi:isolate", css, re.MULTILINE)
