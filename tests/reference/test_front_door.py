"""The front-door adjustment against Pearl's formula and DoWhy; and graphs that have none."""

import numpy as np
import pandas as pd
import pytest
from coverage_of_intervals import ARMS
from scenarios.front_door import DESIGN, hours, yes_or_no

from conftest import athar
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design
from villages import NAME, add_villages, households

DETERMINISTIC = 1e-8
# A bootstrap of 2,000 draws is sure of a standard error to about 1.6 percent.
BOOTSTRAP = 0.06
PLAIN = EstimatorSettings((), "influence")


def answer(data: pd.DataFrame, settings: EstimatorSettings = PLAIN):
    return ESTIMATORS["front_door"](data, DESIGN, "y", settings)


def test_a_yes_or_no_step_equals_pearls_formula() -> None:
    """The sum over steps and arms of P(step | arm) P(arm) E(outcome | step, arm), by counting."""
    data, _ = yes_or_no(np.random.default_rng(1))
    means = data.groupby(["attended", "treated"])["y"].mean()
    share = data["treated"].mean()
    averaged = {
        step: means[step, 1.0] * share + means[step, 0.0] * (1 - share) for step in (0.0, 1.0)
    }
    chance = data.groupby("treated")["attended"].mean()
    expected = [chance[arm] * averaged[1.0] + (1 - chance[arm]) * averaged[0.0] for arm in (1, 0)]
    found = answer(data)
    assert found.estimate == pytest.approx(expected[0] - expected[1], rel=DETERMINISTIC)
    assert found.control_mean == pytest.approx(expected[1], rel=DETERMINISTIC)


def test_without_their_product_it_is_dowhys_two_stage_regression() -> None:
    """Where the mediator's slope is the same in both arms, exactly, so are the answers."""
    data, _ = hours(np.random.default_rng(2))
    columns = np.column_stack([np.ones(len(data)), data["treated"], data["attended"]])
    product = data["treated"] * data["attended"]
    residual = product - columns @ np.linalg.lstsq(columns, product, rcond=None)[0]
    data["y"] -= residual * (residual @ data["y"]) / (residual @ residual)

    from dowhy import CausalModel

    graph = "digraph {treated -> attended; attended -> y; U -> treated; U -> y; U [unobserved=1]}"
    model = CausalModel(data[["y", "treated", "attended"]], "treated", "y", graph=graph)
    estimand = model.identify_effect(proceed_when_unidentifiable=True)
    theirs = model.estimate_effect(estimand, method_name="frontdoor.two_stage_regression")
    assert answer(data).estimate == pytest.approx(theirs.value, rel=DETERMINISTIC)


def test_its_error_is_the_bootstraps() -> None:
    data, _ = hours(np.random.default_rng(3))
    settings = EstimatorSettings(("x",), "influence")
    rng = np.random.default_rng(4)
    drawn = [
        answer(data.iloc[rng.integers(len(data), size=len(data))], settings).estimate
        for _ in range(2000)
    ]
    assert answer(data, settings).std_error == pytest.approx(np.std(drawn, ddof=1), rel=BOOTSTRAP)


def test_a_step_that_follows_from_treatment_is_refused() -> None:
    data, _ = yes_or_no(np.random.default_rng(5))
    with pytest.raises(EstimationError, match="follows from"):
        answer(data.assign(attended=data["treated"]))
    with pytest.raises(EstimationError, match="is text"):
        answer(data.assign(attended="often"))


def test_the_plan_says_what_the_step_is() -> None:
    design = Design(kind="front_door", treatment="treated", arms=ARMS, mediator="attended")
    assert design.target == "ATE"


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        ("implied", ""),
        ("|\n  assigned -> savings_before\n  savings_before -> savings\n"
         "  assigned <-> savings\n  savings_before -> has_savings", ""),
        ("|\n  assigned -> savings_before\n  savings_before -> savings\n"
         "  savings_before -> has_savings\n  assigned -> savings", "E303"),
        ("|\n  assigned -> savings_before\n  savings_before -> savings\n"
         "  savings_before -> has_savings\n  savings_before <-> savings", "E303"),
    ],
    ids=["implied", "drawn", "a way around it", "an unobserved cause of both"],
)  # fmt: skip
def test_a_graph_must_have_the_front_door(project, graph: str, fault: str) -> None:
    add_villages(project, households())
    path = project / "data" / NAME / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("kind: cluster_randomised", "kind: front_door\n  mediator: savings_before"),
        ("  strata: district\n", ""),
        ("covariates: [savings_before]", "covariates: []"),
        ("graph: implied", f"graph: {graph}"),
        (
            "estimator: lin\n      inference: CR2",
            "estimator: front_door\n      inference: influence",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    done = athar(project, "stage", "identify", NAME)
    assert (fault in done.stderr) if fault else (done.returncode == 0), done.stderr
