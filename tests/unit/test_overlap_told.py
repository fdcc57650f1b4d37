"""What the checks of overlap tell of people whom a threshold protects."""

from dataclasses import replace

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS

from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

DESIGN = Design(kind="observational", treatment="treated", arms=ARMS, estimand="ATT")
OUTCOME = Outcome(label="y", kind="continuous", direction="increase",
                  smallest_change_that_matters=1.0)  # fmt: skip


def told(threshold: int) -> RobustnessSettings:
    rng = np.random.default_rng(0)
    draws = Draws(randomization_inference=99, refuters=100)
    estimator = EstimatorSettings(("x",), "influence")
    return RobustnessSettings(pd.Series(), OUTCOME, estimator, draws, rng, threshold=threshold)


def study() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    x = rng.normal(size=300)
    treated = (rng.random(300) < 1 / (1 + np.exp(-1.5 * x))).astype(float)
    return pd.DataFrame({"y": x + treated + rng.normal(size=300), "treated": treated, "x": x})


def test_a_share_does_not_count_the_few_without_people_like_them() -> None:
    exact, safe = (
        ROBUSTNESS_CHECKS["overlap"](study(), DESIGN, "y", "aipw", told(threshold))[0]
        for threshold in (0, 10)
    )
    people = int(study()["treated"].sum())
    assert round(exact.value * people, 6) == round(exact.value * people)
    assert replace(exact, value=0.0) == replace(safe, value=0.0)
    assert safe.value != exact.value
    assert abs(safe.value - exact.value) <= 0.05


def test_an_effective_size_does_not_say_how_many_there_were() -> None:
    exact, safe = (
        ROBUSTNESS_CHECKS["effective_sample_size"](study(), DESIGN, "y", "aipw", told(threshold))[0]
        for threshold in (0, 10)
    )
    assert any(character.isdigit() for character in exact.detail)
    assert not any(character.isdigit() for character in safe.detail)
