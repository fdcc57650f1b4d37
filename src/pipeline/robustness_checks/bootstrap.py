"""The headline's data drawn again from themselves, and the headline estimated anew each time.

Fails when the bootstrap's interval and the headline's disagree on whether there is an effect, or
when the estimates lie on average more than a quarter of their standard error from the headline:
below that a bias can be ignored beside chance (Efron and Tibshirani 1993, section 10.3). Where few
draws leave the interval itself uncertain, it must disagree by more than that.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.bootstrap import bootstrap, drawn_counts
from pipeline.inference.resampling import resampled
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.drawn_rows import DrawnRows, copied, drawn_from
from pipeline.robustness_checks.headline_regression import (
    HeadlineRegression,
    among_clusters,
    excludes_zero,
    headline_regression,
)
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "bootstrap"
MOST_BIAS = 0.25  # of a standard error
FEWEST = 3  # in a cell, fewer of which are drawn too alike
MOST_LOST = 0.05  # the share of draws that may be impossible to fit
MOST_STRATA = 100  # absorbed: each is a column of every refit


@dataclass(frozen=True)
class _Answer:
    """The bias in standard errors, the interval, and how both were made, in words.

    ``slack`` is the share of its width by which other draws might have made it wider or narrower.
    """

    bias: float
    low: float
    high: float
    words: str
    slack: float = 0.0

    def agrees_with(self, headline: pd.Series) -> bool:
        """Whether both see an effect, or none, as far as draws can tell."""
        sees = excludes_zero(headline["conf_low"], headline["conf_high"])
        width = (self.high - self.low) * (1 - self.slack if sees else 1 + self.slack)
        return (abs(self.low + self.high) > width) == sees


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The bias of the headline in its standard errors, and its interval, by resampling.

    Units are drawn, or clusters where the headline's error goes by them; in a lottery from their
    own arm and stratum. A regression's interval is the percentile-t; any other estimator is run
    again on as many draws as refuters make, enough for an error and a normal interval. Not
    applicable to matching (Abadie and Imbens 2008, Econometrica 76(6)), nor to learners with
    cross-fitting, which would meet copies of one unit on both sides of a split.
    """
    why = _without_answer(design, estimator, settings)
    if why:
        return [Check(NAME, outcome, "not_applicable", detail=why)]
    found = headline_regression(data, design, outcome, estimator, settings)
    rows = data.reset_index(drop=True) if found is None else found.rows
    drawn = drawn_from(rows, design, settings)
    fewest = int(np.bincount(drawn.cells).min())
    if fewest < FEWEST:
        detail = f"an arm, or one within a stratum, has {fewest} to draw from"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    if found is None:
        answer = _by_refits(drawn, (design, outcome, estimator), settings)
    else:
        answer = _by_regression(found, drawn, settings)
    if isinstance(answer, str):
        return [Check(NAME, outcome, "not_applicable", detail=answer)]
    sound = answer.agrees_with(settings.headline) and abs(answer.bias) <= MOST_BIAS
    status = "passed" if sound else "failed"
    what = "clusters" if among_clusters(design, settings) else "units"
    detail = f"{answer.words} of {what}, interval {answer.low:.4g} to {answer.high:.4g}"
    return [
        Check(NAME, outcome, status, abs(answer.bias), MOST_BIAS, detail=detail),
        Check(NAME, f"{outcome}, from", "informative", answer.low, detail=detail),
        Check(NAME, f"{outcome}, to", "informative", answer.high, detail=detail),
    ]


def _without_answer(design: Design, estimator: str, settings: RobustnessSettings) -> str:
    """Why no bootstrap holds, or nothing."""
    if design.sampling is not None:
        return "the sample was drawn with unequal chances"
    if estimator == "nearest_neighbour":
        return "the bootstrap does not hold for matching"
    learns = estimator == "aipw" and settings.estimator.options.nuisance != "parametric"
    if learns or estimator == "double_machine_learning":
        return "copies of a unit would stand on both sides of a split"
    return ""


def _by_regression(
    found: HeadlineRegression, drawn: DrawnRows, settings: RobustnessSettings
) -> _Answer | str:
    strata = found.regression.absorbed
    if strata is not None and len(np.unique(strata)) > MOST_STRATA:
        return f"more than {MOST_STRATA} strata to fit again each time"
    draws = settings.draws.randomization_inference
    refits, rng, alpha = found.refits(drawn.group), settings.rng, settings.alpha
    made = bootstrap(refits, drawn.cells, draws, rng, alpha, settings.compute)
    if made.lost > MOST_LOST * draws:
        return f"{made.lost} of {draws} draws could not be fitted"
    words = f"{made.draws} draws, percentile-t, error {made.std_error:.3g}"
    return _Answer(made.bias / made.std_error, *made.percentile_t, words)


def _by_refits(
    drawn: DrawnRows, question: tuple[Design, str, str], settings: RobustnessSettings
) -> _Answer | str:
    """The same of any estimator, run again on each draw's rows."""
    from scipy.stats import norm

    draws = settings.draws.refuters
    drawing = partial(_refitted, drawn, question, settings.estimator)
    effects = resampled(drawing, draws, len(drawn.rows), settings.rng, settings.compute)
    kept = effects[np.isfinite(effects)]
    if len(kept) < (1 - MOST_LOST) * draws:
        return f"{draws - len(kept)} of {draws} draws could not be estimated"
    estimate, error = float(settings.headline["estimate"]), float(kept.std(ddof=1))
    margin = float(norm.ppf(1 - settings.alpha / 2)) * error
    words = f"{len(kept)} draws, normal with their error {error:.3g}"
    bias = (float(kept.mean()) - estimate) / error
    slack = float(2 / np.sqrt(2 * len(kept)))  # two errors of an error from so many draws
    return _Answer(bias, estimate - margin, estimate + margin, words, slack)


def _refitted(
    drawn: DrawnRows,
    question: tuple[Design, str, str],
    told: EstimatorSettings,
    size: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The estimates from so many draws (size,), missing where there is none."""
    design, outcome, estimator = question
    effects = np.full(size, np.nan)
    for place, counts in enumerate(drawn_counts(drawn.cells, size, rng)):
        again = copied(drawn, counts.astype(np.intp))
        settings = replace(told, rng=rng.spawn(1)[0])
        try:
            effects[place] = ESTIMATORS[estimator](again, design, outcome, settings).estimate
        except EstimationError:
            continue
    return effects
