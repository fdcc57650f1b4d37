"""`costs.csv`: what a person offered the programme cost, and what a unit of its effect cost.

The cost of each person offered over the effect on each person offered, as in Dhaliwal, I., Duflo,
E., Glennerster, R. and Tulloch, C. (2013), Comparative Cost-Effectiveness Analysis to Inform Policy
in Developing Countries, in Education Policy in Developing Countries, University of Chicago Press
(the method of J-PAL). The range is that of the effect: costs are taken as known.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.conclusions.people import assigned
from pipeline.designs.comparisons import named
from pipeline.disclosure_rules.cells import SEPARATOR, WITHHELD
from pipeline.plan import Plan
from pipeline.results import TABLES

if TYPE_CHECKING:
    import pandas as pd

# Estimands that are averages over those offered the programme, as its costs are.
OVER_ALL_OFFERED = ("ITT", "ATT", "ATE")


@dataclass(frozen=True)
class Spent:
    """What an arm cost: ``total`` for ``offered`` people, ``per_person`` each.

    Not a number where it is not known. ``withheld`` names what would give a withheld number of
    people back.
    """

    total: float
    offered: float
    per_person: float
    withheld: tuple[str, ...] = ()


def costs(
    plan: Plan, flow: "pd.DataFrame", headline: dict[str, Any], concluded: dict[str, Any]
) -> "pd.DataFrame":
    """One row an outcome and arm: see `costs.csv` in `results.TABLES`; none if costs are unknown.

    ``flow`` is `sample_flow.csv` as published, ``concluded`` the `outcomes` of `conclusions.json`.
    `per_unit` is given where the outcome changed as the plan hopes; where it is not, `reason` is
    the code of why. `high` is missing where the effect's range holds zero: then nothing bounds the
    cost of a unit.
    """
    import pandas as pd

    rows = []
    arms = plan.design.arms.programmes if plan.costs.known else ()
    for outcome, arm in ((outcome, arm) for outcome in plan.outcomes for arm in arms):
        target, paid = named(outcome, arm), spent(plan, flow, arm)
        why = reason(plan, concluded[target])
        row = {"outcome": outcome, "arm": arm, "year": plan.costs.year, "reason": why}
        row |= {"total": paid.total, "offered": paid.offered, "per_person": paid.per_person}
        if not why and "per_person" not in paid.withheld:
            increase = plan.outcomes[outcome].direction == "increase"
            row |= per_unit(paid.per_person, headline[target], increase=increase)
        gone = paid.withheld + (("per_unit",) if not why and "per_person" in paid.withheld else ())
        rows.append(row | {WITHHELD: SEPARATOR.join(gone)})
    columns = list(TABLES["costs.csv"][0])
    columns += [WITHHELD] if any(row[WITHHELD] for row in rows) else []
    return pd.DataFrame(rows, columns=columns)


def spent(plan: Plan, flow: "pd.DataFrame", arm: str) -> Spent:
    """What one arm cost, in all and a person; a total is the whole programme's, all its arms'."""
    stated, nobody = plan.costs, math.nan
    if stated.total is not None:
        arms = plan.design.arms.programmes
        offered = stated.offered or sum(assigned(flow, name) for name in arms)
        unknown = ("offered", "per_person") if math.isnan(offered) else ()
        return Spent(stated.total, offered, stated.total / offered, unknown)
    each = stated.arms.get(arm, stated.per_unit_offered)
    if plan.design.time:
        return Spent(nobody, nobody, each)
    offered = assigned(flow, arm)
    return Spent(each * offered, offered, each, ("total", "offered") if math.isnan(offered) else ())


def per_unit(per_person: float, headline: dict[str, Any], *, increase: bool) -> dict[str, float]:
    """What one unit of effect cost, and its range; of shares, one more (or one fewer) person."""
    sign = 1 if increase else -1
    middle, one, other = (sign * headline[key] for key in ("estimate", "conf_low", "conf_high"))
    least, most = sorted((one, other))
    high = per_person / least if least > 0 else math.nan
    return {"per_unit": per_person / middle, "low": per_person / most, "high": high}


def reason(plan: Plan, concluded: dict[str, Any]) -> str:
    """The code of why a unit of effect has no cost; nothing where it has."""
    design, verdict = plan.design, concluded["verdict"]
    why = {
        "over_time": bool(design.time),
        "at_cutoff": design.rule.identified_by == "continuity",
        "of_movers": design.target == "LATE",
        "of_some": design.target not in OVER_ALL_OFFERED,
        "too_uncertain": verdict == "too_uncertain",
        "no_difference": verdict == "little_or_no_difference",
        "wrong_way": not concluded["wanted"],
    }
    return next((code for code, holds in why.items() if holds), "")
