"""Refuters answer for every estimator that a design supports, or say why they do not."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.designs import DESIGNS
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import ERRORS, EstimatorSettings
from pipeline.plan import Draws, Outcome
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
REFUTERS = ("placebo_treatment", "placebo_outcome", "random_common_cause", "data_subset",
            "dummy_outcome", "pre_treatment_outcome")  # fmt: skip
KEYS: dict[str, dict[str, Any]] = {
    "randomised": {"strata": "district"},
    "cluster_randomised": {"clusters": "village", "strata": "district"},
    "observational": {},
}
KINDS = {
    "logit_standardisation": "binary",
    "poisson_standardisation": "count",
    "restricted_mean_survival_time": "time_to_event",
}
SUPPORTED = [(kind, name) for kind in KEYS for name in DESIGNS[kind].supported]


def rows(kind: str) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    village = np.repeat(np.arange(40), 8)
    n = len(village)
    by_village = np.isin(village, rng.permutation(40)[:20]) * 1.0
    treated = by_village if kind == "cluster_randomised" else rng.permutation(np.arange(n) % 2)
    x = rng.normal(size=n)
    y = x + 0.3 * treated + rng.normal(size=n)
    columns = {
        "village": village, "district": village % 2, "treated": treated * 1.0, "x": x,
        "before": x + rng.normal(size=n), "continuous": y, "binary": (y > 0) * 1.0,
        "count": rng.poisson(np.exp(0.3 * x)) * 1.0, "event": (rng.random(n) < 0.7) * 1.0,
        "time_to_event": rng.exponential(size=n).clip(0.01, 3),
    }  # fmt: skip
    return pd.DataFrame(columns)


def answer(kind: str, estimator: str, check: str) -> Check:
    data, of = rows(kind), KINDS.get(estimator, "continuous")
    if estimator == "attrition_weights":
        data[of] = data[of].where(np.random.default_rng(1).random(len(data)) < 0.85)
    timed = {"event": "event", "horizon": 2.0} if of == "time_to_event" else {"lag": "before"}
    if of in ("binary", "count"):
        timed = {}
    planned = Outcome(
        label="y", kind=of, direction="increase", smallest_change_that_matters=0.1, **timed
    )
    estimand = "ATO" if estimator in ("overlap_weights", "double_machine_learning") else None
    keys = KEYS[kind] | ({"estimand": estimand} if estimand else {})
    design = Design(kind=kind, treatment="treated", arms=ARMS, **keys)
    error = ERRORS.get(estimator, ("CR2" if kind == "cluster_randomised" else "HC2",))[0]
    told = EstimatorSettings(("x",), error, planned=planned)
    headline = pd.Series(vars(ESTIMATORS[estimator](data, design, of, told)))
    draws = Draws(randomization_inference=99, refuters=100)
    settings = RobustnessSettings(headline, planned, told, draws, np.random.default_rng(5))
    return ROBUSTNESS_CHECKS[check](data, design, of, estimator, settings)[0]


@pytest.mark.parametrize("check", REFUTERS)
@pytest.mark.parametrize(("kind", "estimator"), SUPPORTED)
def test_a_sound_study_passes_or_is_told_why_not(kind: str, estimator: str, check: str) -> None:
    found = answer(kind, estimator, check)
    assert found.status in ("passed", "not_applicable")
    assert found.detail
    if found.status == "passed":
        assert np.isfinite(found.value)
        assert "could not be estimated" not in found.detail


def test_what_was_before_is_not_adjusted_for_itself() -> None:
    data = rows("randomised")
    data["before_missing"] = (np.arange(len(data)) % 10 == 0) * 1.0
    data.loc[data["before_missing"] == 1, "before"] = 99.0  # filled in: nobody's answer
    design = Design(kind="randomised", treatment="treated", arms=ARMS)
    planned = Outcome(
        label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1,
        lag="before",
    )  # fmt: skip
    told = EstimatorSettings(("x", "before"), "HC2", ("before_missing",), planned=planned)
    headline = pd.Series(vars(ESTIMATORS["lin"](data, design, "continuous", told)))
    draws = Draws(randomization_inference=99, refuters=100)
    settings = RobustnessSettings(headline, planned, told, draws, np.random.default_rng(5))
    check = ROBUSTNESS_CHECKS["pre_treatment_outcome"]
    found = check(data, design, "continuous", "lin", settings)[0]
    answered = data[data["before_missing"] == 0]
    own = ESTIMATORS["lin"](answered, design, "before", EstimatorSettings(("x",), "HC2"))
    assert found.value == own.p_value
