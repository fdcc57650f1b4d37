"""Results to conclusions: what may be said of each outcome, and how surely, by rule."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.document import read_document
from pipeline.errors import DataError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, read_rows, whole_file
from pipeline.results import (
    read_json,
    read_table,
    rounded,
    write_json,
    write_table,
    write_tables,
)

if TYPE_CHECKING:
    import pandas as pd

DOCUMENT, STANDING, CHANGES = "conclusions.json", "version.json", "changes.csv"
# The tables that a report's figures are drawn from.
PICTURED = ("attrition.csv", "balance.csv", "curves.csv", "estimates.csv", "specifications.csv")


@dataclass(frozen=True)
class Doubts:
    """Whether an attempt broke a headline or a rehearsal belied it; whether its lever is weak."""

    doubted: bool
    weak: bool


def run(folder: Folder) -> str:
    """Write what may be said, what it cost, which version it is, and the portfolio's card."""
    from pipeline.conclusions.card import card_of
    from pipeline.conclusions.costs import costs
    from pipeline.conclusions.pictured import pictured

    plan = load_plan(folder)
    headline, evidence = read_json(folder, "headline.json"), read_json(folder, "evidence.json")
    tables = read_table(folder, "robustness.csv"), read_table(folder, "rehearsal.csv")
    found = conclusions(plan, headline, evidence, *tables)
    flow = read_table(folder, "sample_flow.csv")
    delivered, found["people"] = delivery(folder, plan, flow)
    spent = costs(plan, flow, headline, found["outcomes"])
    write_tables(folder, {"indicators.csv": delivered, "costs.csv": spent}, plan.disclosure)
    found["figures"] = pictured(headline, {name: read_table(folder, name) for name in PICTURED})
    write_json(folder, DOCUMENT, found, plan.disclosure)
    write_standing(folder, plan)

    card = card_of(folder, plan)
    with whole_file(folder.root / "reports" / "cards" / f"{folder.name}.json") as path:
        text = json.dumps(rounded(card), indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    attempts = found["attempts"]
    return f"{len(headline)} headlines, {attempts['broken']} of {attempts['tried']} attempts broke"


def conclusions(
    plan: Plan,
    headline: dict[str, Any],
    evidence: dict[str, Any],
    robustness: "pd.DataFrame",
    rehearsal: "pd.DataFrame",
) -> dict[str, Any]:
    """What may be said of each outcome, by its name and arm, and all attempts counted.

    Of each outcome `certainty` and `statement` (see `conclusions.certainty`), `wanted` (whether a
    change goes the way that the plan hopes for), what was `tried` to break it, and `doubted`.
    """
    from pipeline.conclusions.attempts import (
        LEAVES_HEADLINE,
        all_attempts,
        answers,
        attempts_on,
        miscalibrated,
    )

    found = answers(robustness, plan.design.arms.further)
    shaken = miscalibrated(rehearsal)
    outcomes = {}
    for target, row in headline.items():
        tried = attempts_on(found, target)
        broken = [check for check in tried["broken_by"] if check not in LEAVES_HEADLINE]
        doubts = Doubts(
            doubted=bool(broken or target in shaken),
            weak="weak_instrument" in tried["broken_by"] and plan.design.target == "LATE",
        )
        outcomes[target] = tried | _concluded(plan, target, row, evidence[target], doubts)
    return {"outcomes": outcomes, "attempts": all_attempts(found)}


def delivery(
    folder: Folder, plan: Plan, flow: "pd.DataFrame"
) -> tuple["pd.DataFrame", dict[str, Any]]:
    """`indicators.csv` and how many `people` were reached; ``flow`` is `sample_flow.csv`.

    Raises
    ------
    DataError
        With its line of the plan, where an indicator's condition cannot be computed.
    """
    from pipeline.conclusions.indicators import indicators
    from pipeline.conclusions.people import people

    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    try:
        return indicators(analysis, plan), people(flow, analysis, plan)
    except DataError as error:
        document = read_document(folder.plan, folder.relative(folder.plan))
        raise DataError(document.placed(fault) for fault in error.faults) from None


def write_standing(folder: Folder, plan: Plan) -> None:
    """Write `version.json` and `changes.csv`: which version this is, what changed since the last.

    Raises
    ------
    PlanError
        Where `versions.yaml` cannot be read or belongs to another evaluation.
    """
    import pandas as pd

    from pipeline.releases.comparing import changes, document, standing
    from pipeline.releases.fingerprints import made_from
    from pipeline.releases.headlines import headlines_here
    from pipeline.versions import read_versions

    versions = read_versions(folder)
    found, now = standing(versions, made_from(folder)), headlines_here(folder, plan)
    rows = pd.DataFrame(changes(found, now))
    write_json(folder, STANDING, document(found, plan, versions, now), plan.disclosure)
    write_table(folder, CHANGES, rows, plan.disclosure)


def _concluded(
    plan: Plan, target: str, row: dict[str, Any], evidence: dict[str, Any], doubts: "Doubts"
) -> dict[str, Any]:
    from pipeline.conclusions.certainty import certainty, reason, size, statement

    planned, rule = plan.outcomes[target.partition(", ")[0]], plan.design.rule
    said = row["verdict"] != "too_uncertain"
    changed = row["verdict"] in ("increase", "decrease")
    broken = said and (doubts.doubted or doubts.weak)
    level = certainty(evidence["rating"], broken=broken, unclear=not said)
    return {
        "verdict": row["verdict"],
        "size": size(row),
        "certainty": level,
        "statement": statement(level, row),
        "wanted": row["verdict"] == planned.direction if changed else None,
        "doubted": doubts.doubted and said,
        "rating": evidence["rating"],
        "reason": reason(evidence, lottery=rule.lottery, assigns_clusters=rule.assigns_clusters),
    }
