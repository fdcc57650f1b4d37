"""The programme pretended before it began.

Fails when an effect is found then: its p-value is at or below a fifth of the planned error rate.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.placebo_estimate import METHODS, fitted
from pipeline.estimators.series import series_of
from pipeline.estimators.series_estimate import FEWEST_EACH_SIDE, classical_error, fitted_series
from pipeline.estimators.unit_periods import FEWEST_BEFORE
from pipeline.inference.placebo import placebo_effects
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

SHARE_BEFORE = 2 / 3  # of the earlier periods, those that come before the pretended start


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The effect where two thirds of the earlier periods lie before a pretended start.

    Only periods before the real start are used: what the programme did cannot show in them.

    References
    ----------
    Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59(2).
    """
    from scipy.stats import t

    if estimator in METHODS:
        found = _of_places(data, design, outcome, estimator, settings)
    else:
        found = _of_series(data, design, outcome, estimator, settings)
    if found is None:
        detail = "too few periods before the programme to pretend a start among them"
        return [Check("placebo_in_time", outcome, "not_applicable", detail=detail)]
    effect, std_error, df, start = found
    p_value = float(2 * t.sf(abs(effect) / std_error, df)) if std_error else np.nan
    status = "failed" if p_value <= settings.alarm else "passed"
    detail = f"pretended start {start:g}: effect {effect:.3g}, standard error {std_error:.3g}"
    return [Check("placebo_in_time", outcome, status, p_value, settings.alarm, detail=detail)]


Found = tuple[float, float, float, float] | None


def _of_places(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> Found:
    times = np.unique(data[design.time].dropna())
    earlier = times[times < data[design.first_treated].min()]
    place = int(len(earlier) * SHARE_BEFORE)
    if place < FEWEST_BEFORE or place == len(earlier):
        return None
    start = float(earlier[place])
    pretended = data[data[design.time].isin(earlier)]
    started = pretended[design.first_treated].where(pretended[design.first_treated].isna(), start)
    pretended = pretended.assign(**{design.first_treated: started})
    made = fitted(estimator, pretended, design, outcome, settings.estimator)
    placebos = settings.estimator.options.synthetic.placebos
    effects, _ = placebo_effects(made.panel, made.method, placebos, settings.rng)
    return made.fit.effect, float(effects.std(ddof=1)), len(made.fit.donors) - 1, start


def _of_series(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> Found:
    series = series_of(data, design, outcome, settings.estimator.covariates)
    before = int((~series.after).sum())
    place = int(before * SHARE_BEFORE)
    shape = settings.estimator.options.series
    season = (shape.period or 0) if shape.seasonality == "dummies" else 2 * shape.harmonics
    fewest = 4 + series.covariates.shape[1] + (season if shape.period else 0)
    if before - place < FEWEST_EACH_SIDE or before <= fewest + FEWEST_EACH_SIDE:
        return None
    earlier = series.until(before, place).varying()
    found = fitted_series(estimator, earlier, settings.estimator)
    effect, std_error = found.effect(0)
    # So short a series makes Newey and West's error too small about as often as it makes it right:
    # the larger of it and the classical one (Angrist and Pischke 2009, section 8.1).
    cautious = max(std_error, classical_error(found, 0))
    return effect, cautious, float(found.df), float(series.times[place])
