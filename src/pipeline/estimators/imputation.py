"""The imputation estimator of Borusyak, Jaravel and Spiess."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.answer import among, answer, refuse_one_place
from pipeline.difference_in_differences.imputation import imputable, imputation
from pipeline.difference_in_differences.rows import prepared
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Design

NAME = "imputation"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Treated rows' outcomes less what untreated rows say they would have been, averaged.

    Covariates are not used. The error is conservative: variation of effects within a cohort at a
    time counts as error.

    References
    ----------
    Borusyak, Jaravel and Spiess (2024), Review of Economic Studies 91(6).
    """
    plain = replace(settings, covariates=(), indicators=())
    given = prepared(data, design, outcome, plain)
    given = given.kept(imputable(given.rows), "units without an untreated unit or time, in part")
    refuse_one_place(given, NAME, settings)
    rows = given.rows
    found = imputation(rows, (rows.treated * rows.weights)[:, None])
    error = float(np.sqrt(found.covariance[0, 0]))
    words = f"conservative by cohort and time, {among(given)}"
    uncertainty = Uncertainty(error, rows.n_clusters - 1.0, words, "athar")
    groups = design.unit or design.first_treated
    formula = f"{outcome} ~ {groups} + {design.time}, fitted to untreated rows"
    effect = float(found.effects[0]), uncertainty
    return answer(given, (design, outcome), effect, (NAME, formula), settings)
