"""Comparisons under many lotteries among clusters at once: estimate, CR2 error, Satterthwaite df.

A lottery gives all units of a cluster the same treatment. All that a regression and its CR2 error
need of a cluster are then the products of its rows' columns among themselves and with the outcome,
which no draw changes: a draw costs as much as there are clusters, however many units they hold.
The matrices B_g of `cluster_robust` are taken in as many dimensions as the regression has columns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.rehearsal.by_units import COLLINEAR, inverses, unless
from pipeline.rehearsal.planting import PotentialOutcomes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ClusterProducts:
    """What a regression needs of each of G clusters: sums over its units of products of columns.

    ``squares`` (G, k, k) are those of what is adjusted for, its first column ones; ``without``
    (G, k) those with the outcome without the programme, ``given`` (G, k, p) with it. Outcomes are
    what the columns leave of them in the whole sample; ``offset`` (p,) is what that took from the
    effect.
    """

    squares: Array
    without: Array
    given: Array
    offset: Array


def cluster_products(
    basis: Array, outcomes: PotentialOutcomes, cluster: NDArray[np.intp], *, own_slopes: bool
) -> ClusterProducts:
    """The products of columns (n, k) by cluster (n,); see `by_units.orthonormal_columns`.

    Where both arms share slopes, both outcomes lose the same part; otherwise each its own.
    """
    number = cluster.max() + 1
    projected = basis.T @ outcomes.without / len(basis)
    centre = np.repeat(projected[:, None], len(outcomes.planted), axis=1)
    if own_slopes:
        centre = basis.T @ outcomes.given / len(basis)
    left = outcomes.without - basis @ projected
    given = outcomes.given - basis @ centre

    def by_cluster(rows: Array) -> Array:
        flat = rows.reshape(len(rows), -1)
        sums = np.stack([np.bincount(cluster, column, number) for column in flat.T], axis=1)
        return sums.reshape(number, *rows.shape[1:])

    return ClusterProducts(
        squares=by_cluster(basis[:, :, None] * basis[:, None, :]),
        without=by_cluster(basis * left[:, None]),
        given=by_cluster(basis[:, :, None] * given[:, None, :]),
        offset=centre[0] - projected[0],
    )


def interacted_cluster_answers(treatment: Array, products: ClusterProducts) -> Array:
    """The effect at the average of what is adjusted for, each arm with slopes of its own.

    ``treatment`` (draws, G) is that of clusters. Nothing of one arm touches the other's fit: a
    cluster is turned by the root of its own arm's bread.
    """
    chosen = treatment[:, :, None, None] == 1
    inverse, singular = inverses(np.tensordot(treatment, products.squares, axes=1))
    slopes = inverse @ np.tensordot(treatment, products.given, axes=1)
    other, without = inverses(np.tensordot(1 - treatment, products.squares, axes=1))
    flat = other @ np.tensordot(1 - treatment, products.without, axes=1)[:, :, None]
    effect = slopes[:, 0] - flat[:, 0] + products.offset
    roots = np.linalg.cholesky(inverse), np.linalg.cholesky(other)
    root = np.where(chosen, roots[0][:, None], roots[1][:, None])
    crossed = np.where(chosen, products.given, products.without[:, :, None])
    fitted = np.where(chosen, slopes[:, None], flat[:, None])
    inside = root.mT @ products.squares @ root
    adjusted = _adjusted(inside, root[:, :, 0])
    turned = (root @ adjusted[..., None])[..., 0]
    scores = np.einsum("dgk,dgkp->dgp", turned, crossed - products.squares @ fitted)
    df = _satterthwaite(inside, adjusted, (treatment, 1 - treatment))
    refused = singular | without | (_fewest(treatment) < 2)
    return _answers(effect, (scores**2).sum(axis=1), df, refused)


def pooled_cluster_answers(treatment: Array, products: ClusterProducts) -> Array:
    """The coefficient of treatment beside columns whose slopes both arms share.

    Z is treatment less its fit on those columns, over its length, and then the columns, all
    orthonormal.
    """
    sizes = products.squares[:, 0, 0]
    squares, total = products.squares / sizes.sum(), np.sqrt(sizes.sum())
    ones = products.squares[:, 0] / total  # sums over a cluster of each orthonormal column
    share = treatment @ ones
    length = treatment @ sizes - np.einsum("dk,dk->d", share, share)
    refused = (length <= COLLINEAR * sizes.sum()) | (_fewest(treatment) < 2)
    root = np.sqrt(np.where(refused, 1.0, length))[:, None]
    bent = np.einsum("gkl,dl->dgk", squares, share)
    along = treatment * sizes - share @ ones.T  # sums of treatment's residual
    inside = np.empty((*treatment.shape, len(squares[0]) + 1, len(squares[0]) + 1))
    inside[..., 1:, 1:] = squares
    inside[..., 0, 1:] = (treatment[:, :, None] * ones - bent) / root[:, :, None]
    inside[..., 1:, 0] = inside[..., 0, 1:]
    inside[..., 0, 0] = treatment * along - np.einsum(
        "dgk,dk->dg", treatment[:, :, None] * ones - bent, share
    )
    inside[..., 0, 0] /= root**2
    unit = np.zeros(inside.shape[:3])
    unit[..., 0] = 1.0
    adjusted = _adjusted(inside, unit)

    chosen = treatment[:, :, None, None] == 1
    crossed = np.where(chosen, products.given, products.without[:, :, None])
    plain, crossed = crossed[:, :, 0], crossed / total
    fitted = crossed.sum(axis=1)
    coordinate = np.einsum("dg,dgp->dp", treatment, plain) - np.einsum(
        "dk,dkp->dp", share, fitted
    )
    coordinate /= root
    left = crossed - np.einsum("gkl,dlp->dgkp", squares, fitted)
    left -= inside[..., 1:, :1] * coordinate[:, None, None]
    sums = plain - np.einsum("gk,dkp->dgp", ones, fitted)
    sums -= (along / root)[:, :, None] * coordinate[:, None]
    first = treatment[:, :, None] * sums - np.einsum("dk,dgkp->dgp", share, left)
    scores = adjusted[..., :1] * first / root[:, :, None]
    scores += np.einsum("dgk,dgkp->dgp", adjusted[..., 1:], left)
    df = _satterthwaite(inside, adjusted, (np.ones_like(treatment),))
    effect = coordinate / root + products.offset
    return _answers(effect, (scores**2).sum(axis=1) / root**2, df, refused)


def _adjusted(inside: Array, contrast: Array) -> Array:
    """(I - Z_g'Z_g)^(-1/2) times a contrast (draws, G, k): A_g Z_g c is Z_g times it."""
    values, vectors = np.linalg.eigh(np.eye(inside.shape[-1]) - (inside + inside.mT) / 2)
    saturated = values < SATURATED
    roots = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, values)))
    along = roots * (vectors.mT @ contrast[..., None])[..., 0]
    return (vectors @ along[..., None])[..., 0]


