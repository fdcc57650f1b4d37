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
from pipeline.seeds import generator
from pipeline.verdict import verdict
from pipeline.wwc import attrition_boundary, attrition_level, baseline_class, rating

ROW = Estimate(
    outcome="y", estimand="ITT", estimator="lin", role="primary", subgroup="", estimate=0.0,
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


def test_attrition_boundary_is_the_table() -> None:
    assert attrition_boundary(0.1, "cautious") == pytest.approx(0.063)
    assert attrition_boundary(0.4, "optimistic") == pytest.approx(0.060)
    assert attrition_boundary(0.6, "optimistic") == 0


def test_baseline_classes_and_rating() -> None:
    classes = [baseline_class(value) for value in (0.05, -0.06, 0.25, -0.26)]
    assert classes == ["satisfied", "needs_adjustment", "needs_adjustment", "not_satisfied"]
    assert rating("randomised", "low", "not_satisfied") == "without_reservations"
    assert rating("randomised", "high", "satisfied") == "with_reservations"
    assert rating("observational", "", "not_satisfied") == "does_not_meet"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("age ** 2", [100, 400, np.nan]),
        ("age > 10", [False, True, False]),
        ("notna(age)", [True, True, False]),
        ("isna(age) or age == 10", [True, False, True]),
        ('place == "a" and age < 15', [True, False, False]),
    ],
)
def test_expressions(expression: str, expected: list) -> None:
    frame = pd.DataFrame({"age": [10, 20, np.nan], "place": ["a", "b", "a"]})
    assert expressions.complaint(expression, frame.columns) == ("", "")
    values = expressions.evaluate(frame, expression)
    np.testing.assert_array_equal(values.to_numpy(), expected)


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


@pytest.mark.parametrize("text", ["a -> b\nb -> a", "a b", "digraph { a -> ", "graph [ node"])
def test_graphs_that_cannot_be(text: str) -> None:
    with pytest.raises(GraphError):
        parse_graph(text)


def test_random_numbers_depend_on_the_task_alone() -> None:
    first = generator(1, "robustness", "placebo", "y").random(3)
    generator(1, "robustness", "other", "y").random(100)
    again = generator(1, "robustness", "placebo", "y").random(3)
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, generator(2, "robustness", "placebo", "y").random(3))
    assert not np.allclose(first, generator(1, "robustness", "placebo", "z").random(3))


@pytest.mark.parametrize(
    ("value", "printed", "same"),
    [(0.4314, "0.431", True), (0.4316, "0.431", False), (0.0225, "0.023", True),
     (-8497.516, "-8498", True), (1794.34, "1,794", True), (1793.4, "1794", False)],
)  # fmt: skip
def test_published_numbers_agree_as_printed(value: float, printed: str, same: bool) -> None:
    assert prints_as(value, printed) is same
