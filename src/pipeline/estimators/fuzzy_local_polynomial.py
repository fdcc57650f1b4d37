"""The effect of taking part, where the cutoff moves only some: jump of outcome over take-up."""

from dataclasses import replace

import pandas as pd

from pipeline.discontinuity.robust import estimate_jump
from pipeline.estimators.cutoff_sample import cutoff_sample
from pipeline.estimators.local_polynomial import as_row, covariates_of, specification_of
from pipeline.estimators.row import Description
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The ratio of two jumps, for those at the cutoff whom it moves to take part.

    The bandwidth is that of the outcome's jump, so that this effect and the effect of the offer
    speak of the same people. The error takes the ratio as linear: it cannot be trusted where
    take-up hardly jumps (see the check `take_up_at_cutoff`).

    References
    ----------
    Hahn, Todd and van der Klaauw (2001), Econometrica 69(1); Calonico, Cattaneo and Titiunik
    (2014), Econometrica 82(6).
    """
    found = cutoff_sample(data, design, outcome, covariates_of(settings), fuzzy=True)
    sides = found.sides
    offered = sides.mapped(lambda side: replace(side, take_up=None))
    specification = specification_of(offered, settings)
    jump = estimate_jump(sides, specification)
    planned = settings.options.local_polynomial
    score = f"{design.running} - {design.cutoff:g}"
    formula = f"{outcome} ~ {design.take_up} | {design.treatment}, poly({score}, "
    formula += f"{planned.polynomial}) on each side, {planned.kernel}"
    about = Description("fuzzy_local_polynomial", formula, jump.level, "LATE_at_cutoff")
    return as_row(found, (design, outcome), (jump, specification), about, settings)
