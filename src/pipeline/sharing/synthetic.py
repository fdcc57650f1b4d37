"""Made-up data in the shape of the data for analysis: nobody's row, everybody's outline.

Each variable keeps its distribution, smoothed; pairs keep their rank correlation, roughly; arms,
strata and clusters keep their sizes. Treatment is tied to nothing: it has no effect here. No number
that shapes a draw is of fewer people than ``least``.

References
----------
Patki, Wedge and Veeramachaneni (2016), The Synthetic Data Vault, IEEE DSAA, for the Gaussian
copula; Domingo-Ferrer and Mateo-Sanz (2002), IEEE TKDE 14(1), for margins from groups' means.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.plan import Design

Array = NDArray[np.float64]

# Correlations are told to one decimal, and none so high that two columns are the same.
CORRELATION_DECIMALS, HIGHEST_CORRELATION = 1, 0.9
MOST_GROUPS = 20  # groups of neighbouring values that a distribution is drawn from
DIGITS = 3
MOST_COMPARED = 2_000  # rows whose neighbours are looked for


@dataclass(frozen=True)
class Margin:
    """A distribution: the ends (m,) of its pieces, the mass (m,) of each, the share missing.

    A value that many hold is a piece of no width.
    """

    low: Array
    high: Array
    mass: Array
    missing: float


@dataclass(frozen=True)
class Closeness:
    """Of synthetic rows made from one half of the units: the share nearer to that half than to the
    other, and the shares equal to a row of each."""

    nearer: float
    equal_to_seen: float
    equal_to_unseen: float


def synthesise(
    analysis: pd.DataFrame, design: Design, least: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Synthetic rows with the columns of the data for analysis, treatment coded 0 and 1.

    ``analysis`` holds the design's columns and numeric variables, nothing else. Columns in which
    fewer than ``least`` units differ from the rest come out constant.
    """
    rows = assignment(analysis, design, least, rng)
    names = [name for name in analysis if name not in rows]
    uniform = _correlated(analysis[names], len(rows), least, rng)
    for place, name in enumerate(names):
        margin = margin_of(analysis[name], least)
        rows[name] = _drawn(margin, uniform[:, place], analysis[name], least)
        rows.loc[rng.random(len(rows)) < margin.missing, name] = np.nan
    order = rng.permutation(len(rows))
    return rows.iloc[order].reset_index(drop=True)[list(analysis.columns)]


