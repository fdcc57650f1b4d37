"""What the design of a plan allows, read from the document as it was written."""

from pipeline.designs import DESIGNS, DesignRule, rule_of
from pipeline.designs.encouragement import ENCOURAGED_BY
from pipeline.document import Document, at, listing


def rule_in(document: Document) -> DesignRule | None:
    """The rule of the plan's kind of design, or nothing where there is no such kind."""
    kind, by = str(at(document, "design", "kind")), at(document, "design", "encouraged_by")
    return rule_of(kind, by if by in ENCOURAGED_BY else "lottery") if kind in DESIGNS else None


def planned_estimators(document: Document) -> tuple[str, ...]:
    """The estimators that the plan names, or else those that its design runs by itself."""
    named = listing(document, "estimate", "estimators")
    rule = rule_in(document)
    if named or rule is None:
        return tuple(name for name in named if isinstance(name, str))
    default = rule.estimators.get(
        str(at(document, "design", "estimand")), rule.estimators[rule.estimand]
    )
    return rule.by_adoption.get(str(at(document, "design", "adoption")), default)
