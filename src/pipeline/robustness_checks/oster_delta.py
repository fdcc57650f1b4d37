"""Would selection on the unobserved, as strong as on the covariates, explain the effect away?

Fails when it need not be stronger than that: |delta| is at most 1, where everything that matters
would explain 1.3 times as much of the outcome as the covariates do; or at a delta of 1 the effect
has another sign.
"""

import pandas as pd

from pipeline.inference.proportional_selection import adjusted_effect, delta, movement
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.confounder import regressed, undecided, without_a_regression
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "oster_delta"
AS_STRONG = 1.0
# Oster's: nine in ten results of randomised studies in leading journals would survive it.
TIMES_AS_MUCH = 1.3


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """Delta, and the effect were it 1; both also where all of the outcome could be explained.

    They speak of the linear regression on the plan's covariates, not of ``estimator``. Below zero,
    the unobserved would have to select the other way than the covariates do.

    References
    ----------
    Oster (2019). Unobservable selection and coefficient stability. JBES 37(2). Masten and Poirier
    (2022), arXiv 2208.00552: an effect may change its sign before delta is reached, which is why
    the effect at a delta of 1 is told as well.
    """
    reason = without_a_regression(design, settings)
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    sample = regressed(data, design, outcome, settings).sample
    known = movement(sample.outcome, sample.treatment, sample.covariates)
    first, second = known.explained
    usual = min(1.0, TIMES_AS_MUCH * second)
    strength, all_of_it = delta(known, usual), delta(known, 1.0)
    effect = adjusted_effect(known, usual)
    detail = f"OLS: {known.without:.3g} with R² {first:.2g} without covariates, "
    detail += f"{known.with_them:.3g} with R² {second:.2g} with them; everything: R² {usual:.2g}; "
    detail += f"the headline is {estimator}"
    turned = effect * known.with_them <= 0
    status = "failed" if abs(strength) <= AS_STRONG or turned else "passed"
    status = "informative" if undecided(settings) else status
    parts = {
        "estimate": effect,
        "fully": all_of_it,
        "fully_estimate": adjusted_effect(known, 1.0),
    }
    return [
        Check(NAME, outcome, status, strength, AS_STRONG, detail=detail),
        *(
            Check(NAME, f"{outcome}, {part}", "informative", value, detail=detail)
            for part, value in parts.items()
        ),
    ]
