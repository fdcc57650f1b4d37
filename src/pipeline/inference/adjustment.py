"""The adjustment matrices of CR2, applied to the rows of every cluster at once.

A_g is the inverse square root of B_g, the block of (I - H)(I - H)' that belongs to cluster g.
B_g differs from the identity by F_g S_g F_g', where F_g has a few columns: the cluster's rows of Z
and of the dummies of the absorbed groups that it meets, and where there are weights both again
times the weights. So its root is taken in as many dimensions as F_g has columns, or rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import Groups, Positions

Array = NDArray[np.float64]

# An eigenvalue of B_g this near to 0 is 0: that direction is fitted exactly by the cluster alone
# and, as in the Moore-Penrose inverse, contributes nothing.
SATURATED = 1e-10
# Clusters of one size are taken together, in blocks of at most so many cells.
BLOCK_CELLS = 2_000_000


@dataclass(frozen=True)
class ClusteredRows:
    """Rows of Z (n, k) that stand cluster by cluster, and where each cluster starts (clusters,)."""

    basis: Array
    starts: Positions
    weights: Array | None = None
    groups: Groups | None = None

    @cached_property
    def sizes(self) -> Positions:
        return np.diff(np.r_[self.starts, len(self.basis)])

    @cached_property
    def cluster_of_row(self) -> Positions:
        return np.repeat(np.arange(len(self.starts)), self.sizes)

    @cached_property
    def grouped(self) -> Positions:
        """The rows whose group the adjustment must know of: with weights, every row.

        Without, those whose group reaches beyond their cluster: a group inside one cluster takes
        its mean out of Z and of the residuals there, and nothing is left of it for A_g to act on.
        """
        if self.weights is not None:
            return np.arange(len(self.basis))
        of_row, number = self.groups.of_row, len(self.groups)
        first, last = np.full(number, len(self.starts)), np.full(number, -1)
        np.minimum.at(first, of_row, self.cluster_of_row)
        np.maximum.at(last, of_row, self.cluster_of_row)
        return np.flatnonzero((first < last)[of_row])

    @cached_property
    def squares(self) -> Array:
        """Z'W^2 Z (k, k)."""
        weighted = self.basis * self.weights[:, None]
        return weighted.T @ weighted

    @cached_property
    def squares_across(self) -> Array:
        """Z'W^2 N (k, groups), N being the groups' dummies over the roots of their weights."""
        of_row, total = self.groups.of_row, self.groups.total
        squared = self.weights**2
        sums = [np.bincount(of_row, column * squared, len(total)) for column in self.basis.T]
        return np.stack(sums) / np.sqrt(total)

    @cached_property
    def squares_of_groups(self) -> Array:
        """The diagonal of N'W^2 N (groups,)."""
        of_row, total = self.groups.of_row, self.groups.total
        return np.bincount(of_row, self.weights**2, len(total)) / total


def adjusted_rows(rows: ClusteredRows) -> Array:
    """A_g W_g Z_g for every cluster g, as rows (n, k) in the order of ``rows``."""
    dummies = _dummies(rows) if rows.groups is not None else None
    met = np.zeros(len(rows.starts), dtype=np.intp) if dummies is None else dummies.met
    adjusted = np.empty_like(rows.basis)
    for clusters in _alike(rows, met):
        size, number = rows.sizes[clusters[0]], met[clusters[0]]
        place = rows.starts[clusters][:, None] + np.arange(size)
        columns, levels = rows.basis[place], None
        if number:
            levels = dummies.levels[dummies.first[clusters][:, None] + np.arange(number)]
            columns = np.concatenate([columns, dummies.columns(place, number)], axis=2)
        if rows.weights is None:
            adjusted[place] = _unweighted(columns, rows.basis.shape[1])
        else:
            adjusted[place] = _weighted(columns, rows, place, levels)
    return adjusted


