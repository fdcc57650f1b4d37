"""What a line of `data_checks.csv` speaks of: the kind of question, the wave, the variable."""

import re
from dataclasses import dataclass
from typing import Any

from pipeline.plan import Plan

# Check, what its target looks like, and the kind of question; of several that fit, the first.
TARGETS: tuple[tuple[str, str, str], ...] = (
    ("duplicates", "every answer", "equal"),
    ("duplicates", "nearly every answer", "near"),
    ("duplicates", "(.*)", "unit"),
    ("missing", "(.*) by arm", "missing_by_arm"),
    ("missing", r"(.*\.)?reasons", "reasons"),
    ("missing", "(.*)", "missing"),
    ("outliers", "(.*)", "outliers"),
    ("constraints", r"(.*\.)?questions of the form", "form_rules"),
    ("constraints", "form: (.*)", "form_constraint"),
    ("constraints", "(.*)", "constraint"),
    ("skip_logic", r"(.*\.)?questions of the form", "form_rules"),
    ("skip_logic", "(.*)", "skip_logic"),
    ("logic", "(.*)", "logic"),
    ("other_specify", "(.*) names a choice", "names_a_choice"),
    ("other_specify", "(.*)", "other"),
    ("enumerators", "too few interviews", "too_few"),
    ("interviews", "interviews that end before they begin", "ends_first"),
    ("interviews", "interviews that are shorter than .*", "too_short"),
    ("interviews", "interviews that are longer than .*", "too_long"),
    ("interviews", "interviews that begin before the enumerator.*", "overlapping"),
    ("interviews", "interviews that begin before .*", "hours"),
    ("interviews", "interviews that are before .*", "too_early"),
    ("interviews", "interviews that are after .*", "too_late"),
    ("interviews", "median minutes", "minutes"),
    ("gps", ".* without a point", "no_point"),
    ("gps", ".* at the very point of another interview", "shared_point"),
    ("gps", ".* outside the planned area", "outside"),
    ("gps", ".* km from the cluster's centre", "far"),
    ("backchecks", "units of .* not in .*", "unknown_units"),
    ("backchecks", "enumerators, type .", "differing_interviewers"),
    ("backchecks", "type 1", "type_1"),
    ("backchecks", "type 2", "type_2"),
    ("backchecks", "type 3", "type_3"),
    ("backchecks", "(.*) reliability", "reliability"),
    ("backchecks", ".*", "visits"),
    ("progress", "(.*) not planned", "unplanned"),
    ("progress", "(.*)", "progress"),
    ("assignment", "(.*)", "assignment"),
    ("form_versions", "(.*)", "form_versions"),
)
TRAITS = (
    "interviews_a_day", "minutes_median", "dont_know_share", "refused_share", "missing_share",
    "ends_in_0_or_5", "near_twin_share", "variance_ratio",
)  # fmt: skip

SECOND_VISIT = "second_visit"  # what back-checks say of one interviewer


@dataclass(frozen=True)
class Target:
    """The kind of question, and the variable and wave that it asks about, where it does."""

    kind: str
    variable: str = ""
    wave: str = ""


def target_of(row: dict[str, Any], plan: Plan) -> Target:
    """What a row of `data_checks.csv` is about.

    Raises
    ------
    KeyError
        Where a check asks something that this module does not know: it would have no words.
    """
    check, text = row["check"], row["target"]
    if check == "enumerators" and text in TRAITS:
        return Target(text, wave=_wave(check, plan))
    for name, pattern, kind in TARGETS:
        found = re.fullmatch(pattern, text, flags=re.DOTALL) if name == check else None
        if found:
            about = found[1] or "" if found.re.groups else ""
            wave, variable = split_wave(about, plan)
            return Target(kind, variable, wave or _wave(check, plan))
    raise KeyError(f"{check}: {text}")


def split_wave(text: str, plan: Plan) -> tuple[str, str]:
    """`endline.age` as wave and variable; without a wave where the plan has none of that name."""
    wave, point, variable = text.partition(".")
    return (wave, variable) if point and wave in plan.clean.waves else ("", text)


def _wave(check: str, plan: Plan) -> str:
    """The wave that a check of the plan is of; empty where it is of the merged survey."""
    if check == "backchecks" and plan.check.backchecks:
        return plan.check.backchecks.of
    asked = {
        "enumerators": plan.check.enumerators,
        "interviews": plan.check.interviews,
        "gps": plan.check.gps,
        "progress": plan.check.progress,
    }.get(check)
    several = len(plan.clean.waves) > 1
    return (asked.wave or plan.clean.waves[0]) if asked and several else ""


def current_wave(plan: Plan) -> str:
    """The wave whose fieldwork the plan watches, or else the last that joins the survey."""
    checks = ("interviews", "enumerators", "gps", "progress")
    return next((wave for check in checks if (wave := _wave(check, plan))), plan.clean.merged[-1])
