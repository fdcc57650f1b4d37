"""An encouragement: what a plan must say, what is refused, what must not change an answer."""

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline import identify
from pipeline.curves import CURVES
from pipeline.designs import DESIGNS, rule_of
from pipeline.designs.encouragement import ENCOURAGED_BY, THROUGH_TAKE_UP
from pipeline.disclosure_rules.estimates import protected_estimates
from pipeline.errors import EstimationError, IdentificationError, PlanError
from pipeline.estimate import all_estimates
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.graph import graph_of
from pipeline.inference.anderson_rubin import solve_quadratic
from pipeline.instruments import instruments_given
from pipeline.plan import Draws, Outcome
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.reporting.terms import TERMS
from pipeline.results import Check, as_table
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.anderson_rubin import in_words
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design
from pipeline.seeds import Seeds

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
DESIGN = Design(
    kind="encouragement", treatment="letter", arms=ARMS, take_up="took", estimand="LATE",
    exclusion="a letter changes nothing by itself",
)  # fmt: skip
SETTINGS = EstimatorSettings(("x",), "HC2")
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
SAME = 1e-9
COLLEGE = "data/college-proximity/plan.yaml"
WEATHER = "data/weather-insurance/plan.yaml"


def study(strength: float = 0.6) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    letter, x = np.tile([0.0, 1.0], 150), rng.normal(size=300)
    took = (rng.random(300) < 0.2 + strength * letter).astype(float)
    y = x + 2 * took + rng.normal(size=300)
    return pd.DataFrame({"y": y, "letter": letter, "took": took, "x": x, "place": letter // 2})


def answer(name: str, rows: pd.DataFrame, design: Design = DESIGN):
    return ESTIMATORS[name](rows, design, "y", SETTINGS)


@pytest.mark.parametrize("name", THROUGH_TAKE_UP)
def test_answers_follow_the_unit_of_take_up_and_not_the_names_of_the_arms(name: str) -> None:
    rows, base = study(), answer(name, study())
    halved = answer(name, rows.assign(took=rows["took"] * 2))
    swapped = answer(name, rows.assign(letter=1 - rows["letter"]))
    without = answer(name, rows.assign(took=1 - rows["took"]))
    assert halved.estimate == pytest.approx(base.estimate / 2, rel=SAME)
    assert halved.std_error == pytest.approx(base.std_error / 2, rel=SAME)
    assert swapped.estimate == pytest.approx(base.estimate, rel=SAME)
    assert swapped.std_error == pytest.approx(base.std_error, rel=SAME)
    assert without.estimate == pytest.approx(-base.estimate, rel=SAME)
    assert without.control_mean == pytest.approx(base.control_mean + base.estimate, rel=SAME)


@pytest.mark.parametrize("name", THROUGH_TAKE_UP)
def test_take_up_by_all_who_were_asked_alone_is_the_intention_to_treat(name: str) -> None:
    rows = study().assign(took=lambda data: data["letter"])
    plain = {"two_stage_least_squares": "ancova", "wald": "difference_in_means"}[name]
    ours, theirs = answer(name, rows), answer(plain, rows)
    assert (ours.estimand, theirs.estimand) == ("LATE", "ITT")
    assert ours.estimate == pytest.approx(theirs.estimate, rel=SAME)
    assert ours.std_error == pytest.approx(theirs.std_error, rel=SAME)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"took": 1.0}, "same whether encouraged or not"),
        ({"took": "yes"}, "is not a number"),
        ({"took": np.nan}, "is missing for some"),
    ],
)
def test_a_take_up_that_cannot_answer_is_refused(change: dict, fault: str) -> None:
    rows = study().assign(**change)
    if fault.startswith("is missing"):
        rows = study().assign(took=lambda data: data["took"].where(data.index > 0))
    for name in THROUGH_TAKE_UP:
        with pytest.raises(EstimationError, match=fault):
            answer(name, rows)


def test_somebody_in_no_group_of_fixed_effects_is_refused() -> None:
    rows = study().assign(place=lambda data: data["place"].where(data.index > 0))
    design = DESIGN.model_copy(update={"fixed_effects": "place"})
    with pytest.raises(EstimationError, match="`place` is missing"):
        answer("two_stage_least_squares", rows, design)


def checks(name: str, rows: pd.DataFrame, estimator: str = "two_stage_least_squares"):
    headline = pd.Series(vars(answer(estimator, rows)))
    draws = Draws(randomization_inference=99, refuters=100)
    told = RobustnessSettings(headline, OUTCOME, SETTINGS, draws, np.random.default_rng(0))
    return ROBUSTNESS_CHECKS[name](rows, DESIGN, "y", estimator, told)


