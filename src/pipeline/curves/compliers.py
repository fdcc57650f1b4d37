"""Whom the effect through take-up is about: compliers beside everybody, covariate by covariate."""

import pandas as pd

from pipeline.estimators.uptake import adjusted_uptake
from pipeline.inference.compliers import complier_mean
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """How far the compliers' mean of each covariate is from everybody's, in standard deviations.

    A series for each covariate, of one point; ``x`` is its place in the plan. No one is counted in
    a point, as nobody is known to be a complier: ``n`` is the sample's size.
    """
    from scipy.stats import t

    names = settings.estimator.covariates
    known = data.dropna(subset=list(names))
    sample, uptake = adjusted_uptake(known, design, outcome, settings.estimator)
    found = []
    for place, name in enumerate(names):
        values = sample.covariates[:, place]
        spread = float(values.std(ddof=1))
        if not spread:
            continue
        fit = complier_mean((values - values.mean()) / spread, uptake)
        margin = float(t.ppf(1 - settings.alpha / 2, fit.df)) * fit.std_error
        found.append((name, place, fit.ratio, fit.ratio - margin, fit.ratio + margin, len(values)))
    return pd.DataFrame(found, columns=["series", "x", "value", "conf_low", "conf_high", "n"])
