"""DoWhy's refuters, held to the trap: a correct estimate must pass, a broken one must fail."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design

DESIGN = Design(
    kind="observational",
    treatment="treated",
    arms=Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated")),
)
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
SEEDS = range(5)


def study(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=400)
    treated = (rng.random(400) < 1 / (1 + np.exp(-x))).astype(float)
    return pd.DataFrame({"x": x, "treated": treated, "y": x + treated + rng.normal(size=400)})


def answer(check: str, data: pd.DataFrame, seed: int, estimator: str = "aipw") -> str:
    told = EstimatorSettings(("x",), "influence")
    headline = ESTIMATORS[estimator](data, DESIGN, "y", told)
    settings = RobustnessSettings(
        headline=pd.Series(vars(headline)),
        outcome=OUTCOME,
        estimator=told,
        draws=Draws(randomization_inference=99, refuters=100),
        rng=np.random.default_rng(seed),
    )
    return ROBUSTNESS_CHECKS[check](data, DESIGN, "y", estimator, settings)[0].status


@pytest.mark.parametrize("check", ["placebo_treatment", "random_common_cause"])
def test_a_correct_estimate_is_not_refuted(check: str) -> None:
    assert [answer(check, study(seed), seed) for seed in SEEDS] == ["passed"] * len(SEEDS)


def test_an_estimator_that_finds_effects_anywhere_is_refuted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aipw = ESTIMATORS["aipw"]

    def broken(*arguments: object) -> object:
        result = aipw(*arguments)
        return replace(result, estimate=result.estimate + 1)

    monkeypatch.setitem(ESTIMATORS, "aipw", broken)
    assert answer("placebo_treatment", study(0), 0) == "failed"


def test_an_estimator_that_chance_can_move_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    aipw = ESTIMATORS["aipw"]

    def broken(data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings):
        result = aipw(data, design, outcome, settings)
        return replace(result, estimate=result.estimate + 0.5 * (len(settings.covariates) - 1))

    monkeypatch.setitem(ESTIMATORS, "aipw", broken)
    assert answer("random_common_cause", study(0), 0) == "failed"