def test_a_strong_encouragement_passes_and_its_range_has_ends() -> None:
    strong, (main, low, high) = (
        checks("weak_instrument", study()),
        checks("anderson_rubin", study()),
    )
    assert strong[0].status == main.status == "passed"
    assert (low.target, high.target) == ("y, from", "y, to")
    assert low.value < 2 < high.value


def test_an_encouragement_that_moves_hardly_anybody_fails_and_its_range_has_no_end() -> None:
    rows = study(0.02)
    assert checks("weak_instrument", rows)[0].status == "failed"
    main, *ends = checks("anderson_rubin", rows)
    assert main.status == "failed"
    assert main.detail.split(":")[0] in ("everything", "two_rays")
    assert len(ends) == (2 if main.detail.startswith("two_rays") else 0)


def test_takers_of_every_kind_add_up() -> None:
    moved, always, never = (check.value for check in checks("take_up", study(), "wald"))
    assert moved + always + never == pytest.approx(1.0)
    rows = study()
    assert always == pytest.approx(rows.loc[rows["letter"] == 0, "took"].mean())


def test_the_exclusion_restriction_that_would_explain_it_away_is_the_near_end_of_the_itt() -> None:
    itt = answer("ancova", study())
    found: Check = checks("exclusion_restriction", study())[0]
    assert found.value == pytest.approx(itt.conf_low, rel=SAME)
    nothing = study().assign(y=lambda data: data["x"])
    noise = nothing.assign(y=nothing["y"] + np.random.default_rng(1).normal(size=300))
    assert checks("exclusion_restriction", noise)[0].value == 0


@pytest.mark.parametrize(
    ("coefficients", "said"),
    [
        ((1, -3, 2), "from 1 to 2"),
        ((-1, 3, -2), "up to 1 and every one from 2 on"),
        ((-1, 0, -1), "every effect whatever"),
        ((1, 0, 1), "no effect"),
        ((0, 2, -4), "no lower end"),
        ((0, -2, 4), "no upper end"),
    ],
)
def test_every_shape_is_said_in_words(coefficients: tuple[float, ...], said: str) -> None:
    assert said in in_words(solve_quadratic(*coefficients))


def test_the_curve_shows_compliers_beside_everybody() -> None:
    """Only the young answer the letter: compliers are young."""
    rng = np.random.default_rng(8)
    rows = study().assign(x=rng.integers(0, 2, 300).astype(float))
    rows["took"] = rows["letter"] * (rows["x"] == 1)
    headline = pd.Series(vars(answer("two_stage_least_squares", rows)))
    draws = Draws(randomization_inference=99, refuters=100)
    told = RobustnessSettings(headline, OUTCOME, SETTINGS, draws, rng)
    point = CURVES["compliers"](rows, DESIGN, "y", told).iloc[0]
    assert point["series"] == "x"
    assert point["value"] == pytest.approx((1 - rows["x"].mean()) / rows["x"].std(), rel=1e-6)


# --- the plan


def test_the_rule_depends_on_who_decided() -> None:
    assert rule_of("encouragement") is DESIGNS["encouragement"]
    assert rule_of("encouragement", "cluster_lottery").assigns_clusters
    circumstances = rule_of("encouragement", "circumstances")
    assert circumstances.adjusts
    assert not circumstances.lottery
    assert set(ENCOURAGED_BY) == set(TERMS["encouraged_by"])
    for rule in ENCOURAGED_BY.values():
        assert set(rule.robustness) <= set(rule.supported_checks) <= set(ROBUSTNESS_CHECKS)
        assert {*rule.untestable, *rule.testable} <= set(TERMS["assumption"])
        for planned in rule.estimators.values():
            assert set(planned) <= set(rule.supported) <= set(ESTIMATORS)


@pytest.mark.parametrize(
    ("plan", "old", "new", "fault"),
    [
        (COLLEGE, "  take_up: educ", "  take_up: eduk", "column `eduk`"),
        (COLLEGE, "  take_up: educ ", "  # ", "needs `take_up`"),
        (COLLEGE, "encouraged_by: circumstances", "encouraged_by: chance", "must be one of"),
        (COLLEGE, "  estimand: LATE", "  estimand: ATE", "estimand `ATE`"),
        (COLLEGE, "  take_up: educ ", "  strata: black\n  take_up: educ ", "`strata` has no"),
        (WEATHER, "  clusters: address", "  # ", "needs `clusters`"),
        (WEATHER, "fixed_effects: village", "fixed_effects: vilage", "column `vilage`"),
        (WEATHER, "[CR2, CR1]", "[CR2, CR4]", "must be one of 'HC2', 'CR1'"),
        (WEATHER, "[CR2, CR1]", "[HC2]", "error `HC2` takes people of one cluster"),
        (COLLEGE, "  confidence: 0.95", "  instrument: {errors: [CR1]}", "error `CR1` needs"),
    ],
)
def test_each_fault_of_a_plan_is_named(project, plan: str, old: str, new: str, fault: str) -> None:
    path = project / plan
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        load_plan(evaluation(plan.split("/")[1], project))
    assert fault in str(refused.value)


