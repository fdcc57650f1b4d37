"""Many regressions of the same people on treatment, from one table of cross-products.

Columns are centred and scaled once. A regression then needs the rows and columns of one matrix of
cross-products that belong to its covariates, and all outcomes are answered together. A common
slope for both arms is an analysis of covariance; slopes of each arm's own are Lin's regression,
or the difference in means where there are no columns. The coefficient of treatment, its HC2 error
and its CR2 error by cluster are those of one regression at a time.

References
----------
MacKinnon and White (1985), Journal of Econometrics 29(3); Lin (2013), Annals of Applied
Statistics 7(1); Bell and McCaffrey (2002), Survey Methodology 28(2).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df

Array = NDArray[np.float64]
Positions = NDArray[np.intp]

# A column of which those before it leave less than this share follows from them.
COLLINEAR = 1e-12


@dataclass(frozen=True)
class People:
    """Outcomes (n, m), treatment (n,) of 0 and 1, the columns (n, p) that any regression uses.

    ``clusters`` (n,) are given where errors must allow for people of one cluster being alike.
    """

    outcomes: Array
    treatment: Array
    columns: Array
    clusters: NDArray | None = None

    @cached_property
    def table(self) -> Array:
        """Ones, and each column less its mean, in its standard deviations (n, 1 + p)."""
        centred = self.columns - self.columns.mean(axis=0)
        scale = np.sqrt((centred**2).mean(axis=0))
        return np.column_stack([np.ones(len(centred)), centred / np.where(scale, scale, 1.0)])

    @cached_property
    def arms(self) -> tuple["Products", "Products"]:
        """The controls by themselves, and the treated."""
        return tuple(products_of(self, self.treatment == arm) for arm in (0, 1))

    @cached_property
    def together(self) -> "Products":
        """Everybody, with treatment as the second column."""
        return products_of(self, None)


@dataclass(frozen=True)
class Products:
    """Rows of some people (n, q), their outcomes (n, m), and the cross-products of both."""

    rows: Array
    outcomes: Array
    squares: Array
    crossed: Array


@dataclass(frozen=True)
class Coefficients:
    """Effects (m,) on the outcomes, their standard errors (m,), and the errors' df (m,)."""

    effects: Array
    std_errors: Array
    df: Array


def products_of(people: People, members: NDArray[np.bool_] | None) -> Products:
    """Cross-products of some people, or of everybody with treatment beside the columns."""
    if members is None:
        rows = np.insert(people.table, 1, people.treatment, axis=1)
        outcomes = people.outcomes
    else:
        rows, outcomes = people.table[members], people.outcomes[members]
    return Products(rows, outcomes, rows.T @ rows, rows.T @ outcomes)


def treatment_effects(people: People, columns: Positions, *, own_slopes: bool) -> Coefficients:
    """The effects on every outcome, adjusted for some of the columns.

    Parameters
    ----------
    columns
        Which of the people's columns are adjusted for; none gives the difference in means.
    own_slopes
        Whether each arm has slopes of its own.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the columns follow from one another, or from treatment.
    """
    if people.clusters is not None:
        return _clustered(people, columns, own_slopes=own_slopes)
    if not own_slopes:
        fit = _fitted(people.together, np.r_[0, 1, columns + 2], contrast=1)
        variances = _hc2(fit)
        df = len(people.treatment) - len(columns) - 2
        return Coefficients(fit.values, np.sqrt(variances), np.full(len(variances), float(df)))
    control, treated = (_fitted(arm, np.r_[0, columns + 1], contrast=0) for arm in people.arms)
    each = _hc2(control), _hc2(treated)
    return Coefficients(
        treated.values - control.values,
        np.sqrt(each[0] + each[1]),
        _own_df(each, [len(arm.outcomes) for arm in people.arms], len(columns)),
    )


def _own_df(each: tuple[Array, Array], sizes: list[int], columns: int) -> Array:
    """Welch's df (m,) of a difference in means, which lets the arms vary unalike; else n - 2k."""
    if columns:
        return np.full(len(each[0]), float(sum(sizes) - 2 * (columns + 1)))
    with np.errstate(invalid="ignore"):  # an outcome that does not vary
        lost = sum(variance**2 / (size - 1) for variance, size in zip(each, sizes, strict=True))
        return (each[0] + each[1]) ** 2 / lost


@dataclass(frozen=True)
class _Fit:
    """A contrast's values (m,), what weighs each outcome in it (n,), leverage (n,), residuals."""

    values: Array
    weights: Array
    leverage: Array
    residuals: Array


def _fitted(products: Products, chosen: Positions, contrast: int) -> _Fit:
    rows = products.rows[:, chosen]
    inverse = _inverse(products.squares[np.ix_(chosen, chosen)])
    coefficients = inverse @ products.crossed[chosen]
    turned = rows @ inverse
    return _Fit(
        values=coefficients[contrast],
        weights=turned[:, contrast],
        leverage=np.einsum("ij,ij->i", turned, rows),
        residuals=products.outcomes - rows @ coefficients,
    )


def _inverse(squares: Array) -> Array:
    """The inverse of cross-products, through Cholesky.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a column follows from those before it.
    """
    triangle = np.linalg.cholesky(squares)
    if (np.diag(triangle) ** 2 <= COLLINEAR * np.diag(squares)).any():
        raise np.linalg.LinAlgError("the columns are collinear")
    root = np.linalg.inv(triangle)
    return root.T @ root


def _hc2(fit: _Fit) -> Array:
    left = 1 - fit.leverage
    saturated = left < SATURATED
    weights = np.where(saturated, 0.0, fit.weights**2 / np.where(saturated, 1.0, left))
    return weights @ fit.residuals**2


def _clustered(people: People, columns: Positions, *, own_slopes: bool) -> Coefficients:
    """CR2 with Satterthwaite's df: the adjustment is made once for all outcomes."""
    rows = np.column_stack(
        [people.table[:, :1], people.treatment, people.table[:, columns + 1]]
        + ([people.treatment[:, None] * people.table[:, columns + 1]] if own_slopes else [])
    )
    inverse = _inverse(rows.T @ rows)
    coefficients = inverse @ (rows.T @ people.outcomes)
    residuals = people.outcomes - rows @ coefficients
    robust = cluster_robust(rows, residuals[:, 0], people.clusters)
    contrast = np.eye(rows.shape[1])[1]
    order = np.argsort(people.clusters, kind="stable")
    weights = robust.adjusted @ (robust.rotation @ contrast)
    scores = np.add.reduceat(weights[:, None] * residuals[order], robust.rows.starts, axis=0)
    df = satterthwaite_df(robust, contrast)
    errors = np.sqrt((scores**2).sum(axis=0))
    return Coefficients(coefficients[1], errors, np.full(len(errors), df))