def assignment(
    analysis: pd.DataFrame, design: Design, least: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Treatment, strata and clusters of about as many units; no arm of a stratum is smaller than
    ``least``.

    Arms have their size to the nearest multiple of ``least``: results may withhold the exact one.
    Strata and clusters get new numbers. Clusters keep their sizes where each is large enough, and
    else share their stratum's units evenly.
    """
    strata = analysis[design.strata] if design.strata else pd.Series(0, index=analysis.index)
    parts, first = [], 1
    names = rng.permutation(pd.unique(strata))
    for number, stratum in enumerate(names, start=1):
        members = analysis[strata == stratum]
        arms = {
            arm: least * max(1, round(int((members[design.treatment] == arm).sum()) / least))
            for arm in sorted(members[design.treatment].unique())
        }
        part = pd.DataFrame({design.treatment: np.repeat(list(arms), list(arms.values()))})
        if design.strata:
            part[design.strata] = number
        if design.clusters:
            clusters = _clusters(members, part, design, least, rng)
            part[design.clusters] = clusters + first
            first += int(clusters.max()) + 1
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _clusters(
    members: pd.DataFrame, part: pd.DataFrame, design: Design, least: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The cluster of each synthetic unit of one stratum, numbered from 0."""
    arms = members.groupby(design.clusters)[design.treatment].nunique()
    if (arms > 1).any():
        return rng.permutation(np.arange(len(part)) % len(arms))
    numbers, first = np.zeros(len(part), dtype=np.int64), 0
    for arm in part[design.treatment].unique():
        sizes = members.loc[members[design.treatment] == arm, design.clusters].value_counts()
        units = int((part[design.treatment] == arm).sum())
        shares = sizes.to_numpy() if sizes.min() >= least else np.ones(len(sizes))
        ends = np.cumsum(rng.permutation(shares)) / shares.sum() * units
        own = np.searchsorted(ends, np.arange(units), side="right")
        numbers[(part[design.treatment] == arm).to_numpy()] = own + first
        first += len(sizes)
    return numbers


def margin_of(values: pd.Series, least: int) -> Margin:
    """A column's distribution, of which no part is fewer than ``least`` people's.

    Values held by so many stay; the others are sorted into groups of at least that many, which
    reach from half-way to one neighbouring group's mean to half-way to the other's. The lowest and
    the highest group end at their own means: extremes are not reproduced.
    """
    known = np.sort(values.dropna().to_numpy(float))
    missing = 1 - len(known) / len(values)
    seen, counts = np.unique(known, return_counts=True)
    common = counts >= least
    rest = known[~np.isin(known, seen[common])]
    low, high, mass = seen[common], seen[common], counts[common].astype(float)
    if len(rest) >= least:
        groups = np.array_split(rest, min(MOST_GROUPS, len(rest) // least))
        means = np.array([group.mean() for group in groups])
        ends = np.concatenate([means[:1], (means[1:] + means[:-1]) / 2, means[-1:]])
        low, high = np.concatenate([low, ends[:-1]]), np.concatenate([high, ends[1:]])
        mass = np.concatenate([mass, [len(group) for group in groups]])
    if not len(mass):
        low = high = np.array([known.mean() if len(known) >= least else 0.0])
        mass = np.ones(1)
    order = np.lexsort((high, low))
    few = min(missing, 1 - missing) * len(values) < least
    share = 0.0 if few else round(missing, 2)
    return Margin(low[order], high[order], mass[order] / mass.sum(), share)


def _drawn(margin: Margin, uniform: Array, values: pd.Series, least: int) -> Array:
    """Values at quantiles (n,) of a margin, as coarse as the column's own, none of them rare."""
    ends = np.concatenate([[0], np.cumsum(margin.mass)])
    piece = np.clip(np.searchsorted(ends, uniform, side="right") - 1, 0, len(margin.mass) - 1)
    within = (uniform - ends[piece]) / margin.mass[piece]
    drawn = margin.low[piece] + within * (margin.high[piece] - margin.low[piece])
    known = values.dropna().to_numpy(float)
    atom = margin.low[piece] == margin.high[piece]
    if (known % 1 == 0).all():
        drawn = np.where(atom, drawn, np.round(drawn))
    else:
        short = np.array([float(f"%.{DIGITS}g" % number) for number in drawn])
        drawn = np.where(atom, drawn, short)
    return _without_rare(drawn, known, least)


def _without_rare(drawn: Array, known: Array, least: int) -> Array:
    """Draws that fell on a value of fewer than ``least`` people, moved towards the middle."""
    seen, counts = np.unique(known, return_counts=True)
    rare, middle = seen[counts < least], np.median(known)
    step = 1.0 if (known % 1 == 0).all() else np.min(np.diff(seen), initial=1.0)
    for _ in range(len(rare) + 1):
        hit = np.isin(drawn, rare)
        if not hit.any():
            break
        drawn = np.where(hit, drawn + np.where(drawn > middle, -step, step), drawn)
    return np.where(np.isin(drawn, rare), known.mean(), drawn)


def _correlated(columns: pd.DataFrame, n: int, least: int, rng: np.random.Generator) -> Array:
    """Uniform draws (n, k) whose rank correlations are about those of the columns."""
    from scipy.stats import norm

    ranks = columns.corr(method="spearman", min_periods=least).to_numpy(float)
    linear = 2 * np.sin(np.pi / 6 * np.nan_to_num(ranks))
    told = np.clip(
        np.round(linear, CORRELATION_DECIMALS), -HIGHEST_CORRELATION, HIGHEST_CORRELATION
    )
    np.fill_diagonal(told, 1.0)
    weights, axes = np.linalg.eigh(told)
    root = axes * np.sqrt(np.clip(weights, 0, None))
    scale = np.sqrt((root**2).sum(axis=1, keepdims=True))
    return norm.cdf(rng.standard_normal((n, len(told))) @ (root / scale).T)


def closeness(
    analysis: pd.DataFrame, design: Design, least: int, rng: np.random.Generator
) -> Closeness:
    """Whether synthetic rows remember whom they were made from, tested on units set aside.

    Rows made from a random half of the units should be no nearer to that half than to the other.
    """
    from scipy.spatial import cKDTree

    half = rng.permutation(len(analysis)) % 2 == 0
    seen, unseen = analysis[half], analysis[~half]
    made = synthesise(seen, design, least, rng).head(MOST_COMPARED)
    names = [n for n in analysis if n not in (design.treatment, design.clusters, design.strata)]
    centre, spread = analysis[names].mean(), analysis[names].std().replace(0, 1)
    points = [((rows[names] - centre) / spread).fillna(0).to_numpy() for rows in (seen, unseen)]
    query = ((made[names] - centre) / spread).fillna(0).to_numpy()
    near, far = (cKDTree(part).query(query)[0] for part in points)
    return Closeness(
        nearer=float(np.mean(np.where(near == far, 0.5, near < far))),
        equal_to_seen=float(np.mean(near == 0)),
        equal_to_unseen=float(np.mean(far == 0)),
    )
