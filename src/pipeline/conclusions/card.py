"""What an evaluation says of itself to the portfolio."""

from typing import Any

from pipeline.designs.comparisons import named
from pipeline.plan import Plan
from pipeline.project import Folder
from pipeline.results import read_json, read_table


def card_of(folder: Folder, plan: Plan) -> dict[str, Any]:
    """What the portfolio shows of an evaluation: who and where, its headlines, how sure they are.

    Everything stands in the plan or in `results/` already; the card is only where the portfolio
    finds it together, without knowing the evaluation's name beforehand.
    """
    about = plan.evaluation.model_dump()
    kept = ("title", "programme", "place", "period", "sdg", "simulated")
    arms = plan.design.arms.programmes
    concluded = read_json(folder, "conclusions.json")
    reached = {key: concluded["people"][key] for key in ("in_study", "offered")}
    return {key: about[key] for key in kept} | {
        "who": about["people"],
        "people": reached,
        "costs": costs_of(folder, plan),
        "name": folder.name,
        "design": plan.design.kind,
        "lottery": plan.design.rule.lottery,
        "targets": [named(outcome, arm) for outcome in plan.outcomes for arm in arms],
        "arms": {name: arm.label for name, arm in plan.design.arms.named.items()},
        "outcomes": {name: outcome.model_dump() for name, outcome in plan.outcomes.items()},
        "headline": read_json(folder, "headline.json"),
        "evidence": read_json(folder, "evidence.json"),
        "conclusions": concluded,
    }


def costs_of(folder: Folder, plan: Plan) -> dict[str, Any] | None:
    """What each outcome, with its arm, cost: `per_person`, `per_unit`, `low`, `high`; `currency`.

    Nothing where the plan states no costs. The keys are columns of `costs.csv`.
    """
    if not plan.costs.known:
        return None
    rows = read_table(folder, "costs.csv").to_dict("records")
    shown = ("per_person", "per_unit", "low", "high")
    found = {named(row["outcome"], row["arm"]): {key: row[key] for key in shown} for row in rows}
    return found | {"currency": plan.costs.currency}
