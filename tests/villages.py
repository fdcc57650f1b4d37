"""A cluster-randomised evaluation, simulated: 24 villages of unequal size in two districts."""

from pathlib import Path

import numpy as np
import pandas as pd

NAME = "village-savings"
PLAN = f"data/{NAME}/plan.yaml"
TRUTH = {"savings": 12.0, "has_savings": 0.0}
VILLAGES, DISTRICTS = 24, 2

YAML = """\
evaluation:
  title: {en: Savings groups in two districts}
  question: {en: Do savings groups raise what households put aside?}
  programme: {en: A savings group in each village}
  place: {en: Two districts}
  period: "2020"
  people: {en: households}
  source: {citation: Simulated for a test.}
  simulated: true

design:
  kind: cluster_randomised
  treatment: assigned
  arms:
    control: {value: 0, label: {en: no group}}
    treated: {value: 1, label: {en: a savings group}}
  clusters: village
  strata: district

graph: implied

clean:
  files:
    - path: raw/households.csv

check: {}

construct:
  outcomes:
    savings:
      label: {en: Savings}
      unit: {en: dollars}
      kind: continuous
      direction: increase
      smallest_change_that_matters: 5
    has_savings:
      label: {en: Has any savings}
      kind: binary
      direction: increase
      smallest_change_that_matters: 0.05
      role: secondary
  covariates: [savings_before]

estimate: {}

robustness:
  published:
    - outcome: savings
      estimator: lin
      inference: CR2
      kind: truth
      estimate: "12"
      source: The simulation

framework: {}

costs: {}

disclosure: {threshold: 0}

report: {}
"""
CODEBOOK = """\
variable,label_en,label_ar,unit,type,missing,values,identifier
village,Village,,,integer,,,no
district,District,,,integer,,,no
assigned,Assigned to a group,,,integer,,0=no group; 1=group,no
savings_before,Savings before,,dollars,number,,,no
savings,Savings,,dollars,number,,,no
has_savings,Has any savings,,,boolean,,0=no; 1=yes,no
"""


def households(seed: int = 20200202) -> pd.DataFrame:
    """One row a household; one village of the control arm was lost altogether, others in part."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(8, 40, size=VILLAGES)
    village = np.repeat(np.arange(VILLAGES), sizes)
    district = np.arange(VILLAGES) * DISTRICTS // VILLAGES
    assigned = np.zeros(VILLAGES)
    for level, number in enumerate((6, 5)):
        assigned[rng.choice(np.flatnonzero(district == level), number, replace=False)] = 1
    before = 50 + rng.normal(0, 5, VILLAGES)[village] + rng.normal(0, 15, len(village))
    savings = before + 10 * district[village] + TRUTH["savings"] * assigned[village]
    savings += rng.normal(0, 4, VILLAGES)[village] + rng.normal(0, 12, len(village))
    rows = pd.DataFrame(
        {
            "village": village + 1,
            "district": district[village] + 1,
            "assigned": assigned[village].astype(int),
            "savings_before": before.round(2),
            "savings": savings.round(2),
            "has_savings": (rng.random(len(village)) < 0.5).astype(int),
        }
    )
    lost = rng.random(len(rows)) < 0.03
    lost |= village == np.flatnonzero(assigned == 0)[-1]
    rows["savings"] = rows["savings"].mask(lost)
    return rows


def add_villages(project: Path, rows: pd.DataFrame | None = None) -> None:
    """Make the evaluation the only one of a copied project, with its own or the given rows."""
    folder = project / "data" / NAME
    (folder / "raw").mkdir(parents=True)
    (folder / "plan.yaml").write_text(YAML, encoding="utf-8")
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (folder / "corrections.csv").write_text("id,variable,old,new,who,when,why\n", encoding="utf-8")
    (folder / "versions.yaml").write_text("[]\n", encoding="utf-8")
    data = households() if rows is None else rows
    data.to_csv(folder / "raw" / "households.csv", index=False)
    (project / "params.yaml").write_text(
        f"evaluations:\n  - {NAME}\nlanguages: [en, ar]\nseed: 20080101\n"
        "draws:\n  randomization_inference: 9999\n  refuters: 100\n",
        encoding="utf-8",
    )
