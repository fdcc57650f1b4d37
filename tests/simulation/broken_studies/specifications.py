"""Studies whose headline is the one analysis of many that finds something."""

from itertools import combinations

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy
from pipeline.plan import Outcome
from pipeline.sections.specifications import Specifications

PEOPLE = 1000
EFFECT = 0.4  # standard deviations: what a sound study has to find
JACKPOT, LUCKY = 30.0, 0.016  # a few of the treated gain a lot, and nobody else anything
CONFOUNDING = 0.8
HARMLESS = ("schooling", "size", "rooms")  # covariates that some adjust for, to no effect

SPENDING = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)


def _lottery(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    treated = rng.permutation(np.arange(PEOPLE) % 2).astype(float)
    before = rng.normal(size=PEOPLE)
    outcome = 0.5 * before + rng.normal(size=PEOPLE)
    if broken:
        lucky = rng.choice(np.flatnonzero(treated), int(LUCKY * PEOPLE / 2), replace=False)
        outcome[lucky] += JACKPOT
    else:
        outcome += EFFECT * treated
    return pd.DataFrame({"y": outcome, "treated": treated, "before": before})


def _chosen(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Who takes part depends on income, which only the headline does not adjust for."""
    age, income = rng.normal(size=(2, PEOPLE))
    index = 0.5 * age + (CONFOUNDING * income if broken else 0.0)
    treated = (rng.random(PEOPLE) < 1 / (1 + np.exp(-index))).astype(float)
    outcome = 0.5 * age + CONFOUNDING * income + rng.normal(size=PEOPLE)
    outcome += 0.0 if broken else EFFECT * treated
    known = {"age": age, "income": income}
    known |= {name: rng.normal(size=PEOPLE) for name in HARMLESS}
    return pd.DataFrame({"y": outcome, "treated": treated} | known)


CASES = (
    BrokenStudy(
        check="specification_curve",
        fault="a few extreme outcomes carry the headline, and no other analysis finds anything",
        design={"kind": "randomised"},
        estimator="difference_in_means",
        draw=_lottery,
        covariates=("before",),
        planned=SPENDING,
        settings={
            "estimators": ("difference_in_means", "ancova"),
            "specifications": Specifications(
                transformations=("none", "winsorise_99", "winsorise_95", "ranks"),
                trimming=("none", "drop_top_1"),
            ),
        },
    ),
    BrokenStudy(
        check="specification_curve",
        fault="only the headline leaves out what decided who takes part",
        design={"kind": "observational"},
        estimator="aipw",
        draw=_chosen,
        covariates=("age",),
        planned=SPENDING,
        settings={
            "estimators": ("aipw", "ipw", "outcome_regression"),
            "specifications": Specifications(
                covariates={
                    "_".join(("income", *more)): ("age", "income", *more)
                    for number in range(len(HARMLESS) + 1)
                    for more in combinations(HARMLESS, number)
                },
            ),
        },
    ),
)
