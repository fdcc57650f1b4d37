"""Columns of who interviewed, and when, in a plan whose design makes nothing of them."""

from collections.abc import Iterator

from pipeline.designs.by_interview import BY_INTERVIEW
from pipeline.document import Document, at
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in


def interview_faults(document: Document) -> Iterator[Fault]:
    """A column that no check of this design looks at."""
    rule = rule_in(document)
    for key, checks in BY_INTERVIEW.items():
        named = at(document, "robustness", key) is not None
        if rule and named and not set(checks) <= set(rule.supported_checks):
            message = f"who interviewed, and when, is not looked at in this design: `{key}`"
            help_ = "take it out; lotteries without encouragement and comparisons look at it"
            yield document.fault("E124", message, ("robustness", key), help=help_)
