"""The headline's jump estimated again: at another bandwidth, another cutoff, without some rows."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.continuity import offer_estimator
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.cutoff_sample import cutoff_sample
from pipeline.estimators.local_polynomial import covariates_of, specification_of
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate
from pipeline.robustness_checks.settings import RobustnessSettings

NARROWEST, WIDEST = 0.5, 2.0  # times the headline's bandwidth
STEPS = 9
LOCAL = ("local_polynomial", "fuzzy_local_polynomial", "local_linear")


def is_local(settings: RobustnessSettings) -> bool:
    """Whether the headline looks close to the cutoff alone, and so has a bandwidth to change."""
    return settings.headline["estimator"] in LOCAL


def headline_bandwidths(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> tuple[float, float]:
    """The headline's bandwidth, and that of the correction for bias (the same where none is)."""
    planned = settings.estimator.options.local_linear.bandwidth
    if settings.headline["estimator"] == "local_linear":
        return planned, planned
    fuzzy = settings.headline["estimator"] == "fuzzy_local_polynomial"
    covariates = covariates_of(settings.estimator)
    sides = cutoff_sample(data, design, outcome, covariates, fuzzy=fuzzy).sides
    offered = sides.mapped(lambda side: replace(side, take_up=None))
    chosen = specification_of(offered, settings.estimator).bandwidths
    return chosen.jump, chosen.bias


def at_bandwidth(settings: EstimatorSettings, jump: float, bias: float) -> EstimatorSettings:
    """The same settings with other bandwidths."""
    options = settings.options
    polynomial = {"bandwidth": jump, "bias_bandwidth": bias}
    changed = options.model_copy(
        update={
            "local_polynomial": options.local_polynomial.model_copy(update=polynomial),
            "local_linear": options.local_linear.model_copy(update={"bandwidth": jump}),
        }
    )
    return replace(settings, options=changed)


def from_half_to_twice(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> list[tuple[float, Estimate]]:
    """The headline at bandwidths from half to twice its own, both bandwidths changed alike."""
    jump, bias = headline_bandwidths(data, design, outcome, settings)
    estimator = ESTIMATORS[settings.headline["estimator"]]
    found = []
    for factor in np.geomspace(NARROWEST, WIDEST, STEPS):
        changed = at_bandwidth(settings.estimator, jump * factor, bias * factor)
        found.append((float(jump * factor), estimator(data, design, outcome, changed)))
    return found


def best_for_the_data(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> tuple[float, Estimate]:
    """The jump at the bandwidth that the data call for, whatever the plan fixes, and that one."""
    options = settings.estimator.options
    free = options.local_polynomial.model_copy(update={"bandwidth": None, "bias_bandwidth": None})
    options = options.model_copy(update={"local_polynomial": free})
    told = replace(settings.estimator, options=options, se_type="bias_corrected")
    estimate = ESTIMATORS["local_polynomial"](data, design, outcome, told)
    sides = cutoff_sample(data, design, outcome, covariates_of(told)).sides
    return specification_of(sides, told).bandwidths.jump, estimate


def at_placebo_cutoffs(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> list[tuple[float, str, Estimate]]:
    """The jump at the quartiles of each side's scores, where nothing begins: cutoff, arm, estimate.

    Only rows of that side are used, so the true jump cannot leak in. Quartiles with too few
    distinct scores on either side of them are left out.
    """
    above = _treated_above(data, design)
    found = []
    for arm, code in (("control", 0), ("treated", 1)):
        side = data[data[design.treatment] == code].dropna(subset=[design.running, outcome])
        scores = side[design.running].to_numpy(float)
        for place in np.quantile(scores, [0.25, 0.5, 0.75], method="inverted_cdf"):
            if not _enough(scores, place):
                continue
            beyond = scores >= place if above else scores <= place
            moved = design.model_copy(update={"cutoff": float(place)})
            rows = side.assign(**{design.treatment: beyond.astype(float)})
            estimate = ESTIMATORS[offer_estimator(settings.headline["estimator"])](
                rows, moved, outcome, settings.estimator
            )
            found.append((float(place), arm, estimate))
    return found


FEWEST_SCORES = 30  # distinct, on either side of a placebo cutoff


def _enough(scores: np.ndarray, place: float) -> bool:
    distinct = np.unique(scores)
    return min((distinct < place).sum(), (distinct > place).sum()) >= FEWEST_SCORES


def _treated_above(data: pd.DataFrame, design: Design) -> bool:
    means = data.groupby(design.treatment)[design.running].mean()
    return bool(means.loc[1] > means.loc[0])
