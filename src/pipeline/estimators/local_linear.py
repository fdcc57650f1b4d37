"""Straight lines on both sides of a cutoff, in a window that the plan fixes beforehand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.discontinuity.local_weights import LocalFit, kernel_weights, too_few
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.cutoff_sample import CutoffSample, cutoff_sample
from pipeline.estimators.linear import regression_effect, treatment_first
from pipeline.estimators.local_polynomial import ITT
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

FEWEST = 2  # rows of a side that a line follows whatever they say


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The jump between two lines, as if they were straight in the whole window: HC2, or CR2.

    Its interval leaves no room for curvature. It holds the truth as often as it says only where
    the window is so narrow, or the relation so straight, that bias is small beside noise.

    References
    ----------
    Imbens and Lemieux (2008). Regression discontinuity designs: a guide to practice. Journal of
    Econometrics 142(2).

    Raises
    ------
    EstimationError
        Where the plan fixes no bandwidth, or one that holds too few rows of a side.
    """
    planned = settings.options.local_linear
    if planned.bandwidth is None:
        raise EstimationError(no_bandwidth())
    covariates = settings.covariates if planned.adjust else ()
    found = cutoff_sample(data, design, outcome, covariates)
    fit = LocalFit(1, planned.bandwidth, planned.kernel)
    near = found.within(fit)
    if min(near.sample.treated.sum(), (~near.sample.treated).sum()) <= FEWEST:
        raise too_few(1)
    weights = kernel_weights(near.running, fit)
    control, effect, uncertainty = _weighted(near, weights, settings)
    score = f"({design.running} - {design.cutoff:g})"
    adjusted = "".join(f" + {name}" for name in covariates)
    formula = f"{outcome} ~ {design.treatment} * {score}{adjusted}, "
    formula += f"{planned.kernel} within {planned.bandwidth:g}"
    about = Description("local_linear", formula, control, ITT)
    return as_estimate(near.sample, (design, outcome), (effect, uncertainty), about, settings)


def no_bandwidth() -> Fault:
    """What to say where a window is missing."""
    message = "`local_linear` needs a window that the plan fixes, and none is named"
    help_ = "name it under estimate: local_linear: bandwidth:, or plan local_polynomial, which "
    return Fault("E742", message, key="estimate.local_linear", help=help_ + "chooses its own")


def _weighted(
    near: CutoffSample, weights: np.ndarray, settings: EstimatorSettings
) -> tuple[float, float, Uncertainty]:
    """The regression with the kernel's weights: rows scaled by their roots."""
    sample, running = near.sample, near.running
    centred = sample.covariates - np.average(sample.covariates, axis=0, weights=weights)
    exog = treatment_first(sample, running, sample.treatment * running, centred)
    root = np.sqrt(weights)
    scaled = replace(sample, outcome=sample.outcome * root)
    return regression_effect(scaled, exog * root[:, None], settings)
