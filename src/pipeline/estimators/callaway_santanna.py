"""Effects by cohort and time against those not (yet) treated, averaged (Callaway, Sant'Anna)."""

import pandas as pd

from pipeline.difference_in_differences.aggregation import aggregate
from pipeline.difference_in_differences.answer import among, answer, refuse_one_place
from pipeline.difference_in_differences.group_time import group_time
from pipeline.difference_in_differences.panel import balanced
from pipeline.difference_in_differences.rows import Prepared, not_from_the_start, prepared
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.influence import from_influence
from pipeline.results import Estimate
from pipeline.sections.design import Design

NAME = "callaway_santanna"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The average of group-time effects that the plan asks for, over the treated rows by default.

    With covariates each two-by-two is doubly robust (Sant'Anna and Zhao 2020, traditional), so
    with one date of adoption this is their estimator. The error is that of the influence function,
    by cluster.

    References
    ----------
    Callaway and Sant'Anna (2021), Journal of Econometrics 225(2).
    """
    given = compared(prepared(data, design, outcome, settings))
    refuse_one_place(given, NAME, settings)
    options = settings.options.difference_in_differences
    cells = group_time(given.rows, options.comparison)
    if not (cells.since >= 0).any():
        message = f"no treated unit has a comparison that is {options.comparison}"
        help_ = "compare with `not_yet_treated` under estimate: difference_in_differences:"
        key = "estimate.difference_in_differences.comparison"
        raise EstimationError(Fault("E729", message, key=key, help=help_))
    found = aggregate(cells, options.average)
    how = f"{options.average} average of group-time effects, {options.comparison}"
    clustered = from_influence(found.overall_influence, cells.clusters, how)
    uncertainty = Uncertainty(
        clustered.std_error, clustered.df, f"influence function, {how}, {among(given)}", "athar"
    )
    adjusted = f" | doubly robust in {', '.join(given.names)}" if given.names else ""
    formula = f"{outcome} ~ ATT({design.first_treated}, {design.time}){adjusted}"
    effect = found.overall, uncertainty
    return answer(given, (design, outcome), effect, (NAME, formula), settings)


def compared(given: Prepared) -> Prepared:
    """Without units treated from the start, and units not seen at every time."""
    started = not_from_the_start(given)
    if not started.rows.repeated:
        return started
    return started.kept(balanced(started.rows), "units not seen at every time left out")
