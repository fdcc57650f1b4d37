"""The interaction-weighted estimator of Sun and Abraham."""

import pandas as pd

from pipeline.difference_in_differences.answer import among, answer, refuse_one_place
from pipeline.difference_in_differences.rows import not_from_the_start, prepared
from pipeline.difference_in_differences.sun_abraham import sun_abraham, with_comparison
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Design

NAME = "sun_abraham"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """A regression with an effect for each cohort and time, averaged over the treated rows.

    Covariates are not used. Where everybody is treated in the end, the last cohort serves as
    comparison while it is not.

    References
    ----------
    Sun and Abraham (2021), Journal of Econometrics 225(2).
    """
    plain = _without_covariates(settings)
    given = not_from_the_start(prepared(data, design, outcome, plain))
    given = given.kept(with_comparison(given.rows), "units seen without comparison, in part")
    refuse_one_place(given, NAME, settings)
    found = sun_abraham(given.rows)
    words = f"CR1, effects of units not counted, {among(given)}"
    uncertainty = Uncertainty(found.overall_error, given.rows.n_clusters - 1.0, words, "athar")
    groups = design.unit or design.first_treated
    formula = f"{outcome} ~ cohort x time since treatment | {groups} + {design.time}"
    effect = found.overall, uncertainty
    return answer(given, (design, outcome), effect, (NAME, formula), settings)


def _without_covariates(settings: EstimatorSettings) -> EstimatorSettings:
    from dataclasses import replace

    return replace(settings, covariates=(), indicators=())
