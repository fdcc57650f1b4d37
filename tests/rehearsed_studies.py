"""Studies small enough to rehearse in a test, and what a rehearsal needs of a plan."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design, Draws, Outcome
from pipeline.rehearse import Question, Rehearsal, rehearsal_table, rehearsals_of_arm
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms
from pipeline.sections.estimate import Estimation
from pipeline.seeds import Seeds

ARMS = Arms(control=Arm(value=0, label={"en": "c"}), treated=Arm(value=1, label={"en": "t"}))
COVARIATES = ("x0", "x1", "x2")


def planned(design: Design, kind: str = "continuous", **outcome: Any) -> SimpleNamespace:
    """What rehearsals ask of a plan with one outcome ``y``."""
    told = {"direction": "increase", "smallest_change_that_matters": 0.3} | outcome
    measured = Outcome(label={"en": "y"}, kind=kind, **told)
    return SimpleNamespace(
        design=design,
        outcomes={"y": measured},
        estimate=Estimation(),
        construct_=SimpleNamespace(outcomes={"y": measured}),
    )


def design_of(kind: str, **keys: Any) -> Design:
    """A design with treatment `treated`; clusters are in `cluster` where they were drawn."""
    clusters = {"clusters": "cluster"} if kind == "cluster_randomised" else {}
    return Design(kind=kind, treatment="treated", arms=ARMS, **(clusters | keys))


def households(
    rng: np.random.Generator, n: int = 360, clusters: int = 36, *, by_cluster: bool = False
) -> pd.DataFrame:
    """Households in clusters of four strata, some without an outcome, half of them treated."""
    cluster = np.r_[np.arange(clusters), rng.integers(0, clusters, n - clusters)]
    covariates = rng.normal(size=(n, 3))
    covariates[:, 2] = covariates[:, 2] > 1
    y = 5 + covariates @ [1, 0.5, 0] + 0.6 * rng.normal(size=clusters)[cluster]
    y = y + rng.standard_exponential(n)
    y[rng.choice(n, n // 15, replace=False)] = np.nan
    stratum = cluster % 4 if by_cluster else rng.integers(0, 4, n)
    treated = (rng.random(n) < 0.4).astype(float)
    if by_cluster:
        drawn = np.zeros(clusters)
        for level in range(4):
            members = rng.permutation(np.flatnonzero(np.arange(clusters) % 4 == level))
            drawn[members[: len(members) // 2]] = 1
        treated = drawn[cluster]
    rows = {"y": y, "treated": treated, "cluster": cluster, "stratum": stratum}
    rows |= {name: covariates[:, place] for place, name in enumerate(COVARIATES)}
    rows["weight"], rows["region"] = rng.uniform(0.5, 3, n), rng.integers(0, 5, n)
    return pd.DataFrame(rows)


def rehearsed(
    data: pd.DataFrame,
    plan: SimpleNamespace,
    estimator: str,
    se_type: str,
    draws: int = 200,
    **told: Any,
) -> tuple[Rehearsal, pd.DataFrame]:
    """The rehearsal of ``y`` by one estimator and error, and its rows of `rehearsal.csv`.

    ``told`` are `covariates` and `workers`, and `found` in place of the headline's estimate.
    """
    settings = EstimatorSettings(told.get("covariates", ()), se_type)
    row = ESTIMATORS[estimator](data, plan.design, "y", settings)
    row = replace(row, estimate=told.get("found", row.estimate))
    question = Question("y", "treated", pd.Series(vars(row)), settings)
    params = SimpleNamespace(
        draws=Draws(
            randomization_inference=99, refuters=100, rehearsal=draws, rehearsal_refits=draws
        ),
        compute=Compute(workers=told.get("workers", 1)),
    )
    found = rehearsals_of_arm(data, plan, [question], params, Seeds(1, "test"))
    return found[0], rehearsal_table(found, plan)


def value_of(table: pd.DataFrame, planted: str, measure: str) -> float:
    """One value of a rehearsal's table."""
    rows = table[(table["planted"] == planted) & (table["measure"] == measure)]
    return float(rows["value"].iloc[0])
