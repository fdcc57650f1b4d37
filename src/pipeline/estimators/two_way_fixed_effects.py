"""Two-way fixed effects: the classical difference in differences, by regression."""

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.answer import among, answer, refuse_one_place
from pipeline.difference_in_differences.rows import Prepared, prepared
from pipeline.difference_in_differences.twfe import WithinFit, bias_reduced, within_fit
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Design

NAME = "two_way_fixed_effects"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The coefficient of being treated by now, with effects of units and of times.

    With one date of adoption it is the difference in differences. With several it averages every
    two-by-two there is, those with the already treated among them, and can mislead where effects
    grow or fade (Goodman-Bacon 2021). Covariates enter as they are at each time; those that do not
    change are taken out with the units. CR2 with Satterthwaite's degrees of freedom, or CR1 as
    Stata's `xtreg, fe vce(cluster)`.
    """
    given = prepared(data, design, outcome, settings)
    refuse_one_place(given, NAME, settings)
    fit = fitted(given)
    if settings.se_type == "CR2":
        error, df = bias_reduced(given.rows, fit)
        words = "CR2, Satterthwaite df"
    else:
        error, df = float(np.sqrt(fit.covariance[0, 0])), given.rows.n_clusters - 1.0
        words = "CR1, effects of units not counted"
    uncertainty = Uncertainty(error, df, f"{words}, {among(given)}", "athar")
    effect = float(fit.coefficients[0]), uncertainty
    return answer(
        given, (design, outcome), effect, (NAME, formula(design, outcome, given, fit)), settings
    )


def fitted(given: Prepared) -> WithinFit:
    """The regression; treatment first, then the covariates that change over time.

    Raises
    ------
    EstimationError
        Where treatment follows from the effects, so that nothing is left to compare.
    """
    columns = np.column_stack([given.rows.treated.astype(float), given.rows.covariates])
    fit = within_fit(given.rows, columns)
    if not fit.kept[0]:
        message = "who is treated when follows from units and times: nothing is left to compare"
        help_ = "look whether untreated units are observed before and after as well"
        raise EstimationError(Fault("E750", message, key="design.first_treated", help=help_))
    return fit


def formula(design: Design, outcome: str, given: Prepared, fit: WithinFit) -> str:
    """What was fitted, in the manner of R's fixest; covariates that were taken out left away."""
    used = [name for name, kept in zip(given.names, fit.kept[1:], strict=True) if kept]
    right = " + ".join(["treated by now", *used])
    groups = design.unit or design.first_treated
    return f"{outcome} ~ {right} | {groups} + {design.time}"
