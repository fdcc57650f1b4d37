"""The stage construct in a project, from the plan to the report."""

from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from conftest import athar
from made_variables import ROUNDING

DATA_EXIT = 3


NSW = "data/job-training/plan.yaml"


def planned(project: Path, construct: dict) -> None:
    """Add to the plan of the job training, as an evaluator would."""
    yaml = YAML()
    plan = yaml.load((project / NSW).read_text(encoding="utf-8"))
    for key, value in construct.items():
        if isinstance(value, dict):
            plan["construct"].setdefault(key, {}).update(value)
        else:
            plan["construct"][key] = value
    with (project / NSW).open("w", encoding="utf-8") as stream:
        yaml.dump(plan, stream)


def few_draws(project: Path) -> None:
    """Resampling as short as the settings allow: what it finds is not asked here."""
    settings = project / "params.yaml"
    yaml = YAML()
    content = yaml.load(settings.read_text(encoding="utf-8"))
    content["draws"] = {"randomization_inference": 99, "refuters": 100}
    with settings.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)


def run(project: Path, *stages: str) -> str:
    for stage in stages:
        result = athar(project, "stage", stage, "job-training")
        assert "Traceback" not in result.stderr
        if result.returncode:
            assert result.returncode == DATA_EXIT, result.stderr
            return result.stderr
    return ""


def test_made_outcomes_and_filled_covariates_reach_the_report(project: Path) -> None:
    made = {
        "earnings": {"label": "Earnings without extremes", "winsorise": "re78"},
        "log_earnings": {"label": "Log", "log": "re78", "zero": "inverse_hyperbolic_sine"},
        "livelihood": {
            "label": "Livelihood index", "index": "inverse_covariance",
            "of": ["earnings", "log_earnings", "worked78"],
        },
        "schooling": {
            "label": "Schooling", "recode": "educ", "map": {"0": None, "3": None, "4": None},
            "otherwise": "same",
        },
    }  # fmt: skip
    outcome = {
        "label": "Livelihood index", "kind": "continuous", "direction": "increase",
        "smallest_change_that_matters": 0.1, "decimals": 2,
    }  # fmt: skip
    planned(
        project,
        {
            "variables": made,
            "outcomes": {"livelihood": outcome},
            "covariates": ["age", "schooling", "black"],
            "missing_covariates": ["schooling", "age"],
        },
    )
    few_draws(project)
    stages = ("identify", "clean", "check", "construct", "balance", "estimate", "robustness")
    assert run(project, *stages, "rehearse", "conclude", "report") == ""
    folder = project / "data" / "job-training"
    analysis = pd.read_parquet(folder / "analysis" / "analysis.parquet")
    missing = int(analysis["schooling_missing"].sum())
    assert 0 < missing < 20
    assert analysis["age_missing"].sum() == 0
    checks = pd.read_csv(folder / "results" / "data_checks.csv").set_index("target")["value"]
    assert checks["schooling"] == pytest.approx(missing / len(analysis)), "before it was filled"
    control = analysis.loc[analysis["treat"] == 0, "livelihood"]
    assert (control.mean(), control.std()) == (pytest.approx(0, abs=ROUNDING), pytest.approx(1))
    estimates = pd.read_csv(folder / "results" / "estimates.csv")
    lin = estimates[(estimates["outcome"] == "livelihood") & (estimates["estimator"] == "lin")]
    assert "schooling_missing" in lin["formula"].item()
    assert "age_missing left out" in lin["formula"].item()
    report = (project / "reports" / "job-training" / "evaluation.en.html").read_text()
    annex = (project / "reports" / "job-training" / "annex.en.html").read_text()
    assert "Livelihood index" in report
    for words in ("Livelihood index", "Schooling: not answered", "Age: not answered"):
        assert words in annex
    assert "schooling_missing" not in report


@pytest.mark.parametrize(
    ("stage", "entry", "fault"),
    [
        ("check", {"index": "inverse_covariance", "of": ["re78", "twice"]}, "has no inverse"),
        ("construct", {"index": "inverse_covariance", "of": ["re78", "twice"]}, "has no inverse"),
        ("check", {"recode": "educ", "map": {"11": 1}}, "does not name every answer of `educ`"),
        ("construct", {"log": "below", "zero": "missing"}, "values below zero"),
    ],
)
def test_what_cannot_be_made_names_its_line(
    project: Path, stage: str, entry: dict, fault: str
) -> None:
    made = {
        "twice": {"label": "x", "expression": "2 * re78"},
        "below": {"label": "x", "expression": "re74 - re75"},
        "made": {"label": "made", **entry},
    }
    planned(project, {"variables": made})
    assert run(project, "clean") == ""
    # `check` looks at made variables as well: it may be the first to find the fault.
    message = run(project, "check") if stage == "construct" else ""
    message = message or run(project, stage)
    assert fault in message
    lines = (project / NSW).read_text(encoding="utf-8").splitlines()
    place = message.partition(f"{NSW}:")[2]
    line = lines[int(place.partition(" ")[0]) - 1]
    step = place.partition("(construct.variables.made.")[2].partition(")")[0]
    assert step.partition(".")[0] in line