def _alike(rows: ClusteredRows, met: Positions) -> Iterator[Positions]:
    """Clusters of one size that meet as many groups, in blocks of bounded size."""
    width = rows.basis.shape[1]
    kinds, kind_of = np.unique(np.stack([rows.sizes, met]), axis=1, return_inverse=True)
    order = np.argsort(kind_of.ravel(), kind="stable")
    counts = np.bincount(kind_of.ravel())
    for (size, number), members in zip(
        kinds.T, np.split(order, np.cumsum(counts)[:-1]), strict=True
    ):
        inside = 2 * (width + number)
        block = max(1, BLOCK_CELLS // int(max(size, min(size, inside)) * inside))
        for start in range(0, len(members), block):
            yield members[start : start + block]


def _unweighted(columns: Array, width: int) -> Array:
    """The root of I - FF' inverted, times the first columns of F, for each cluster."""
    _, size, number = columns.shape
    if size <= number:
        return _inverse_root(np.eye(size) - columns @ columns.mT) @ columns[:, :, :width]
    # (I - FF')^(-1/2) F = F (I - F'F)^(-1/2), and the latter is the smaller.
    return columns @ _inverse_root(np.eye(number) - columns.mT @ columns)[:, :, :width]


def _weighted(
    columns: Array, rows: ClusteredRows, place: Positions, levels: Positions | None
) -> Array:
    """The root of I + F S F' inverted, times W Z, for each cluster."""
    number, width = columns.shape[2], rows.basis.shape[1]
    weighted = columns * rows.weights[place][:, :, None]
    target = weighted[:, :, :width]
    columns = np.concatenate([columns, weighted], axis=2)
    middle = np.zeros((len(columns), 2 * number, 2 * number))
    middle[:, :number, number:] = middle[:, number:, :number] = -np.eye(number)
    middle[:, :width, :width] = rows.squares
    if levels is not None:
        across = rows.squares_across[:, levels].transpose(1, 0, 2)
        middle[:, :width, width:number] = across
        middle[:, width:number, :width] = across.mT
        diagonal = np.arange(width, number)
        middle[:, diagonal, diagonal] = rows.squares_of_groups[levels]
    if columns.shape[1] <= 2 * number:
        return _inverse_root(np.eye(columns.shape[1]) + columns @ middle @ columns.mT) @ target
    basis, triangle = np.linalg.qr(columns)
    inner = np.eye(2 * number) + triangle @ middle @ triangle.mT
    return basis @ (_inverse_root(inner) @ (basis.mT @ target))


def _inverse_root(matrices: Array) -> Array:
    """The inverse square roots of symmetric matrices, in the sense of Moore and Penrose."""
    values, vectors = np.linalg.eigh((matrices + matrices.mT) / 2)
    saturated = values < SATURATED
    roots = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, values)))
    return (vectors * roots[:, None, :]) @ vectors.mT


@dataclass(frozen=True)
class _Dummies:
    """Which groups each cluster meets, as the columns that they add to F.

    ``met`` (clusters,) counts them, ``levels`` lists them cluster by cluster from ``first``;
    ``column`` (n,) is a row's place among its cluster's, or -1, and ``entry`` (n,) its value.
    """

    met: Positions
    first: Positions
    levels: Positions
    column: Positions
    entry: Array

    def columns(self, place: Positions, number: int) -> Array:
        """The dummies (clusters, size, number) of the rows at ``place`` (clusters, size)."""
        chosen = self.column[place][:, :, None] == np.arange(number)
        return chosen * self.entry[place][:, :, None]


def _dummies(rows: ClusteredRows) -> _Dummies:
    groups, number = rows.groups, len(rows.groups)
    kept = rows.grouped
    cluster = rows.cluster_of_row[kept]
    cells, cell = np.unique(cluster * number + groups.of_row[kept], return_inverse=True)
    met = np.bincount(cells // number, minlength=len(rows.starts))
    first = np.cumsum(met) - met
    column = np.full(len(rows.basis), -1)
    column[kept] = cell - first[cluster]
    entry = 1 / np.sqrt(groups.total[groups.of_row])
    return _Dummies(met, first, cells % number, column, entry)
