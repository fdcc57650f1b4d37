"""The whole flow in a folder of its own: what it writes, reruns, sends, and survives."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT, athar, dvc
from pipeline.plan_file import load_settings
from pipeline.project import UNFINISHED
from pipeline.report import PARTS
from pipeline.reporting.words import language_name
from pipeline.results import FLOAT_FORMAT
from pipeline.stages import PAGES, STAGES
from pipeline.verification.lock import lock_of, md5_of
from reading import disagreements, read, sections, shows, value_at

EVALUATIONS = load_settings(ROOT).evaluations
LANGUAGES = load_settings(ROOT).languages
MOST_BYTES = 400 * 1024
FEWEST_NUMBERS = 15  # of one outcome without any loss
# DVC looks at each stage for about 50 ms, and tests share the machine.
NOTHING_SECONDS = 20
NAMESPACES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/ns/prov#",
)


def page(project: Path, name: str, part: str = "evaluation", language: str = "en") -> str:
    return (project / "reports" / name / f"{part}.{language}.html").read_text(encoding="utf-8")


def pages_of(name: str) -> set[str]:
    """The stages that write an evaluation's pages."""
    return {f"{stage}@{name}-{language}" for stage in PAGES for language in LANGUAGES}


def written(project: Path) -> dict[str, bytes]:
    """Every result and report, by its path."""
    places = [*project.glob("data/*/results/*"), *project.glob("reports/**/*")]
    return {
        path.relative_to(project).as_posix(): path.read_bytes() for path in places if path.is_file()
    }


def test_results_are_those_in_git(built: Path) -> None:
    """The same bytes in another folder, from another run: what a diff shows has changed."""
    for path in ROOT.glob("data/*/results/*"):
        if not path.name.startswith(UNFINISHED):
            name = path.relative_to(ROOT)
            assert (built / name).read_bytes() == path.read_bytes(), name


@pytest.mark.parametrize("name", EVALUATIONS)
def test_pages_are_those_of_the_lock_in_git(built: Path, name: str) -> None:
    """`make report` wrote that lock with a worker a processor; these pages are of one worker."""
    written = lock_of(ROOT, name).written
    pages = {path: md5 for path, md5 in written.items() if path.endswith(".html")}
    assert len(pages) == len(LANGUAGES) * 3
    assert {path: md5_of(built / path) for path in pages} == pages


def test_a_second_run_does_nothing(built: Path) -> None:
    start = time.monotonic()
    result = dvc(built, "repro")
    assert time.monotonic() - start < NOTHING_SECONDS
    assert "Running stage" not in result.stdout
    assert "up to date" in result.stdout


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


def edited(project: Path, name: str, old: str, new: str) -> set[str]:
    """What reruns after a change of one plan; all that this changed is put back."""
    plan = project / "data" / name / "plan.yaml"
    before = plan.read_text(encoding="utf-8")
    assert old in before
    pages = ("reports/cards", "reports/index.html", "reports/portfolio")
    changes = (f"data/{name}", f"reports/{name}", *pages, "dvc.lock")
    with put_back(project, *changes):
        plan.write_text(before.replace(old, new, 1), encoding="utf-8")
        return ran(dvc(project, "repro").stdout)


@contextmanager
def put_back(project: Path, *places: str) -> Iterator[None]:
    """Keep files and folders as they are; DVC then finds them, and its lock, as before."""
    with tempfile.TemporaryDirectory() as kept:
        for place in places:
            copied(project / place, Path(kept) / place)
        try:
            yield
        finally:
            for place in places:
                copied(Path(kept) / place, project / place)


def copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    else:
        target.unlink(missing_ok=True)  # what DVC wrote may be a link into its cache
        shutil.copy2(source, target)


