"""The data-quality page: its order, its words, its numbers, and what it says where it may not."""

import gettext
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from acceptance.reading import disagreements, read
from conftest import ROOT, athar
from pipeline.data_checks import DATA_CHECKS
from pipeline.plan import Disclosure
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.reporting import evaluation as reporting
from pipeline.reporting.charts import strip
from pipeline.reporting.evaluation import Report, digest, open_report, section
from pipeline.reporting.quality import FILES, Quality, fine, not_judged, quality_of, tasks, told
from pipeline.reporting.quality_page.people import farthest, interviewers
from pipeline.reporting.quality_page.sentences import COUNTED, MEASURED
from pipeline.reporting.quality_page.targets import SECOND_VISIT, TARGETS, TRAITS, target_of
from pipeline.reporting.terms import TERMS
from pipeline.reporting.words import Words
from pipeline.results import TABLES, Check, as_table, read_table, write_json, write_table

PUBLIC = Disclosure(threshold=0)  # nothing is withheld but what a test withholds itself

NAME = "savings-groups"
SECTIONS = ("masthead", "first", "interviewers", "cleaning", "checks", "fine")
MEASURES = ("check", "target", "group", "measure", "value", "n")
LOG = (
    ("baseline", "", "export", "", 2407),
    ("endline", "", "export", "", 2229),
    ("endline", "", "dropped_unit", "kept: last", 18),
    ("endline", "age", "digits", "integer", 16),
    ("endline", "income", "missing_code", "does not know", 41),
    ("endline", "income", "missing_code", "refused", np.nan),
)
FAR = "gps more than 3 km from the cluster's centre"
TOO_FEW = "too few interviews"
VILLAGES = "interview_village"

Make = Callable[..., Quality]


