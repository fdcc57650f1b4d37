"""Comparisons under many lotteries among clusters at once: estimate, CR2 error, Satterthwaite df.

A lottery gives all units of a cluster the same treatment. All that a regression and its CR2 error
need of a cluster are then the products of its rows' columns among themselves and with the outcome,
which no draw changes: a draw costs as much as there are clusters, however many units they hold.
What CR2 does to a cluster is in `cr2_series`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import summed_within
from pipeline.inference.adjustment import SATURATED
from pipeline.rehearsal.by_units import COLLINEAR, inverses, unless
from pipeline.rehearsal.cr2_series import by_eigenvalues, satterthwaite, series, times
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
        return summed_within(flat, cluster).reshape(number, *rows.shape[1:])

    return ClusterProducts(
        squares=by_cluster(basis[:, :, None] * basis[:, None, :]),
        without=by_cluster(basis * left[:, None]),
        given=by_cluster(basis[:, :, None] * given[:, None, :]),
        offset=centre[0] - projected[0],
    )


def interacted_cluster_answers(treatment: Array, products: ClusterProducts) -> Array:
    """The effect at the average of what is adjusted for, each arm with slopes of its own.

    ``treatment`` (draws, G) is that of clusters. Nothing of one arm touches the other's fit, and
    each cluster is looked at with its own arm's bread.
    """
    chosen, arms = treatment[:, :, None] == 1, (treatment, 1 - treatment)
    breads, refused = zip(
        *(inverses(np.tensordot(arm, products.squares, axes=1)) for arm in arms), strict=True
    )
    slopes = breads[0] @ np.tensordot(treatment, products.given, axes=1)
    flat = breads[1] @ np.tensordot(arms[1], products.without, axes=1)[:, :, None]

    def step(vectors: Array) -> Array:
        fitted = times(vectors, products.squares)
        return np.where(chosen, fitted @ breads[0], fitted @ breads[1])

    vectors, slow = series(np.where(chosen, breads[0][:, :1], breads[1][:, :1]), step)
    draw, cluster = np.nonzero(slow)
    if len(draw):
        own = np.where(chosen[draw, cluster][:, :, None], breads[0][draw], breads[1][draw])
        root = np.linalg.cholesky(own)
        turned = by_eigenvalues(root.mT @ products.squares[cluster] @ root, root[:, 0])
        vectors[draw, cluster] = (root @ turned[..., None])[..., 0]

    fitted = times(vectors, products.squares)
    scores = np.empty((*treatment.shape, slopes.shape[2]))
    for place in range(scores.shape[2]):
        crossed = np.where(chosen, products.given[:, :, place], products.without)
        left = np.where(chosen, slopes[:, None, :, place], flat[:, None, :, 0])
        scores[..., place] = np.einsum("dgk,dgk->dg", vectors, crossed)
        scores[..., place] -= np.einsum("dgk,dgk->dg", fitted, left)
    lost, between = 0.0, 0.0
    for arm, bread in zip(arms, breads, strict=True):
        mine = fitted * arm[:, :, None]
        spread = mine.mT @ mine @ bread
        lost = lost + np.einsum("dgk,dgk->dg", mine @ bread, mine)
        between = between + np.einsum("dkl,dlk->d", spread, spread)
    own = np.einsum("dgk,dgk->dg", vectors, fitted)
    effect = slopes[:, 0] - flat[:, 0] + products.offset
    df = satterthwaite(own, lost, between)
    refusals = refused[0] | refused[1] | (_fewest(treatment) < 2)
    return _answers(effect, (scores**2).sum(axis=1), df, refusals)


def pooled_cluster_answers(treatment: Array, products: ClusterProducts) -> Array:
    """The coefficient of treatment beside columns whose slopes both arms share.

    Z is treatment less its fit on those columns, over its length, and then the columns, all
    orthonormal. In a cluster treatment is a constant, so that its part of Z is those columns times
    a vector of the draw's.
    """
    sizes = products.squares[:, 0, 0]
    number = sizes.sum()
    squares, total = products.squares / number, np.sqrt(number)
    share = treatment @ squares[:, 0] * total
    length = treatment @ sizes - np.einsum("dk,dk->d", share, share)
    refused = (length <= COLLINEAR * number) | (_fewest(treatment) < 2)
    root = np.sqrt(np.where(refused, 1.0, length))
    own = np.repeat(-share[:, None], treatment.shape[1], axis=1)
    own[..., 0] += treatment * total
    own /= root[:, None, None]

    def step(vectors: Array) -> Array:
        fitted = times(vectors, squares)
        return fitted + own * np.einsum("dgk,dgk->dg", own, fitted)[..., None]

    vectors, slow = series(own, step)
    draw, cluster = np.nonzero(slow)
    if len(draw):
        turn = np.concatenate(  # Z_g is the columns times this
            [own[draw, cluster][:, :, None], np.eye(own.shape[2])[None].repeat(len(draw), 0)], 2
        )
        unit = np.eye(turn.shape[2])[:1].repeat(len(draw), 0)
        found = by_eigenvalues(turn.mT @ squares[cluster] @ turn, unit)
        vectors[draw, cluster] = (turn @ found[..., None])[..., 0]

    fitted = times(vectors, squares)
    bent = np.einsum("dgk,dgk->dg", own, fitted)
    scores = np.empty((*treatment.shape, products.given.shape[2]))
    effect = np.empty((len(treatment), products.given.shape[2]))
    for place in range(effect.shape[1]):
        chosen = treatment[:, :, None] == 1
        crossed = np.where(chosen, products.given[:, :, place], products.without) / total
        whole = crossed.sum(axis=1)
        coordinate = np.einsum("dgk,dgk->d", own, crossed)
        scores[..., place] = np.einsum("dgk,dgk->dg", vectors, crossed)
        scores[..., place] -= np.einsum("dgk,dk->dg", fitted, whole) + bent * coordinate[:, None]
        effect[:, place] = coordinate / root
    joined = np.concatenate([bent[..., None], fitted], axis=2)
    lost = np.einsum("dgk,dgk->dg", joined, joined)
    between = ((joined.mT @ joined) ** 2).sum(axis=(1, 2))
    df = satterthwaite(np.einsum("dgk,dgk->dg", vectors, fitted), lost, between)
    variance = (scores**2).sum(axis=1) / root[:, None] ** 2
    return _answers(effect + products.offset, variance, df, refused)


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
