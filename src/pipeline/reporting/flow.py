"""The flow diagram: who was there, who was left out and why, who is in the end, by group (CONSORT).

Hopewell, S. et al. (2025), CONSORT 2025 statement, BMJ 389, e081123.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.reporting.facts import Fact, Withheld
from pipeline.reporting.terms import term, wave_name
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

Count = Fact | Withheld
EVERYBODY = "all"


@dataclass(frozen=True)
class Step:
    """A box of the diagram: those who are there, or those who were left out at this place."""

    label: str
    count: Count
    left_out: bool = False


@dataclass(frozen=True)
class Chain:
    """Boxes after one another, under a heading where there are several such chains."""

    heading: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class End:
    """Whose outcome is known, of those in the study; who of them is in adjusted estimates."""

    outcome: str
    label: str
    unknown: Count
    known: Count
    not_adjusted: Count | None = None
    adjusted: Count | None = None

    @property
    def counted(self) -> Count:
        """Those whom the headline counts."""
        return self.adjusted or self.known


@dataclass(frozen=True)
class Group:
    """One arm: how it came about, and how it ends for every outcome."""

    arm: str
    label: str
    steps: tuple[Step, ...]
    ends: tuple[End, ...]


@dataclass(frozen=True)
class Flow:
    """The whole diagram."""

    sources: tuple[Chain, ...]
    groups: tuple[Group, ...]


def flow_of(report: "Report") -> Flow:
    """The diagram of a report, from `sample_flow.csv` and, of clusters, `attrition.csv`."""
    rows = report.facts.rows("sample_flow.csv")
    arms = report.plan.design.arms.named
    groups = tuple(_group(report, arm, [row for row in rows if row["arm"] == arm]) for arm in arms)
    return Flow(_sources(report, rows), groups)


def _sources(report: "Report", rows: list[dict[str, Any]]) -> tuple[Chain, ...]:
    """Files before groups are known: each file after the first has a chain of its own."""
    by_arm = {row["step"] for row in rows if row["arm"] != EVERYBODY}
    chains: list[Chain] = []
    for row in rows:
        if row["arm"] != EVERYBODY or row["step"] in by_arm:
            continue
        kind, _, wave = row["step"].partition(":")
        starts = kind == "export" or not chains
        if starts:
            wave = wave or next(iter(_waves(report)), "")
            heading = wave_name(report.words, wave) if wave else ""
            chains.append(Chain(heading, ()))
        kept = kind in ("export", "members")
        step = Step(_label(report, kind), row["n" if kept else "excluded"], left_out=not kept)
        chains[-1] = Chain(chains[-1].heading, (*chains[-1].steps, step))
    return tuple(chains)


def _waves(report: "Report") -> list[str]:
    """The waves of the plan's files, in their order; the flow names those after the first."""
    return [one.wave for one in report.plan.clean.files if one.wave]


def _label(report: "Report", kind: str) -> str:
    if kind.startswith("sample_"):
        rule = report.plan.construct_.sample[int(kind.removeprefix("sample_")) - 1]
        return report.words.label(rule.reason)
    return term(report.words, "flow", kind)


def _group(report: "Report", arm: str, rows: list[dict[str, Any]]) -> Group:
    say, steps = report.words.say, _clusters(report, arm)
    ends: list[End] = []
    for row in rows:
        kind, _, outcome = row["step"].partition(":")
        if kind == "assigned":
            steps.append(Step(say(N_("In the study")), row["n"]))
        elif kind == "observed":
            label = report.variable_label(outcome)
            ends.append(End(outcome, label, row["excluded"], row["n"]))
        elif kind == "complete":
            ends[-1] = _adjusted(report, ends[-1], row)
        elif kind == "allocated":
            steps.append(Step(_label(report, kind), row["n"]))
        elif not _is_zero(row["excluded"]):
            steps.append(Step(_label(report, kind), row["excluded"], left_out=True))
    label = report.words.label(report.plan.design.arms.named[arm].label)
    return Group(arm, label, tuple(steps), tuple(ends))


def _clusters(report: "Report", arm: str) -> list[Step]:
    """How many clusters were drawn into an arm, where clusters were."""
    from pipeline.reporting.evaluation import clusters_of

    first = next(iter(report.plan.outcomes))
    found = clusters_of(report, first, "treated" if arm == "control" else arm)
    if not found:
        return []
    sentence = report.words.say(N_("Clusters drawn (%(cluster)s)"))
    label = sentence % {"cluster": report.variable_label(report.plan.design.clusters)}
    return [Step(label, found["control" if arm == "control" else "treated"]["assigned"])]


def _adjusted(report: "Report", end: End, row: dict[str, Any]) -> End:
    """With those left out of adjusted estimates, where the headline adjusts and leaves some out."""
    plan = report.plan
    local = plan.estimate.local_polynomial.adjust or plan.estimate.local_linear.adjust
    adjusts = plan.covariates and (plan.design.rule.identified_by != "continuity" or local)
    if not adjusts or _is_zero(row["excluded"]):
        return end
    return End(end.outcome, end.label, end.unknown, end.known, row["excluded"], row["n"])


def _is_zero(count: Count | None) -> bool:
    return count is None or (isinstance(count, Fact) and count.value == 0)


def mismatches(flow: Flow, headline_counts: dict[str, float] | None = None) -> list[str]:
    """Where the boxes do not add up; sums with a withheld number are not looked at.

    ``headline_counts`` are the people whom each outcome's headline counts, in all groups together.
    """
    found = []
    first = [group.steps for group in flow.groups]
    starts = [next(step for step in steps if not _of_clusters(step)) for steps in first]
    if flow.sources:
        found += _differ("sources", _left(flow.sources[0].steps), [one.count for one in starts])
    for group in flow.groups:
        steps = [step for step in group.steps if not _of_clusters(step)]
        found += _differ(f"group {group.arm}", _left(steps[:-1] or steps), [steps[-1].count])
        for end in group.ends:
            parts = [end.known, end.unknown]
            found += _differ(f"{group.arm}, {end.outcome}", [steps[-1].count], parts)
            if end.adjusted and end.not_adjusted:
                parts = [end.adjusted, end.not_adjusted]
                found += _differ(f"{group.arm}, {end.outcome}, adjusted", [end.known], parts)
    for outcome, count in (headline_counts or {}).items():
        ends = [end.counted for group in flow.groups for end in group.ends
                if end.outcome == outcome]  # fmt: skip
        found += _differ(f"headline of {outcome}", [Fact(count, "")], ends)
    return found


def _of_clusters(step: Step) -> bool:
    return isinstance(step.count, Fact) and step.count.source.startswith("attrition.csv")


def _left(steps: tuple[Step, ...] | list[Step]) -> list[Count]:
    """The last count of those who are there, and negative counts of those left out after it."""
    kept = max(place for place, step in enumerate(steps) if not step.left_out)
    gone = [Fact(-step.count.value, step.count.source) if isinstance(step.count, Fact)
            else step.count for step in steps[kept + 1 :]]  # fmt: skip
    return [steps[kept].count, *gone]


def _differ(what: str, left: list[Count], right: list[Count]) -> list[str]:
    counts = [*left, *right]
    if not all(isinstance(count, Fact) for count in counts):
        return []
    sums = sum(count.value for count in left), sum(count.value for count in right)
    return [] if sums[0] == sums[1] else [f"{what}: {sums[0]:g} and {sums[1]:g}"]
