"""The whole flow in a folder of its own: what it writes."""

import json
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from built_project import EVALUATIONS, LANGUAGES, page, written

from conftest import ROOT, athar, dvc
from pipeline.project import UNFINISHED
from pipeline.report import PARTS
from pipeline.reporting.words import language_name
from pipeline.results import FLOAT_FORMAT
from pipeline.verification.lock import lock_of, md5_of
from reading import disagreements, read, sections, shows, value_at

MOST_BYTES = 400 * 1024
FEWEST_NUMBERS = 15  # of one outcome without any loss
NAMESPACES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/ns/prov#",
)


def test_results_are_those_in_git(built: Path) -> None:
    """The same bytes in another folder, from another run: what a diff shows has changed."""
    for path in ROOT.glob("data/*/results/*"):
        if not path.name.startswith(UNFINISHED):
            name = path.relative_to(ROOT)
            assert (built / name).read_bytes() == path.read_bytes(), name


@pytest.mark.parametrize("name", EVALUATIONS)
def test_pages_are_those_of_the_lock_in_git(built: Path, name: str) -> None:
    """`make report` wrote that lock with a worker a processor; these pages are of one worker."""
    outs = lock_of(ROOT, name).written
    pages = {path: md5 for path, md5 in outs.items() if path.endswith(".html")}
    assert len(pages) == len(LANGUAGES) * 3
    assert {path: md5_of(built / path) for path in pages} == pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_number_of_a_page_is_in_results(
    built: Path, name: str, part: str, language: str
) -> None:
    shown = page(built, name, part, language)
    assert len(read(shown).numbers) > FEWEST_NUMBERS
    assert disagreements(shown, built / "data" / name / "results") == []


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", EVALUATIONS)
def test_every_language_has_the_same_numbers(built: Path, name: str, part: str) -> None:
    """But for counts up to two, which a language may say in a word: شخصان."""
    pages = [read(page(built, name, part, language)).numbers for language in LANGUAGES]
    first, *others = [Counter((number.value, number.source) for number in one) for one in pages]
    for other in others:
        assert not other - first
        assert {value for value, _ in first - other} <= {"0", "1", "2"}


def test_every_number_of_the_portfolio_is_in_results(built: Path) -> None:
    """Or, where it counts evaluations, in the file that the portfolio keeps beside its pages."""
    numbers = read((built / "reports" / "index.html").read_text(encoding="utf-8")).numbers
    assert {number.source.split("/")[1] for number in numbers} == {*EVALUATIONS, "portfolio"}
    for number in numbers:
        name = number.source.split("/")[1]
        results = built if name == "portfolio" else built / "data" / name / "results"
        true = value_at(results, number.source)
        assert FLOAT_FORMAT % true == number.value, number
        assert shows(number.text, true), number


def test_a_corrupted_number_is_found(built: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(built / "data" / "hiv-results", tmp_path / "data" / "hiv-results")
    results = folder / "results"
    text = (results / "estimates.csv").read_text()
    assert "0.4331633598" in text
    (results / "estimates.csv").write_text(text.replace("0.4331633598", "0.4331633599"))
    assert disagreements(page(built, "hiv-results", "annex"), results)
    shown = page(built, "hiv-results").replace(">+43.3<", ">+43.4<", 1)
    assert disagreements(shown, built / "data" / "hiv-results" / "results")


def test_the_headlines_are_the_published_ones(built: Path) -> None:
    headline = json.loads((built / "data/job-training/results/headline.json").read_text())
    assert round(headline["re78"]["estimate"]) == 1794
    published = (built / "data/hiv-results/results/published.csv").read_text().splitlines()[1]
    assert published.endswith("True,True,True")
    assert "0.431484481" in page(built, "hiv-results", "annex")


def test_the_benchmark_is_what_the_experiment_found(built: Path) -> None:
    """The number that the observational plan quotes is the one our own experiment report has."""
    rows = (built / "data/job-training-observational/results/published.csv").read_text()
    benchmark = next(line for line in rows.splitlines() if ",benchmark," in line)
    headline = json.loads((built / "data/job-training/results/headline.json").read_text())
    assert float(benchmark.split(",")[4]) == round(headline["re78"]["estimate"])


def test_a_third_language_is_a_catalogue_and_labels(built: Path) -> None:
    """French is in no setting: its catalogue and what labels there are make a page of it."""
    name = "savings-groups"
    made = [built / "reports" / name / f"{part}.fr.html" for part in PARTS]
    try:
        result = athar(built, "stage", "report", name, "--language", "fr")
        assert result.returncode == 0, result.stderr
        for part, path in zip(PARTS, made, strict=True):
            french = read(path.read_text(encoding="utf-8"))
            english = read(page(built, name, part))
            assert french.has("html")[0] == {"lang": "fr", "dir": "ltr"}
            assert sorted((n.value, n.source) for n in french.numbers) == sorted(
                (n.value, n.source) for n in english.numbers
            )
        assert "Groupes d’épargne" in made[0].read_text(encoding="utf-8")
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def test_a_page_is_the_same_at_another_hour_and_in_another_country(built: Path) -> None:
    before = written(built)
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "ar_EG.UTF-8"}
    result = athar(built, "stage", "report", "hiv-results", "--language", "ar", **elsewhere)
    assert result.returncode == 0, result.stderr
    assert written(built) == before


