"""What is read off event curves: in each arm, within strata of the lottery where it has any."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.survival import Measured
from pipeline.plan import Design, Outcome

Array = NDArray[np.float64]
Measure = Callable[[Array, Array, float], Measured]


@dataclass(frozen=True)
class Watched:
    """The units of a sample, of whom `sample.outcome` is how long each was watched.

    ``event`` (n,) is 1 where the event ended the watch. ``horizon`` is how long counts.
    """

    sample: Sample
    event: Array
    horizon: float


def watched(data: pd.DataFrame, design: Design, outcome: str, planned: Outcome | None) -> Watched:
    """The units whose time and event are known.

    Raises
    ------
    EstimationError
        Where the plan does not say what the event is, or until when it counts.
    """
    if planned is None or planned.event is None or planned.horizon is None:
        message = f"`{outcome}` has no event and horizon in the plan"
        raise EstimationError(Fault("E797", message, key=f"construct.outcomes.{outcome}"))
    rows = data.dropna(subset=[outcome, design.treatment, planned.event])
    sample = complete_cases(rows, design, outcome, ())
    return Watched(sample, rows[planned.event].to_numpy(float), planned.horizon)


def difference(units: Watched, measure: Measure, se_type: str) -> tuple[float, float, Uncertainty]:
    """The control arm's number, the treated arm's less it, and the error of that difference.

    Strata of the lottery are compared one by one and weigh by their sizes. Greenwood's variances
    times n / (n - 1), with Welch's degrees of freedom: where everybody was watched to the horizon
    that is HC2 of the difference in means. By clusters, where those are asked for, the influence of
    each; t then has as many degrees of freedom as there are clusters, less one for each arm of a
    stratum.
    """
    sample = units.sample
    strata = np.zeros(len(units.event)) if sample.strata is None else sample.strata
    values, influence = np.zeros(2), np.zeros(len(units.event))
    variances, freedoms = [], []
    levels = np.unique(strata)
    for level in levels:
        share = float((strata == level).mean())
        for arm, sign in ((0, -1), (1, 1)):
            rows = (strata == level) & (sample.treatment == arm)
            found = measure(sample.outcome[rows], units.event[rows], units.horizon)
            values[arm] += share * found.value
            left = int(rows.sum()) - 1
            variances.append(share**2 * found.variance * (left + 1) / left)
            freedoms.append(left)
            influence[rows] = sign * share * found.influence
    effect = float(values[1] - values[0])
    if se_type != "CR2":
        return float(values[0]), effect, _greenwood(np.array(variances), np.array(freedoms))
    index = np.unique(sample.clusters, return_inverse=True)[1]
    sums = np.bincount(index, weights=influence)
    df = len(sums) - 2.0 * len(levels)
    error = float(np.sqrt((sums**2).sum() * len(sums) / max(df, 1.0)))
    words = f"influence function, {len(sums)} clusters, {df:.0f} df"
    return float(values[0]), effect, Uncertainty(error, df, words, "athar")


def _greenwood(variances: Array, freedoms: Array) -> Uncertainty:
    """The error of a sum of arms' numbers, from each one's variance and degrees of freedom."""
    total = float(variances.sum())
    with np.errstate(invalid="ignore"):  # arms without events: `as_estimate` refuses them
        df = float(total**2 / (variances**2 / freedoms).sum())
    return Uncertainty(float(np.sqrt(total)), df, f"Greenwood, Welch df {df:.0f}", "athar")
