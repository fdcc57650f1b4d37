"""How many people the study has, and how many of them were offered the programme."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.disclosure import WITHHELD_KEY
from pipeline.disclosure_rules.suppression import is_small
from pipeline.plan import Plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Counted:
    """Who was asked (``scope``), of whom it is known, and who met it: a mask of rows each."""

    scope: "pd.Series"
    known: "pd.Series"
    met: "pd.Series"


def assigned(flow: "pd.DataFrame", arm: str) -> float:
    """How many units an arm has, as `sample_flow.csv` publishes it; not a number if withheld."""
    rows = flow[(flow["step"] == "assigned") & (flow["arm"] == arm)]
    return float(rows["n"].astype("float64").sum(min_count=1))


def people(flow: "pd.DataFrame", analysis: "pd.DataFrame", plan: Plan) -> dict[str, Any]:
    """Units `in_study`, units `offered` the programme, and units of these who `took_up`.

    ``flow`` is `sample_flow.csv` as published. What is not known is None, and so is what is
    withheld, which the list `withheld` names. Where each row is a place or person at one time,
    rows are nobody. Whether somebody took it up is counted where the plan names a yes or no.
    """
    if plan.design.time:
        return {"in_study": None, "offered": None, "took_up": None}
    offered = sum(assigned(flow, arm) for arm in plan.design.arms.programmes)
    found: dict[str, Any] = {"in_study": offered + assigned(flow, "control"), "offered": offered}
    gone = [key for key, count in found.items() if math.isnan(count)]
    taken = take_up(analysis, plan)
    found["took_up"] = None if taken is None else taken.met.sum()
    if taken is not None and tells_of_few(taken, plan.disclosure.threshold):
        gone.append("took_up")
    whole = {key: None if key in gone or n is None else int(n) for key, n in found.items()}
    return whole | ({WITHHELD_KEY: sorted(gone)} if gone else {})


def take_up(analysis: "pd.DataFrame", plan: Plan) -> Counted | None:
    """Who of those offered took the programme up; nothing where that is no yes or no."""
    column = plan.design.take_up
    if column is None or not set(analysis[column].dropna().unique()) <= {0, 1}:
        return None
    scope = offered_in(analysis, plan)
    return Counted(scope, scope & analysis[column].notna(), scope & (analysis[column] == 1))


def offered_in(analysis: "pd.DataFrame", plan: Plan, arm: str | None = None) -> "pd.Series":
    """The rows of those who were offered the programme, in one arm or in all beside the controls.

    ``analysis`` is the data for analysis, whose controls are 0.
    """
    treatment = analysis[plan.design.treatment]
    return treatment == plan.design.arms.number(arm) if arm else treatment > 0


def tells_of_few(counted: Counted, threshold: int) -> bool:
    """Whether a count, or the rest of those asked, speaks of fewer people than ``threshold``."""
    unmet, unknown = counted.known & ~counted.met, counted.scope & ~counted.known
    sizes = [part.sum() for part in (counted.met, unmet, unknown)]
    return bool(is_small(sizes, threshold).any())
