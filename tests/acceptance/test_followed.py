"""Every number of every page can be followed: none is loose, all verify, and a rerun agrees."""

import re
import shutil
from pathlib import Path

import pytest

from conftest import ROOT, athar
from loose_numbers import SAID, loose, pieces_with_digits, sentences
from pipeline.plan_file import load_settings
from pipeline.verification.findings import faults
from pipeline.verification.page import read_page
from pipeline.verify import findings

SETTINGS = load_settings(ROOT)
PARTS = ("evaluation", "annex", "data_quality")
SMALLEST = "seat-belt-law"


def pages(project: Path, name: str) -> list[Path]:
    return [
        project / "reports" / name / f"{part}.{language}.html"
        for part in PARTS
        for language in SETTINGS.languages
    ]


@pytest.mark.parametrize("name", SETTINGS.evaluations)
def test_no_number_is_loose(built: Path, name: str) -> None:
    """Not in prose, not in a picture, not in what a screen reader says of one."""
    for path in pages(built, name):
        language = path.name.split(".")[1]
        text = path.read_text(encoding="utf-8")
        assert loose(text, [built / "data" / name], language) == [], path.name


def test_no_number_of_the_portfolio_is_loose(built: Path) -> None:
    folders = [built / "data" / name for name in SETTINGS.evaluations]
    first, *others = SETTINGS.languages
    at = {first: "index.html"} | {code: f"portfolio/index.{code}.html" for code in others}
    for language, name in at.items():
        text = (built / "reports" / name).read_text(encoding="utf-8")
        assert loose(text, folders, language) == [], name


@pytest.mark.parametrize("planted", [
    "<p>It rose by 87.25 percent.</p>",
    '<p title="87.25"></p>',
    '<svg role="img" aria-label="Up by 87.25"></svg>',
    '<svg><text>87.25 more than before</text></svg>',
    "<p>١٢ more</p>",
])  # fmt: skip
def test_a_planted_number_is_found(built: Path, planted: str) -> None:
    text = pages(built, SMALLEST)[0].read_text(encoding="utf-8")
    assert "87.25" not in text
    changed = text.replace("</main>", f"{planted}</main>")
    assert len(loose(changed, [built / "data" / SMALLEST], "en")) == 1


def test_a_sentence_holds_a_number_only_for_a_reason() -> None:
    """What somebody types into a sentence is no result, unless it says why it may stand there."""
    for sentence in sentences():
        for piece in pieces_with_digits(sentence):
            assert any(re.search(pattern, piece) for pattern in SAID), piece


@pytest.mark.parametrize("name", SETTINGS.evaluations)
def test_every_page_verifies(built: Path, name: str) -> None:
    for path in pages(built, name):
        told = findings(read_page(path), built)
        assert faults(told) == []
        assert {finding.status for finding in told} == {"same"}, "something was not looked at"


@pytest.mark.parametrize("path", ["index.html", "portfolio/index.ar.html"])
def test_the_portfolio_verifies(built: Path, path: str) -> None:
    told = findings(read_page(built / "reports" / path), built)
    assert {finding.kind for finding in told} == {"file", "number"}
    assert {finding.status for finding in told} == {"same"}


def test_a_card_that_somebody_changed_is_named(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_page(built / "reports" / "index.html")
    name = f"reports/cards/{SMALLEST}.json"
    assert name in page.provenance
    monkeypatch.setitem(page.provenance[name], "sha256", "0" * 64)
    (found,) = faults(findings(page, built))
    assert (found.what, found.status) == (name, "changed")


def test_a_rerun_names_the_one_number_that_somebody_changed(built: Path, tmp_path: Path) -> None:
    """From the raw data, in another folder, without a cache: all else agrees to the last byte."""
    ignored = shutil.ignore_patterns("cache", "tmp", "clean", "analysis", "issues")
    project = shutil.copytree(built, tmp_path / "project", ignore=ignored)
    path = project / "data" / SMALLEST / "results" / "headline.json"
    before = re.search(r'"estimate": (\S+),', path.read_text())
    assert before
    path.write_text(path.read_text().replace(before[0], f'"estimate": {before[1]}1,', 1))

    run = athar(project, "verify", "--rerun", SMALLEST)
    assert run.returncode == 8
    assert f"conclude@{SMALLEST}" in run.stderr
    changed = [line for line in run.stdout.splitlines() if line.lstrip().startswith("changed")]
    assert len(changed) == 2
    assert f"{before[1]}1" in changed[1]
    assert "missing" not in run.stdout
