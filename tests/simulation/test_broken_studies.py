"""Every check finds the fault that it is for, and leaves the same study without it alone.

What a check is worth to a reader is both. A few seeds here; a hundred in a long test, and in
`benchmarks/robustness.py`, which writes the table.
"""

import sys

import pytest
from broken_studies import BrokenStudy, status
from broken_studies.every import every_case

from pipeline.robustness_checks import ROBUSTNESS_CHECKS

CASES = every_case()
EXPECTED = {True: "failed", False: "passed"}
# Of so many seeds so many may go wrong: a check that is right 97 times in 100 errs oftener in one
# of 120 tests, one that is right half the time passes one in five.
SEEDS, WRONG = 5, 1
MANY_SEEDS, MANY_WRONG = 100, 5
# Checks that can fail, and whose broken study is still to be made: the check and why.
AWAITED: dict[str, str] = {}


def wrong(study: BrokenStudy, broken: bool, seeds: int) -> int:
    """In how many of so many draws the check does not say what it should."""
    return sum(status(study, seed, broken) != EXPECTED[broken] for seed in range(seeds))


def by_name(study: BrokenStudy) -> str:
    return study.label


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "sound"])
@pytest.mark.parametrize("study", CASES, ids=by_name)
def test_the_check_says_what_it_should(study: BrokenStudy, broken: bool) -> None:
    assert wrong(study, broken, SEEDS) <= WRONG


@pytest.mark.long
@pytest.mark.parametrize("broken", [True, False], ids=["broken", "sound"])
@pytest.mark.parametrize("study", CASES, ids=by_name)
def test_in_95_of_100_studies(study: BrokenStudy, broken: bool) -> None:
    assert wrong(study, broken, MANY_SEEDS) <= MANY_WRONG


def words(check: str) -> str:
    """What a check's module says at its top, on one line."""
    return " ".join((sys.modules[ROBUSTNESS_CHECKS[check].__module__].__doc__ or "").split())


@pytest.mark.parametrize("check", ROBUSTNESS_CHECKS)
def test_a_check_says_when_it_fails_or_that_it_informs(check: str) -> None:
    assert ("Fails when" in words(check) or "Fails where" in words(check)) != (
        "Informative:" in words(check)
    )


def test_every_check_that_can_fail_has_a_broken_study() -> None:
    can_fail = {check for check in ROBUSTNESS_CHECKS if "Informative:" not in words(check)}
    assert {study.check for study in CASES} == can_fail - set(AWAITED)


def test_no_study_is_named_twice() -> None:
    labels = [study.label for study in CASES]
    assert len(set(labels)) == len(labels)
