"""Does the encouragement move take-up enough for its ratio to be trusted?

Fails when the effective F is below the critical value of Montiel Olea and Pflueger: the bias of
two-stage least squares may then exceed a tenth of the worst case, and its interval may miss.
"""

import pandas as pd

from pipeline.estimators.uptake import fitted
from pipeline.inference.instrument_strength import critical_effective_f
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The effective F of the headline's own first stage, robust as its error is."""
    sample, uptake, fit = fitted(data, design, outcome, estimator, settings.estimator)
    critical = critical_effective_f()
    error = float(fit.covariance[1, 1]) ** 0.5
    detail = f"effect on {design.take_up} {fit.on_take_up:.4g} ({error:.3g}), {uptake.se_type}"
    if sample.n_clusters and uptake.se_type != "HC2":
        detail += f", {sample.n_clusters} clusters"
    status = "passed" if fit.effective_f > critical else "failed"
    return [Check("weak_instrument", outcome, status, fit.effective_f, critical, detail=detail)]
