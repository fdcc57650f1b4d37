"""A cutoff in a plan and in data: what is refused, and what its checks and curves say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.curves.binned_outcome import bins
from pipeline.document import read_document
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.faults.choices import choice_faults
from pipeline.plan import Draws
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.construct import Outcome
from pipeline.sections.design import Arm, Arms, Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import LocalLinear

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
DESIGN = Design(
    kind="regression_discontinuity", treatment="treated", arms=ARMS, running="score", cutoff=10.0
)
OUTCOME = Outcome(
    label="y", unit="points", kind="continuous", direction="increase",
    smallest_change_that_matters=0.1,
)  # fmt: skip
LINEAR = Estimation(local_linear=LocalLinear(bandwidth=1.0))
ROUNDING = 1e-9


def study(*, n: int = 2000) -> pd.DataFrame:
    """A jump of 0.3 at 10, and nothing else."""
    rng = np.random.default_rng(3)
    score = 10 + rng.uniform(-1, 1, size=n)
    treated = (score >= 10) * 1.0
    y = 0.3 * treated
    return pd.DataFrame(
        {
            "score": score,
            "treated": treated,
            "y": y + 0.2 * rng.normal(size=n),
            "x": rng.normal(size=n),
        }
    )


def told(data: pd.DataFrame, estimator: str = "local_polynomial") -> RobustnessSettings:
    error = "HC2" if estimator == "local_linear" else "bias_corrected"
    settings = EstimatorSettings(("x",), error, options=LINEAR)
    row = ESTIMATORS[estimator](data, DESIGN, "y", settings)
    headline = pd.Series(row.__dict__)
    draws = Draws(randomization_inference=99, refuters=100)
    return RobustnessSettings(headline, OUTCOME, settings, draws, np.random.default_rng(1))


def checked(data: pd.DataFrame, name: str, estimator: str = "local_polynomial") -> Check:
    return ROBUSTNESS_CHECKS[name](data, DESIGN, "y", estimator, told(data, estimator))[0]


CHECKS = ("density_at_cutoff", "covariate_continuity", "bandwidth", "donut", "placebo_cutoffs")


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("estimator", ["local_polynomial", "local_linear"])
def test_a_clean_cutoff_passes(name: str, estimator: str) -> None:
    assert checked(study(), name, estimator).status == "passed"


def test_a_window_that_decides_the_verdict_fails() -> None:
    """Nothing happens at the cutoff, but the curve looks like a jump from afar."""
    data = study().assign(
        y=lambda rows: rows["y"] - 0.3 * rows["treated"] + 0.3 * np.tanh(6 * (rows["score"] - 10))
    )
    found = checked(data, "bandwidth", "local_linear")
    assert found.status == "failed"
    assert found.value > 0


def test_those_moved_across_are_found() -> None:
    data = study()
    moved = (data["score"] < 10) & (data["score"] > 9.8) & (data.index % 4 != 0)
    score = data["score"].where(~moved, 20 - data["score"])
    data = data.assign(score=score, treated=(score >= 10) * 1.0)
    assert checked(data, "density_at_cutoff").status == "failed"


def test_a_characteristic_that_jumps_is_found() -> None:
    data = study().assign(x=lambda rows: rows["x"] + rows["treated"])
    assert checked(data, "covariate_continuity").status == "failed"


def test_without_take_up_there_is_no_first_stage() -> None:
    assert checked(study(), "take_up_at_cutoff").status == "not_applicable"


def test_too_few_scores_for_a_density_are_said() -> None:
    data = study().assign(score=lambda rows: np.floor(rows["score"] * 5) / 5)
    data = data.assign(treated=(data["score"] >= 10) * 1.0)
    assert "values on a side" in checked(data, "density_at_cutoff", "local_linear").detail


def test_treatment_must_follow_from_the_score() -> None:
    """How many rows do not is said, and not which."""
    data = study()
    data.loc[:4, "treated"] = 1 - data.loc[:4, "treated"]
    with pytest.raises(EstimationError, match="in 5 rows"):
        ESTIMATORS["local_polynomial"](data, DESIGN, "y", EstimatorSettings((), "conventional"))


def test_a_take_up_that_is_the_same_on_both_sides_is_refused() -> None:
    data = study().assign(taken=1.0)
    design = DESIGN.model_copy(update={"take_up": "taken", "estimand": "LATE_at_cutoff"})
    settings = EstimatorSettings((), "bias_corrected")
    with pytest.raises(EstimationError) as refused:
        ESTIMATORS["fuzzy_local_polynomial"](data, design, "y", settings)
    assert refused.value.faults[0].code == "E730"


def test_a_window_without_people_is_refused() -> None:
    options = Estimation(local_linear=LocalLinear(bandwidth=1e-6))
    settings = EstimatorSettings((), "HC2", options=options)
    with pytest.raises(EstimationError):
        ESTIMATORS["local_linear"](study(), DESIGN, "y", settings)


ESTIMATES = ("local_polynomial", "local_linear", "fuzzy_local_polynomial")


@pytest.mark.parametrize("name", ESTIMATES)
def test_shifts_scales_and_order_change_what_they_should(name: str) -> None:
    """y to 5 + 2y, the score to twice itself, rows shuffled: the effect doubles, no more."""
    data = study().assign(took=lambda rows: (rows["treated"] * (rows.index % 3 > 0)) * 1.0)
    fuzzy = DESIGN.model_copy(update={"take_up": "took"})
    error = "HC2" if name == "local_linear" else "bias_corrected"
    settings = EstimatorSettings((), error, options=LINEAR)
    first = ESTIMATORS[name](data, fuzzy, "y", settings)
    changed = data.assign(y=5 + 2 * data["y"], score=2 * data["score"]).sample(
        frac=1, random_state=1
    )
    wide = Estimation(local_linear=LocalLinear(bandwidth=2.0))
    settings = EstimatorSettings((), error, options=wide)
    second = ESTIMATORS[name](changed, fuzzy.model_copy(update={"cutoff": 20.0}), "y", settings)
    assert second.n_obs == first.n_obs
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        ours, theirs = getattr(second, column), 2 * getattr(first, column)
        assert ours == pytest.approx(theirs, rel=ROUNDING), column


@pytest.mark.parametrize("name", ESTIMATES[:2])
def test_swapped_arms_swap_the_sign(name: str) -> None:
    data = study()
    error = "HC2" if name == "local_linear" else "bias_corrected"
    settings = EstimatorSettings((), error, options=LINEAR)
    first = ESTIMATORS[name](data, DESIGN, "y", settings)
    second = ESTIMATORS[name](data.assign(treated=1 - data["treated"]), DESIGN, "y", settings)
    assert second.estimate == pytest.approx(-first.estimate, rel=ROUNDING)
    assert second.conf_low == pytest.approx(-first.conf_high, rel=ROUNDING)


@pytest.mark.parametrize("threshold", [0, 10, 40])
def test_bins_speak_of_enough_people(threshold: int) -> None:
    """Every row is in one bin; scores are not split; each answer is given often enough."""
    rng = np.random.default_rng(4)
    score = np.round(rng.uniform(0, 1, size=900), 2)
    answer = (rng.random(900) < 0.3) * 1.0
    found = bins(score, answer, threshold, yes_or_no=True)
    assert (sum(members.astype(int) for members in found) == 1).all()
    for members in found:
        yes = answer[members].sum()
        assert min(yes, members.sum() - yes) >= threshold
    assert sum(len(np.unique(score[members])) for members in found) == len(np.unique(score))


def test_nobody_is_shown_where_a_bin_cannot_be_filled() -> None:
    assert bins(np.arange(12.0), np.zeros(12), 10, yes_or_no=True) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"design": {"estimand": "LATE_at_cutoff"}}, "E166"),
        ({"estimate": {"estimators": ["fuzzy_local_polynomial"]}}, "E166"),
        ({"estimate": {"estimators": ["difference_in_means"]}}, "E167"),
        ({"estimate": {"local_linear": {}}}, "E168"),
        ({"design": {"running": None}}, "E135"),
        ({"design": {"strata": "Age"}}, "E145"),
        ({"estimate": {"estimators": ["lin"]}}, "E140"),
    ],
)
def test_plans_that_cannot_be(tmp_path: Path, root: Path, change: dict, code: str) -> None:
    """Each with its code and the line of the plan."""
    yaml = YAML()
    plan = yaml.load(root / "data" / "cash-transfers" / "plan.yaml")
    for section, keys in change.items():
        plan[section].update(keys)
    path = tmp_path / "plan.yaml"
    yaml.dump(plan, path)
    faults = [fault for fault in choice_faults(read_document(path, "plan.yaml"))]
    assert code in {fault.code for fault in faults}
    assert all(fault.line for fault in faults if fault.code == code)
