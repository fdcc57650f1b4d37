"""Strata fixed effects: an intercept for each stratum, pair or block, and one effect for all."""

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.linear import uncertainty_of
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.least_squares import least_squares
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """OLS of the outcome on treatment, the strata absorbed.

    Effects within strata are averaged by how much each tells, its size times the share of treated
    times the share of controls: where effects and shares differ between strata this is not the
    average effect. It needs no two units or clusters of an arm in a stratum, so that it serves
    pairs. CR2 keeps the size of the test in pairs of clusters, where CR0 and Stata's do not.

    References
    ----------
    Gerber and Green (2012), Field Experiments, chapter 4; Bugni, Canay and Shaikh (2018), JASA
    113(524); de Chaisemartin and Ramirez-Cuellar (2024), American Economic Journal: Applied 16(1),
    for pairs.
    """
    sample = complete_cases(data, design, outcome, (), thin_strata=True)
    if sample.strata is None:
        message = "strata fixed effects need strata and the plan declares none"
        help_ = "name the strata of the lottery: design: strata:, or plan difference_in_means"
        raise EstimationError(Fault("E710", message, key="estimate.estimators", help=help_))
    try:
        fit = least_squares(sample.treatment[:, None], sample.outcome, absorbed=sample.strata)
    except np.linalg.LinAlgError as fault:
        message = "no stratum has both arms: there is nothing to compare within strata"
        raise EstimationError(Fault("E711", message, key="design.strata")) from fault
    effect = float(fit.coefficients[0])
    control = float(sample.outcome.mean() - effect * sample.treatment.mean())
    formula = f"{outcome} ~ {design.treatment} + factor({design.strata})"
    alone = _single_armed(sample)
    if alone:
        formula += f"; {alone} strata with one arm alone tell nothing of the effect"
    about = Description("strata_fixed_effects", formula, control)
    uncertainty = uncertainty_of(fit, 0, settings.se_type, sample.clusters)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)


def _single_armed(sample: Sample) -> int:
    """How many strata have treated units only, or controls only."""
    stratum = np.unique(sample.strata, return_inverse=True)[1]
    shares = np.bincount(stratum, sample.treatment) / np.bincount(stratum)
    return int(((shares == 0) | (shares == 1)).sum())
