"""The rows of an estimator through take-up, and their design matrix with the instrument second."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.linear import refuse_collinear, treatment_first
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.compliers import Uptake, untreated_mean
from pipeline.inference.instrument import Encouragement, encouragement
from pipeline.plan import Design

Array = NDArray[np.float64]
# An effect on take-up this small beside the take-up itself is rounding.
NO_EFFECT = 1e-12


def adjusted_uptake(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> tuple[Sample, Uptake]:
    """Sample and take-up with covariates, strata and fixed effects in both stages, centred."""
    told = settings.covariates, settings.indicators
    sample = complete_cases(data, design, outcome, *told)
    rows = _rows(data, design, outcome, settings.covariates)
    columns = [_centred(sample.adjustment)]
    if design.fixed_effects:
        columns.append(_centred(dummies(rows[design.fixed_effects])))
    return sample, _uptake(rows, design, sample, treatment_first(sample, *columns), settings)


def plain_uptake(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> tuple[Sample, Uptake]:
    """The same without covariates or fixed effects; with strata, arms are compared within each."""
    sample = complete_cases(data, design, outcome, ())
    rows = _rows(data, design, outcome, ())
    centred = _centred(sample.adjustment)
    exog = treatment_first(sample, centred, sample.treatment[:, None] * centred)
    return sample, _uptake(rows, design, sample, exog, settings)


def fit_of(sample: Sample, design: Design, uptake: Uptake) -> Encouragement:
    """What the encouragement changes of the outcome and of take-up.

    Raises
    ------
    EstimationError
        Where the encouragement moves nobody at all: nothing can then be divided by its effect.
    """
    fit = encouragement(
        sample.outcome, uptake.taken_up, uptake.exog, uptake.se_type, uptake.clusters
    )
    if abs(fit.on_take_up) <= NO_EFFECT * float(np.abs(uptake.taken_up).max()):
        message = f"`{design.take_up}` is the same whether encouraged or not"
        help_ = "nothing can be learned through take-up: plan estimand: ITT alone"
        raise EstimationError(Fault("E730", message, key="design.take_up", help=help_))
    return fit


def uncertainty_of(fit: Encouragement, uptake: Uptake, how: str) -> Uncertainty:
    """The error of the ratio, in words that name it."""
    error = uptake.se_type
    words = f"{how}, {error}"
    if error == "HC2":
        words += f", {fit.df:.0f} df"
    else:
        degrees = "Satterthwaite df" if error == "CR2" else "Stata's correction"
        words += f", {degrees}, {len(np.unique(uptake.clusters))} clusters"
    return Uncertainty(fit.std_error, fit.df, words, "athar")


def mean_without(sample: Sample, fit: Encouragement, uptake: Uptake) -> float:
    """What one more unit taken up is added to, for the reader's `without` and `with`.

    Of a yes-or-no take-up, the compliers' mean outcome if they do not take part. Of a share, the
    mean at a share of none, by the straight line that two-stage least squares draws. Of another
    number, the mean outcome of those not encouraged.
    """
    if uptake.binary:
        return untreated_mean(sample.outcome, uptake).ratio
    if uptake.taken_up.min() >= 0 and uptake.taken_up.max() <= 1:
        return float(sample.outcome.mean() - fit.ratio * uptake.taken_up.mean())
    coefficients = np.linalg.lstsq(uptake.exog, sample.outcome, rcond=None)[0]
    return float(coefficients[0])


def _rows(
    data: pd.DataFrame, design: Design, outcome: str, covariates: tuple[str, ...]
) -> pd.DataFrame:
    """The rows of `complete_cases`, each with a take-up that is a number."""
    rows = data.dropna(subset=[outcome, design.treatment, *covariates])
    taken, key = rows[design.take_up], "design.take_up"
    if not pd.api.types.is_numeric_dtype(taken):
        help_ = "make a number of it under construct: variables:"
        message = f"take-up `{design.take_up}` is not a number"
        raise EstimationError(Fault("E731", message, key=key, help=help_))
    if taken.isna().any():
        message = f"`{design.take_up}` is missing for some whose outcome is known"
        help_ = f"leave them out under construct: sample: (keep: notna({design.take_up}))"
        raise EstimationError(Fault("E732", message, key=key, help=help_))
    return rows


def _uptake(
    rows: pd.DataFrame, design: Design, sample: Sample, exog: Array, settings: EstimatorSettings
) -> Uptake:
    refuse_collinear(exog)
    taken = rows[design.take_up].to_numpy(float)
    return Uptake(taken, exog, settings.se_type, sample.clusters)


def _centred(columns: Array) -> Array:
    return columns - columns.mean(axis=0)


def dummies(groups: pd.Series) -> Array:
    """A column of 1 and 0 for each group but the first (n, groups - 1).

    Raises
    ------
    EstimationError
        Where somebody is in no group.
    """
    if groups.isna().any():
        message = f"`{groups.name}` is missing for some of the sample"
        key = "design.fixed_effects"
        help_ = f"leave them out under construct: sample: (keep: notna({groups.name}))"
        raise EstimationError(Fault("E733", message, key=key, help=help_))
    levels, index = np.unique(groups.to_numpy(), return_inverse=True)
    return (index[:, None] == np.arange(1, len(levels))).astype(float)


def fitted(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: EstimatorSettings
) -> tuple[Sample, Uptake, Encouragement]:
    """Sample, take-up and fit that go with a headline: with what it adjusts for, and its error."""
    build = plain_uptake if estimator in ("wald", "difference_in_means") else adjusted_uptake
    sample, uptake = build(data, design, outcome, settings)
    return sample, uptake, fit_of(sample, design, uptake)
