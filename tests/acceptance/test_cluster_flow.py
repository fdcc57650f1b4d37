"""A village-randomised evaluation from its plan to its report, in a project of its own."""

import gettext
import json
from pathlib import Path

import pytest

from conftest import athar, copy_project
from pipeline.project import evaluation
from pipeline.reporting import evaluation as reporting
from pipeline.reporting.words import Words, language_name
from pipeline.results import read_json, read_table
from reading import disagreements, read, sections
from villages import NAME, PLAN, TRUTH, add_villages, households

STAGES = (
    "identify", "clean", "check", "construct", "balance", "estimate", "robustness", "rehearse",
    "conclude", "report",
)  # fmt: skip


def run(project: Path, *stages: str) -> None:
    for stage in stages:
        result = athar(project, "stage", stage, NAME)
        assert result.returncode == 0, f"{stage}: {result.stderr}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("clusters") / "project")
    add_villages(project)
    run(project, *STAGES)
    return project


@pytest.fixture
def page(built: Path) -> str:
    pages = [built / "reports" / NAME / f"{part}.en.html" for part in ("evaluation", "annex")]
    return " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in pages)


def test_headlines_and_all_else_are_cr2_by_village(built: Path) -> None:
    folder = evaluation(NAME, built)
    headline = read_json(folder, "headline.json")
    assert {row["se_type"] for row in headline.values()} == {"CR2"}
    assert {row["estimator"] for row in headline.values()} == {"lin"}
    estimates = read_table(folder, "estimates.csv")
    assert set(estimates["se_type"]) == {"CR2"}
    assert list(estimates["n_clusters"]) == [23, 23, 24, 24]
    assert headline["savings"]["std_error"] == estimates["std_error"][0]


def test_the_robustness_checks_are_of_villages(built: Path) -> None:
    robustness = read_table(evaluation(NAME, built), "robustness.csv")
    found = robustness[robustness["target"] == "savings"].set_index("check")
    passed = [
        "randomization_inference",
        "placebo_treatment",
        "random_common_cause",
        "wild_cluster_bootstrap",
    ]
    assert set(found.loc[passed, "status"]) == {"passed"}
    assert found.loc["intra_cluster_correlation", "status"] == "informative"
    assert "23 clusters, interval" in found["detail"]["wild_cluster_bootstrap"]
    assert "23 clusters within district, CR2 t" in found["detail"]["randomization_inference"]
    assert "whole clusters" in found["detail"]["placebo_treatment"]


def test_the_estimand_says_what_was_drawn_and_who_counts(built: Path) -> None:
    content = read_json(evaluation(NAME, built), "identification.json")
    words = content["outcomes"]["savings"]["estimand"]
    assert "among whole clusters (village) within district" in words
    assert "each unit counting the same" in words
    assert "no_interference_between_clusters" in content["assumptions"]["untestable"]


def test_every_number_of_the_report_is_in_results(built: Path, page: str) -> None:
    results = built / "data" / NAME / "results"
    assert len(read(page).numbers) > 60
    assert disagreements(page, results) == []


def test_the_report_tells_of_villages_and_of_the_truth(built: Path, page: str) -> None:
    published = read_table(evaluation(NAME, built), "published.csv").iloc[0]
    assert (published["kind"], published["published_estimate"]) == ("truth", TRUTH["savings"])
    assert published["inside_interval"]
    text = " ".join(read(page).texts)
    assert "A lottery decided which whole clusters" in text
    assert "Clusters (Village):" in text
    assert "Clusters drawn (Village)" in text
    assert "did this find what the simulation put in?" in text
    assert "The truth lies inside its range." in text
    assert "what the simulation put in: inside our range" in text
    assert "does not agree" not in text
    assert "Few clusters." not in text


def test_a_missed_truth_is_said(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = built / "data" / NAME / "results" / "published.csv"
    before = path.read_text(encoding="utf-8")
    assert ",True," in before
    path.write_text(before.replace(",True,", ",False,"), encoding="utf-8")
    monkeypatch.chdir(built)
    try:
        report = reporting.open_report(NAME, "en")
        text = " ".join(reporting.section(report, name) for name in ("certainty", "annex"))
    finally:
        path.write_text(before, encoding="utf-8")
    assert "The truth lies outside its range." in text
    assert "what the simulation put in: outside our range" in text


def test_five_villages_an_arm_are_called_few_on_the_first_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copy_project(tmp_path / "few")
    rows = households()
    drawn = {arm: group["village"].unique()[-5:] for arm, group in rows.groupby("assigned")}
    add_villages(project, rows[rows["village"].isin([*drawn[0], *drawn[1]])])
    path = project / PLAN
    plan = path.read_text(encoding="utf-8").replace("  strata: district\n", "")
    path.write_text(plan, encoding="utf-8")
    stages = (
        "clean",
        "check",
        "construct",
        "balance",
        "estimate",
        "robustness",
        "rehearse",
        "conclude",
    )
    run(project, *stages)
    found = read_json(evaluation(NAME, project), "evidence.json")["has_savings"]
    assert (found["fewest_clusters"], found["few_clusters"]) == (5, True)
    monkeypatch.chdir(project)
    report = reporting.open_report(NAME, "en")
    assert "Few clusters" in reporting.section(report, "bottom_line")
    text = reporting.section(report, "certainty")
    assert "<strong>Few clusters.</strong>" in text
    assert disagreements(text, project / "data" / NAME / "results") == []


@pytest.mark.filterwarnings("ignore:Glyph")
def test_every_sentence_comes_from_the_catalogue(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bracketed(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, one: str, many: str, n: int) -> str:
            return f"⟦{one if n == 1 else many}⟧"

    monkeypatch.chdir(built)
    monkeypatch.setattr(reporting, "words_in", lambda language: Words(language, Bracketed()))
    report = reporting.open_report(NAME, "en")
    page = "".join(reporting.section(report, name) for name in sections())
    known = (built / PLAN).read_text(encoding="utf-8")
    known += (built / "data" / NAME / "codebook.csv").read_text(encoding="utf-8")
    digest = reporting.digest(report)
    known += " ".join(language_name(language) for language in report.languages)
    # A label may be an item of a list in a picture, or end with a stop.
    loose = [text for text in outside_brackets(read(page).texts) if text.strip("·. ") not in known]
    assert not [text for text in loose if not text.startswith(("CR2", "(CR2)", digest))]


def outside_brackets(texts: list[str]) -> list[str]:
    """The pieces of a page's text, those with letters, that no sentence of the catalogue holds."""
    depth, pieces = 0, [""]
    for letter in "\n".join(texts):
        depth += (letter == "⟦") - (letter == "⟧")
        if letter in "⟦⟧\n":
            pieces.append("")
        elif depth == 0:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if any(letter.isalpha() for letter in piece)]


def test_the_portfolio_takes_it_in(built: Path) -> None:
    assert athar(built, "stage", "portfolio").returncode == 0
    page = (built / "reports" / "index.html").read_text(encoding="utf-8")
    assert "A lottery decided which whole clusters" in page
    card = json.loads((built / "reports" / "cards" / f"{NAME}.json").read_text(encoding="utf-8"))
    assert card["design"] == "cluster_randomised"
