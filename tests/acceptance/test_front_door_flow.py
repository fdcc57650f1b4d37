"""A programme that people chose, whose effect goes through one measured step: plan to report."""

from pathlib import Path

import numpy as np
import pytest
from scenarios.front_door import yes_or_no

from conftest import athar, copy_project
from pipeline.project import evaluation
from pipeline.results import read_json, read_table
from reading import disagreements

NAME = "evening-school"
STAGES = (
    "identify", "clean", "check", "construct", "balance", "estimate", "robustness", "rehearse",
    "conclude", "report",
)  # fmt: skip
YAML = """\
evaluation:
  title: {en: Evening school}
  question: {en: Does enrolling raise the test score?}
  programme: {en: Evening school}
  place: {en: One district}
  period: "2021"
  people: {en: adults}
  source: {citation: Simulated for a test.}
  simulated: true

design:
  kind: front_door
  treatment: enrolled
  mediator: attended
  arms:
    control: {value: 0, label: {en: not enrolled}}
    treated: {value: 1, label: {en: enrolled}}

graph: implied

clean:
  files:
    - path: raw/adults.csv

check: {}

construct:
  outcomes:
    score:
      label: {en: Test score}
      unit: {en: points}
      kind: continuous
      direction: increase
      smallest_change_that_matters: 0.5
  covariates: []

estimate: {}

robustness: {}

framework: {}

costs: {}

disclosure: {threshold: 10}

report: {}
"""
CODEBOOK = """\
variable,label_en,label_ar,unit,type,missing,values,identifier
enrolled,Enrolled,,,integer,,0=no; 1=yes,no
attended,Attended most lessons,,,integer,,0=no; 1=yes,no
score,Test score,,points,number,,,no
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("front_door") / "project")
    home = project / "data" / NAME
    (home / "raw").mkdir(parents=True)
    (home / "plan.yaml").write_text(YAML, encoding="utf-8")
    (home / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (home / "corrections.csv").write_text("id,variable,old,new,who,when,why\n", encoding="utf-8")
    (home / "versions.yaml").write_text("[]\n")
    data, _ = yes_or_no(np.random.default_rng(11))
    rows = data.rename(columns={"y": "score", "treated": "enrolled"})[
        ["enrolled", "attended", "score"]
    ]
    rows.astype({"enrolled": int, "attended": int}).to_csv(home / "raw/adults.csv", index=False)
    for stage in STAGES:
        result = athar(project, "stage", stage, NAME)
        assert result.returncode == 0, (stage, result.stdout + result.stderr)
    return project


def test_it_is_identified_through_the_step(ran: Path) -> None:
    found = read_json(evaluation(NAME, ran), "identification.json")
    assert found["outcomes"]["score"]["identified_by"] == "frontdoor"


def test_the_interval_holds_the_planted_effect(ran: Path) -> None:
    headline = read_table(evaluation(NAME, ran), "estimates.csv").iloc[0]
    assert headline["estimator"] == "front_door"
    assert headline["conf_low"] < 1.5 < headline["conf_high"]


def test_every_number_of_its_report_is_in_results(ran: Path) -> None:
    for part in ("evaluation", "annex"):
        page = (ran / "reports" / NAME / f"{part}.en.html").read_text(encoding="utf-8")
        assert not disagreements(page, evaluation(NAME, ran).results)
