"""Do those right at the cutoff, whose score someone could have moved, carry the result?

Fails when the estimate without them lies outside the headline's interval.
"""

import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.local_again import at_bandwidth, headline_bandwidths, is_local
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "donut"
HOLE = 0.1  # of the headline's bandwidth


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """The headline without the rows nearer to the cutoff than a tenth of its bandwidth.

    References
    ----------
    Barreca, Guldi, Lindo and Waddell (2011). Saving babies? Quarterly Journal of Economics 126(4).
    """
    if not is_local(settings):
        return [Check(NAME, outcome, "not_applicable", detail=f"{estimator} has no bandwidth")]
    jump, bias = headline_bandwidths(data, design, outcome, settings)
    far = (data[design.running] - design.cutoff).abs() >= HOLE * jump
    told = at_bandwidth(settings.estimator, jump, bias)
    found = ESTIMATORS[estimator](data[far], design, outcome, told)
    low, high = settings.headline["conf_low"], settings.headline["conf_high"]
    inside = low <= found.estimate <= high
    detail = f"without scores within {HOLE * jump:.3g} of the cutoff: {found.estimate:.4g}, from "
    detail += f"{found.conf_low:.4g} to {found.conf_high:.4g}"
    status = "passed" if inside else "failed"
    return [Check(NAME, outcome, status, found.estimate, detail=detail)]
