"""Refuters beside DoWhy's: the same distributions, and criteria that find what its miss."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from broken_studies import status
from broken_studies.refuters import CASES

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
REFUTERS = ("placebo_treatment", "placebo_outcome", "random_common_cause", "data_subset",
            "dummy_outcome")  # fmt: skip
SEEDS = range(5)
# Two means of random draws lie this many of their joint standard errors apart once in 10,000.
MONTE_CARLO = 3.9
MANY = 400


def study(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=400)
    treated = (rng.random(400) < 1 / (1 + np.exp(-x))).astype(float)
    return pd.DataFrame({"x": x, "treated": treated, "y": x + treated + rng.normal(size=400)})


def settings_of(data: pd.DataFrame, seed: int, estimator: str, draws: int) -> RobustnessSettings:
    told = EstimatorSettings(("x",), "influence")
    headline = ESTIMATORS[estimator](data, DESIGN, "y", told)
    return RobustnessSettings(
        headline=pd.Series(vars(headline)),
        outcome=OUTCOME,
        estimator=told,
        draws=Draws(randomization_inference=99, refuters=draws),
        rng=np.random.default_rng(seed),
    )


def answer(check: str, data: pd.DataFrame, seed: int, estimator: str = "aipw") -> str:
    settings = settings_of(data, seed, estimator, 100)
    return ROBUSTNESS_CHECKS[check](data, DESIGN, "y", estimator, settings)[0].status


@pytest.mark.parametrize("check", REFUTERS)
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
    for check in ("placebo_treatment", "placebo_outcome", "dummy_outcome"):
        assert answer(check, study(0), 0) == "failed"


def test_an_estimator_that_chance_can_move_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    aipw = ESTIMATORS["aipw"]

    def broken(data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings):
        result = aipw(data, design, outcome, settings)
        return replace(result, estimate=result.estimate + 0.5 * (len(settings.covariates) - 1))

    monkeypatch.setitem(ESTIMATORS, "aipw", broken)
    assert answer("random_common_cause", study(0), 0) == "failed"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_each_fault_is_found_and_sound_studies_pass(case) -> None:
    seeds = range(3) if case.defect else range(8)
    assert {status(case, seed, broken=True) for seed in seeds} == {"failed"}
    passed = [status(case, seed, broken=False) for seed in seeds]
    assert passed.count("passed") >= len(passed) - 1


class Seen:
    """What our check and DoWhy's refuter found in each draw of the same study."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, estimator: str):
        self.data, self.estimator = study(11), estimator
        self.settings = settings_of(self.data, 1, estimator, MANY)
        self.monkeypatch = monkeypatch

    def ours(self, check: str) -> np.ndarray:
        module = __import__(f"pipeline.robustness_checks.{check}", fromlist=["check"])
        again, kept = module.estimated_again, []

        def watched(*arguments: object, **more: object) -> np.ndarray:
            kept.append(again(*arguments, **more))
            return kept[-1]

        self.monkeypatch.setattr(module, "estimated_again", watched)
        module.check(self.data, DESIGN, "y", self.estimator, self.settings)
        return kept[0][:, 0]

    def theirs(self, refuter: object, **options: object) -> np.ndarray:
        from through_dowhy import refute

        known, kept = ESTIMATORS[self.estimator], []

        def watched(*arguments: object) -> object:
            found = known(*arguments)
            kept.append(found.estimate)
            return found

        self.monkeypatch.setitem(ESTIMATORS, self.estimator, watched)
        question = (DESIGN, "y", self.estimator)
        result = refute(refuter, self.data, question, self.settings, **options)
        assert result.new_effect == pytest.approx(np.mean(kept[1:]))  # the first is the headline
        return np.array(kept[1:])


@pytest.mark.parametrize("estimator", ["outcome_regression", "ipw"])
@pytest.mark.parametrize("check", ["placebo_treatment", "random_common_cause", "data_subset"])
def test_our_draws_are_distributed_as_dowhy_s(
    check: str, estimator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By algebra and by fits: same mean and spread within Monte Carlo error."""
    from dowhy.causal_refuters.data_subset_refuter import refute_data_subset
    from dowhy.causal_refuters.placebo_treatment_refuter import (
        PlaceboType,
        refute_placebo_treatment,
    )
    from dowhy.causal_refuters.random_common_cause import refute_random_common_cause

    refuters = {
        "placebo_treatment": (
            refute_placebo_treatment,
            {"treatment_names": ["treated"], "placebo_type": PlaceboType.PERMUTE},
        ),
        "random_common_cause": (refute_random_common_cause, {}),
        "data_subset": (refute_data_subset, {"subset_fraction": 0.8}),
    }
    seen = Seen(monkeypatch, estimator)
    ours = seen.ours(check)
    refuter, options = refuters[check]
    theirs = seen.theirs(refuter, **options)
    assert len(ours) == len(theirs) == MANY
    error = np.hypot(ours.std(ddof=1), theirs.std(ddof=1)) / np.sqrt(MANY)
    assert abs(ours.mean() - theirs.mean()) < MONTE_CARLO * error
    # The ratio of two standard deviations; theirs lets the arms' sizes vary a little.
    spread = MONTE_CARLO / np.sqrt(MANY) + 0.02
    assert abs(np.log(ours.std() / theirs.std())) < spread


def test_dowhy_draws_one_subset_again_and_again_from_an_integer() -> None:
    """Why its data subset is not ours: every simulation is the same one."""
    from dowhy.causal_refuters.data_subset_refuter import _refute_once

    data = study(0)
    drawn = []

    class Estimator:
        def get_new_estimator_object(self, _: object) -> "Estimator":
            return self

        def fit(self, rows: pd.DataFrame, **_: object) -> None:
            drawn.append(tuple(rows.index))

        _effect_modifier_names = _target_units = None

        def estimate_effect(self, *_: object, **__: object) -> "Estimator":
            return self

        value = control_value = treatment_value = 0.0

    Estimator.estimator = Estimator()
    for _ in range(3):
        _refute_once(data, None, Estimator(), 0.8, 7)
    assert len(set(drawn)) == 1
