"""The lottery that the plan says was held, among the rows of its data, to be held again."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.inference.absorbed import summed_within
from pipeline.inference.lotteries import Lottery, drawn_again, lottery_of
from pipeline.inference.rerandomisation import Balance, balance_of, threshold_of
from pipeline.plan import Design

KEY = "design.rerandomisation"
# How many assignments are looked at to see how many would have been kept, and how few are too few.
TRIED, HOPELESS = 10_000, 0.001
ROUNDING = 1e-9


def lottery_held(data: pd.DataFrame, design: Design) -> Lottery:
    """The lottery among the rows of data for analysis, or among their clusters.

    Raises
    ------
    EstimationError
        Where the plan says that assignments were drawn until covariates were balanced, and a
        covariate is missing or follows from the others, the assignment is not balanced, or hardly
        any would be.
    """
    whole = design.rule.assigns_clusters
    clusters = data[design.clusters].to_numpy() if whole else np.arange(len(data))
    strata = data[design.strata].to_numpy() if design.strata else None
    lottery = lottery_of(data[design.treatment].to_numpy(float), clusters, strata)
    if design.rerandomisation is None:
        return lottery
    names = list(design.rerandomisation.covariates)
    restricted = replace(lottery, balance=_balance(data[names], lottery, design))
    _refuse_unbalanced(restricted)
    return restricted


def _balance(covariates: pd.DataFrame, lottery: Lottery, design: Design) -> Balance:
    if covariates.isna().any(axis=None):
        message = "a covariate of the re-randomisation is missing for a row of the lottery"
        help_ = "name covariates that were known of everybody who was drawn"
        raise EstimationError(Fault("E776", message, key=KEY, help=help_))
    means = _cluster_means(covariates.to_numpy(float), lottery.cluster_of)
    rule = design.rerandomisation
    threshold = rule.threshold
    if threshold is None:
        threshold = threshold_of(rule.acceptance, means.shape[1])
    try:
        return balance_of(means, lottery.treated, lottery.strata, threshold * (1 + ROUNDING))
    except np.linalg.LinAlgError as fault:
        message = "a covariate of the re-randomisation follows from the others, or from the strata"
        raise EstimationError(Fault("E777", message, key=KEY, help="take one out")) from fault


def _cluster_means(values: NDArray[np.float64], cluster_of: NDArray[np.intp]) -> NDArray:
    sizes = np.bincount(cluster_of)
    return summed_within(values, cluster_of) / sizes[:, None]


def _refuse_unbalanced(lottery: Lottery) -> None:
    """An assignment that would not have been kept, or a rule that keeps hardly any."""
    distance = float(lottery.balance.distances(lottery.treated[None, :])[0])
    if distance > lottery.balance.threshold:
        message = "the assignment is not one that the re-randomisation would have kept"
        help_ = "check covariates and threshold: they must be those of the lottery itself"
        found = f"distance {distance:.3g}, threshold {lottery.balance.threshold:.3g}"
        raise EstimationError(Fault("E778", message, key=KEY, found=found, help=help_))
    free = replace(lottery, balance=None)
    tried = drawn_again(free, TRIED, np.random.default_rng(len(lottery.treated)))
    kept = float(lottery.balance.holds(tried).mean())
    if kept < HOPELESS:
        message = "the re-randomisation keeps hardly any assignment: it cannot be held again"
        help_ = "name a larger threshold, if the lottery used one"
        found = f"{kept:.2%} of {TRIED} assignments kept, least {HOPELESS:.1%}"
        raise EstimationError(Fault("E779", message, key=KEY, found=found, help=help_))
