"""What may be said of a result: certainty, size, and what tried to break it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from pipeline.conclude import conclusions
from pipeline.conclusions.attempts import all_attempts, answers, attempts_on
from pipeline.conclusions.certainty import (
    LEVELS,
    LOWERED_AT_MOST,
    START,
    STATEMENTS,
    certainty,
    reason,
    size,
    statement,
)
from pipeline.reporting.terms import TERMS


def headline(verdict: str, estimate: float = 4.0, smallest: float = 3.0) -> dict:
    return {
        "verdict": verdict,
        "estimate": estimate,
        "smallest_change_that_matters": smallest,
    }


def tried(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["check", "target", "status"])


NOT_REHEARSED = pd.DataFrame(columns=["outcome", "arm", "status"])


@pytest.mark.parametrize(
    ("rating", "whole", "broken"),
    [
        ("without_reservations", "high", "low"),
        ("with_reservations", "moderate", "low"),
        ("does_not_meet", "low", "very_low"),
        ("not_rated", "low", "very_low"),
    ],
)
def test_certainty_starts_from_the_rating_and_falls_with_an_attempt_or_a_range(
    rating: str, whole: str, broken: str
) -> None:
    assert certainty(rating) == whole
    assert certainty(rating, broken=True) == broken
    assert certainty(rating, unclear=True) == broken
    assert LEVELS.index(certainty(rating, broken=True)) >= LEVELS.index(LOWERED_AT_MOST)


def test_a_change_below_the_smallest_that_matters_is_slight() -> None:
    assert size(headline("increase", 4.0, 3.0)) == "important"
    assert size(headline("decrease", -2.9, 3.0)) == "slight"
    assert size(headline("little_or_no_difference", 0.1)) == "none"
    assert size(headline("too_uncertain", 9.0)) == "unclear"


def test_the_statement_says_both_and_every_one_has_words() -> None:
    assert statement("moderate", headline("increase", 1.0, 3.0)) == "moderate_slight_increase"
    assert statement("low", headline("decrease", -4.0)) == "low_decrease"
    assert statement("high", headline("little_or_no_difference")) == "high_no_difference"
    assert statement("high", headline("too_uncertain")) == "unclear"
    assert set(STATEMENTS) == set(TERMS["statement"])
    assert set(LEVELS) == set(TERMS["certainty"])
    assert set(START) < set(TERMS["because"])


def test_reasons_tell_losses_that_are_not_known_from_those_that_are_many() -> None:
    lost = {"rating": "with_reservations", "attrition_level": "high"}
    unknown = lost | {"attrition_level": "unknown"}
    whole = {"rating": "without_reservations", "attrition_level": "low"}
    assert reason(lost, lottery=True, assigns_clusters=False) == "lost_but_alike"
    assert reason(unknown, lottery=True, assigns_clusters=False) == "unknown_but_alike"
    assert reason(lost, lottery=False, assigns_clusters=False) == "with_reservations"
    assert reason(whole, lottery=True, assigns_clusters=True) == "few_clusters_lost"
    apart = {"rating": "does_not_meet", "baseline_class": "not_satisfied"}
    assert reason(apart, lottery=True, assigns_clusters=False) == "not_alike"
    unseen = {"rating": "does_not_meet", "baseline_class": "not_measured"}
    assert reason(unseen, lottery=False, assigns_clusters=False) == "does_not_meet"


def test_an_answer_of_several_parts_counts_once_and_for_its_own_arm() -> None:
    found = answers(
        tried(
            ("lee_bounds", "pay", "failed"),
            ("lee_bounds", "pay, lower", "failed"),
            ("lee_bounds", "pay, lower, cash", "passed"),
            ("overlap", "pay", "not_applicable"),
            ("e_value", "pay", "informative"),
        ),
        arms=("cash",),
    )
    assert attempts_on(found, "pay")["tried"] == 1
    assert attempts_on(found, "pay")["broken_by"] == ["lee_bounds"]
    assert attempts_on(found, "pay, cash")["passed"] == 1
    counted = all_attempts(found)
    assert (counted["tried"], counted["broken"], counted["informing"]) == (2, 1, 1)
    assert counted["families"]["lost"]["tried"] == 2


def test_what_is_beside_a_result_cannot_break_it() -> None:
    found = answers(tried(("persistence", "pay", "failed"), ("donut", "pay", "passed")))
    assert attempts_on(found, "pay") == {
        "tried": 1,
        "passed": 1,
        "broken": 0,
        "families": {"cutoff": {"tried": 1, "passed": 1, "broken": 0}},
        "broken_by": ["persistence"],
    }


def planned(direction: str = "increase", target: str = "ITT") -> SimpleNamespace:
    rule = SimpleNamespace(lottery=True, assigns_clusters=False)
    arms = SimpleNamespace(further=())
    design = SimpleNamespace(arms=arms, rule=rule, target=target)
    return SimpleNamespace(design=design, outcomes={"pay": SimpleNamespace(direction=direction)})


def concluded(robustness: pd.DataFrame, row: dict, plan: SimpleNamespace | None = None) -> dict:
    evidence = {"pay": {"rating": "without_reservations", "attrition_level": "low"}}
    found = conclusions(plan or planned(), {"pay": row}, evidence, robustness, NOT_REHEARSED)
    return found["outcomes"]["pay"]


def test_a_failed_attempt_puts_the_headline_in_doubt_and_a_worst_case_does_not() -> None:
    broken = concluded(tried(("bandwidth", "pay", "failed")), headline("increase"))
    assert (broken["doubted"], broken["certainty"], broken["wanted"]) == (True, "low", True)
    worst_case = concluded(tried(("manski_bounds", "pay", "failed")), headline("increase"))
    assert (worst_case["doubted"], worst_case["certainty"]) == (False, "high")
    harmed = concluded(tried(("donut", "pay", "passed")), headline("decrease", -4.0))
    assert harmed["wanted"] is False


def test_what_says_nothing_cannot_be_doubted_and_has_no_direction() -> None:
    silent = concluded(tried(("bandwidth", "pay", "failed")), headline("too_uncertain"))
    assert (silent["doubted"], silent["certainty"], silent["wanted"]) == (False, "low", None)


def test_a_weak_lever_lowers_what_is_said_of_those_it_moved() -> None:
    weak = tried(("weak_instrument", "pay", "failed"))
    assert concluded(weak, headline("increase"), planned(target="LATE"))["certainty"] == "low"
    assert concluded(weak, headline("increase"))["certainty"] == "high"
