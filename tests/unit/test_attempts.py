"""What reports make of the attempts to break a result, and of the axes of their pictures."""

from typing import get_args

from pipeline.conclusions.attempt_families import FAMILIES, FAMILY, OTHER, family_of
from pipeline.conclusions.attempts import LEAVES_HEADLINE
from pipeline.curves import CURVES
from pipeline.reporting.attempts import MEASURES, Measure, split
from pipeline.reporting.axes import ALONG, OVER_SCORE, OVER_TIME, UNITS
from pipeline.reporting.terms import TERMS
from pipeline.reporting.words import words_in
from pipeline.robustness_checks import ROBUSTNESS_CHECKS

OF_CATEGORIES = {"compliers", "balance_after", "donor_weights", "best_linear_projection"}


def test_the_part_of_an_answer_is_told_from_an_arm() -> None:
    assert split("pay") == ("pay", "")
    assert split("pay, lower") == ("pay", "lower")
    assert split("pay, cash") == ("pay, cash", "")
    assert split("pay, cash, from") == ("pay, cash", "from")
    assert split("pay, from, cash") == ("pay, cash", "from")


def test_every_attempt_that_is_spoken_of_is_one() -> None:
    spoken = {*MEASURES, *LEAVES_HEADLINE, *TERMS["caution"]}
    assert spoken <= set(ROBUSTNESS_CHECKS)
    assert set(TERMS["measure"]) == set(get_args(Measure))


def test_every_family_of_attempts_has_words_and_a_place() -> None:
    assert {*FAMILY.values(), OTHER} == set(FAMILIES) == set(TERMS["attempt_family"])
    assert family_of("not a check") == OTHER


def test_every_curve_has_its_axes_named() -> None:
    named = {*ALONG, *OVER_TIME, *OVER_SCORE}
    assert named | OF_CATEGORIES == set(CURVES)
    assert set(UNITS) <= set(CURVES)


def test_a_year_on_an_axis_has_no_thousands() -> None:
    words = words_in("en")
    assert words.digits(1970, grouped=False) == "1970"
    assert words.digits(1970) == "1,970"
