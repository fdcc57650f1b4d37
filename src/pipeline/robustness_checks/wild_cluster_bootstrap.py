"""The headline's test by a wild bootstrap among clusters, where there are fewer than fifty.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError, Fault
from pipeline.inference.wild_cluster_bootstrap import (
    Sums,
    WildClusterBootstrap,
    wild_cluster_bootstrap,
)
from pipeline.inference.wild_sums import cluster_sums, crossed_sums, two_ways
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.headline_regression import (
    HeadlineRegression,
    headline_regression,
    labels_of,
    nested,
)
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "wild_cluster_bootstrap"
# From so many clusters on CR2 with Satterthwaite's degrees of freedom needs no second opinion.
ENOUGH_CLUSTERS = 50
KEY = "wild_bootstrap"
POINTS = {
    "Rademacher": "Rademacher's two points",
    "Webb": "Webb's six points",
    "Mammen": "Mammen's two points",
}


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect, and the interval, by the restricted wild cluster bootstrap-t.

    Of the headline's own regression. Not applicable with fifty clusters or more, nor where the
    headline is no regression of units. The plan may ask for other multipliers, for one multiplier
    a part of a cluster (MacKinnon and Webb 2018), or for errors that go a second way as well.
    """
    found = headline_regression(data, design, outcome, estimator, settings)
    if found is None:
        return [Check(NAME, outcome, "not_applicable", detail="no regression of units")]
    if found.sample.clusters is None:
        return [Check(NAME, outcome, "not_applicable", detail="the design names no clusters")]
    if found.sample.n_clusters >= ENOUGH_CLUSTERS and not settings.wild.columns:
        detail = f"{found.sample.n_clusters} clusters are enough for CR2"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    sums, among = _sums(found, settings)
    draws, compute = settings.draws.randomization_inference, settings.compute
    test = wild_cluster_bootstrap(
        sums, draws, settings.rng, settings.alpha, settings.wild.multipliers, compute
    )
    agrees = (test.p_value < settings.alpha) == (settings.headline["p_value"] < settings.alpha)
    status = "passed" if agrees else "failed"
    detail = _words(test, among)
    return [Check(NAME, outcome, status, test.p_value, settings.alpha, detail=detail)]


def _sums(found: HeadlineRegression, settings: RobustnessSettings) -> tuple[Sums, str]:
    """The regression summed as the plan asks for, and among what, in words."""
    regression, clusters = found.regression, found.sample.clusters
    level, way = settings.wild.level, settings.wild.second_way
    if level is not None:
        parts = labels_of(found.rows, level, f"{KEY}.level")
        if not nested(parts, clusters):
            message = f"some groups of `{level}` reach beyond one cluster"
            help_ = "level: names parts of clusters; what crosses them is a second_way:"
            raise EstimationError(Fault("E785", message, key=f"robustness.{KEY}.level", help=help_))
        sums = crossed_sums(regression, ((1.0, clusters),), parts)
        return sums, f"by {level} ({sums.groups}), errors by {found.sample.n_clusters} clusters"
    if way is None:
        sums = cluster_sums(
            regression.exog,
            regression.outcome,
            clusters,
            regression.coefficient,
            regression.weights,
            regression.absorbed,
        )
        return sums, f"{sums.groups} clusters"
    other = labels_of(found.rows, way, f"{KEY}.second_way")
    fewer = min((clusters, other), key=lambda labels: len(np.unique(labels)))
    sums = crossed_sums(regression, two_ways(clusters, other), fewer)
    if not sums.variance > 0:
        message = f"clustered by `{way}` as well, the variance of the effect is not positive"
        help_ = "take second_way: out: these data cannot tell the two ways apart"
        place = f"robustness.{KEY}.second_way"
        raise EstimationError(Fault("E786", message, key=place, help=help_))
    ways = f"{found.sample.n_clusters} clusters and {len(np.unique(other))} of {way}"
    return sums, f"errors by {ways}, drawn by the {sums.groups}"


def _words(test: WildClusterBootstrap, among: str) -> str:
    draws = f"all {test.draws} draws" if test.exact else f"{test.draws} draws"
    low = f"{test.conf_low:.4g}" if np.isfinite(test.conf_low) else "no lower end"
    high = f"{test.conf_high:.4g}" if np.isfinite(test.conf_high) else "no upper end"
    words = f"{draws}, {POINTS[test.multipliers]}, {among}, interval {low} to {high}"
    error = f", Monte Carlo error {test.monte_carlo_error:.2g}"
    return words if test.exact else words + error
