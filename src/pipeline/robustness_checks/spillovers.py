"""Did those who were not drawn change because their neighbours were?

Fails when they did (p below a fifth of the planned error rate): the headline then compares with
people whom the programme had reached after all. Neighbours are those that the plan's
`design: exposure:` declares.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.inference.exposure import (
    NEIGHBOURS_ONLY,
    UNTOUCHED,
    ExposureEffect,
    exposure_effect,
    exposures,
    same_group,
    within_distance,
)
from pipeline.inference.lotteries import drawn_again
from pipeline.lottery import lottery_held
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

MOST_UNITS = 5000  # pairs of units are compared: 25 million of them
MOST_DRAWS = 2000


@dataclass(frozen=True)
class Contrast:
    """Two exposures, an effect between them if it can be had, and why not if it cannot."""

    found: ExposureEffect | None
    detail: str


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The effect of treated neighbours on the untreated; nothing where no exposure is declared."""
    from scipy.stats import norm

    if design.exposure is None:
        return []
    contrast = compared(data, design, outcome, settings, (NEIGHBOURS_ONLY, UNTOUCHED))
    if contrast.found is None:
        return [Check("spillovers", outcome, "not_applicable", detail=contrast.detail)]
    p_value = float(2 * norm.sf(abs(contrast.found.effect) / contrast.found.std_error))
    status = "failed" if p_value < settings.alarm else "passed"
    return [Check("spillovers", outcome, status, p_value, settings.alarm, detail=contrast.detail)]


def compared(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    settings: RobustnessSettings,
    pair: tuple[int, int],
) -> Contrast:
    """One exposure less another, with the lottery drawn again among all who were in it."""
    if len(data) > MOST_UNITS:
        return Contrast(None, f"more than {MOST_UNITS} units: their pairs are too many")
    if settings.outcome.event is not None:
        return Contrast(None, "times that were cut short")
    treatment = data[design.treatment].to_numpy(float)
    near = neighbours(data, design)
    lottery = lottery_held(data, design)
    draws = min(settings.draws.randomization_inference, MOST_DRAWS)
    again = drawn_again(lottery, draws, settings.rng, settings.compute)[:, lottery.cluster_of]
    share = design.exposure.share
    # The lottery that was held is one of those that could have been.
    drawn = exposures(np.vstack([treatment, again]), near, share)
    known = data[outcome].notna().to_numpy()
    answers = data.loc[known, outcome].to_numpy(float)
    found = exposure_effect(answers, drawn[0, known], drawn[:, known], *pair)
    if not found.std_error > 0:
        return Contrast(None, "too few had one of the two exposures")
    detail = f"{found.effect:.4g}, standard error {found.std_error:.4g} (Aronow and Samii), "
    return Contrast(found, detail + f"{draws} draws of the lottery")


def neighbours(data: pd.DataFrame, design: Design) -> np.ndarray:
    """Who is whose neighbour: a sparse matrix (n, n) of 1 where two units are."""
    exposure = design.exposure
    if exposure.group is not None:
        return same_group(data[exposure.group].to_numpy())
    places = (data[name].to_numpy(float) for name in (exposure.latitude, exposure.longitude))
    return within_distance(*places, exposure.kilometres)
