"""A report's standing among its versions, and what was decided on it, for the templates."""

from typing import TYPE_CHECKING, Any

from pipeline.releases.fingerprints import pages_of
from pipeline.reporting.facts import Facts
from pipeline.versions import decisions_of, read_versions

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

DOCUMENT, TABLE = "version.json", "changes.csv"


def standing_of(report: "Report") -> dict[str, Any]:
    """What `version.json` says, its numbers as facts; `state` is one more where words changed.

    Results are a version's own while data, plan and code are. Where the sentences and pictures of
    the pages have changed since, the state is `reworded` in place of `final`.
    """
    keys = report.facts.entry(DOCUMENT)
    found = {key: report.facts.entry(DOCUMENT, key) for key in keys if key != "decided"}
    if found["state"] == "final":
        newest = read_versions(report.folder)[-1]
        if newest.made_from.pages != pages_of(report.folder.root):
            found["state"] = "reworded"
    return found


def changes_of(report: "Report") -> list[dict[str, Any]]:
    """The rows of `changes.csv`, numbers as facts, each with `target` and the `label` it had."""
    versions = {version.number: version for version in read_versions(report.folder)}
    rows = report.facts.rows(TABLE)
    for row in rows:
        row["target"] = ", ".join(part for part in (row["outcome"], row["arm"]) if part)
        kept = versions[round(row["version"].value)].headline.get(row["target"])
        row["label"] = report.words.label(kept.label) if kept else ""
    return rows


def decided(report: "Report") -> list[dict[str, Any]]:
    """Every decision with the numbers it rested on, as facts; in the order of time."""
    made = decisions_of(report.plan, read_versions(report.folder))
    return [
        {
            "date": decision.date,
            "what": report.words.label(decision.what),
            "by": report.words.label(decision.by),
            "version": report.facts.entry(DOCUMENT, "decided", str(place), "version"),
            "on": _numbers(report.facts, str(place), decision.on),
        }
        for place, decision in enumerate(made, start=1)
    ]


def _numbers(facts: Facts, place: str, targets: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The numbers of the results that a decision names, as far as there are any."""
    found = facts.entry(DOCUMENT, "decided", place, "on")
    return {
        target: {name: facts.entry(DOCUMENT, "decided", place, "on", target, name) for name in row}
        for target in targets
        if (row := found.get(target))
    }
