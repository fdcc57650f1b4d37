"""The difference in the mean time without the event, up to the plan's horizon."""

import pandas as pd

from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.time_to_event import difference, watched
from pipeline.inference.survival import restricted_mean_time
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The area between the two arms' Kaplan–Meier curves, in the outcome's own unit of time.

    It assumes of the hazards nothing, and of those whose watch ended early that the others of
    their arm speak for them.

    References
    ----------
    Royston and Parmar (2013). Restricted mean survival time. BMC Medical Research Methodology 13.
    """
    units = watched(data, design, outcome, settings.planned)
    control, effect, uncertainty = difference(units, restricted_mean_time, settings.se_type)
    formula = f"time without event until {units.horizon:g}: {outcome} ~ {design.treatment}"
    if design.strata:
        formula += f", within {design.strata}"
    about = Description("restricted_mean_survival_time", formula, control)
    return as_estimate(units.sample, (design, outcome), (effect, uncertainty), about, settings)
