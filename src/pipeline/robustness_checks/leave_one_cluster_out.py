"""The headline without each of its clusters in turn.

Fails when without one cluster the estimate moves by more than its standard error there, or by more
than half of it and an effect is no longer told from none. (Near the planned error rate nearly every
cluster decides; that one which hardly moves the estimate tips it says nothing of that cluster.) The
error is that without the cluster, because one that stands apart widens the error that it is part
of, and would hide behind it. Among fewer than twenty clusters each counts for more, and may move it
by more.
"""

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.inference.jackknife import without_each
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.headline_regression import excludes_zero, headline_regression
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "leave_one_cluster_out"
STANDARD_ERRORS, AMONG = 1.0, 20
TIPPING = 0.5  # of what fails by itself
MOST_REFITS = 100  # of an estimator that is no regression, one a cluster
COLUMNS = ("size", "estimate", "std_error", "conf_low", "conf_high")


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The largest move of the estimate without one cluster, in its standard errors without it.

    Among G clusters, half of them treated, that is the cluster's studentised distance from the
    others over the root of G - 1. So one standard error among twenty is as far apart as
    sqrt(19 / (G - 1)) of them among fewer, and this is what few clusters are held to.

    Clusters of fewer people than results may speak of are not looked at.
    """
    without = without_one(data, design, outcome, estimator, settings)
    if isinstance(without, str):
        return [Check(NAME, outcome, "not_applicable", detail=without)]
    headline, effects = settings.headline, without["estimate"]
    moves = ((effects - headline["estimate"]) / without["std_error"]).abs()
    lost = (without["conf_low"] <= 0) & (without["conf_high"] >= 0)
    lost &= excludes_zero(headline["conf_low"], headline["conf_high"])
    most = STANDARD_ERRORS * max(1.0, float(np.sqrt((AMONG - 1) / (len(without) - 1))))
    moved, tipped = float(moves.max()), bool((lost & (moves > TIPPING * most)).any())
    status = "failed" if moved > most or tipped else "passed"
    detail = f"{len(without)} clusters left out in turn: from {effects.min():.3g} to "
    detail += f"{effects.max():.3g}; without {int(lost.sum())} of them no effect is told from none"
    return [Check(NAME, outcome, status, moved, most, detail=detail)]


def without_one(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> pd.DataFrame | str:
    """Size of each cluster, and the estimate and its interval without it; or why there are none.

    Of a regression from cross-products: the headline's error times what its CR0 becomes without
    the cluster. Any other estimator runs again.
    """
    if design.clusters is None:
        return "the design names no clusters"
    found = headline_regression(data, design, outcome, estimator, settings)
    rows = data.dropna(subset=[outcome, design.treatment]) if found is None else found.rows
    sizes = rows.groupby(design.clusters).size()
    if found is None:
        if len(sizes) > MOST_REFITS:
            return f"{len(sizes)} clusters: one alone counts for little"
        table = _by_refits(rows, (design, outcome, estimator), settings)
    else:
        left = without_each(found.refits(found.sample.clusters), settings.compute)
        errors = left.std_errors / left.std_error * settings.headline["std_error"]
        table = _with_interval(left.effects, errors, settings)
    table = table.assign(size=sizes.to_numpy())[list(COLUMNS)]
    shown = table[table["size"] >= settings.threshold].dropna(subset="estimate")
    if len(shown) < 3:
        return "fewer than three clusters are large enough to be spoken of"
    return shown.reset_index(drop=True)


def _with_interval(effects, errors, settings: RobustnessSettings) -> pd.DataFrame:
    headline = settings.headline
    width = (headline["conf_high"] - headline["conf_low"]) / 2 / headline["std_error"]
    ends = {"conf_low": effects - width * errors, "conf_high": effects + width * errors}
    return pd.DataFrame({"estimate": effects, "std_error": errors, **ends})


def _by_refits(
    rows: pd.DataFrame, question: tuple[Design, str, str], settings: RobustnessSettings
) -> pd.DataFrame:
    """One row a cluster, in their order; missing where there is no estimate without it."""
    design, outcome, estimator = question
    found = []
    for cluster in np.unique(rows[design.clusters].to_numpy()):
        kept = rows[rows[design.clusters] != cluster]
        try:
            made = ESTIMATORS[estimator](kept, design, outcome, settings.estimator)
            found.append((made.estimate, made.std_error, made.conf_low, made.conf_high))
        except EstimationError:
            found.append((np.nan,) * 4)
    return pd.DataFrame(found, columns=list(COLUMNS[1:]))
