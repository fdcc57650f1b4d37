"""One regression, estimated again thousands of times by matrix algebra and never fitted anew.

Between draws only treatment, the rows that are kept, the outcome, or a column of noise changes.
What the regression adjusts for stays, so that it is made orthonormal once; what is left of each
draw are a few sums over rows, taken for a block of draws at a time. A draw in which the columns
follow from each other has no estimate, and gives NaN.

References
----------
Frisch and Waugh (1933), Econometrica 1(4); Lovell (1963), JASA 58(304).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.least_squares import orthonormal

Array = NDArray[np.float64]

# An eigenvalue this small beside the largest is that of columns that follow from each other.
SINGULAR = 1e-10


@dataclass(frozen=True)
class Regression:
    """A regression of the outcome (n,) on treatment (n,) of 0 and 1 and on other columns.

    ``basis`` (n, k) spans the constant and the columns, Q'WQ being the identity. With
    ``own_slopes`` each arm has its own coefficients, and the effect is the mean difference of both
    arms' predictions, among everybody or, with ``of_treated``, among the treated; without, it is
    treatment's coefficient. ``take_up`` (n,), where there is one, divides: the effect is then that
    of treatment on the outcome over that on take-up.
    """

    outcome: Array
    treatment: Array
    basis: Array
    weights: Array
    own_slopes: bool
    of_treated: bool = False
    take_up: Array | None = None


def regression_of(
    outcome: Array,
    treatment: Array,
    columns: Array,
    weights: Array | None = None,
    **kind: bool | Array,
) -> Regression:
    """A regression ready to be drawn again; ``columns`` (n, k) hold the constant."""
    weights = np.ones(len(outcome)) if weights is None else weights / weights.mean()
    return Regression(outcome, treatment, orthonormal(columns, weights)[0], weights, **kind)


def of_assignments(given: Regression, treatments: Array, outcomes: Array | None = None) -> Array:
    """The effects (draws,) for other treatments (draws, n), and outcomes (draws, n) if there are.

    A treatment that is the same in all rows, or in all of some column's, gives NaN.
    """
    outcomes = given.outcome if outcomes is None else outcomes
    if given.own_slopes:
        first, second = treatments * given.weights, (1 - treatments) * given.weights
        return _between_arms(given, (first, second), outcomes, first)
    weighted = treatments * given.weights
    fitted = (outcomes * given.weights) @ given.basis
    inside = weighted @ given.basis
    left = (weighted * treatments).sum(axis=1) - (inside**2).sum(axis=1)
    shared = (weighted * outcomes).sum(axis=1) - (inside * fitted).sum(axis=1)
    total = (weighted * treatments).sum(axis=1)
    return np.where(left > SINGULAR * total, shared / np.where(left > 0, left, 1.0), np.nan)


def on_subsets(given: Regression, kept: Array) -> Array:
    """The effects (draws,) in some of the rows: ``kept`` (draws, n) is 1 for those, else 0."""
    weights = kept * given.weights
    first = weights * given.treatment
    if given.own_slopes:
        return _between_arms(given, (first, weights - first), given.outcome, first)
    columns = np.column_stack([given.treatment, given.basis])
    gram = (weights[:, None, :] * columns.T) @ columns
    return _solved(gram, (weights * given.outcome) @ columns)[:, 0]


def _between_arms(
    given: Regression, arms: tuple[Array, Array], outcomes: Array, treated: Array
) -> Array:
    """The mean difference of two fits, each by its own rows' weights (draws, n)."""
    basis = given.basis
    asked = treated if given.of_treated else arms[0] + arms[1]
    target = asked @ basis / asked.sum(axis=1)[:, None]
    means = []
    for weights in arms:
        gram = (weights[:, None, :] * basis.T) @ basis
        coefficients = _solved(gram, (weights * outcomes) @ basis)
        means.append((target * coefficients).sum(axis=1))
    return means[0] - means[1]


def _solved(gram: Array, right: Array) -> Array:
    """Coefficients (draws, k) of normal equations; NaN where they have no one solution."""
    scale = np.sqrt(np.einsum("dkk->dk", gram))
    scale = np.where(scale > 0, scale, 1.0)
    scaled = gram / (scale[:, :, None] * scale[:, None, :])
    values = np.linalg.eigvalsh(scaled)
    bad = ~(values[:, 0] > SINGULAR * values[:, -1])
    scaled[bad] = np.eye(gram.shape[1])
    found = np.linalg.solve(scaled, (right / scale)[:, :, None])[:, :, 0] / scale
    found[bad] = np.nan
    return found


