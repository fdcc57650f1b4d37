"""Indices whose weights come from how their components vary together."""

import numpy as np
import pandas as pd

from pipeline.construction.control_scores import by_control
from pipeline.construction.given import ConstructionError

# An eigenvalue of a correlation matrix below this is zero but for rounding.
SINGULAR = 1e-8


def inverse_covariance(components: pd.DataFrame, arms: pd.Series) -> pd.Series:
    """The mean of components weighted by the inverse of their covariance, the control group's
    mean 0 and standard deviation 1 (n,).

    Components are first put in standard deviations of the control group. The weight of each is the
    sum of its row of the inverse of their covariance matrix over the whole sample, by pairs of
    answers; a unit without some components gets the weighted mean of those it has.

    References
    ----------
    Anderson (2008). Multiple inference and gender differences in the effects of early intervention.
    JASA 103(484), section 3.2.1; Schwab, Janzen, Magnan and Thompson (2020). Constructing a summary
    index using the standardized inverse-covariance weighted average of indicators. Stata Journal
    20(4), whose command `swindex` it equals.
    """
    scores = by_control(components, arms)
    covariance = scores.cov()
    _refuse_singular(covariance)
    weights = np.linalg.inv(covariance.to_numpy()).sum(axis=1)
    answered = scores.notna()
    weight = (answered @ weights).where(answered.any(axis=1))
    if (weight <= 0).any():
        message = "the components that some units answered have no positive weight together"
        help_ = "look for a component in `of` that says the same as another, or plan `standardised`"
        found = f"{int((weight <= 0).sum())} units"
        raise ConstructionError("E259", message, ("of",), found, help_)
    averages = (scores.fillna(0.0) @ weights) / weight
    return by_control(averages.to_frame("index"), arms)["index"]


def first_component(components: pd.DataFrame, arms: pd.Series) -> pd.Series:
    """The first principal component of the correlation matrix, the control group's mean 0 and
    standard deviation 1 (n,).

    Correlations are those of the units that answered every component, of both arms; others have no
    index. The sign is that by which most components, or else the first, count as more.

    References
    ----------
    Filmer and Pritchett (2001). Estimating wealth effects without expenditure data, or tears.
    Demography 38(1).
    """
    whole = components.where(components.notna().all(axis=1))
    by_control(whole, arms)  # each must vary
    _refuse_singular(whole.cov(), positive=False)
    scores = (whole - whole.mean()) / whole.std(ddof=1)
    values, vectors = np.linalg.eigh(scores.cov().to_numpy())
    if values[-1] - values[-2] < SINGULAR:
        message = "the components have nothing in common: no combination of them comes first"
        raise ConstructionError("E259", message, ("of",))
    loadings = vectors[:, -1]
    balance = np.sign(np.where(abs(loadings) < SINGULAR, 0, loadings)).sum()
    loadings = loadings * np.sign(balance or loadings[0])
    component = scores.dot(loadings).to_frame("index")
    return by_control(component, arms)["index"]


def _refuse_singular(covariance: pd.DataFrame, *, positive: bool = True) -> None:
    """Stop where pairs were not answered or, if it must be ``positive``, a column follows."""
    if covariance.isna().to_numpy().any():
        message = "two components were answered by fewer than two units together"
        raise ConstructionError("E259", message, ("of",))
    spread = np.sqrt(np.diag(covariance))
    smallest = np.linalg.eigvalsh(covariance.to_numpy() / np.outer(spread, spread))[0]
    if positive and smallest < SINGULAR:
        message = "a component follows from the others: their covariance has no inverse"
        help_ = "take one of them out, or plan `standardised`"
        raise ConstructionError("E259", message, ("of",), help=help_)
