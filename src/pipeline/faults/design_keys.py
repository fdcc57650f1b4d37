"""Keys of `design:` that only some kinds of design have."""

from collections.abc import Iterator

from pipeline.document import Document, at
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in

SOME_KINDS = (
    "clusters",
    "strata",
    "mediator",
    "take_up",
    "running",
    "cutoff",
    "unit",
    "time",
    "first_treated",
    "adoption",
    "sampling",
    "factors",
    "encouraged_by",
    "exclusion",
    "fixed_effects",
    "exposure",
    "rerandomisation",
)
NEEDED = {
    "clusters": "name the column of what the lottery drew: clusters: village",
    "mediator": "name the column of the step through which taking part does all that it does",
    "take_up": "name the column that says what was taken of what was offered",
    "running": "name the column with the score that decides",
    "cutoff": "write the score from which the programme is offered",
    "unit": "name the column that says whose observation a row is",
    "time": "name the column that says when a row was observed",
    "first_treated": "name the column with the time at which treatment begins",
    "adoption": "write single, staggered, or one_place: whether the treated begin at once",
}
MEANINGLESS = {
    "rerandomisation": "assignments are drawn again until they are balanced in a lottery alone",
    "strata": "strata belong to a lottery; list them under construct: covariates: instead",
}


def key_faults(document: Document) -> Iterator[Fault]:
    """Keys of `design:` that this kind must have and lacks, or that mean nothing in it."""
    rule, kind = rule_in(document), at(document, "design", "kind")
    if rule is None:
        return
    for key in rule.needs:
        if at(document, "design", key) is None:
            message = f"a design of kind `{kind}` needs `{key}`, and none is named"
            yield document.fault("E135", message, ("design", key), help=NEEDED.get(key))
    for key in SOME_KINDS:
        if key not in (*rule.needs, *rule.may) and at(document, "design", key) is not None:
            message = f"`{key}` has no meaning in a design of kind `{kind}`"
            help_ = rule.refuses.get(key) or MEANINGLESS.get(key)
            yield document.fault("E145", message, ("design", key), help=help_)
