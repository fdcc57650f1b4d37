"""Errors on their line, a page for each code, and nobody's answers in either."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, athar
from pipeline.error_message import render
from pipeline.errors import Fault, PlanError
from pipeline.explanations import explanations, page
from pipeline.quoted_line import quoted

PLAN = "data/small/plan.yaml"
TEXT = """design:
  kind: randomised
  treatment: treatd   # who was offered
estimate:
  confidence: high
construct:
  covariates:
    - age
    - mael
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "data" / "small" / "raw").mkdir(parents=True)
    (tmp_path / PLAN).write_text(TEXT)
    for name in ("corrections.csv", "codebook.csv", "raw/export.csv", "raw/plan.yaml"):
        (tmp_path / "data" / "small" / name).write_text("id,name\nh1,Zaynab\n")
    return tmp_path


def marked(fault: Fault, root: Path) -> str:
    line = quoted(fault, root)
    return line.text[line.start : line.start + line.length]


@pytest.mark.parametrize(
    ("fault", "marks"),
    [
        (Fault("E130", "column `treatd` is not there", PLAN, 3, "design.treatment"), "treatd"),
        (
            Fault("E113", "`confidence`: not a number", PLAN, 5, "estimate.confidence", "'high'"),
            "high",
        ),
        (Fault("E130", "column `mael` is not there", PLAN, 9, "construct.covariates.1"), "mael"),
        (Fault("E111", "unknown key `kind`", PLAN, 2, "design.kind"), "kind"),
        (Fault("E135", "a design needs `clusters`", PLAN, 1, "design"), "design:"),
    ],
)
def test_the_mark_is_under_what_is_wrong(small: Path, fault: Fault, marks: str) -> None:
    assert marked(fault, small) == marks


def test_the_nearest_name_is_shown_on_the_line(small: Path) -> None:
    help_ = "did you mean `treated`?"
    fault = Fault("E130", "column `treatd` is not there", PLAN, 3, "design.treatment", help=help_)
    text = render(PlanError(fault), small, "Nothing was changed.")
    assert "  treatment: treated   # who was offered" in text
    assert "^^^^^^" in text
    assert "Nothing was changed." in text
    assert "athar explain E130" in text


@pytest.mark.parametrize(
    "file",
    ["data/small/corrections.csv", "data/small/raw/export.csv", "data/small/raw/plan.yaml",
     "data/small/codebook.csv"],
)  # fmt: skip
def test_no_line_that_could_hold_an_answer_is_shown(small: Path, file: str) -> None:
    fault = Fault("E209", "the new value does not fit the column `name`", file, 2)
    assert quoted(fault, small) is None
    assert "Zaynab" not in render(PlanError(fault), small)


def test_the_header_of_a_codebook_may_be_shown(small: Path) -> None:
    fault = Fault("E121", "the file lacks the column type", "data/small/codebook.csv", 1)
    assert quoted(fault, small).text == "id,name"


@pytest.mark.parametrize("line", [0, 99, None])
def test_a_line_that_is_not_there_is_left_out(small: Path, line: int | None) -> None:
    fault = Fault("E130", "column `x` is not there", PLAN, line)
    assert "-->" in render(PlanError(fault), small)
    assert quoted(fault, small) is None


def test_marks_of_direction_and_control_are_never_printed(small: Path) -> None:
    (small / PLAN).write_text("a: \u202eevil\nb: \x1b[31mred\n", encoding="utf-8")
    for number in (1, 2):
        assert quoted(Fault("E113", "`a`: wrong", PLAN, number), small) is None


# A page for every code


def used_codes() -> set[str]:
    sources = (ROOT / "src").rglob("*.py")
    return set(re.findall(r'"(E\d{3})"', "\n".join(path.read_text("utf-8") for path in sources)))


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(explanations()) == used_codes()


def test_no_page_is_a_stub_and_none_a_copy() -> None:
    entries = explanations().values()
    for entry in entries:
        assert len(entry.means.split()) >= 8, entry.code
        assert len(entry.cause.split()) >= 1, entry.code
        assert entry.right, f"{entry.code} does not say how it is put right"
        assert not entry.title.endswith("."), entry.code
    assert len({entry.means for entry in entries}) > 0.97 * len(entries)


def test_sentences_of_pages_are_short() -> None:
    for entry in explanations().values():
        for sentence in re.split(r"(?<=[.?!:])\s+", f"{entry.means} {entry.cause}"):
            assert len(sentence.split()) <= 25, f"{entry.code}: {sentence}"


def test_explain_prints_the_page(tmp_path: Path) -> None:
    result = athar(tmp_path, "explain", "e254")
    assert result.returncode == 0, result.stderr
    for part in ("E254", "What it means", "Usual cause", "Wrong", "Right", "otherwise: 0"):
        assert part in result.stdout
    every = athar(tmp_path, "explain")
    assert len(every.stdout.splitlines()) == len(explanations())


def test_explaining_what_is_no_code() -> None:
    with pytest.raises(PlanError) as error:
        page("E25")
    assert error.value.faults[0].code == "E106"


# How a command ends


def test_debug_shows_where_it_happened(tmp_path: Path) -> None:
    plain, debug = athar(tmp_path, "list"), athar(tmp_path, "list", "--debug")
    assert plain.returncode == 2
    assert "E101" in plain.stderr
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m pipeline explain | head -1"
    result = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.stdout.startswith("E101")
    assert result.stderr == ""


def test_an_interrupt_ends_without_a_word() -> None:
    code = (
        "import os, signal, sys\n"
        "from pipeline.commands.ending import ended\n"
        "sys.exit(ended(lambda: os.kill(os.getpid(), signal.SIGINT) or signal.pause()))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (result.returncode, result.stderr) == (130, "")
    assert signal.SIGINT
