"""Are several effects the same? Of groups that share nobody, and of regressions that share some."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.cluster_robust import (
    WaldTest,
    cluster_robust,
    satterthwaite_df,
    wald_test,
)

Array = NDArray[np.float64]

MOST_CELLS = 20_000_000  # of all clusters' matrices together, before memory runs short
ROUNDING = 1e-10  # a leverage so near to 1 is 1


@dataclass(frozen=True)
class Fit:
    """One regression: design matrix (n, k), outcome (n,), and whose rows they are (n,).

    ``owners`` are labels of what was drawn, clusters or units; a label that two fits share is the
    same cluster or unit. ``effect`` is the column whose coefficient is compared.
    """

    exog: Array
    outcome: Array
    owners: NDArray
    effect: int = 1


@dataclass(frozen=True)
class Difference:
    """One effect less another, its standard error and the degrees of freedom of its t."""

    estimate: float
    std_error: float
    df: float


def independent_difference(
    estimates: Sequence[float], errors: Sequence[float], dfs: Sequence[float]
) -> Difference:
    """The second of two effects less the first, of samples that share nobody.

    References
    ----------
    Welch (1947), Biometrika 34, for the degrees of freedom.
    """
    variances = np.square(errors)
    df = variances.sum() ** 2 / (variances**2 / np.asarray(dfs, dtype=float)).sum()
    gap = float(estimates[1] - estimates[0])
    return Difference(gap, float(np.sqrt(variances.sum())), float(df) if df > 0 else np.inf)


def independent_test(
    estimates: Sequence[float], errors: Sequence[float], dfs: Sequence[float]
) -> WaldTest:
    """The test that effects of m samples which share nobody are all the same.

    Their errors may differ; an infinite df means the normal. For two effects it is Welch's t,
    squared.

    References
    ----------
    Welch (1951). On the comparison of several mean values: an alternative approach. Biometrika 38.
    """
    from scipy.stats import chi2, f

    values, weights = np.asarray(estimates, dtype=float), 1 / np.square(errors)
    m, shares = len(values), weights / weights.sum()
    spread = float(weights @ (values - shares @ values) ** 2) / (m - 1)
    small = float(((1 - shares) ** 2 / np.asarray(dfs, dtype=float)).sum())
    if small == 0:
        return WaldTest(spread, m - 1, np.inf, float(chi2.sf(spread * (m - 1), m - 1)))
    statistic = spread / (1 + 2 * (m - 2) / (m**2 - 1) * small)
    df = (m**2 - 1) / (3 * small)
    return WaldTest(statistic, m - 1, df, float(f.sf(statistic, m - 1, df)))


def stacked_test(fits: Sequence[Fit]) -> tuple[WaldTest, list[Difference]]:
    """The test that effects of several regressions are all the same, and each less the first.

    The regressions are stacked into one, each with its own columns, and clustered by owner, so
    that the covariance of effects which share owners is estimated and not assumed: CR2 with
    Satterthwaite's degrees of freedom, and the HTZ test of all differences. Where every owner has
    one row a regression and there are many, the same covariance comes from leverages alone, and
    the degrees of freedom are those of the smallest regression.

    References
    ----------
    Pustejovsky and Tipton (2018), JBES 36(4), for CR2 and HTZ; Weesie (1999), Stata Technical
    Bulletin 52, for stacking.
    """
    single = all(len(np.unique(fit.owners)) == len(fit.owners) for fit in fits)
    cells = sum(len(fit.outcome) for fit in fits) * sum(fit.exog.shape[1] for fit in fits) ** 2
    return _of_many_units(fits) if single and cells > MOST_CELLS else _of_clusters(fits)


def _of_clusters(fits: Sequence[Fit]) -> tuple[WaldTest, list[Difference]]:
    rows = np.cumsum([0, *(len(fit.outcome) for fit in fits)])
    columns = np.cumsum([0, *(fit.exog.shape[1] for fit in fits)])
    exog = np.zeros((rows[-1], columns[-1]))
    residuals, coefficients = np.empty(rows[-1]), np.empty(columns[-1])
    for i, fit in enumerate(fits):
        own = np.linalg.lstsq(fit.exog, fit.outcome, rcond=None)[0]
        exog[rows[i] : rows[i + 1], columns[i] : columns[i + 1]] = fit.exog
        residuals[rows[i] : rows[i + 1]] = fit.outcome - fit.exog @ own
        coefficients[columns[i] : columns[i + 1]] = own
    robust = cluster_robust(exog, residuals, np.concatenate([fit.owners for fit in fits]))
    contrasts = np.zeros((len(fits) - 1, columns[-1]))
    contrasts[:, fits[0].effect] = -1
    for i, fit in enumerate(fits[1:], start=1):
        contrasts[i - 1, columns[i] + fit.effect] = 1
    differences = [
        Difference(
            float(contrast @ coefficients),
            float(np.sqrt(contrast @ robust.covariance @ contrast)),
            satterthwaite_df(robust, contrast),
        )
        for contrast in contrasts
    ]
    return wald_test(robust, coefficients, contrasts), differences


def _of_many_units(fits: Sequence[Fit]) -> tuple[WaldTest, list[Difference]]:
    from scipy.stats import f

    owners = np.unique(np.concatenate([fit.owners for fit in fits]))
    scores, effects = np.zeros((len(owners), len(fits))), np.empty(len(fits))
    for i, fit in enumerate(fits):
        basis, triangle = np.linalg.qr(fit.exog)
        coordinates = basis.T @ fit.outcome
        effects[i] = np.linalg.solve(triangle, coordinates)[fit.effect]
        residuals = fit.outcome - basis @ coordinates
        weight = basis @ np.linalg.inv(triangle)[fit.effect]
        leverage = (basis**2).sum(axis=1)
        places = np.searchsorted(owners, fit.owners)
        scores[places, i] = weight * residuals / np.sqrt(np.maximum(1 - leverage, ROUNDING))
    gaps = np.column_stack([-np.ones(len(fits) - 1), np.eye(len(fits) - 1)])
    values, covariance = gaps @ effects, gaps @ (scores.T @ scores) @ gaps.T
    df = float(min(len(fit.outcome) - fit.exog.shape[1] for fit in fits))
    differences = [
        Difference(float(value), float(np.sqrt(variance)), df)
        for value, variance in zip(values, np.diag(covariance), strict=True)
    ]
    statistic = float(values @ np.linalg.solve(covariance, values)) / len(values)
    p_value = float(f.sf(statistic, len(values), df))
    return WaldTest(statistic, len(values), df, p_value), differences
