"""How sure a result is and how much of it matters: GRADE's two questions, answered by rule.

After Santesso, N. et al. (2020), GRADE guidelines 26: informative statements to communicate the
findings of systematic reviews of interventions, Journal of Clinical Epidemiology 119, 126-135.
"""

from typing import Any, Literal

Certainty = Literal["high", "moderate", "low", "very_low"]
Size = Literal["important", "slight", "none", "unclear"]

LEVELS: tuple[Certainty, ...] = ("high", "moderate", "low", "very_low")
# Where certainty starts, by what the What Works Clearinghouse's rules make of the study.
START: dict[str, Certainty] = {
    "without_reservations": "high",
    "with_reservations": "moderate",
    "does_not_meet": "low",
    "not_rated": "low",
}
LOWERED_AT_MOST: Certainty = "low"


def certainty(rating: str, *, broken: bool = False, unclear: bool = False) -> Certainty:
    """The certainty of a result from its study's ``rating``, and from what lowers it.

    A result that an attempt broke, or whose range settles nothing, is held to `low`, and one that
    began there loses a level more.
    """
    start = START[rating]
    if not (broken or unclear):
        return start
    place = LEVELS.index(start)
    return LEVELS[min(max(place + 1, LEVELS.index(LOWERED_AT_MOST)), len(LEVELS) - 1)]


def size(headline: dict[str, Any]) -> Size:
    """How much of a change a headline is, against the smallest change that matters."""
    if headline["verdict"] == "little_or_no_difference":
        return "none"
    if headline["verdict"] == "too_uncertain":
        return "unclear"
    small = abs(headline["estimate"]) < headline["smallest_change_that_matters"]
    return "slight" if small else "important"


def statement(level: Certainty, headline: dict[str, Any]) -> str:
    """The code of the sentence that says both: `moderate_increase`, `low_slight_decrease`, …

    A range that settles nothing is `unclear`, however good the study.
    """
    extent = size(headline)
    if extent == "unclear":
        return "unclear"
    if extent == "none":
        return f"{level}_no_difference"
    return f"{level}_{'slight_' if extent == 'slight' else ''}{headline['verdict']}"


STATEMENTS = (
    *(
        f"{level}_{change}"
        for level in LEVELS
        for change in (
            "increase", "decrease", "slight_increase", "slight_decrease", "no_difference",
        )
    ),
    "unclear",
)  # fmt: skip


def reason(evidence: dict[str, Any], *, lottery: bool, assigns_clusters: bool) -> str:
    """The code of why the study's evidence is worth what it is."""
    rating = evidence["rating"]
    if rating == "with_reservations" and lottery:
        unknown = evidence["attrition_level"] == "unknown"
        return "unknown_but_alike" if unknown else "lost_but_alike"
    if rating == "without_reservations" and assigns_clusters:
        return "few_clusters_lost"
    if rating == "does_not_meet" and evidence["baseline_class"] == "not_satisfied":
        return "not_alike"
    return rating
