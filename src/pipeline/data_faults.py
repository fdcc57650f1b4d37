"""Faults that only the data show: arms that were not planned, outcomes that never vary."""

from collections.abc import Iterator

import pandas as pd

from pipeline import expressions
from pipeline.document import Document, at, listing, mapping
from pipeline.errors import Fault


def data_faults(document: Document, survey: pd.DataFrame) -> list[Fault]:
    """What the plan says of treatment and outcomes and the survey contradicts.

    ``survey`` has one row per interview, as `clean` leaves it. Values are counted, never shown.
    """
    frame = with_variables(document, survey)
    for rule in listing(document, "construct", "sample"):
        keep = rule.get("keep", "") if isinstance(rule, dict) else ""
        if not expressions.complaint(keep, frame.columns)[0]:
            frame = frame[expressions.evaluate(frame, keep).astype(bool)]
    return [*_arm_faults(document, frame), *_outcome_faults(document, frame)]


def with_variables(document: Document, survey: pd.DataFrame) -> pd.DataFrame:
    """The survey with the plan's own variables added, as far as their expressions can be read."""
    frame = survey.copy()
    for name, variable in mapping(document, "construct", "variables").items():
        expression = variable.get("expression", "") if isinstance(variable, dict) else ""
        if not expressions.complaint(expression, frame.columns)[0]:
            frame[name] = expressions.variable(frame, expression)
    return frame


def _arm_faults(document: Document, frame: pd.DataFrame) -> Iterator[Fault]:
    treatment = at(document, "design", "treatment")
    arms = mapping(document, "design", "arms")
    planned = {arm.get("value") for arm in arms.values() if isinstance(arm, dict)}
    if treatment not in frame or len(planned) != 2:
        return
    found = set(frame[treatment].dropna().unique())
    place = ("design", "treatment")
    if len(found) > 2:
        message = f"treatment `{treatment}` has {len(found)} values; the plan has two arms"
        help_ = "leave out the other rows under construct: sample:, or plan another treatment"
        yield document.fault("E210", message, place, found=_shown(found), help=help_)
    elif found != planned:
        message = f"the values of treatment `{treatment}` are not those of the planned arms"
        place = ("design", "arms")
        yield document.fault("E211", message, place, found=_shown(found))


def _shown(values: set) -> str:
    """The codes of the arms: what was assigned, not what anybody answered."""
    return ", ".join(sorted(str(value) for value in values)[:6]) or "none"


def _outcome_faults(document: Document, frame: pd.DataFrame) -> Iterator[Fault]:
    for name, outcome in mapping(document, "construct", "outcomes").items():
        place = ("construct", "outcomes", name)
        if name not in frame:
            continue
        values = frame[name].dropna()
        if not pd.api.types.is_numeric_dtype(values):
            message = f"outcome `{name}` is text; an outcome must be a number"
            yield document.fault("E214", message, place)
        elif values.nunique() < 2:
            message = f"outcome `{name}` is constant: it cannot have changed"
            found = f"{len(values)} answers, all the same" if len(values) else "no answers at all"
            yield document.fault("E212", message, place, found=found)
        elif _is_binary(outcome) and not set(values.unique()) <= {0, 1}:
            message = f"outcome `{name}` is planned as binary and has values other than 0 and 1"
            found = f"{values.nunique()} different values"
            yield document.fault("E213", message, place, found=found)


def _is_binary(outcome: object) -> bool:
    return isinstance(outcome, dict) and outcome.get("kind") == "binary"