def without_exclusion(project, plan: str, **design: object) -> str:
    """What check-plan says of a plan that does not argue exclusion."""
    yaml, path = YAML(), project / plan
    content = yaml.load(path.read_text(encoding="utf-8"))
    del content["design"]["exclusion"]
    content["design"] |= design
    if content["design"]["estimand"] == "ITT":
        content["estimate"] = {"estimators": ["ancova"]}
        content["robustness"] = {}
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
    try:
        load_plan(evaluation(plan.split("/")[1], project))
    except PlanError as refused:
        return str(refused)
    return ""


def test_exclusion_must_be_argued_for_an_effect_through_take_up_alone(project) -> None:
    assert "rests on exclusion" in without_exclusion(project, COLLEGE)
    assert without_exclusion(project, WEATHER, estimand="ITT") == ""


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        ("educ -> lwage\n  nearc4 -> lwage", "does not cause `educ`"),
        ("nearc4 -> educ\n  educ -> lwage\n  nearc4 -> lwage", "around `educ`"),
        ("nearc4 -> educ\n  educ -> lwage\n  nearc4 <-> lwage", "open back-door path"),
        ("nearc4 -> educ\n  educ -> lwage\n  educ <-> lwage", ""),
        ("black -> nearc4\n  black -> lwage\n  nearc4 -> educ\n  educ -> lwage", ""),
    ],
)
def test_the_graph_must_make_it_an_instrument(project, graph: str, fault: str) -> None:
    path = project / COLLEGE
    text = path.read_text(encoding="utf-8")
    assert "graph: implied" in text
    path.write_text(text.replace("graph: implied", f"graph: |\n  {graph}\n#"), encoding="utf-8")
    folder = evaluation("college-proximity", project)
    if not fault:
        assert identify.run(folder).startswith("LATE")
        return
    with pytest.raises(IdentificationError) as refused:
        identify.run(folder)
    assert fault in str(refused.value)


def test_the_implied_graph_has_hidden_causes_of_take_up_and_one_instrument(root) -> None:
    plan = load_plan(evaluation("college-proximity", root))
    graph = graph_of(plan)
    assert graph.unobserved == {"U_educ"}
    assert ("nearc4", "lwage") not in graph.edges
    assert instruments_given(graph, plan, "lwage") == ["nearc4"]


def test_the_headline_is_of_the_estimand_and_rows_of_the_arms_are_itt(root) -> None:
    plan = load_plan(evaluation("weather-insurance", root))
    rows = pd.read_csv(root / "data" / "weather-insurance" / "raw" / "social_insure.csv")
    estimates = as_table(all_estimates(rows, plan, Seeds(1, "weather-insurance")))
    head = estimates[estimates["role"] != "robustness"]
    assert head[["estimator", "estimand", "se_type"]].to_numpy().tolist() == [
        ["two_stage_least_squares", "LATE", "CR2"]
    ]
    of_arms = estimates[~estimates["estimator"].isin(THROUGH_TAKE_UP)]
    assert set(of_arms["estimand"]) == {"ITT"}


def test_few_takers_are_not_published(root) -> None:
    """Where three people of the control arm took it up, effects of the letter would count them."""
    plan = load_plan(evaluation("weather-insurance", root))
    strict = plan.model_copy(
        update={"disclosure": plan.disclosure.model_copy(update={"threshold": 10})}
    )
    rows = pd.read_csv(root / "data" / "weather-insurance" / "raw" / "social_insure.csv")
    estimates = as_table(all_estimates(rows, plan, Seeds(1, "weather-insurance")))
    assert len(protected_estimates(estimates, rows, strict)) == len(estimates)
    taken = rows["default"].where(rows.index.isin(rows.index[rows["default"] == 0][:3]) == 0, 1)
    with pytest.raises(EstimationError, match="took it up, or did not"):
        protected_estimates(estimates, rows.assign(pre_takeup_rate=taken), strict)