def ran(output: str) -> set[str]:
    return {line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage")}


def test_a_word_of_the_title_reruns_report_and_portfolio(built: Path) -> None:
    changed = edited(built, "job-training", "Supported work and later", "Supported work, later")
    # `clean` asks the same section whether the data are simulated; what it writes stays the same.
    pages = pages_of("job-training")
    assert changed == {"clean@job-training", "conclude@job-training", *pages, "portfolio"}


def test_a_covariate_reruns_what_depends_on_it_in_one_evaluation(built: Path) -> None:
    changed = edited(built, "job-training", "[age, educ, black,", "[educ, black,")
    others = [name for name in changed - {"portfolio"} if "@job-training" not in name]
    assert not others
    assert not [name for name in changed if "observational" in name]
    stages = {name.partition("@")[0] for name in changed}
    assert "clean" not in stages
    assert {"identify", "construct", "balance", "estimate", "robustness", "rehearse"} <= stages


def test_from_nothing_again_the_same_bytes(built: Path) -> None:
    before = written(built)
    for name in ("data/job-training/results", "reports/job-training"):
        shutil.rmtree(built / name)
    again = pages_of("job-training")
    result = dvc(built, "repro", "--force", "--no-run-cache", *again)
    assert result.returncode == 0, result.stderr
    after = written(built)
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("stage", [*STAGES, "portfolio"])
def test_a_killed_stage_leaves_nothing_half_done(built: Path, stage: str) -> None:
    before = written(built)
    language = f"-{LANGUAGES[-1]}" if stage in PAGES else ""
    target = stage if stage == "portfolio" else f"{stage}@job-training{language}"
    process = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro", "--force", "--single-item", target],
        cwd=built,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("> athar"):
            break
    time.sleep(0.7)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    pages = pages_of("job-training")
    result = dvc(built, "repro", *(["portfolio"] if stage == "portfolio" else pages))
    assert result.returncode == 0, result.stdout + result.stderr
    assert written(built) == before


def test_push_and_pull_bring_reports_and_no_rows(built: Path, tmp_path: Path) -> None:
    remote = tmp_path / "remote"
    dvc(built, "remote", "add", "--local", "--force", "--default", "shelf", str(remote))
    assert dvc(built, "push").returncode == 0
    clone = shutil.copytree(
        built,
        tmp_path / "clone",
        ignore=shutil.ignore_patterns("cache", "tmp", "clean", "issues", "analysis"),
    )
    shutil.rmtree(clone / "reports")
    pulled = dvc(clone, "pull", "--allow-missing")
    for name in EVALUATIONS:
        for language in LANGUAGES:
            pair = [page(place, name, language=language) for place in (clone, built)]
            assert pair[0] == pair[1], pulled.stderr
    assert (clone / "reports" / "index.html").is_file()
    rows = [path.read_bytes() for path in built.glob("data/*/clean/*.parquet")]
    rows += [path.read_bytes() for path in built.glob("data/*/analysis/*.parquet")]
    rows += [path.read_bytes() for path in built.glob("data/*/issues/*.csv")]
    pushed = {path.read_bytes() for path in remote.rglob("*") if path.is_file()}
    assert pushed
    assert not pushed & set(rows)


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


def test_dvc_tries_a_change_out(built: Path, tmp_path: Path) -> None:
    """An experiment runs only what the change reaches, and shows old and new side by side."""
    project = shutil.copytree(built, tmp_path / "project")
    (project / ".dvc" / "config.local").unlink()
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "start")):
        subprocess.run([*git, *arguments], cwd=project, check=True)
    change = "data/hiv-results/plan.yaml:estimate.confidence=0.9"
    result = dvc(project, "exp", "run", "-S", change)
    assert result.returncode == 0, result.stderr
    again = ("balance", "estimate", "robustness", "rehearse", "conclude")
    expected = {f"{stage}@hiv-results" for stage in again} | set(pages_of("hiv-results"))
    assert ran(result.stdout) == expected | {"portfolio"}
    assert "estimate.confidence" in dvc(project, "params", "diff").stdout
    assert "got.conf_low" in dvc(project, "metrics", "diff").stdout


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
