"""The front-door adjustment: treatment moves a mediator, and the mediator the outcome."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.linear import refuse_collinear
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]
EFFECT, MEDIATOR, PRODUCT = 1, 2, 3  # columns of the two regressions


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """What treatment does to the mediator, times what the mediator does to the outcome.

    Two regressions, both on the covariates: the mediator on treatment, and the outcome on
    treatment, mediator and their product; the slope of the mediator is averaged over both arms as
    they are. With a yes-or-no mediator and no covariates nothing is assumed of their form. The
    error is that of the stacked moments of both regressions and of the treated share.

    Raises
    ------
    EstimationError
        Where the mediator is not a number or follows from treatment.

    References
    ----------
    Pearl (1995). Causal diagrams for empirical research. Biometrika 82(4), theorem 2.
    """
    mediator = _mediator_of(data, design)
    rows = data.dropna(subset=[mediator])
    sample = complete_cases(rows, design, outcome, settings.covariates, settings.indicators)
    known = rows.dropna(subset=[outcome, design.treatment, *settings.covariates])
    values = known[mediator].to_numpy(float)
    without, effect, influence = _front_door(sample, values)
    uncertainty = from_influence(influence, sample.clusters, "two stacked regressions")
    formula = f"{outcome} ~ {design.treatment} * {mediator}; {mediator} ~ {design.treatment}"
    if sample.names:
        formula += f" | {' + '.join(sample.names)}"
    about = Description("front_door", formula, without)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)


def _mediator_of(data: pd.DataFrame, design: Design) -> str:
    mediator = str(design.mediator)
    if not pd.api.types.is_numeric_dtype(data[mediator]):
        message = f"mediator `{mediator}` is text; a mediator must be a number"
        help_ = "make one with a recode under construct: variables:"
        raise EstimationError(Fault("E731", message, key="design.mediator", help=help_))
    return mediator


def _front_door(sample: Sample, mediator: Array) -> tuple[float, float, Array]:
    """The mean without the programme, the effect, and each unit's influence (n,) on it."""
    treatment, ones = sample.treatment, np.ones(len(mediator))
    centred = sample.covariates - sample.covariates.mean(axis=0)
    first = np.column_stack([ones, treatment, centred])
    second = np.column_stack([ones, treatment, mediator, treatment * mediator, centred])
    refuse_collinear(first)
    refuse_collinear(second)
    moved, of_moved = _fit(first, mediator)
    slopes, of_slopes = _fit(second, sample.outcome)
    share = treatment.mean()
    slope = slopes[MEDIATOR] + share * slopes[PRODUCT]
    of_slope = (
        of_slopes[:, MEDIATOR]
        + share * of_slopes[:, PRODUCT]
        + slopes[PRODUCT] * (treatment - share)
    )
    influence = slope * of_moved[:, EFFECT] + moved[EFFECT] * of_slope
    without = slopes[0] + share * slopes[EFFECT] + slope * moved[0]
    return float(without), float(moved[EFFECT] * slope), influence


def _fit(exog: Array, outcome: Array) -> tuple[Array, Array]:
    """OLS coefficients (k,), and each unit's influence on them (n, k)."""
    inverse = np.linalg.inv(exog.T @ exog)
    coefficients = inverse @ (exog.T @ outcome)
    residuals = outcome - exog @ coefficients
    return coefficients, len(exog) * (exog * residuals[:, None]) @ inverse
