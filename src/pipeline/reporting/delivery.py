"""What was delivered, against what was aimed at, and what it cost, as the report shows it."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.reporting.facts import Fact, Withheld
from pipeline.reporting.words import N_, Words
from pipeline.sections.framework import Indicator

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

SDG_TARGETS = Path(__file__).parent / "sdg_targets.json"
WIDTH, HEIGHT, MARGIN, THICK = 220, 26, 4, 10
CENTS_BELOW = 100  # amounts of money from here on are shown without cents


@dataclass(frozen=True)
class Delivered:
    """An indicator of the plan and its row of `indicators.csv`, numbers as facts."""

    planned: Indicator
    row: dict[str, Any]

    @property
    def counted(self) -> bool:
        """Whether it was counted in the study's data."""
        return self.planned.condition is not None

    def shown(self, words: Words, key: str) -> Markup:
        """A number of the row: a share in percent, others with a decimal where they have one."""
        fact = self.row[key]
        if self.planned.measure == "share" and key in ("target_value", "achieved"):
            return words.number(fact, 0, scale=100)
        whole = isinstance(fact, Withheld) or fact.value == int(fact.value)
        return words.number(fact, 0 if whole else 1)

    def picture(self, words: Words) -> Markup:
        """A bar as long as what was achieved, and a line at the target; nothing if withheld."""
        if not isinstance(self.row["share_of_target"], Fact):
            return Markup("")
        share = self.row["share_of_target"].value
        said = words.say(N_("Achieved: {share} percent of the target")).format(
            share=words.digits(100 * share)
        )
        return bar(share, said)


def delivered(report: "Report") -> list[Delivered]:
    """Every indicator of the plan, in its order."""
    planned = report.plan.framework.indicators
    return [
        Delivered(planned[row["indicator"]], row) for row in report.facts.rows("indicators.csv")
    ]


def bar(share: float, description: str) -> Markup:
    """A bar from zero to ``share`` of a target, and a line at the target, from left to right."""
    scale = (WIDTH - 2 * MARGIN) / max(1.0, share)
    return Markup(
        '<svg class="bar" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}"><rect class="aim" x="{m}" y="{y}" width="{aim}" height="{t}"/>'
        '<rect class="done" x="{m}" y="{y}" width="{done}" height="{t}"/>'
        '<line class="target" x1="{at}" x2="{at}" y1="2" y2="{b}"/></svg>'
    ).format(
        w=WIDTH, h=HEIGHT, m=MARGIN, t=THICK, y=(HEIGHT - THICK) / 2, b=HEIGHT - 2,
        label=description, aim=round(scale, 2), done=round(scale * share, 2),
        at=round(MARGIN + scale, 2),
    )  # fmt: skip


def sdg_targets(report: "Report") -> dict[str, str]:
    """The targets of the Sustainable Development Goals that the plan names, in the UN's words.

    A target whose words this project does not have is named without them.
    """
    planned = report.plan.framework.indicators.values()
    named_by = (*report.plan.evaluation.sdg, *(item.sdg for item in planned if item.sdg))
    return {name: report.words.label(sdg_texts().get(name)) for name in dict.fromkeys(named_by)}


def isolated(name: str) -> Markup:
    """A target's number, such as 3.a, which no text around it turns round."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(name)


@cache
def sdg_texts() -> dict[str, dict[str, str]]:
    """The official texts of the targets that evaluations here name, by language."""
    return json.loads(SDG_TARGETS.read_text(encoding="utf-8"))["targets"]


def cost_of(report: "Report", target: str) -> dict[str, Any] | None:
    """The row of `costs.csv` of an outcome, with its arm; nothing where costs are not known."""
    rows = report.facts.rows("costs.csv")
    return next((row for row in rows if named(row["outcome"], row["arm"]) == target), None)


def money(words: Words, fact: Fact | Withheld) -> Markup:
    """An amount of money, with cents where it is small and has some."""
    whole = isinstance(fact, Withheld) or fact.value == int(fact.value)
    return words.number(fact, 0 if whole or fact.value >= CENTS_BELOW else 2)
