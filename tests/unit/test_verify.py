"""`athar verify`: what is the same passes, and each way to be wrong is found and named."""

import hashlib
import json
import math
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import ROOT, athar, copy_project
from pipeline.errors import ResultsError
from pipeline.flow import flow_of
from pipeline.plan_file import load_settings
from pipeline.verification.differences import differences
from pipeline.verification.findings import Finding, faults
from pipeline.verification.lock import md5_of
from pipeline.verification.page import read_page
from pipeline.verification.printed import prints
from pipeline.verify import findings

NAME = "hiv-results"
PAGE = f"reports/{NAME}/evaluation.en.html"
RESULTS = f"data/{NAME}/results"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one report, and a lock that knows it; nobody may change it."""
    project = copy_project(tmp_path_factory.mktemp("verify") / "project")
    shutil.copytree(ROOT / RESULTS, project / RESULTS)
    for other in (project / "data").iterdir():
        if other.is_dir() and other.name != NAME:
            shutil.rmtree(other)
    for stage in ("clean", "report", "data_quality"):
        run = athar(project, "stage", stage, NAME)
        assert run.returncode == 0, run.stderr
    files = sorted((project / f"reports/{NAME}").glob("*.html"))
    files += sorted((project / RESULTS).iterdir())
    outs = [
        {"path": path.relative_to(project).as_posix(),
         "md5": hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}
        for path in files
    ]  # fmt: skip
    lock = {"schema": "2.0", "stages": {f"report@{NAME}-en": {"cmd": "", "deps": [], "outs": outs}}}
    with (project / "dvc.lock").open("w") as stream:
        YAML().dump(lock, stream)
    return project


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "project")


def found(project: Path, page: str = PAGE) -> list[Finding]:
    return faults(findings(read_page(project / page), project))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("page", ["evaluation", "annex", "data_quality"])
def test_what_was_just_made_is_the_same(made: Path, page: str) -> None:
    path = f"reports/{NAME}/{page}.en.html"
    assert found(made, path) == []
    run = athar(made, "verify", path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "everything is the same" in run.stdout
    assert "changed" not in run.stdout


def test_a_report_elsewhere_under_another_name_is_known(made: Path, tmp_path: Path) -> None:
    sent = shutil.copy(made / PAGE, tmp_path / "sent by mail.html")
    assert faults(findings(read_page(Path(sent)), made)) == []


SOURCE = re.compile(r'<data [^>]*value="([^"]+)" data-source="([^"]+)"[^>]*>([^<]+)<')


def numbers(project: Path) -> list[tuple[str, str, str]]:
    return SOURCE.findall((project / PAGE).read_text(encoding="utf-8"))


def break_value(project: Path) -> str:
    value, source, _ = numbers(project)[3]
    edit(project / PAGE, f'value="{value}" data-source="{source}"',
         f'value="{value}1" data-source="{source}"')  # fmt: skip
    return source


def break_text(project: Path) -> str:
    edit(project / PAGE, ">+43.3<", ">+44.3<")
    return "headline.json#got/estimate"


def break_sign(project: Path) -> str:
    edit(project / PAGE, ">+43.3<", ">\N{MINUS SIGN}43.3<")
    return "headline.json#got/estimate"


def break_decimal_point(project: Path) -> str:
    edit(project / PAGE, ">+43.3<", ">+433<")
    return "headline.json#got/estimate"


def move_to_another_place(project: Path) -> str:
    edit(project / PAGE, 'data-source="headline.json#got/estimate"',
         'data-source="headline.json#got/conf_low"')  # fmt: skip
    return "headline.json#got/conf_low"


def move_to_nowhere(project: Path) -> str:
    edit(project / PAGE, 'data-source="headline.json#got/estimate"',
         'data-source="headline.json#gone/estimate"')  # fmt: skip
    return "headline.json#gone/estimate"


def leave_the_project(project: Path) -> str:
    source = "../../../../etc/x.json#a/b"
    edit(project / PAGE, 'data-source="headline.json#got/estimate"', f'data-source="{source}"')
    return source


def change_results(project: Path) -> str:
    edit(
        project / RESULTS / "headline.json", '"estimate": 0.4331633598', '"estimate": 0.5331633598'
    )
    return "headline.json#got/estimate"


def remove_results(project: Path) -> str:
    (project / RESULTS / "headline.json").unlink()
    return f"{RESULTS}/headline.json"


def add_results(project: Path) -> str:
    (project / RESULTS / "more.csv").write_text("a\n1\n")
    return f"{RESULTS}/more.csv"


def change_the_plan(project: Path) -> str:
    edit(project / f"data/{NAME}/plan.yaml", "2004", "2005")
    return f"data/{NAME}/plan.yaml"


def change_the_codebook(project: Path) -> str:
    path = project / f"data/{NAME}/codebook.csv"
    path.write_text(path.read_text() + "\n")
    return f"data/{NAME}/codebook.csv"


def change_raw_data(project: Path) -> str:
    path = project / f"data/{NAME}/raw/thornton_hiv.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    return f"data/{NAME}/raw/thornton_hiv.csv"


def change_the_code(project: Path) -> str:
    path = project / "src/pipeline/reporting/words.py"
    path.write_text(path.read_text() + "\n")
    return "code of the page's stage"


def change_a_cited_fingerprint(project: Path) -> str:
    path = project / PAGE
    cited = re.search(r'results/estimates.csv"[^}]*"sha256": "(\w+)"', path.read_text())
    assert cited
    edit(path, cited[1], "0" * 64)
    return f"{RESULTS}/estimates.csv"


def change_a_printed_fingerprint(project: Path) -> str:
    path = project / PAGE
    code = re.search(r"<code>([0-9a-f]{12})</code>", path.read_text())
    assert code
    edit(path, f"<code>{code[1]}</code>", "<code>000000000000</code>")
    return "a fingerprint in the text"


def change_a_sentence(project: Path) -> str:
    edit(project / PAGE, "<h2>", "<h2>Not ")
    return "evaluation.en.html"


def change_the_lock(project: Path) -> str:
    path = project / RESULTS / "estimates.csv"
    md5 = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    edit(project / "dvc.lock", md5, "a" * 32)
    return f"{RESULTS}/estimates.csv in dvc.lock"


def remove_the_provenance(project: Path) -> str:
    path = project / PAGE
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'<code class="provenance">.*?</code>', "", text, flags=re.DOTALL))
    return "provenance"


@pytest.mark.parametrize(
    "broken",
    [
        break_value, break_text, break_sign, break_decimal_point, move_to_another_place,
        move_to_nowhere, leave_the_project, change_results, remove_results, add_results,
        change_the_plan, change_the_codebook, change_raw_data, change_the_code,
        change_a_cited_fingerprint, change_a_printed_fingerprint, change_a_sentence,
        change_the_lock, remove_the_provenance,
    ],
    ids=lambda function: function.__name__,
)  # fmt: skip
def test_what_is_broken_is_named(project: Path, broken: Callable[[Path], str]) -> None:
    named = broken(project)
    assert named in {finding.what for finding in found(project)}


def test_the_command_says_what_differs_and_fails(project: Path) -> None:
    break_text(project)
    run = athar(project, "verify", PAGE)
    assert run.returncode == 8
    assert "headline.json#got/estimate" in run.stdout
    assert "the printed digits are not the value" in run.stdout
    assert "evidence.json" not in run.stdout  # what is the same is only counted
    assert "E683" in run.stderr
    assert "\x1b[" not in run.stdout
    told = json.loads(athar(project, "verify", PAGE, "--json").stdout)[PAGE]
    assert {entry["status"] for entry in told} == {"same", "changed"}
    assert "evidence.json" in athar(project, "verify", PAGE, "--all").stdout


def test_raw_data_may_be_on_another_machine(project: Path) -> None:
    shutil.rmtree(project / f"data/{NAME}/raw")
    told = findings(read_page(project / PAGE), project)
    raw = next(each for each in told if each.what.endswith("thornton_hiv.csv"))
    assert raw.status == "not here"
    assert faults(told) == []


def test_a_comment_in_the_plan_is_no_change(project: Path) -> None:
    plan = project / f"data/{NAME}/plan.yaml"
    plan.write_text("# Said in passing.\n" + plan.read_text(encoding="utf-8"), encoding="utf-8")
    assert found(project) == []


def test_a_project_that_was_never_locked_verifies(project: Path) -> None:
    (project / "dvc.lock").unlink()
    assert found(project) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E681"),
        (b"<html><body><data value='1' data-source='x'>1</data></body></html>", "E681"),
        (b'<meta name="generator" content="Athar"><code class="provenance">{</code>', "E681"),
        (b"\xff\xfe\x00\x01", "E681"),
        (None, "E680"),
    ],
)
def test_what_is_no_report_has_a_message(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "page.html"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ResultsError) as raised:
        read_page(path)
    assert raised.value.faults[0].code == code


def test_of_another_project_and_of_nothing(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    text = (made / PAGE).read_text(encoding="utf-8")
    other.write_text(text.replace('"evaluation": "hiv-results"', '"evaluation": "not-here"'))
    with pytest.raises(ResultsError) as raised:
        findings(read_page(other), made)
    assert raised.value.faults[0].code == "E682"
    run = athar(made, "verify")
    assert run.returncode == 6
    assert "E686" in run.stderr


@pytest.mark.parametrize(
    ("text", "value", "scale", "language", "right"),
    [
        ("+43.3", 0.4331633598, 100, "en", True),
        ("+43.3", 0.4331633598, 1, "en", False),
        ("\N{MINUS SIGN}1,234", -1234.4, 1, "en", True),
        ("1,234", -1234.4, 1, "en", False),
        ("12,34", 1234, 1, "en", False),
        ("<0.001", 0.0004, 1, "en", True),
        ("<0.001", 0.004, 1, "en", False),
        ("1\N{NARROW NO-BREAK SPACE}234,5", 1234.46, 1, "fr", True),
        ("1.234", 1234, 1, "fr", False),
        ("1,234.5", 1234.46, 1, "ar", True),
        ("0", 0.004, 1, "en", True),
        ("∞", math.inf, 1, "ar", True),
        ("∞", -math.inf, 1, "en", False),
        ("1,234", math.inf, 1, "en", False),
        ("many", 3, 1, "en", False),
        ("", 3, 1, "en", False),
    ],
)
def test_digits_as_a_language_prints_them(
    text: str, value: float, scale: float, language: str, right: bool
) -> None:
    assert prints(text, value, scale, language) is right


def test_a_rerun_that_differs_names_the_numbers(made: Path, tmp_path: Path) -> None:
    for name, old, new in (
        ("estimates.csv", "0.4331633598", "0.4331633599"),
        ("headline.json", "0.4774920518", "0.4774920519"),
    ):
        here = made / RESULTS / name
        again = tmp_path / name
        shutil.copy(here, again)
        assert [each.status for each in differences(name, here, again)] == ["same"]
        edit(again, old, new)
        told = faults(differences(name, here, again))
        assert {(each.page, each.now) for each in told[1:]} == {(old, new)}
    gone = tmp_path / "gone.csv"
    assert (
        differences("estimates.csv", made / RESULTS / "estimates.csv", gone)[0].status == "missing"
    )


def test_folders_have_the_md5_that_dvc_gives_them() -> None:
    """Of the raw data of an evaluation, as dvc.lock has it: they never change."""
    text = (ROOT / "dvc.lock").read_text(encoding="utf-8")
    known = re.search(rf"path: data/{NAME}/raw\n\s+hash: md5\n\s+md5: (\S+)", text)
    assert known
    assert md5_of(ROOT / f"data/{NAME}/raw") == known[1]


def block(page: Path) -> dict:
    text = re.search(r'<code class="provenance">(.*?)</code>', page.read_text(), re.DOTALL)
    assert text
    return json.loads(unescape(text[1]))


def test_the_provenance_is_a_graph_without_loose_ends(made: Path) -> None:
    graph = block(made / PAGE)["@graph"]
    names = {node["@id"] for node in graph}
    assert len(names) == len(graph)
    for node in graph:
        for key in ("used", "wasInformedBy", "wasAssociatedWith"):
            assert set(node.get(key, ())) <= names
        assert node.get("wasGeneratedBy", graph[0]["@id"]) in names
    by_name = {node["@id"]: node for node in graph}
    estimates = by_name[f"{RESULTS}/estimates.csv"]
    assert estimates["wasGeneratedBy"] == f"#estimate@{NAME}"
    raw = by_name[f"data/{NAME}/raw/thornton_hiv.csv"]
    content = (made / raw["@id"]).read_bytes()
    assert raw["sha256"] == hashlib.sha256(content).hexdigest()
    assert raw["@id"] in by_name[f"#clean@{NAME}"]["used"]
    assert by_name["#implementer"]["name"] == "Malawi Diffusion and Ideational Change Project"
    assert not re.search(r"20\d\d-\d\d-\d\d", json.dumps(graph))  # no time: same input, same bytes


def test_every_result_is_written_by_a_stage_that_the_style_sheet_names() -> None:
    """The pointer over a number shows the stage that dvc.yaml says wrote its file."""
    css = (ROOT / "src/pipeline/reporting/template/report.css").read_text(encoding="utf-8")
    rules = re.findall(r'(?m)^((?:,?\[data-source\*="[^"]+"\])+)\{--stage:"(\w+)"\}', css)
    told = {
        file: stage
        for selectors, stage in rules
        for file in re.findall(r'\*="([^"]+)#"', selectors)
    }
    assert told.pop("plan.yaml") == "plan"
    flow = flow_of(ROOT, NAME, load_settings(ROOT).languages)
    written = {
        Path(name).name: stage.name
        for stage in flow
        for name in stage.writes
        if "/results/" in name and Path(name).name not in ("identified.txt", "sources.json")
    }
    assert told == written


def test_a_keyboard_stops_once_at_each_headline(made: Path) -> None:
    text = (made / PAGE).read_text(encoding="utf-8")
    stops = re.findall(r'<data tabindex="0"[^>]*data-source="([^"]+)"', text)
    assert stops == ["headline.json#got/estimate"]
    assert text.count('data-source="headline.json#got/estimate"') > 1
