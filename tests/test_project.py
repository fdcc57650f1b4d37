"""The names agree: stages, modules, plan, dependencies, glossary, references, notebooks."""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from references import REFERENCED
from ruamel.yaml import YAML

from pipeline.curves import CURVES
from pipeline.data_checks import DATA_CHECKS, DEFAULT_SEVERITY
from pipeline.designs import DESIGNS
from pipeline.estimators import ESTIMATORS
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.reporting.terms import TERMS
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.stages import OVER_ALL, STAGES

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
# Modules that read, refuse and speak, but cannot change a digit of what a stage writes.
CANNOT_CHANGE_RESULTS = {
    "__init__.py", "errors.py", "project.py", "document.py", "document_limits.py", "plan_file.py",
    "assigned_clusters.py",
}  # fmt: skip
# Read to validate the whole plan, by every stage; only these stages' output depends on them.
ONLY_VALIDATES = {
    "codebook.py": {"clean", "check", "data_quality", "construct", "report"},
    "survey_columns.py": {"clean", "check"},
    "cleaning": {"clean", "check"},
    "construction": {"check", "construct"},
    "faults": set(),
    "graph.py": {"identify"},
    "expressions.py": {"check", "construct", "robustness", "conclude"},
    "survey.py": {"clean", "check", "construct"},
    "forms": {"clean", "check", "construct"},
}


@cache
def flow() -> dict:
    return YAML(typ="safe").load((ROOT / "dvc.yaml").read_text())["stages"]


def stage(name: str) -> dict:
    return flow()[name].get("do", flow()[name])


def module_of(name: str) -> Path | None:
    path = SOURCE / name.replace(".", "/")
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def imported(path: Path) -> set[str]:
    """Every module of ours that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("pipeline")}
    return found


def closure(name: str, seen: set[Path] | None = None) -> set[Path]:
    """Every file of ours that importing a module can reach."""
    seen = set() if seen is None else seen
    path = module_of(name)
    if path and path not in seen and path != SOURCE / "pipeline" / "__init__.py":
        seen.add(path)
        for other in imported(path):
            closure(other, seen)
    return seen


def needed_by(name: str) -> set[str]:
    """The files that a stage's output depends on, relative to the package."""
    reached = closure(f"pipeline.{name}")
    if name == "report":  # the notebook imports what the stage itself does not
        reached |= closure("pipeline.reporting.evaluation")
    needed = {path.relative_to(SOURCE / "pipeline").as_posix() for path in reached}
    return {
        path
        for path in needed - CANNOT_CHANGE_RESULTS
        if name in ONLY_VALIDATES.get(path.partition("/")[0], {name})
    }


def test_the_flow_is_the_stages() -> None:
    assert tuple(flow()) == (*STAGES, OVER_ALL)
    for name in flow():
        assert module_of(f"pipeline.{name}"), f"no module for stage {name}"
        assert stage(name)["cmd"].startswith(f"athar stage {name}")
        assert stage(name)["desc"]


@pytest.mark.parametrize("name", [*STAGES, OVER_ALL])
def test_deps_cover_imports(name: str) -> None:
    deps = [dep.removeprefix("src/pipeline/") for dep in stage(name)["deps"]]
    for path in needed_by(name):
        covered = any(path == dep or path.startswith(f"{dep}/") for dep in deps)
        assert covered, f"stage {name}: dvc.yaml does not depend on {path}"
    for dep in stage(name)["deps"]:
        assert "${item" in dep or dep == "reports/cards" or (ROOT / dep).exists(), dep


def test_the_last_stage_depends_on_all_code_that_a_number_depends_on() -> None:
    """Its fingerprint says of a released version whether the code has changed since."""
    pages = {"data_quality", "report"}
    before = {dep for name in STAGES if name not in pages for dep in stage(name)["deps"]}
    code = {dep for dep in before if dep.startswith("src/")}
    assert code <= set(stage("conclude")["deps"])


def sections_read(name: str) -> set[str]:
    """The sections of the plan that a stage's own modules mention."""
    shorthand = {
        "outcomes": "construct", "covariates": "construct", "adjusted_for": "construct",
        "construct_": "construct", "indicators": "construct", "estimators": "estimate",
        "robustness_checks": "robustness",
    }  # fmt: skip
    found: set[str] = set()
    for path in needed_by(name):
        text = (SOURCE / "pipeline" / path).read_text(encoding="utf-8")
        for word in re.findall(r"\bplan\.(\w+)", text):
            found |= {shorthand.get(word, word)} & set(sections_of_plan())
    return found


