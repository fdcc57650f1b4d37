"""The headline numbers that a version keeps."""

from typing import Any

from pipeline.plan import Plan
from pipeline.project import Folder
from pipeline.results import read_json
from pipeline.versions import Headline

NUMBERS = ("estimate", "conf_low", "conf_high")


def headlines(
    headline: dict[str, Any], concluded: dict[str, Any], labels: dict[str, dict[str, str]]
) -> dict[str, Headline]:
    """What `headline.json` and `conclusions.json` say of each outcome and arm, as one entry."""
    return {
        target: Headline(
            label=labels.get(target, {"en": target}),
            verdict=row["verdict"],
            certainty=concluded["outcomes"][target]["certainty"],
            **{name: row[name] for name in NUMBERS},
        )
        for target, row in headline.items()
    }


def labels_of(plan: Plan, targets: list[str]) -> dict[str, dict[str, str]]:
    """What readers call each outcome, and its arm where it has one of its own, by language."""
    found = {}
    for target in targets:
        outcome, _, arm = target.partition(", ")
        label = plan.outcomes[outcome].label
        own = plan.design.arms.named[arm].label if arm else {}
        ending = {
            language: f": {own.get(language, own['en'])}" if arm else "" for language in label
        }
        found[target] = {language: words + ending[language] for language, words in label.items()}
    return found


def headlines_here(folder: Folder, plan: Plan) -> dict[str, Headline]:
    """The headlines of the results that lie in a folder, in the plan's order."""
    headline, concluded = read_json(folder, "headline.json"), read_json(folder, "conclusions.json")
    declared = list(plan.outcomes)
    ordered = sorted(headline, key=lambda target: declared.index(target.partition(", ")[0]))
    found = {target: headline[target] for target in ordered}
    return headlines(found, concluded, labels_of(plan, ordered))
