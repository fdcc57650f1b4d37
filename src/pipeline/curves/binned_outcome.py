"""The outcome over the score: means of bins, and the fit that the estimate rests on."""

import itertools

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.discontinuity.local_weights import LocalFit, coefficient_weights, powers
from pipeline.discontinuity.sides import Side
from pipeline.estimators.cutoff_sample import cutoff_sample
from pipeline.plan import Design
from pipeline.robustness_checks.local_again import headline_bandwidths, is_local
from pipeline.robustness_checks.settings import RobustnessSettings

MOST_BINS = 20  # on each side
FEWEST = 10  # rows in a bin, where the plan's threshold does not ask for more
GRID = 25  # points of the drawn fit
COLUMNS = ["series", "x", "value", "conf_low", "conf_high", "n"]


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """x is the score. Bins hold equally many; those of too few are merged with a neighbour.

    Of a yes-or-no outcome a bin holds as many of either answer, too: its mean would otherwise tell
    how few said yes. A bin that cannot be filled is left out.
    """
    found = cutoff_sample(data, design, outcome)
    yes_or_no = settings.outcome.kind == "binary"
    rows: list[tuple[object, ...]] = []
    for name in ("control", "treated"):
        side = getattr(found.sides, name)
        for members in bins(side.running, side.outcome, settings.threshold, yes_or_no=yes_or_no):
            place = design.cutoff + float(side.running[members].mean())
            value = float(side.outcome[members].mean())
            rows.append((f"bins_{name}", place, value, np.nan, np.nan, int(members.sum())))
        if is_local(settings):
            fit = _fit(data, design, outcome, settings)
            rows += [(f"fit_{name}", *point) for point in _drawn(side, fit, design.cutoff)]
    return pd.DataFrame(rows, columns=COLUMNS)


def bins(
    running: NDArray[np.float64],
    outcome: NDArray[np.float64],
    threshold: int,
    *,
    yes_or_no: bool,
) -> list[NDArray[np.bool_]]:
    """Which rows (n,) of one side are in each bin, from the lowest score; scores are never split.

    A bin is closed as soon as it holds enough rows; what is left at the end joins the last bin.
    """
    fewest = max(threshold, FEWEST, int(np.ceil(len(running) / MOST_BINS)))
    values, of_value = np.unique(running, return_inverse=True)
    counts = np.bincount(of_value)
    yes = np.bincount(of_value, weights=outcome) if yes_or_no else counts
    edges, held, said = [0], 0, 0.0
    for index, (count, answered) in enumerate(zip(counts, yes, strict=True)):
        held, said = held + count, said + answered
        rare = yes_or_no and min(said, held - said) < threshold
        if held >= fewest and not rare:
            edges.append(index + 1)
            held, said = 0, 0.0
    if len(edges) == 1:
        return []
    edges[-1] = len(values)
    return [(of_value >= start) & (of_value < end) for start, end in itertools.pairwise(edges)]


def _fit(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> LocalFit:
    """The headline's polynomial; in a fuzzy design, the one of the outcome."""
    width, _ = headline_bandwidths(data, design, outcome, settings)
    options = settings.estimator.options
    if settings.headline["estimator"] == "local_linear":
        return LocalFit(1, width, options.local_linear.kernel)
    return LocalFit(options.local_polynomial.polynomial, width, options.local_polynomial.kernel)


def _drawn(side: Side, fit: LocalFit, cutoff: float) -> list[tuple[object, ...]]:
    """Points of the fit from the cutoff to the end of the bandwidth, or of the side."""
    inside = side.running[np.abs(side.running) <= fit.bandwidth]
    grid = np.linspace(0.0, inside[np.abs(inside).argmax()], GRID)
    coefficients = [
        coefficient_weights(side.running, fit, power) @ side.outcome
        for power in range(fit.order + 1)
    ]
    values = powers(grid, fit.order) @ np.array(coefficients)
    return [
        (cutoff + float(x), float(value), np.nan, np.nan, None)
        for x, value in zip(grid, values, strict=True)
    ]