def sections_of_plan() -> list[str]:
    return [field.alias or name for name, field in Plan.model_fields.items()]


def reads_the_whole_plan(name: str) -> bool:
    return any(dep.endswith("}/plan.yaml") for dep in stage(name)["deps"])


def test_stages_that_draw_on_all_of_the_plan_depend_on_the_file() -> None:
    assert {"data_quality", "conclude", "report"} == set(filter(reads_the_whole_plan, STAGES))


@pytest.mark.parametrize("name", [name for name in STAGES if not reads_the_whole_plan(name)])
def test_params_cover_the_sections_that_a_stage_reads(name: str) -> None:
    plan = next(item for item in stage(name)["params"] if isinstance(item, dict))
    watched = {section.split(".")[0] for section in next(iter(plan.values()))}
    shared = {"construct", "design"}  # plan.py's own properties speak of these for everybody
    assert sections_read(name) - watched <= shared - watched
    assert watched <= set(sections_of_plan())


def test_respondents_rows_never_travel() -> None:
    for name, rows in (("clean", "clean"), ("check", "issues"), ("construct", "analysis")):
        outs = {out: options for entry in stage(name)["outs"] for out, options in entry.items()}
        assert outs[f"data/${{item}}/{rows}"] == {"push": False}
    kept = [out for name in STAGES for out in stage(name).get("outs", [])]
    results = [out for out in kept if isinstance(out, dict) and "/results/" in next(iter(out))]
    assert results
    assert all(options == {"cache": False} for out in results for options in out.values())


def test_every_default_is_supported_and_exists() -> None:
    for rule in DESIGNS.values():
        for planned in rule.estimators.values():
            assert set(planned) <= set(rule.supported) <= set(ESTIMATORS)
        assert set(rule.curves) <= set(CURVES)
        assert set(rule.robustness) <= set(rule.supported_checks) <= set(ROBUSTNESS_CHECKS)
        assert rule.estimand in rule.estimands
    assert set(DEFAULT_SEVERITY) == set(DATA_CHECKS)


def test_every_estimator_has_a_reference() -> None:
    assert set(ESTIMATORS) == REFERENCED


def test_every_code_has_words() -> None:
    assert set(TERMS["estimator"]) == set(ESTIMATORS)
    assert set(TERMS["check"]) == set(TERMS["check_rule"]) == set(ROBUSTNESS_CHECKS)
    assert set(TERMS["data_check"]) == set(DATA_CHECKS)
    assert set(TERMS["curve"]) == set(TERMS["curve_note"]) == set(CURVES)
    assert set(TERMS["design"]) == set(DESIGNS)
    for rule in DESIGNS.values():
        assert set(rule.estimands) <= set(TERMS["estimand"])
        assert {*rule.untestable, *rule.testable} <= set(TERMS["assumption"])
        assert rule.identified_by in TERMS["identified_by"]


def test_the_glossary_names_what_the_code_names() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    codes = [*DESIGNS, *ESTIMATORS, *ROBUSTNESS_CHECKS, *DATA_CHECKS, *STAGES, OVER_ALL]
    missing = [code for code in codes if f"`{code}`" not in glossary]
    assert not missing


def test_the_readme_tells_of_every_stage_and_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in flow():
        assert f"`{name}`" in readme, f"README does not mention stage {name}"
    for target in re.findall(r'^\s*(?:@)?echo "(make [\w-]+)', makefile, re.MULTILINE):
        assert target in readme, f"README does not mention {target}"


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_are_thin_and_without_output(path: Path) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            assert not cell["outputs"]
            assert cell["execution_count"] is None
            assert "statsmodels" not in source
            assert "dowhy" not in source
            assert source.count("\n") < 10, "a notebook loads and shows; code belongs in src/"


@pytest.mark.parametrize("name", [path.parent.name for path in ROOT.glob("data/*/plan.yaml")])
def test_every_plan_is_in_order(name: str) -> None:
    assert load_plan(evaluation(name, ROOT)).evaluation.title["ar"]


def test_direct_dependencies_have_a_reason_and_a_locked_version() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    project = tomllib.loads(text)
    for group in (project["project"]["dependencies"], project["dependency-groups"]["dev"]):
        for requirement in group:
            name = re.match(r"[\w.-]+", requirement)[0].lower().replace(".", "-")
            assert re.search(rf"^{re.escape(name)}(\[\w+\])?==", locked, re.MULTILINE), name


def test_no_file_is_a_store_room() -> None:
    names = {path.name for path in SOURCE.rglob("*.py")}
    assert not names & {"utils.py", "helpers.py", "common.py", "misc.py"}