def with_noise(given: Regression, noise: Array) -> Array:
    """The effects (draws,) with further columns (draws, m, n) among what is adjusted for."""
    if given.take_up is not None:
        plain = replace(given, take_up=None)
        return with_noise(plain, noise) / with_noise(replace(plain, outcome=given.take_up), noise)
    if not given.own_slopes:
        treatment = np.broadcast_to(given.treatment, (len(noise), 1, len(given.outcome)))
        return _partial(given, np.concatenate([treatment, noise], axis=1), given.weights)[1][:, 0]
    first = given.weights * given.treatment
    asked = first if given.of_treated else given.weights
    means = []
    for weights in (first, given.weights - first):
        own = replace(given, basis=orthonormal_in(given.basis, weights))
        target = asked @ own.basis / asked.sum()
        inside, slopes = _partial(own, noise, weights)
        shift = noise @ asked / asked.sum() - inside @ target
        fitted = target @ (own.basis.T @ (weights * given.outcome))
        means.append(fitted + (slopes * shift).sum(axis=1))
    return means[0] - means[1]


def orthonormal_in(basis: Array, weights: Array) -> Array:
    """The same columns' span (n, k), orthonormal by weights (n,) of which some may be zero."""
    factor = np.linalg.cholesky((basis * weights[:, None]).T @ basis)
    return np.linalg.solve(factor, basis.T).T


def _partial(given: Regression, columns: Array, weights: Array) -> tuple[Array, Array]:
    """The coefficients (draws, m, k) of columns (draws, m, n) on the basis, and their slopes."""
    weighted = columns * weights
    inside = weighted @ given.basis
    gram = weighted @ columns.mT - inside @ inside.mT
    fitted = given.basis.T @ (weights * given.outcome)
    return inside, _solved(gram, weighted @ given.outcome - inside @ fitted)


@dataclass(frozen=True)
class Answers:
    """Effects and their standard errors, (draws,), and the t statistics' degrees of freedom."""

    effects: Array
    std_errors: Array
    df: Array

    @property
    def p_values(self) -> Array:
        from scipy.stats import t

        return 2 * t.sf(np.abs(self.effects) / self.std_errors, self.df)


def of_outcomes(
    given: Regression, outcomes: Array, clusters: NDArray | None = None, *, welch: bool = False
) -> Answers:
    """Effects on other outcomes (draws, n), with their CR2 errors by clusters (n,), or HC2.

    ``welch`` gives HC2 the degrees of freedom of Welch's t test, which is right where the
    regression has treatment alone.
    """
    columns, contrast = _full(given)
    weights = given.weights if np.ptp(given.weights) else None
    basis, triangle = orthonormal(columns, weights)
    coordinates = np.linalg.solve(triangle.T, contrast)
    on_basis = (outcomes * given.weights) @ basis
    residuals = outcomes - on_basis @ basis.T
    effects = on_basis @ coordinates
    if clusters is not None:
        robust = cluster_robust(columns, residuals[0], clusters, weights)
        order = np.argsort(clusters, kind="stable")
        each = robust.adjusted @ (robust.rotation @ contrast)
        scores = np.add.reduceat(residuals[:, order] * each, robust.rows.starts, axis=1)
        df = np.full(len(effects), satterthwaite_df(robust, contrast))
        return Answers(effects, np.sqrt((scores**2).sum(axis=1)), df)
    left = 1 - given.weights * (basis**2).sum(axis=1)
    share = np.where(left < SATURATED, 0.0, 1 / np.where(left < SATURATED, 1.0, left))
    squares = (residuals * (given.weights * (basis @ coordinates))) ** 2 * share
    variances = squares.sum(axis=1)
    df = np.full(len(effects), float(len(columns) - columns.shape[1]))
    if welch:
        df = _welch_df(squares, given.treatment)
    return Answers(effects, np.sqrt(variances), df)


def _full(given: Regression) -> tuple[Array, Array]:
    """The whole design matrix (n, p), and the contrast of its coefficients that is the effect."""
    if not given.own_slopes:
        columns = np.column_stack([given.basis, given.treatment])
        return columns, np.eye(columns.shape[1])[-1]
    columns = np.column_stack([given.basis, given.basis * given.treatment[:, None]])
    asked = given.weights * (given.treatment if given.of_treated else 1.0)
    target = asked @ given.basis / asked.sum()
    return columns, np.r_[np.zeros(len(target)), target]


def _welch_df(squares: Array, treatment: Array) -> Array:
    """Welch's degrees of freedom (draws,) from each row's part (draws, n) of the variance."""
    parts = [squares @ arm for arm in (treatment, 1 - treatment)]
    sizes = [arm.sum() - 1 for arm in (treatment, 1 - treatment)]
    spread = sum(part**2 / size for part, size in zip(parts, sizes, strict=True))
    with np.errstate(invalid="ignore"):  # an outcome that does not vary has no error
        return (parts[0] + parts[1]) ** 2 / spread
