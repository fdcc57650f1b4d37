"""Several questions, one error rate: adjusted p-values from p-values alone, or from draws.

What an adjusted p-value means differs by method. Holm's, Westfall and Young's, and Romano and
Wolf's bound the chance of even one false finding in the family. Benjamini and Hochberg's, and the
sharpened q-value, bound the share of false findings among the findings.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Two statistics nearer than this differ by rounding alone and count as tied.
TIE = 1e-9


def holm(p_values: ArrayLike) -> Array:
    """Holm's step-down p-values (m,): no assumption on how the tests depend on one another.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6(2).
    """
    return holm_by_draw(np.asarray(p_values, dtype=float)[None, :])[0]


def holm_by_draw(p_values: Array) -> Array:
    """Holm's step-down p-values (draws, m), each row a family of its own."""
    order = np.argsort(p_values, axis=1, kind="stable")
    ranked = np.take_along_axis(p_values, order, axis=1)
    left = np.arange(p_values.shape[1], 0, -1)
    stepped = np.minimum(np.maximum.accumulate(ranked * left, axis=1), 1.0)
    adjusted = np.empty_like(stepped)
    np.put_along_axis(adjusted, order, stepped, axis=1)
    return adjusted


def benjamini_hochberg(p_values: ArrayLike) -> Array:
    """Step-up p-values (m,) whose cut-off bounds the expected share of false findings.

    References
    ----------
    Benjamini and Hochberg (1995). Controlling the false discovery rate. JRSS B 57(1).
    """
    ranked, order = _ranked(p_values)
    raw = ranked / (np.arange(1, len(ranked) + 1) / len(ranked))
    stepped = np.minimum.accumulate(raw[::-1])[::-1]
    return _unranked(np.minimum(stepped, 1.0), order)


# statsmodels would do, but collects all of Python's garbage in each call: a tenth of a second.
def _ranked(p_values: ArrayLike) -> tuple[Array, NDArray[np.intp]]:
    given = np.asarray(p_values, dtype=float)
    order = np.argsort(given, kind="stable")
    return given[order], order


def _unranked(ranked: Array, order: NDArray[np.intp]) -> Array:
    found = np.empty(len(ranked))
    found[order] = ranked
    return found


def sharpened_q(p_values: ArrayLike) -> Array:
    """The least false discovery rate (m,) at which the two-stage procedure rejects each test.

    At rate q the first stage is Benjamini and Hochberg's at q / (1 + q); what it leaves counts as
    true, and the second stage is theirs again at the rate which that number allows. Anderson's
    programme tries q in steps of 0.001; here the least q is worked out, so that his is ours,
    rounded up.

    References
    ----------
    Benjamini, Krieger and Yekutieli (2006), Biometrika 93(3), definition 6; Anderson (2008),
    JASA 103(484).
    """
    one_stage = benjamini_hochberg(p_values)
    m = len(one_stage)
    rejected = np.arange(m + 1)
    # The first stage rejects r tests once its level reaches the r-th smallest of its p-values.
    reached = np.r_[0.0, np.sort(one_stage)]
    needed = one_stage[:, None] * (m - rejected) / m
    level = np.maximum(reached, needed).min(axis=1)
    with np.errstate(divide="ignore"):
        return np.minimum(level / (1 - level), 1.0)


def step_down(observed: ArrayLike, drawn: Array, *, exact: bool = False) -> Array:
    """Adjusted p-values (m,) from the largest of the statistics that are left at each step.

    Parameters
    ----------
    observed
        Absolute test statistics (m,).
    drawn
        Absolute statistics (draws, m) of the same draws, where no null hypothesis is false. One
        that a draw leaves undefined counts as larger than any.
    exact
        Whether ``drawn`` holds every possible draw, the observed one included; otherwise the
        observed one is counted as well.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, algorithm 2.8; Romano and Wolf
    (2016), Statistics and Probability Letters 113, for the count of the observed draw.
    """
    statistics = np.asarray(observed, dtype=float)
    order = np.argsort(-statistics, kind="stable")
    ranked = np.where(np.isnan(drawn), np.inf, drawn)[:, order]
    largest_left = np.maximum.accumulate(ranked[:, ::-1], axis=1)[:, ::-1]
    as_large = (largest_left >= statistics[order] * (1 - TIE)).sum(axis=0)
    ours = 0 if exact else 1
    p_values = np.maximum.accumulate((as_large + ours) / (len(drawn) + ours))
    adjusted = np.empty(len(statistics))
    adjusted[order] = p_values
    return adjusted
