"""Times until an event as a share: how many more, or fewer, had the event by the horizon.

Informative: it has no threshold. It is the same comparison as the headline's mean time, counted in
people.
"""

import pandas as pd

from pipeline.estimators.time_to_event import difference, watched
from pipeline.inference.survival import share_with_event
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The difference in the Kaplan–Meier share with the event; nothing for other outcomes."""
    if settings.outcome.event is None:
        return []
    units = watched(data, design, outcome, settings.outcome)
    control, effect, error = difference(units, share_with_event, settings.estimator.se_type)
    detail = f"without the programme {control:.4g}; standard error {error.std_error:.4g}, "
    detail += error.words
    return [Check("event_by_horizon", outcome, "informative", effect, detail=detail)]
