"""What a plan may ask for where clusters were drawn: errors, pairs, the wild bootstrap."""

import numpy as np
import pandas as pd
import pytest

from pipeline.baseline import baseline_balance
from pipeline.document import Document
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings, settings_for
from pipeline.faults.standard_errors import error_faults, strata_faults
from pipeline.plan import Draws, Outcome, Plan
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design
from pipeline.seeds import Seeds

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
PAIRED = Design(
    kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village", strata="pair"
)
UNPAIRED = PAIRED.model_copy(update={"strata": None})


def rows(villages: int = 14, effect: float = 0.0) -> pd.DataFrame:
    """Villages in pairs, one of each treated."""
    rng = np.random.default_rng(3)
    village = np.repeat(np.arange(villages), rng.integers(5, 25, size=villages))
    first = rng.integers(0, 2, size=villages // 2)
    treated = ((village % 2) == first[village // 2]).astype(float)
    x = rng.normal(size=len(village))
    luck = rng.normal(size=villages // 2)[village // 2] + 0.5 * rng.normal(size=villages)[village]
    y = luck + x + effect * treated + rng.normal(size=len(village))
    columns = {"y": y, "x": x, "treated": treated, "village": village, "pair": village // 2}
    return pd.DataFrame(columns)


def checked(name: str, data: pd.DataFrame, estimator: str, design: Design) -> Check:
    told = EstimatorSettings(("x",), "CR2")
    headline = ESTIMATORS[estimator](data, design, "y", told)
    draws = Draws(randomization_inference=9999, refuters=100)
    settings = RobustnessSettings(
        pd.Series(vars(headline)), OUTCOME, told, draws, np.random.default_rng(4)
    )
    return ROBUSTNESS_CHECKS[name](data, design, "y", estimator, settings)[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("randomization_inference", "all 128 possible assignments of 14 clusters within pair, CR2"),
        ("wild_cluster_bootstrap", "all 8192 draws, Rademacher's two points, 14 clusters"),
        ("placebo_treatment", "100 draws, whole clusters within pair"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("effect", [0.0, 3.0])
def test_pairs_pass_the_checks_of_their_lottery(name: str, words: str, effect: float) -> None:
    found = checked(name, rows(effect=effect), "strata_fixed_effects", PAIRED)
    assert found.status == "passed"
    assert words in found.detail


def test_pairs_say_nothing_of_the_correlation_inside_clusters() -> None:
    found = checked("intra_cluster_correlation", rows(), "strata_fixed_effects", PAIRED)
    assert found.status == "not_applicable"
    assert "no two clusters of an arm" in found.detail


def test_the_intra_cluster_correlation_has_its_interval() -> None:
    found = checked("intra_cluster_correlation", rows(40), "lin", UNPAIRED)
    low, high = (
        float(part) for part in found.detail.split("interval ")[1].split(" (")[0].split(" to ")
    )
    assert low < found.value < high


@pytest.mark.parametrize("estimator", ["difference_in_means", "lin", "ancova"])
def test_the_bootstrap_answers_for_the_headline_s_regression(estimator: str) -> None:
    few = checked("wild_cluster_bootstrap", rows(10), estimator, UNPAIRED)
    assert "9999 draws, Webb's six points, 10 clusters, interval" in few.detail
    assert few.status in ("passed", "failed")


@pytest.mark.parametrize(
    ("villages", "estimator", "why"),
    [(60, "lin", "60 clusters are enough"), (14, "cluster_means", "no regression of units")],
)
def test_the_bootstrap_is_not_asked_where_it_has_no_answer(
    villages: int, estimator: str, why: str
) -> None:
    found = checked("wild_cluster_bootstrap", rows(villages), estimator, UNPAIRED)
    assert found.status == "not_applicable"
    assert why in found.detail


def test_the_bootstrap_and_the_headline_may_disagree() -> None:
    """A headline that finds an effect in nothing is contradicted."""
    data, told = rows(), EstimatorSettings((), "CR2")
    headline = pd.Series(vars(ESTIMATORS["difference_in_means"](data, UNPAIRED, "y", told)))
    headline["p_value"] = 0.0001
    draws = Draws(randomization_inference=9999, refuters=100)
    settings = RobustnessSettings(headline, OUTCOME, told, draws, np.random.default_rng(4))
    check = ROBUSTNESS_CHECKS["wild_cluster_bootstrap"]
    assert check(data, UNPAIRED, "y", "difference_in_means", settings)[0].status == "failed"


def test_errors_that_are_asked_for_stand_beside_the_design_s(root) -> None:
    from pipeline.plan_file import load_plan
    from pipeline.project import evaluation

    plan: Plan = load_plan(evaluation("job-training", root))
    asked = plan.estimate.model_copy(update={"errors": ("classical", "HC2")})
    plan = plan.model_copy(update={"estimate": asked})
    for name in ("difference_in_means", "lin"):
        told = settings_for(plan, name, "re78", Seeds(1, "test"))
        assert [settings.se_type for settings in told] == ["HC2", "classical"]
    told = settings_for(plan, "ipw", "re78", Seeds(1, "test"))
    assert [settings.se_type for settings in told] == ["influence"]


def test_nsw_has_its_published_error(root) -> None:
    """Dehejia and Wahba (1999): 1,794 (633), the classical error."""
    data = pd.read_stata(
        root / "data" / "job-training" / "raw" / "nsw.dta", convert_categoricals=False
    )
    design = Design(kind="randomised", treatment="treat", arms=ARMS)
    settings = EstimatorSettings((), "classical")
    found = ESTIMATORS["difference_in_means"](data, design, "re78", settings)
    assert (round(found.estimate), round(found.std_error)) == (1794, 633)
    assert found.inference == "classical, 443 df"
    assert found.n_clusters is None


@pytest.mark.parametrize(
    ("kind", "design", "estimate", "code", "help_"),
    [
        ("randomised", {}, {"errors": ["CR2"]}, "E170", "clusters:"),
        ("cluster_randomised", {"clusters": "village"}, {"errors": ["HC1"]}, "E170", "stata"),
        ("cluster_randomised", {"clusters": "village"},
         {"errors": ["stata"], "estimators": ["cluster_means"]}, "E170", "ancova"),
        ("randomised", {}, {"estimators": ["strata_fixed_effects"]}, "E171", "strata:"),
        ("randomised", {"strata": "s"}, {"estimators": ["strata_fixed_effects"]}, None, ""),
        ("randomised", {"clusters": "village"}, {"errors": ["HC1", "stata"]}, None, ""),
        ("cluster_randomised", {"clusters": "village"}, {"errors": ["stata"]}, None, ""),
    ],
)  # fmt: skip
def test_errors_that_a_design_cannot_give_are_refused(
    kind: str, design: dict, estimate: dict, code: str | None, help_: str
) -> None:
    content = {"design": {"kind": kind, **design}, "estimate": estimate}
    document = Document("plan.yaml", content)
    faults = [*error_faults(document), *strata_faults(document)]
    assert [fault.code for fault in faults] == ([code] if code else [])
    assert all(help_ in fault.help for fault in faults)


def test_balance_of_pairs_is_measured(root) -> None:
    from pipeline.plan_file import load_plan
    from pipeline.project import evaluation

    plan: Plan = load_plan(evaluation("job-training", root))
    construct = plan.construct_.model_copy(
        update={"covariates": ("x",), "missing_covariates": (), "outcomes": {"y": OUTCOME}}
    )
    plan = plan.model_copy(update={"design": PAIRED, "construct_": construct})
    balance = baseline_balance(rows(), plan).set_index(["sample", "variable"])
    assert np.isfinite(balance.loc[("assigned", "x"), "p_value"])


def test_plans_may_ask_for_every_error_that_can_be_computed() -> None:
    from typing import get_args

    from pipeline import designs
    from pipeline.inference import standard_errors
    from pipeline.sections.estimate import StandardError

    assert standard_errors.INDEPENDENT == designs.INDEPENDENT
    assert standard_errors.CLUSTERED == designs.CLUSTERED
    assert get_args(StandardError) == (*designs.INDEPENDENT, *designs.CLUSTERED)