def failed(check: str, target: str, value: float, **more: Any) -> Check:
    return Check(check, target, "failed", value, 0, **{"severity": "warning"} | more)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What the page is made from: the plan, the codebook and the notebook, without any data."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "data" / NAME / "results").mkdir(parents=True)
    own = ("dvc.yaml", "params.yaml", "requirements.txt")
    for name in (*own, f"data/{NAME}/plan.yaml", f"data/{NAME}/codebook.csv"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    read = {"files": {"raw/baseline.xlsx": {"bytes": 7, "sha256": "0" * 64}}}
    write_json(evaluation(NAME, folder), "sources.json", read, PUBLIC)
    return folder


@pytest.fixture
def make(project: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Writes the three files of results into a copy of the project, and opens its page."""
    monkeypatch.chdir(project)

    def written(checks: list[Check], measures: list[tuple[Any, ...]] | None = None) -> Quality:
        folder = evaluation(NAME, project)
        write_table(
            folder, "data_checks.csv", as_table(checks or [Check("gps", FAR, "passed", 0)]), PUBLIC
        )
        table = pd.DataFrame(measures or [("gps", FAR, "all", "share", 0.0, 9)], columns=MEASURES)
        write_table(folder, "data_quality.csv", table, PUBLIC)
        log = pd.DataFrame(LOG, columns=["wave", "variable", "rule", "reason", "rows"])
        write_table(folder, "cleaning_log.csv", log, PUBLIC)
        return quality_of(open_report(NAME, "en"))

    return written


def page(quality: Quality) -> str:
    return "".join(section(quality.report, f"quality_{name}", quality=quality) for name in SECTIONS)


def shown(quality: Quality, name: str) -> str:
    """The text of one section, numbers among the words."""
    reader = read(section(quality.report, f"quality_{name}", quality=quality))
    return " ".join(reader.texts)


def sentences(quality: Quality) -> list[str]:
    return [line.sentence.striptags() for line in quality.lines if line.sentence]


def of_everybody() -> tuple[list[Check], list[tuple[Any, ...]]]:
    """Checks and measures of every kind, as the data checks write them."""
    results = ROOT / "data" / NAME / "results"
    checks = pd.read_csv(results / "data_checks.csv").fillna({"detail": "", "table": ""})
    rows = [Check(**row) for row in checks[list(TABLES["data_checks.csv"][0])].to_dict("records")]
    measures = pd.read_csv(results / "data_quality.csv", dtype={"group": str, "target": str})
    return rows, [tuple(row) for row in measures[list(MEASURES)].itertuples(index=False)]


def test_every_check_and_every_kind_has_words() -> None:
    for part in ("data_check", "data_check_asks", "data_check_action", "data_check_not_asked"):
        assert set(TERMS[part]) == set(DATA_CHECKS)
    kinds = {kind for _, _, kind in TARGETS} | {*TRAITS, SECOND_VISIT}
    assert set(TERMS["data_check_kind"]) == kinds
    assert kinds - {"visits"} <= set(COUNTED) | set(MEASURED)
    assert {check for check, _, _ in TARGETS} == set(DATA_CHECKS)


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/*/results/data_checks.csv")), ids=str)
def test_every_line_that_the_checks_write_is_understood(path: Path) -> None:
    folder = evaluation(path.parents[1].name, ROOT)
    rows, plan = read_table(folder, "data_checks.csv").to_dict("records"), load_plan(folder)
    kinds = [target_of(row, plan).kind for row in rows]
    assert set(kinds) <= set(TERMS["data_check_kind"])


def test_a_line_that_nobody_foresaw_stops_the_page(make: Make) -> None:
    with pytest.raises(KeyError, match="gps: upside down"):
        make([failed("gps", "upside down", 12)])


def test_errors_come_first_then_what_the_field_can_mend_then_what_touches_most(make: Make) -> None:
    quality = make(
        [
            failed("other_specify", "endline.income_source_other names a choice", 900),
            failed("gps", FAR, 12),
            failed("interviews", "interviews that end before they begin", 70),
            failed("constraints", "form: baseline.age", 500),
            failed("duplicates", "household_id", 11, severity="error"),
        ]
    )
    assert [task.check for task in tasks(quality, "error")] == ["duplicates"]
    found = tasks(quality, "warning")
    # The baseline is over: its answers can be corrected at the desk only.
    assert [(task.check, task.repair) for task in found] == [
        ("interviews", "field"),
        ("gps", "field"),
        ("other_specify", "office"),
        ("constraints", "office"),
    ]
    text = shown(quality, "first")
    assert text.index("stops the run") < text.index("Duplicates") < text.index("Warnings")
    assert "Nothing is estimated until these are mended" in text


def test_progress_is_ranked_by_the_interviews_that_are_wanting(make: Make) -> None:
    measures = [
        ("progress", VILLAGES, "v001", "share_reached", 0.2, 20),
        ("progress", VILLAGES, "v002", "share_reached", 1.5, 150),
    ]
    checks = [failed("gps", FAR, 79), failed("progress", VILLAGES, 1)]
    # 20 are a fifth of the 100 that are wanted: 80 are wanting, one more than are far away.
    assert [task.check for task in tasks(make(checks, measures), "warning")] == ["progress", "gps"]


def test_a_sentence_has_its_count_its_limit_and_its_number(make: Make) -> None:
    quality = make(
        [
            failed("gps", FAR, 12),
            failed("interviews", "interviews that are shorter than 15 minutes", 1),
            failed("interviews", "interviews that begin before 7:00 or after 19:59", 17),
            failed("logic", "savings_endline <= income_endline", 16),
            failed("skip_logic", "endline.loan_amount", 19, detail="required, and not answered"),
            failed("other_specify", "baseline.income_source_other", 0.25),
            Check("constraints", "endline.questions of the form", "informative", 8, 9),
        ]
    )
    assert sentences(quality) == [
        "12 interviews took place more than 3 km from the centre of their cluster.",
        "1 interview took less than 15 minutes.",
        "17 interviews began before 7:00 or after 19:59.",
        "In 16 interviews: She put aside more than the household earned.",
        "19 answers to “How much is owed?” are not there, though the form requires it.",
        "25.0 percent of answers to “Main source” are “other”; the plan allows 0 percent.",
        "8 of 9 questions with such rules in the form could be checked.",
    ]


def test_a_withheld_count_is_said_to_be_small_and_not_shown(make: Make, project: Path) -> None:
    plan = project / "data" / NAME / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("disclosure: {}", "disclosure: {threshold: 7}"), encoding="utf-8")
    quality = make(
        [failed("gps", FAR, np.nan), failed("missing", "income_endline", np.nan)],
        [("gps", FAR, "all", "share", np.nan, np.nan)],
    )
    far, missing = sentences(quality)
    assert far.startswith("fewer than 7 interviews took place more than 3 km")
    assert missing == "More of “Household income last month” is missing than the 0 percent allowed."
    assert "nan" not in read(page(quality)).texts
    cleaning = Markup(section(quality.report, "quality_cleaning", quality=quality))
    assert "refused: fewer than 7" in cleaning.striptags()


def people(flags: tuple[float, float, float]) -> list[tuple[Any, ...]]:
    """Three interviewers: A has many don't-knows and is quick, B is quickest, C is like most."""
    rows: list[tuple[Any, ...]] = []
    for name, count, unsure, minutes in zip(
        "ABC", flags, (0.3, 0.0, 0.1), (21, 9, 40), strict=True
    ):
        rows += [
            ("enumerators", TOO_FEW, name, "interviews", 60.0, 60),
            ("enumerators", TOO_FEW, name, "flags", count, 60),
            ("enumerators", "dont_know_share", name, "dont_know_share", unsure, 60),
            ("enumerators", "minutes_median", name, "minutes_median", minutes, 60),
        ]
    return rows


@pytest.mark.parametrize("count", [1.0, np.nan])
def test_flagged_interviewers_come_first_and_the_trait_is_marked(make: Make, count: float) -> None:
    checks = [
        failed("enumerators", "dont_know_share", count),
        failed("enumerators", "minutes_median", count),
        Check("enumerators", TOO_FEW, "informative", 0),
    ]
    quality = make(checks, people((count, count, 0.0)))
    assert [(one.name, one.flagged) for one in interviewers(quality)] == [
        ("A", True), ("B", True), ("C", False),
    ]  # fmt: skip
    # Few minutes are suspicious where they are few, don't-knows where they are many.
    assert farthest(quality) == {("A", "dont_know_share"), ("B", "minutes_median")}
    text = section(quality.report, "quality_interviewers", quality=quality)
    assert text.count("◆") == 3  # two marks, and the caption that says what they are
    assert text.index("<code>B</code>") < text.index("All other interviewers")


def test_whose_facts_differ_at_second_visits_is_named_though_the_check_passes(make: Make) -> None:
    rows = people((0.0, 0.0, 0.0))
    rows += [
        ("backchecks", "type 1", "all", "error_rate", 0.05, 800),
        ("backchecks", "type 1", "A", "enumerator_error_rate", 0.6, 40),
        ("backchecks", "type 1", "B", "enumerator_error_rate", 0.1, 40),
        ("backchecks", "type 1", "C", "enumerator_error_rate", 0.9, 9),
    ]
    quality = make([Check("backchecks", "type 1", "passed", 0.05, 0.1, severity="warning")], rows)
    (task,) = tasks(quality, "warning")
    assert (task.check, task.repair, task.listed) == ("backchecks", "field", False)
    (line,) = task.lines
    assert line.sentence.striptags() == (
        "60.0 percent of answers that cannot change were different when households "
        "interviewed by A were visited again; the plan allows 10 percent."
    )
    assert farthest(quality) == {("A", SECOND_VISIT)}
    assert [one.name for one in interviewers(quality) if one.flagged] == ["A"]
    assert told(quality) == []  # no check of the data failed


def test_an_interviewer_who_is_not_judged_has_no_flags_and_is_none_of_the_flagged(
    make: Make,
) -> None:
    rows = [row for row in people((0.0, 0.0, 0.0)) if row[2:4] != ("C", "flags")]
    quality = make([Check("enumerators", TOO_FEW, "informative", 1)], rows)
    assert [one.judged for one in interviewers(quality)] == [True, True, False]
    assert not any(one.flagged for one in interviewers(quality))
    assert "not judged" in shown(quality, "interviewers")


def test_marks_lie_where_their_values_do() -> None:
    drawn = strip([(0.0, False), (0.5, False), (1.0, True)], 0.1, "words")
    # The line runs from 8 to 212 pixels; a square is ten wide and drawn about its middle.
    assert 'cx="8.0"' in drawn
    assert 'cx="110.0"' in drawn
    assert 'x="207.0"' in drawn
    alike = strip([(0.001, False), (0.002, False)], 0.1, "words")
    assert 'cx="10.04"' in alike
    assert 'cx="12.08"' in alike


def test_where_nothing_is_wrong_the_page_says_so(make: Make) -> None:
    quality = make([Check("gps", FAR, "passed", 0, 0)])
    assert "Nothing: every check that could be made is in order." in shown(quality, "first")
    assert [check for check, _ in fine(quality)] == ["gps"]
    assert told(quality) == []


def test_what_could_not_be_checked_is_listed_with_its_reason(make: Make) -> None:
    unread = "cannot be evaluated: an answer that it depends on is not in the clean data"
    quality = make(
        [
            Check("enumerators", "near_twin_share", "not_applicable"),
            Check("constraints", "form: endline.age", "informative", detail=unread),
            Check("form_versions", "endline.__version__", "informative", 2),
            Check("constraints", "endline.questions of the form", "informative", 9, 9),
        ]
    )
    found = not_judged(quality)
    assert (
        "constraints",
        "Her age in years, endline",
        "its rule in the form could not be read",
    ) in (found)
    checks = [check for check, _, _ in found]
    assert checks[:3] == ["enumerators", "constraints", "form_versions"]
    assert set(checks) == set(DATA_CHECKS)  # all others are not in the file: nobody asked
    assert len(checks) == len(DATA_CHECKS)
    assert sentences(quality) == ["9 of 9 questions with such rules in the form could be checked."]


def test_the_report_is_told_of_findings_only(make: Make) -> None:
    quality = make(
        [
            Check("missing", "income_endline", "passed", 0.1, 0.2),
            Check("duplicates", "every answer", "informative", 0),
            Check("missing", "endline.reasons", "informative", 466),
            failed("gps", FAR, 12),
            Check("constraints", "endline.questions of the form", "informative", 9, 9),
            Check("skip_logic", "endline.questions of the form", "informative", 7, 9),
        ]
    )
    found = [(check, [line.row["target"] for line in lines]) for check, lines in told(quality)]
    assert found == [
        ("missing", ["endline.reasons"]),
        ("skip_logic", ["endline.questions of the form"]),
        ("gps", [FAR]),
    ]


def test_every_number_of_a_full_page_is_in_its_three_files_or_the_plan(
    make: Make, project: Path
) -> None:
    text = page(make(*of_everybody()))
    numbers = read(text).numbers
    assert len(numbers) > 500
    assert {shown.source.partition("#")[0] for shown in numbers} == {*FILES, "plan.yaml"}
    assert disagreements(text, project / "data" / NAME / "results") == []


def test_the_fingerprint_is_of_these_three_files(make: Make, project: Path) -> None:
    report: Report = make([failed("gps", FAR, 12)]).report
    before = digest(report, FILES)
    (project / "data" / NAME / "results" / "headline.json").write_text("{}", encoding="utf-8")
    assert digest(report, FILES) == before
    make([failed("gps", FAR, 13)])
    assert digest(report, FILES) != before


def test_all_words_come_from_the_catalogue(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bracketed(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, one: str, many: str, n: int) -> str:
            return f"⟦{one if n == 1 else many}⟧"

    monkeypatch.setattr(reporting, "words_in", lambda language: Words(language, Bracketed()))
    quality = make(*of_everybody())
    folder = quality.report.folder
    known = folder.plan.read_text(encoding="utf-8") + folder.codebook.read_text(encoding="utf-8")
    groups = {row["group"] for rows in quality.measures.values() for row in rows}
    known += " ".join([*DATA_CHECKS, *groups, digest(quality.report, FILES)])
    # The description for machines is no sentence: it names files, stages and who took part.
    words = re.sub(r'<code class="provenance">.*?</code>', "", page(quality), flags=re.DOTALL)
    loose = [piece.strip(" ,:()") for piece in outside_brackets(read(words).texts)]
    assert [piece for piece in loose if piece not in known] == []


def outside_brackets(texts: list[str]) -> list[str]:
    """The pieces of a page's text, those with letters, that no sentence of the catalogue holds."""
    depth, pieces = 0, [""]
    for letter in "\n".join(texts):
        depth += (letter == "⟦") - (letter == "⟧")
        if letter in "⟦⟧\n":
            pieces.append("")
        elif depth == 0:
            pieces[-1] += letter
    return [piece for piece in pieces if any(letter.isalpha() for letter in piece)]


def test_the_stage_writes_one_quiet_page_and_the_same_one_again(make: Make, project: Path) -> None:
    make(*of_everybody())
    path = project / "reports" / NAME / "data_quality.en.html"
    ran = athar(project, "stage", "data_quality", NAME)
    assert ran.returncode == 0, ran.stderr
    first = path.read_bytes()
    assert athar(project, "stage", "data_quality", NAME).returncode == 0
    assert path.read_bytes() == first
    assert len(first) < 400 * 1024
    text = first.decode()
    reader = read(text)
    headings = [int(tag[1]) for tag, _ in reader.tags if tag in ("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(headings))
    assert len(reader.has("table")) == len(reader.has("caption"))
    assert all(header.get("scope") for header in reader.has("th"))
    assert all(drawing.get("aria-label") for drawing in reader.has("svg"))
    identifiers = [attributes["id"] for _, attributes in reader.tags if attributes.get("id")]
    assert len(identifiers) == len(set(identifiers))
    links = {str(link["href"]) for link in reader.has("a")}
    assert {link.removeprefix("#") for link in links} <= set(map(str, identifiers))
    assert "<script" not in text
    assert "<title>What to fix in the data: " in text
