"""The headline's test by a wild bootstrap among clusters, where there are fewer than fifty.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES, REGRESSIONS
from pipeline.estimators.linear import EFFECT, treatment_first
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.wild_cluster_bootstrap import (
    WildClusterBootstrap,
    wild_cluster_bootstrap,
)
from pipeline.inference.wild_sums import cluster_sums
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "wild_cluster_bootstrap"
# From so many clusters on CR2 with Satterthwaite's degrees of freedom needs no second opinion.
ENOUGH_CLUSTERS = 50


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect, and the interval, by the restricted wild cluster bootstrap-t.

    Of the headline's own regression. Not applicable with fifty clusters or more, nor where the
    headline is no regression of units.
    """
    adjusted = (settings.estimator.covariates, settings.estimator.indicators)
    names = adjusted if estimator in NEEDS_COVARIATES else ((), ())
    if estimator not in REGRESSIONS:
        return [Check(NAME, outcome, "not_applicable", detail="no regression of units")]
    sample = complete_cases(data, design, outcome, *names, thin_strata=True)
    if sample.n_clusters >= ENOUGH_CLUSTERS:
        detail = f"{sample.n_clusters} clusters are enough for CR2"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    exog, coefficient, absorbed = _regressors(sample, estimator)
    sums = cluster_sums(exog, sample.outcome, sample.clusters, coefficient, absorbed=absorbed)
    draws = settings.draws.randomization_inference
    test = wild_cluster_bootstrap(sums, draws, settings.rng, settings.alpha)
    agrees = (test.p_value < settings.alpha) == (settings.headline["p_value"] < settings.alpha)
    status = "passed" if agrees else "failed"
    return [Check(NAME, outcome, status, test.p_value, settings.alpha, detail=_words(test))]


def _regressors(sample: Sample, estimator: str) -> tuple[np.ndarray, int, NDArray | None]:
    """The headline's design matrix, the place of treatment in it, and what is absorbed."""
    if estimator == "strata_fixed_effects":
        return sample.treatment[:, None], 0, sample.strata
    centred = sample.adjustment - sample.adjustment.mean(axis=0)
    if estimator == "ancova":
        return treatment_first(sample, centred), EFFECT, None
    return treatment_first(sample, centred, sample.treatment[:, None] * centred), EFFECT, None


def _words(test: WildClusterBootstrap) -> str:
    draws = f"all {test.draws} draws" if test.exact else f"{test.draws} draws"
    low = f"{test.conf_low:.4g}" if np.isfinite(test.conf_low) else "no lower end"
    high = f"{test.conf_high:.4g}" if np.isfinite(test.conf_high) else "no upper end"
    points = "Webb's six points" if test.multipliers == "Webb" else "Rademacher's two points"
    return f"{draws}, {points}, {test.n_clusters} clusters, interval {low} to {high}"