def _satterthwaite(inside: Array, adjusted: Array, arms: tuple[Array, ...]) -> Array:
    """Degrees of freedom (draws,) of a contrast; fits of different ``arms`` share nothing.

    As `cluster_robust` has it: the trace and the squares of a matrix of clusters by clusters that
    is diagonal but for what the fit takes away.
    """
    fitted = (inside @ adjusted[..., None])[..., 0]
    own = np.einsum("dgk,dgk->dg", adjusted, fitted)
    lost = np.einsum("dgk,dgk->dg", fitted, fitted)
    squares = (own**2 - 2 * own * lost).sum(axis=1)
    for arm in arms:
        between = (fitted * arm[:, :, None]).mT @ fitted
        squares += (between**2).sum(axis=(1, 2))
    return (own - lost).sum(axis=1) ** 2 / squares


def strata_cluster_answers(
    treatment: Array, sizes: Array, sums: tuple[Array, Array], stratum: NDArray[np.intp]
) -> Array:
    """The coefficient of treatment with an intercept for each stratum of whole clusters.

    Treatment and intercepts are the same for all units of a cluster, so that B_g differs from the
    identity in one direction alone, and its root is a number.

    Parameters
    ----------
    treatment
        Of clusters (draws, G).
    sizes, stratum
        Units of each cluster (G,), and the position of its stratum (G,).
    sums
        Sums of outcomes over each cluster's units: without the programme (G,), with it (G, p).
    """
    inside = (stratum[:, None] == np.arange(stratum.max() + 1)).astype(float)
    total = sizes @ inside
    level = ((sums[0] @ inside) / total)[stratum] * sizes
    without, given = sums[0] - level, sums[1] - level[:, None]
    left = treatment - ((treatment * sizes) @ inside / total)[:, stratum]
    length = (left**2) @ sizes
    refused = (length <= COLLINEAR * sizes.sum()) | (_fewest(treatment) < 2)
    length = np.where(refused, 1.0, length)[:, None]
    outcome = np.where(treatment[:, :, None] == 1, given, without[:, None])
    effect = np.einsum("dg,dgp->dp", left, outcome) / length
    means = np.einsum("dgp,gs->dsp", outcome, inside) / total[:, None]
    residual = outcome - sizes[:, None] * means[:, stratum]
    residual -= (left * sizes)[:, :, None] * effect[:, None]

    scaled = left / np.sqrt(length)
    room = 1 - sizes * (scaled**2 + 1 / total[stratum])
    saturated = room < SATURATED
    values = np.where(saturated, 0.0, scaled / np.sqrt(np.where(saturated, 1.0, room)))
    variance = ((values[:, :, None] * residual) ** 2).sum(axis=1) / length
    along, across = sizes * values * scaled, sizes * values / np.sqrt(total[stratum])
    own, lost = sizes * values**2, along**2 + across**2
    squares = (own**2 - 2 * own * lost).sum(axis=1) + (along**2).sum(axis=1) ** 2
    squares += 2 * (((along * across) @ inside) ** 2).sum(axis=1)
    squares += (((across**2) @ inside) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw that is refused
        df = (own - lost).sum(axis=1) ** 2 / squares
    return _answers(effect, variance, df, refused)


def _fewest(treatment: Array) -> Array:
    """Clusters of the smaller arm (draws,)."""
    treated = treatment.sum(axis=1)
    return np.minimum(treated, treatment.shape[1] - treated)


def _answers(effect: Array, variance: Array, df: Array, refused: NDArray[np.bool_]) -> Array:
    """Estimate, standard error and degrees of freedom, or nothing (draws, planted, 3)."""
    degrees = np.broadcast_to(df[:, None], effect.shape)
    return unless(refused, np.stack([effect, np.sqrt(variance), degrees], axis=-1))
