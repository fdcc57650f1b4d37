"""The programme pretended in every other place.

Fails when the p-value that this gives and the headline's fall on different sides of the planned
error rate.
"""

import pandas as pd

from pipeline.estimators.placebo_estimate import fitted
from pipeline.inference.placebo import placebo_test
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The rank of the treated among all places by how much worse they are followed afterwards.

    With n places of which one is treated no p-value is below 1/n: with fewer than the error rate
    allows, the check does not apply.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), JASA 105(490), section 3.4.
    """
    made = fitted(estimator, data, design, outcome, settings.estimator)
    test = placebo_test(
        made.panel, made.method, settings.estimator.options.synthetic.placebos, settings.rng
    )
    smallest = 1 / test.sets
    agrees = (test.p_value <= settings.alpha) == (settings.headline["p_value"] <= settings.alpha)
    status = "passed" if agrees else "failed"
    detail = f"post/pre RMSPE ratio {test.ratio:.3g}, rank {round(test.p_value * test.sets)} of "
    detail += f"{test.sets} {'possible' if test.exact else 'random'} sets"
    if smallest > settings.alpha:
        status, detail = "not_applicable", f"{detail}; no p below {smallest:.3g} is possible"
    return [Check("placebo_in_space", outcome, status, test.p_value, settings.alpha, detail=detail)]