def every_page() -> list[str]:
    """Every page of the project, below its reports."""
    names = [
        f"{name}/{part}.{language}.html"
        for name in EVALUATIONS
        for part in (*PARTS, "data_quality")
        for language in LANGUAGES
    ]
    others = [f"portfolio/index.{language}.html" for language in LANGUAGES[1:]]
    return ["index.html", *others, *names]


@pytest.mark.parametrize("path", every_page())
def test_pages_are_whole_quiet_and_accessible(built: Path, path: str) -> None:
    text = (built / "reports" / path).read_text(encoding="utf-8")
    language = path.split(".")[-2] if "." in path.removesuffix(".html") else LANGUAGES[0]
    reader = read(text)
    assert len(text.encode()) < MOST_BYTES
    assert "<script" not in text
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert "http://" not in text
    assert "https://" not in text
    direction = "rtl" if language == "ar" else "ltr"
    assert reader.has("html")[0] == {"lang": language, "dir": direction}
    assert len(reader.has("main")) == 1
    headings = [int(tag[1]) for tag, _ in reader.tags if tag in ("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(headings))
    assert len(reader.has("table")) == len(reader.has("caption"))
    assert all(header.get("scope") for header in reader.has("th"))
    for drawing in reader.has("svg"):
        assert drawing.get("aria-label") or drawing.get("aria-hidden") == "true"
    assert "No description has been provided" not in text
    identifiers = [attributes["id"] for _, attributes in reader.tags if attributes.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_list_shows_headlines_and_reports(built: Path) -> None:
    shown = athar(built, "list").stdout
    assert "+43.3 percentage points (from +38.9 to +47.7), increase" in shown
    assert "reports/job-training/evaluation.en.html" in shown
    assert shown.count("(up to date)") == len(EVALUATIONS)
    plan = built / "data" / "job-training" / "plan.yaml"
    before = plan.read_text(encoding="utf-8")
    plan.write_text(before.replace("1975–1979", "1975 to 1979"), encoding="utf-8")
    assert "job-training (changed since the last run" in athar(built, "list").stdout
    plan.write_text(before, encoding="utf-8")


@pytest.mark.parametrize("command", ["metrics show", "plots show --show-vega"])
def test_dvc_shows_what_was_found(built: Path, command: str) -> None:
    files = ["data/hiv-results/results/estimates.csv"] if "vega" in command else []
    result = dvc(built, *command.split(), *files)
    assert result.returncode == 0, result.stderr
    assert "0.43316" in result.stdout


def test_the_exploring_notebook_runs(built: Path, tmp_path: Path) -> None:
    import papermill

    done = papermill.execute_notebook(
        str(built / "notebooks" / "explore.ipynb"),
        str(tmp_path / "done.ipynb"),
        cwd=str(built / "notebooks"),
        progress_bar=False,
    )
    kinds = {
        key for cell in done.cells for out in cell.get("outputs", []) for key in out.get("data", {})
    }
    assert "image/png" in kinds
    assert "text/html" in kinds


@pytest.mark.filterwarnings("ignore:Glyph")
def test_every_sentence_comes_from_the_catalogue(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language where every sentence is bracketed, nothing of ours is left unbracketed."""
    import gettext

    from pipeline.reporting import evaluation as reporting
    from pipeline.reporting.words import Words

    class Bracketed(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, one: str, many: str, n: int) -> str:
            return f"⟦{one if n == 1 else many}⟧"

    monkeypatch.chdir(built)
    monkeypatch.setattr(reporting, "words_in", lambda language: Words(language, Bracketed()))
    plan = (built / "data/job-training-observational/plan.yaml").read_text(encoding="utf-8")
    codebook = (built / "data/job-training-observational/codebook.csv").read_text(encoding="utf-8")
    report = reporting.open_report("job-training-observational", "en")
    joined = "".join(reporting.section(report, name) for name in sections())
    loose = unbracketed(read(joined).texts)
    goals = (ROOT / "src" / "pipeline" / "reporting" / "sdg_targets.json").read_text("utf-8")
    languages = " ".join(language_name(language) for language in LANGUAGES)
    known = " ".join((plan + codebook + goals + languages).split())
    digest = reporting.digest(report)
    ours = [
        text
        for text in loose
        if any(letter.isalpha() for letter in text)
        and text.removeprefix("· ") not in known
        and not text.startswith(("influence function", "HC2", "(HC2)", digest))
    ]
    assert not ours, ours


def unbracketed(texts: list[str]) -> list[str]:
    """The pieces of a page's text that no sentence of the catalogue holds."""
    depth, pieces = 0, [""]
    for text in texts:
        pieces.append("")
        for letter in text:
            depth += (letter == "⟦") - (letter == "⟧")
            if letter in "⟦⟧":
                pieces.append("")
            elif depth == 0:
                pieces[-1] += letter
    return [piece.strip() for piece in pieces]


def test_the_catalogue_is_complete() -> None:
    """`make words` was run after the last sentence was written."""
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po

    folder = ROOT / "src" / "pipeline" / "reporting"
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "N_": None}
    found = extract_from_dir(
        folder, method_map=[("**.py", "python"), ("**.j2", "jinja2")], keywords=keywords
    )
    with (folder / "locale" / "athar.pot").open("rb") as stream:
        catalogue = {message.id for message in read_po(stream) if message.id}
    assert {tuple(m) if isinstance(m, list) else m for _, _, m, _, _ in found} == catalogue
