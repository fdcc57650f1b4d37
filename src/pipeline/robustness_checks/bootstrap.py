"""The headline's data drawn again from themselves, and the headline estimated anew each time.

Fails when the bootstrap's interval and the headline's disagree on whether there is an effect, or
when the estimates lie on average more than a quarter of their standard error from the headline:
below that a bias can be ignored beside chance (Efron and Tibshirani 1993, section 10.3).
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
LEARNS = ("aipw", "double_machine_learning")


@dataclass(frozen=True)
class _Answer:
    """The bias in standard errors, the interval, and how both were made, in words."""

    bias: float
    low: float
    high: float
    words: str


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
    drawn = _drawn_of(data if found is None else found.rows, design, outcome, settings)
    cells, thin = _cells(*drawn, design)
    if thin:
        return [Check(NAME, outcome, "not_applicable", detail=thin)]
    if found is None:
        answer = _by_refits(data, (design, outcome, estimator), settings)
    else:
        answer = _by_regression(found, (drawn[1], cells), settings)
    if isinstance(answer, str):
        return [Check(NAME, outcome, "not_applicable", detail=answer)]
    headline = settings.headline
    agrees = excludes_zero(answer.low, answer.high) == excludes_zero(
        headline["conf_low"], headline["conf_high"]
    )
    status = "passed" if agrees and abs(answer.bias) <= MOST_BIAS else "failed"
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
    if estimator in LEARNS and settings.estimator.options.nuisance != "parametric":
        return "copies of a unit would stand on both sides of a split"
    if estimator == "double_machine_learning":
        return "copies of a unit would stand on both sides of a split"
    return ""


def _drawn_of(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """The rows whose outcome is known, and the number of what each is drawn with (n,)."""
    wanted = [outcome, design.treatment, *settings.estimator.covariates]
    rows = data.dropna(subset=list(dict.fromkeys(wanted)))
    return _numbered(data if len(data) == len(rows) else rows, design, settings)


def _numbered(rows: pd.DataFrame, design: Design, settings: RobustnessSettings):
    if not among_clusters(design, settings):
        return rows, np.arange(len(rows))
    return rows, np.unique(rows[design.clusters].to_numpy(), return_inverse=True)[1]


def _cells(
    rows: pd.DataFrame, group: NDArray[np.intp], design: Design
) -> tuple[NDArray[np.intp], str]:
    """The cell that each group is drawn within (groups,), and what makes one too small."""
    first = np.unique(group, return_index=True)[1]
    cells = np.zeros(len(first), np.intp)
    columns = [design.strata, design.treatment if design.rule.lottery else None]
    for column in columns:
        if column is None:
            continue
        codes = np.unique(rows[column].to_numpy(), return_inverse=True)[1]
        if (codes[first][group] == codes).all():  # a group that has both arms is drawn whole
            cells = cells * (codes.max() + 1) + codes[first]
    cells = np.unique(cells, return_inverse=True)[1]
    fewest = int(np.bincount(cells).min())
    thin = f"an arm, or one within a stratum, has {fewest} to draw from" if fewest < FEWEST else ""
    return cells, thin


def _by_regression(
    found: HeadlineRegression,
    groups: tuple[NDArray[np.intp], NDArray[np.intp]],
    settings: RobustnessSettings,
) -> _Answer | str:
    strata = found.regression.absorbed
    if strata is not None and len(np.unique(strata)) > MOST_STRATA:
        return f"more than {MOST_STRATA} strata to fit again each time"
    group, cells = groups
    draws = settings.draws.randomization_inference
    made = bootstrap(
        found.refits(group), cells, draws, settings.rng, settings.alpha, settings.compute
    )
    if made.lost > MOST_LOST * draws:
        return f"{made.lost} of {draws} draws could not be fitted"
    words = f"{made.draws} draws, percentile-t, error {made.std_error:.3g}"
    return _Answer(made.bias / made.std_error, *made.percentile_t, words)


def _by_refits(
    data: pd.DataFrame, question: tuple[Design, str, str], settings: RobustnessSettings
) -> _Answer | str:
    """The same of any estimator, run again on each draw's rows."""
    from scipy.stats import norm

    design, outcome, _ = question
    rows, group = _numbered(data.reset_index(drop=True), design, settings)
    cells, _ = _cells(rows, group, design)
    draws = settings.draws.refuters
    by_clusters = among_clusters(design, settings)
    drawing = partial(_refitted, (rows, group, cells, by_clusters), question, settings.estimator)
    effects = resampled(drawing, draws, len(rows), settings.rng, settings.compute)
    kept = effects[np.isfinite(effects)]
    if len(kept) < (1 - MOST_LOST) * draws:
        return f"{draws - len(kept)} of {draws} draws could not be estimated"
    estimate, error = float(settings.headline["estimate"]), float(kept.std(ddof=1))
    margin = float(norm.ppf(1 - settings.alpha / 2)) * error
    words = f"{len(kept)} draws, normal with their error {error:.3g}"
    bias = (float(kept.mean()) - estimate) / error
    return _Answer(bias, estimate - margin, estimate + margin, words)


def _refitted(
    drawn: tuple[pd.DataFrame, NDArray[np.intp], NDArray[np.intp], bool],
    question: tuple[Design, str, str],
    told: EstimatorSettings,
    size: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The estimates from so many draws (size,), missing where there is none."""
    (rows, group, cells, by_clusters), (design, outcome, estimator) = drawn, question
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    effects = np.full(size, np.nan)
    for place, counts in enumerate(drawn_counts(cells, size, rng).astype(np.intp)):
        chosen = np.repeat(np.arange(len(counts)), counts)
        members = [order[starts[one] : starts[one] + sizes[one]] for one in chosen]
        again = rows.iloc[np.concatenate(members)].reset_index(drop=True)
        if by_clusters:  # copies of a cluster are clusters of their own
            again[design.clusters] = np.repeat(np.arange(len(chosen)), sizes[chosen])
        settings = replace(told, rng=rng.spawn(1)[0])
        try:
            effects[place] = ESTIMATORS[estimator](again, design, outcome, settings).estimate
        except EstimationError:
            continue
    return effects
