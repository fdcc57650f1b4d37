"""What the columns of an analysis are called, what they are, and what they are there for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.codebook import asked_in
from pipeline.reporting.terms import term
from pipeline.sections.variables import kind_of

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

ASKED = "asked"  # as the survey has it, made by no rule of the plan


@dataclass(frozen=True)
class Entry:
    """One column: its name in the data, its label and unit, its role, and how it came about."""

    name: str
    label: str
    unit: str
    role: str
    made: str


def entries(report: "Report") -> list[Entry]:
    """Every column that the analysis uses, once, by the first role that it has."""
    plan, design = report.plan, report.plan.design
    roles = {name: f"{outcome.role}_outcome" for name, outcome in plan.outcomes.items()}
    others = (
        ("treatment", (design.treatment, design.take_up)),
        ("clusters", (design.clusters,)),
        ("strata", (design.strata,)),
        ("running", (design.running,)),
        ("time", (design.time,)),
        ("covariate", plan.covariates),
        ("subgroup", tuple(subgroup.column for subgroup in plan.construct_.subgroups)),
    )
    for role, names in others:
        for name in filter(None, names):
            roles.setdefault(name, role)
    return [_entry(report, name, role) for name, role in roles.items()]


def _entry(report: "Report", name: str, role: str) -> Entry:
    made, words = report.plan.construct_.variables.get(name), report.words
    kind = kind_of(made) if made is not None else ASKED
    return Entry(
        name=name,
        label=report.variable_label(name),
        unit=_unit(report, name),
        role=term(words, "variable_role", role),
        made=term(words, "variable_made", kind),
    )


def _unit(report: "Report", name: str) -> str:
    if name in report.plan.outcomes:
        outcome = report.plan.outcomes[name]
        return report.words.label(outcome.unit) or term(report.words, "outcome_kind", outcome.kind)
    variable, _ = asked_in(name, report.codebook, report.plan.clean.merged)
    known = report.codebook.get(variable)
    return report.words.label(known.units) if known else ""
