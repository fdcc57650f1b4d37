"""One treated place: its difference in differences, held to what other places would have shown."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.answer import answer
from pipeline.difference_in_differences.panel import treated_clusters
from pipeline.difference_in_differences.placebo_in_space import placebo_effects, placebo_test
from pipeline.difference_in_differences.rows import prepared
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.two_way_fixed_effects import fitted, formula
from pipeline.results import Estimate
from pipeline.sections.design import Design

NAME = "placebo_in_space"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The two-way fixed effects coefficient, with p and interval by its rank among placebos.

    Each untreated cluster is taken for treated in turn, the treated one left out. The standard
    error is the placebos' root mean square. Where the treated place is unlike the others in how
    much it varies, even this misleads, and the report says so.

    Raises
    ------
    EstimationError
        Where more than one cluster is treated, or too few are not for an interval to end.

    References
    ----------
    Conley and Taber (2011), Review of Economics and Statistics 93(1).
    """
    given = prepared(data, design, outcome, settings)
    treated = treated_clusters(given.rows)
    if treated != 1:
        message = f"{treated} clusters are treated; placebo_in_space is for one"
        help_ = "plan two_way_fixed_effects, or callaway_santanna where adoption is staggered"
        raise EstimationError(Fault("E727", message, key="estimate.estimators", help=help_))
    fit = fitted(given)
    value = float(fit.coefficients[0])
    effects = placebo_effects(given.rows, given.rows.covariates)
    test = placebo_test(value, effects, settings.options.confidence)
    if np.isinf(test.conf_high):
        needed = int(np.ceil(1 / (1 - settings.options.confidence))) - 1
        message = f"{len(effects)} untreated clusters give no interval that ends"
        help_ = f"at this confidence it takes {needed}; plan a lower one under estimate: confidence"
        raise EstimationError(Fault("E728", message, key="estimate.confidence", help=help_))
    words = f"rank among {len(effects)} untreated clusters, each taken for treated; 1 treated"
    error = float(np.sqrt((effects**2).mean()))
    effect = value, Uncertainty(error, len(effects) - 1.0, words, "athar")
    about = NAME, formula(design, outcome, given, fit)
    row = answer(given, (design, outcome), effect, about, settings)
    return replace(row, p_value=test.p_value, conf_low=test.conf_low, conf_high=test.conf_high)
