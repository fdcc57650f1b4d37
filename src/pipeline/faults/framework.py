"""Faults of `framework:`: indicators that nobody could count, or that are counted twice.

Like `faults.names`, it reads the document as it was written.
"""

from collections.abc import Iterator
from typing import Any

from pipeline import expressions
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.sections.design import FIRST
from pipeline.sections.framework import MEASURES

CODE = "E270"
OFFERED_ALONE = "of those who were offered the programme alone"


def framework_faults(document: Document, survey: set[str]) -> Iterator[Fault]:
    """Every indicator that says too much or too little of how it is counted.

    ``survey`` are the columns that leave `clean`.
    """
    known = survey | set(mapping(document, "construct", "variables"))
    for name, item in mapping(document, "framework", "indicators").items():
        if isinstance(item, dict):
            place: Location = ("framework", "indicators", name)
            yield from _measure_faults(document, place, item)
            yield from _condition_faults(document, place, item, known)
            yield from _arm_faults(document, place, item)


def _measure_faults(document: Document, place: Location, item: dict[str, Any]) -> Iterator[Fault]:
    given = [key for key in MEASURES if item.get(key) is not None]
    if not given:
        message = "nothing says what was achieved"
        help_ = "enter a number (achieved:), or a condition to be counted (count: or share:)"
        yield document.fault(CODE, message, place, help=help_)
    elif len(given) > 1:
        message = "what was achieved is said more than once"
        found, help_ = ", ".join(given), "leave one of them"
        yield document.fault(CODE, message, (*place, given[1]), found=found, help=help_)
    if given == ["achieved"] and not item.get("source"):
        message = "nobody can tell where the entered number comes from"
        yield document.fault(CODE, message, (*place, "achieved"), help="name it under source:")
    target = item.get("target")
    if "share" in given and isinstance(target, int | float) and target > 1:
        message = "a share is from 0 to 1, and so is its target"
        found, help_ = str(target), "write 80 percent as 0.8"
        yield document.fault(CODE, message, (*place, "target"), found=found, help=help_)


def _condition_faults(
    document: Document, place: Location, item: dict[str, Any], known: set[str]
) -> Iterator[Fault]:
    filled = listing(document, "construct", "missing_covariates")
    treatment, in_time = (at(document, "design", key) for key in ("treatment", "time"))
    for key in ("count", "share"):
        written, here = item.get(key), (*place, key)
        if not isinstance(written, str):
            continue
        message, help_ = expressions.complaint(written, known)
        if message:
            yield document.fault("E132", message, here, found=written, help=help_)
        if in_time:
            message = "each row is a place or person at one time: counting rows counts nobody"
            yield document.fault(CODE, message, here, help="enter the number under achieved:")
        names = expressions.names(written)
        if treatment in names:
            message = f"`{treatment}` is the treatment; an indicator counts {OFFERED_ALONE}"
            yield document.fault(CODE, message, here, help="take it out; for one arm: arm:")
        for name in sorted(names & set(map(str, filled))):
            message = f"missing answers to `{name}` are filled in with the mean of the others"
            help_ = "count by another column, or take it off missing_covariates:"
            yield document.fault(CODE, message, here, help=help_)


def _arm_faults(document: Document, place: Location, item: dict[str, Any]) -> Iterator[Fault]:
    arm, arms = item.get("arm"), programmes(document)
    if arm is None:
        return
    if item.get("achieved") is not None:
        message = "only a number that is counted can be that of one arm"
        yield document.fault(CODE, message, (*place, "arm"), help="take it out")
    elif arm not in arms:
        message = f"no arm beside the controls is called `{arm}`"
        help_ = nearest(str(arm), arms) or "arms: " + ", ".join(arms)
        yield document.fault(CODE, message, (*place, "arm"), help=help_)


def programmes(document: Document) -> list[str]:
    """The arms beside the controls, as the document names them."""
    return [arm for arm in mapping(document, "design", "arms") if arm != "control"] or [FIRST]
