"""The small rules: verdicts, WWC boundaries, expressions, graphs, seeds, published numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline import expressions
from pipeline.graph import GraphError, parse_graph
from pipeline.plan import Outcome
from pipeline.published import prints_as
from pipeline.results import Estimate
from pipeline.seeds import Seeds
from pipeline.verdict import verdict
from pipeline.wwc import (
    attrition_boundary,
    attrition_level,
    baseline_class,
    cox_index,
    rating,
    worst_level,
)

ROW = Estimate(
    outcome="y", estimand="ITT", estimator="lin", role="primary", arm="treated",
    subgroup="", estimate=0.0, minimum_detectable_effect=2.8,
    std_error=1.0, df=10.0, statistic=0.0, p_value=0.5, p_adjusted=0.5, conf_low=-1.0,
    conf_high=1.0, n_obs=10, n_treated=5, n_clusters=None, control_mean=0.0, control_sd=1.0,
    se_type="HC2", inference="", formula="", library="",
)  # fmt: skip
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=2.0
)


@pytest.mark.parametrize(
    ("low", "high", "p", "expected"),
    [
        (1.0, 5.0, 0.01, "increase"),
        (-5.0, -1.0, 0.01, "decrease"),
        (-1.0, 1.0, 0.9, "little_or_no_difference"),
        (0.5, 1.5, 0.01, "little_or_no_difference"),
        (-1.0, 5.0, 0.2, "too_uncertain"),
        (1.0, 5.0, 0.06, "too_uncertain"),  # an adjusted p that no longer agrees
    ],
)
def test_verdicts(low: float, high: float, p: float, expected: str) -> None:
    row = replace(ROW, conf_low=low, conf_high=high, p_adjusted=p)
    assert verdict(row, OUTCOME, 0.95) == expected


@pytest.mark.parametrize(
    ("overall", "differential", "level"),
    [(0.08, 0.03, "low"), (0.30, 0.06, "low_if_optimistic"), (0.1, 0.2, "high"), (0.6, 0, "high")],
)
def test_attrition_levels_of_the_handbook(overall: float, differential: float, level: str) -> None:
    assert attrition_level(overall, differential) == level


def test_the_worst_level_counts() -> None:
    assert worst_level(["low", "high"]) == worst_level(["high", "low_if_optimistic"]) == "high"
    assert worst_level(["low_if_optimistic", "low"]) == "low_if_optimistic"
    assert worst_level(["low", ""]) == "low"
    assert worst_level(["unknown", "unknown"]) == "unknown"


def test_attrition_boundary_is_the_table() -> None:
    assert attrition_boundary(0.1, "cautious") == pytest.approx(0.063)
    assert attrition_boundary(0.4, "optimistic") == pytest.approx(0.060)
    assert attrition_boundary(0.6, "optimistic") == 0


def test_baseline_classes_and_rating() -> None:
    classes = [baseline_class(value) for value in (0.05, -0.06, 0.25, -0.26)]
    assert classes == ["satisfied", "needs_adjustment", "needs_adjustment", "not_satisfied"]
    assert baseline_class(float("nan")) == "not_measured"
    for design, level, baseline, adjusted, expected in (
        ("randomised", "low", "not_satisfied", False, "without_reservations"),
        ("randomised", "high", "satisfied", False, "with_reservations"),
        ("cluster_randomised", "low", "not_satisfied", False, "without_reservations"),
        ("cluster_randomised", "high", "not_satisfied", True, "does_not_meet"),
        ("randomised", "unknown", "needs_adjustment", True, "with_reservations"),
        ("randomised", "unknown", "needs_adjustment", False, "does_not_meet"),
        ("observational", "", "not_satisfied", True, "does_not_meet"),
        ("observational", "", "not_measured", True, "does_not_meet"),
    ):
        assert rating(design, level, baseline, adjusted=adjusted) == expected


def test_the_cox_index_is_a_log_odds_ratio_over_1_65() -> None:
    assert cox_index(0.5, 0.25) == pytest.approx(np.log(3) / 1.65)
    assert np.isnan(cox_index(1.0, 0.5))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("age ** 2", [100, 400, np.nan]),
        ("age > 10", [0, 1, np.nan]),
        ("1 * (age > 10)", [0, 1, np.nan]),
        ("notna(age)", [1, 1, 0]),
        ("isna(age) or age == 10", [1, 0, 1]),
        ('place == "a" and age < 15', [1, 0, np.nan]),
        ('place == "b" and age < 15', [0, 0, 0]),
        ("not (age > 10)", [1, 0, np.nan]),
        ('place in ["a"]', [1, 0, 1]),
    ],
)
def test_expressions_keep_missing_answers_missing(expression: str, expected: list) -> None:
    frame = pd.DataFrame({"age": [10, 20, np.nan], "place": ["a", "b", "a"]})
    assert expressions.complaint(expression, frame.columns) == ("", "")
    np.testing.assert_array_equal(expressions.variable(frame, expression).to_numpy(), expected)


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ('says == "yes"', [True, False, None]),
        ('says != "yes"', [False, True, None]),
        ('"yes" != says', [False, True, None]),
        ('not (says == "yes")', [False, True, None]),
        ('says == "yes" or isna(says)', [True, False, True]),
    ],
)
def test_a_missing_answer_is_neither_like_a_text_nor_unlike_it(
    expression: str, values: list[bool | None]
) -> None:
    rows = pd.DataFrame({"says": ["yes", "no", None]})
    found = expressions.evaluate(rows, expression)
    assert [None if pd.isna(value) else bool(value) for value in found] == values
    assert list(expressions.condition(rows, expression)) == [value is True for value in values]


def test_numbers_and_texts_with_missing_answers_meet_in_one_condition() -> None:
    """Pandas answers for them in two kinds of columns, which it cannot join by itself."""
    frame = pd.DataFrame({"age": [5, 7, 9, 10], "school": ["no", "no", None, "yes"]})
    known = expressions.evaluate(frame, 'age >= 6 and school == "no"')
    assert known.tolist() == [False, True, pd.NA, False]


@pytest.mark.parametrize("expression", ["age > 10", "notna(age)", "age > 10 or isna(place)"])
def test_a_sample_rule_keeps_what_is_known_to_hold(expression: str) -> None:
    frame = pd.DataFrame({"age": [10, 20, np.nan], "place": ["a", "b", "a"]})
    kept = expressions.condition(frame, expression)
    assert kept.dtype == bool
    assert not kept[2]


@pytest.mark.parametrize("expression", ["place > 3", "age + place", "age", "age and place"])
def test_what_cannot_be_a_condition_is_said(expression: str) -> None:
    frame = pd.DataFrame({"age": [10, 20], "place": ["a", "b"]})
    with pytest.raises(expressions.ExpressionError):
        expressions.condition(frame, expression)


@pytest.mark.parametrize(
    "expression",
    ["__import__('os').system('x')", "age.__class__", "@age", "lambda: age", "[a for a in age]",
     "open('x')", "notna(age).sum()", "age if age else 0", "f'{age}'"],
)  # fmt: skip
def test_expressions_that_could_do_harm_are_refused(expression: str) -> None:
    assert expressions.complaint(expression, ["age"])[0]


EDGES = {("a", "b"), ("c", "b"), ("c", "a")}


@pytest.mark.parametrize(
    "text",
    [
        "a -> b\nb <- c\nc -> a\nc [unobserved]",
        "digraph { a -> b; c -> b; c -> a; c [unobserved=yes]; }",
        'graph [ directed 1\n node [ id 0 label "a" ] node [ id 1 label "b" ]'
        ' node [ id 2 label "c" unobserved 1 ]'
        " edge [ source 0 target 1 ] edge [ source 2 target 1 ] edge [ source 2 target 0 ] ]",
    ],
)
def test_one_graph_three_notations(text: str) -> None:
    graph = parse_graph(text)
    assert set(graph.edges) == EDGES
    assert graph.unobserved == {"c"}


def test_a_double_arrow_is_an_unobserved_cause() -> None:
    graph = parse_graph("a -> b\na <-> b")
    assert graph.unobserved == {"U_a_b"}
    assert ("U_a_b", "a") in graph.edges


@pytest.mark.parametrize(
    "text",
    [
        "a -> b\nb -> a",
        "a b",
        "digraph { a -> ",
        "digraph { a -> {b c} }",
        "digraph { a -> b; subgraph s { c -> a } }",
        "digraph { a -> b [dir=back] }",
        "graph [ node",
        'graph [ node [ id 0 label "a" ] node [ id 1 label "b" ] edge [ source 0 target 1 ] ]',
    ],
)
def test_graphs_that_cannot_be(text: str) -> None:
    with pytest.raises(GraphError):
        parse_graph(text)


def test_random_numbers_depend_on_the_task_alone() -> None:
    seeds = Seeds(1, "study")
    first = seeds.generator("robustness", "placebo", "y").random(3)
    seeds.generator("robustness", "other", "y").random(100)
    again = seeds.generator("robustness", "placebo", "y").random(3)
    np.testing.assert_array_equal(first, again)
    for other in (Seeds(2, "study"), Seeds(1, "another")):
        assert not np.allclose(first, other.generator("robustness", "placebo", "y").random(3))
    assert not np.allclose(first, seeds.generator("robustness", "placebo", "z").random(3))


@pytest.mark.parametrize(
    ("value", "printed", "same"),
    [(0.4314, "0.431", True), (0.4316, "0.431", False), (0.0225, "0.023", True),
     (-8497.516, "-8498", True), (1794.34, "1,794", True), (1793.4, "1794", False)],
)  # fmt: skip
def test_published_numbers_agree_as_printed(value: float, printed: str, same: bool) -> None:
    assert prints_as(value, printed) is same
