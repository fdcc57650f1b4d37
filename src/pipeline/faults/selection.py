"""Samples that are chosen by their outcomes."""

from collections.abc import Iterator

from pipeline import expressions
from pipeline.document import Document, Location, listing, mapping
from pipeline.errors import Fault
from pipeline.sections.variables import kind_of, member_references, sources


def selection_faults(document: Document) -> Iterator[Fault]:
    """A sample chosen by the outcome hides attrition, and biases what is left.

    So does one chosen by what the outcome is made from, or by anything made from either. A lag is
    an answer of an earlier wave: choosing by it is choosing by the baseline.
    """
    outcomes = made_with_outcomes(document)
    for index, rule in enumerate(listing(document, "construct", "sample")):
        keep = rule.get("keep") if isinstance(rule, dict) else None
        used = expressions.names(keep) & outcomes if isinstance(keep, str) else set()
        for name in sorted(used):
            place: Location = ("construct", "sample", index, "keep")
            message = f"the sample is chosen by `{name}`, an outcome or what one is made from"
            help_ = "drop the rule: units without an outcome are counted as lost"
            yield document.fault("E136", message, place, help=help_)


def made_with_outcomes(document: Document) -> set[str]:
    """The outcomes, all that they are made from, and all that is made from either; not lags."""
    made = mapping(document, "construct", "variables")
    origins = {
        name: sources(entry) | {column for _, column in member_references(entry)}
        for name, entry in made.items()
        if kind_of(entry) != "lag"
    }
    outcomes = set(mapping(document, "construct", "outcomes"))
    before = -1
    while len(outcomes) != before:  # down to everything that an outcome is made from
        before = len(outcomes)
        outcomes |= {column for name in outcomes for column in origins.get(name, ())}
    before = -1
    while len(outcomes) != before:  # and up to everything that is made from one of these
        before = len(outcomes)
        outcomes |= {name for name, columns in origins.items() if columns & outcomes}
    return outcomes
