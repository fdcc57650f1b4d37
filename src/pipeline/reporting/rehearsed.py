"""What a report says of the study rehearsed on its own data, one entry an outcome and arm."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.designs.comparisons import named

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

Row = dict[str, Any]
# In which order, whatever was planted.
PLANTED = ("none", "smallest_change", "estimated")


@dataclass(frozen=True)
class Rehearsed:
    """The measures of one outcome in one arm by what was planted; or the code of why not."""

    target: str
    outcome: str
    planted: dict[str, dict[str, Row]]
    reasons: dict[str, str]

    @property
    def reason(self) -> str:
        """Why nothing was rehearsed; empty where anything was."""
        return "" if self.planted else next(iter(self.reasons.values()), "")

    @property
    def failed(self) -> list[Row]:
        """The measures that fell short of what the study says of itself, the worst first."""
        rows = [row for found in self.planted.values() for row in found.values()]
        off = [row for row in rows if row["status"] == "failed"]
        return sorted(off, key=lambda row: -abs(row["value"].value - row["threshold"].value))

    def worst(self, measure: str) -> Row | None:
        """The row of a measure that fell short the furthest; None where none did."""
        return next((row for row in self.failed if row["measure"] == measure), None)

    @property
    def draws(self) -> Any:
        """How many rehearsals were held, as a fact."""
        return next(iter(self.planted.values()))["unanswered"]["draws"]


def rehearsals(report: "Report") -> list[Rehearsed]:
    """Every outcome in every arm, in the order of the results."""
    found: dict[str, Rehearsed] = {}
    for row in report.facts.rows("rehearsal.csv"):
        target = named(row["outcome"], row["arm"])
        one = found.setdefault(target, Rehearsed(target, row["outcome"], {}, {}))
        if row["status"] == "not_applicable":
            one.reasons[row["planted"]] = row["detail"]
        else:
            one.planted.setdefault(row["planted"], {})[row["measure"]] = row
    return list(found.values())


def rehearsed(report: "Report", target: str) -> Rehearsed | None:
    """The rehearsal of an outcome, with its arm, where one was held."""
    return next((one for one in rehearsals(report) if one.target == target and one.planted), None)
