"""The lottery drawn again, thousands of times.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES, REGRESSIONS
from pipeline.designs.encouragement import THROUGH_TAKE_UP
from pipeline.estimators.cluster_means import as_clusters
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.time_to_event import watched
from pipeline.estimators.uptake import dummies
from pipeline.inference.lotteries import Lottery, lottery_of
from pipeline.inference.randomization import RandomizationTest, randomization_test
from pipeline.inference.randomization_regression import Regression, regression_of
from pipeline.inference.survival import restricted_mean_time
from pipeline.lottery import lottery_held
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "randomization_inference"
OWN_SLOPES = ("lin", "difference_in_means", "cluster_means")


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect on anybody, by re-drawing the assignment of units or of clusters.

    The headline's own t statistic is computed again for every draw, where it is a regression of
    units or of cluster means: its coefficient over its HC2 error, or CR2 where clusters were drawn.
    Of any other headline, and of a weighted sample, the outcome's residual on strata and
    covariates, fitted without treatment (Rosenbaum 2002, Statistical Science 17(3)), is compared
    within strata. Either is exact for the sharp null. The constant effects that the test does not
    reject are told as well, where an effect is one on the outcome itself.
    """
    sample, rows = _sample(data, design, outcome, estimator, settings)
    regression = _regression(sample, design, estimator, rows)
    lottery = lottery_of(sample.treatment, _drawn(sample, design), sample.strata)
    if design.rerandomisation is not None:
        lottery, regression = _balanced(rows, data, design, regression)
    draws = settings.draws.randomization_inference
    test = randomization_test(
        regression, lottery, draws, settings.rng, settings.alpha, settings.compute
    )
    on_time = settings.outcome.event is not None
    on_outcome = not on_time and estimator not in THROUGH_TAKE_UP
    statistic = "CR2 t" if regression.clustered else "HC2 t"
    detail = _words(test, _among(sample, design), statistic)
    detail += "" if on_time else "; weak null of none on average: in large samples"
    detail += _interval(test) if on_outcome else ""
    agrees = (test.p_value < settings.alpha) == (settings.headline["p_value"] < settings.alpha)
    status = "passed" if agrees else "failed"
    ends = [
        Check(NAME, f"{outcome}, {part}", "informative", value=end)
        for part, end in (("from", test.conf_low), ("to", test.conf_high))
        if on_outcome and np.isfinite(end)
    ]
    return [Check(NAME, outcome, status, test.p_value, settings.alpha, detail=detail), *ends]


def _sample(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> tuple[Sample, pd.DataFrame]:
    """What the headline looks at, and the rows of the data that it is of."""
    told = settings.estimator
    adjusts = estimator in NEEDS_COVARIATES and settings.outcome.event is None
    covariates, indicators = (told.covariates, told.indicators) if adjusts else ((), ())
    wanted = [outcome, design.treatment, *covariates]
    if settings.outcome.event is not None:
        rows = data.dropna(subset=[*wanted, settings.outcome.event])
        return _time_as_influence(rows, design, outcome, settings), rows
    thin = estimator == "strata_fixed_effects"
    rows = data.dropna(subset=list(dict.fromkeys(wanted)))
    return complete_cases(data, design, outcome, covariates, indicators, thin_strata=thin), rows


def _time_as_influence(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> Sample:
    """Each unit's influence on the mean time of all, in place of times that were cut short.

    Under no effect on anybody it does not depend on who was drawn, so that the test stays exact.
    """
    units = watched(data, design, outcome, settings.outcome)
    found = restricted_mean_time(units.sample.outcome, units.event, units.horizon)
    return replace(units.sample, outcome=found.influence * len(units.event))


def _regression(sample: Sample, design: Design, estimator: str, rows: pd.DataFrame) -> Regression:
    """The headline's own regression, or that of a residual on treatment within strata."""
    if estimator == "cluster_means":
        means, _ = as_clusters(sample)
        both = np.column_stack([means.outcome, means.treatment])
        units = np.arange(len(both))
        return regression_of(both, means.covariates, units, means.strata, own_slopes=True)
    both, drawn = np.column_stack([sample.outcome, sample.treatment]), _drawn(sample, design)
    if estimator not in REGRESSIONS or sample.sampling is not None:
        left = _residuals(sample, both)
        none = np.empty((len(left), 0))
        return regression_of(left, none, drawn, sample.strata, own_slopes=False)
    covariates = sample.covariates
    if estimator == "ancova" and design.fixed_effects:
        covariates = np.column_stack([covariates, dummies(rows[design.fixed_effects])])
    own = estimator in OWN_SLOPES
    return regression_of(both, covariates, drawn, sample.strata, own_slopes=own)


def _residuals(sample: Sample, columns: np.ndarray) -> np.ndarray:
    """What covariates and strata leave of columns (n, 2), times each row's weight."""
    exog = np.column_stack([np.ones(len(columns)), sample.adjustment])
    root = np.sqrt(sample.weights)[:, None]
    coefficients = np.linalg.lstsq(exog * root, columns * root, rcond=None)[0]
    return sample.weights[:, None] * (columns - exog @ coefficients)


def _drawn(sample: Sample, design: Design) -> NDArray:
    """What the lottery was drawn among: the cluster of each unit (n,), or the units themselves."""
    whole = design.rule.assigns_clusters
    return sample.clusters if whole else np.arange(len(sample.outcome))


def _balanced(
    rows: pd.DataFrame, data: pd.DataFrame, design: Design, regression: Regression
) -> tuple[Lottery, Regression]:
    """The lottery among all, whom the balance was of, and the regression's places among them."""
    lottery = lottery_held(data, design)
    if design.rule.assigns_clusters:
        labels = np.unique(data[design.clusters])
        places = np.searchsorted(labels, np.unique(rows[design.clusters]))
    else:
        places = data.index.get_indexer(rows.index)
    return lottery, replace(regression, order=places[regression.order])


def _among(sample: Sample, design: Design) -> str:
    drawn = f"{sample.n_clusters} clusters" if design.rule.assigns_clusters else "units"
    drawn += "" if sample.strata is None else f" within {design.strata}"
    return drawn + (", drawn again until balanced" if design.rerandomisation else "")


def _words(test: RandomizationTest, among: str, statistic: str) -> str:
    """What was drawn and compared, which null that is of, and how sure the draws are."""
    if test.exact:
        drawn = f"all {test.draws} possible assignments of {among}, {statistic}"
    else:
        drawn = f"{test.draws} draws, complete randomisation of {among}, {statistic}, "
        drawn += f"Monte Carlo error {test.monte_carlo_error:.2g}"
    sides = f"one-sided p {test.p_above:.3g} above, {test.p_below:.3g} below"
    return f"{drawn}; {sides}; sharp null of no effect on anybody: exact"


def _interval(test: RandomizationTest) -> str:
    low = f"{test.conf_low:.4g}" if np.isfinite(test.conf_low) else "no lower end"
    high = f"{test.conf_high:.4g}" if np.isfinite(test.conf_high) else "no upper end"
    return f"; constant effects not rejected: {low} to {high}"
