"""The attempts to break a result, counted: how many could have broken it, and which did."""

from typing import Any

import pandas as pd

from pipeline.conclusions.attempt_families import BESIDE, FAMILIES, family_of
from pipeline.designs.comparisons import named
from pipeline.sections.design import FIRST

# These leave the headline as sure as it was: the bounds assume the worst of everybody who was lost,
# the text says what a weak encouragement does to the range, and the rest are findings of their own.
LEAVES_HEADLINE = ("manski_bounds", "weak_instrument", "autocorrelation", "persistence")
COULD_BREAK = ("passed", "failed")


def answers(robustness: pd.DataFrame, arms: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row an attempt and headline: `check`, `target`, `status`.

    ``robustness`` is `robustness.csv`, where an answer of several parts has a row for each; its
    first row says what became of it. ``arms`` are those beside the first.
    """
    told = robustness[robustness["status"] != "not_applicable"]
    targets = [_headline(target, arms) for target in told["target"]]
    return told.assign(target=targets).drop_duplicates(["check", "target"])


def _headline(target: str, arms: tuple[str, ...]) -> str:
    """The outcome, with its arm, that a row speaks of, whatever part of an answer it is."""
    outcome, *parts = target.split(", ")
    return named(outcome, next((part for part in parts if part in arms), FIRST))


def attempts_on(found: pd.DataFrame, target: str) -> dict[str, Any]:
    """What was tried against one headline, by what it doubts; ``found`` is of `answers`.

    What is beside the result, such as whether an effect lasts, cannot break it.
    """
    mine = found[(found["target"] == target) & found["status"].isin(COULD_BREAK)]
    statuses = dict(zip(mine["check"], mine["status"], strict=True))
    families = {
        family: [statuses[check] for check in statuses if family_of(check) == family]
        for family in FAMILIES
        if family != BESIDE
    }
    counted = {family: _counted(one) for family, one in families.items() if one}
    could = [status for one in families.values() for status in one]
    broken_by = [check for check, status in statuses.items() if status == "failed"]
    return _counted(could) | {"families": counted, "broken_by": broken_by}


def all_attempts(found: pd.DataFrame) -> dict[str, Any]:
    """How many answers could have broken any result, how many did not, how many only inform.

    In all, and in `families` by what they doubt.
    """
    doubted = found["check"].map(family_of)
    families = {family: _informed(rows["status"]) for family, rows in found.groupby(doubted)}
    return _informed(found["status"]) | {"families": families}


def _informed(statuses: pd.Series) -> dict[str, int]:
    counted = _counted([status for status in statuses if status in COULD_BREAK])
    return counted | {"informing": len(statuses) - counted["tried"]}


def _counted(statuses: list[str]) -> dict[str, int]:
    passed = statuses.count("passed")
    return {"tried": len(statuses), "passed": passed, "broken": len(statuses) - passed}


def miscalibrated(rehearsal: pd.DataFrame) -> list[str]:
    """The outcomes, with their arm, whose rehearsals in `rehearsal.csv` fell short."""
    failed = rehearsal[rehearsal["status"] == "failed"]
    return sorted({named(*pair) for pair in zip(failed["outcome"], failed["arm"], strict=True)})
