"""How far from parallel the trends may be before a conclusion falls (relative magnitudes).

The difference in trends from one time to the next, after treatment, is let be up to M times the
largest such step before. For each step that may be the largest, and for either sign, what a
given effect implies is a set of linear inequalities on the coefficients; the confidence set holds
the effects that a test of them does not reject.

The test is the hybrid of a conditional and a least-favourable one (the default of `HonestDiD`).
There it is solved as a linear programme for each point of a grid. Here the inequalities' extreme
combinations are written down: the later trends are free but for the steps' bounds, so only the
steps' signed sum, and the bound itself, remain. So the test is a few sums for all points at once.

References
----------
Rambachan and Roth (2023). A more credible approach to parallel trends. Review of Economic Studies
90(5), sections 2.4.1 and 3; Andrews, Roth and Pakes (2023), Review of Economic Studies 90(6).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GRID = 1001
# The grid's first reach, in standard errors of the effect, as in `HonestDiD`; it widens at need.
REACH = 20.0
WIDEST = 400.0
# The least-favourable test takes a tenth of the error rate, as the authors propose.
FIRST_STAGE = 0.1
DRAWS = 5_000
NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Path:
    """Effects before (but the last time) and after treatment, in order, and their covariance.

    ``before`` says how many of them are from before; ``weights`` (after,) make the effect of
    interest from the others. The time before treatment, zero by construction, is not among them.
    """

    effects: Array
    covariance: Array
    before: int
    weights: Array

    @property
    def contrast(self) -> Array:
        """The effect of interest as a contrast (k,) of all effects."""
        return np.concatenate([np.zeros(self.before), self.weights])


def original_interval(path: Path, confidence: float = 0.95) -> tuple[float, float]:
    """The usual interval of the effect of interest, which takes trends to be parallel."""
    from scipy.stats import norm

    value = float(path.contrast @ path.effects)
    error = float(np.sqrt(path.contrast @ path.covariance @ path.contrast))
    margin = float(norm.ppf(0.5 + confidence / 2)) * error
    return value - margin, value + margin


def relative_magnitudes(
    path: Path, bound: float, confidence: float, rng: np.random.Generator
) -> tuple[float, float]:
    """The interval of the effect if steps after are at most ``bound`` times the largest before.

    Returns
    -------
    tuple
        The ends, on a grid of a 1,000th of its reach; infinite where the widest grid does not end.
    """
    error = float(np.sqrt(path.contrast @ path.covariance @ path.contrast))
    centre = float(path.contrast @ path.effects)
    draws = rng.standard_normal((DRAWS, len(path.effects)))
    reach = REACH
    while True:
        grid = centre + np.linspace(-reach, reach, GRID) * error
        kept = np.zeros(GRID, dtype=bool)
        for step in range(path.before):
            for sign in (1.0, -1.0):
                largest = sign * _step(path, step)
                kept |= _accepted(path, (bound, largest), grid, (1 - confidence, draws))
        inside = grid[kept]
        if not len(inside):
            return centre, centre
        open_ends = kept[0], kept[-1]
        if not any(open_ends) or reach >= WIDEST:
            return (
                -np.inf if open_ends[0] else float(inside[0]),
                np.inf if open_ends[1] else float(inside[-1]),
            )
        reach *= 4


def breakdown(path: Path, confidence: float, rng: np.random.Generator, most: float = 5.0) -> float:
    """The largest bound, to a hundredth, at which zero is still outside the interval.

    Zero where it is inside already under parallel trends; ``most`` where it never enters.
    """
    low, high = original_interval(path, confidence)
    if low <= 0 <= high:
        return 0.0
    draws = rng.standard_normal((DRAWS, len(path.effects)))
    below, above = 0.0, most
    if not _holds_zero(path, above, confidence, draws):
        return most
    while above - below > 0.01:
        middle = (below + above) / 2
        if _holds_zero(path, middle, confidence, draws):
            above = middle
        else:
            below = middle
    return below


def _holds_zero(path: Path, bound: float, confidence: float, draws: Array) -> bool:
    zero = np.zeros(1)
    return any(
        _accepted(path, (bound, sign * _step(path, step)), zero, (1 - confidence, draws))[0]
        for step in range(path.before)
        for sign in (1.0, -1.0)
    )


def _step(path: Path, step: int) -> Array:
    """The contrast (k,) of effects that is the step-th difference in trends before treatment."""
    contrast = np.zeros(len(path.effects))
    contrast[step] = -1.0
    if step + 1 < path.before:
        contrast[step + 1] = 1.0
    return contrast


def _accepted(
    path: Path, largest: tuple[float, Array], grid: Array, test: tuple[float, Array]
) -> NDArray[np.bool_]:
    """Which effects (grid,) the hybrid test does not reject, one step being the largest before.

    Each row of ``combinations`` (v, k) is a linear function of the estimated effects which, less
    its ``shift`` at the effect of interest, has a mean of at most zero if that effect is the true.
    """
    from scipy.stats import norm

    combinations, shift = _combinations(path, *largest)
    alpha, draws = test
    values = combinations @ path.effects - np.outer(grid, shift)
    covariance = combinations @ path.covariance @ combinations.T
    root = np.linalg.cholesky(path.covariance + NEGLIGIBLE * np.diag(np.diag(path.covariance)))
    noise = (draws @ root.T @ combinations.T).max(axis=1)
    first = FIRST_STAGE * alpha
    least_favourable = float(np.quantile(noise, 1 - first))
    second = (alpha - first) / (1 - first)

    binding = values.argmax(axis=1)
    largest_value = values.max(axis=1)
    variance = np.diag(covariance)[binding]
    share = covariance[binding] / variance[:, None]
    rest = values - share * largest_value[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = rest / (1 - share)
    low = np.where(share < 1 - NEGLIGIBLE, limits, -np.inf).max(axis=1)
    high = np.where(share > 1 + NEGLIGIBLE, limits, np.inf).min(axis=1)
    high = np.minimum(high, least_favourable)
    sd = np.sqrt(variance)
    tails = norm.sf(low / sd), norm.sf(high / sd)
    conditional = norm.isf(tails[1] + second * (tails[0] - tails[1])) * sd
    critical = np.clip(np.nan_to_num(conditional, nan=0.0), 0.0, None)
    return (largest_value <= least_favourable) & (largest_value <= critical)


def _combinations(path: Path, bound: float, largest: Array) -> tuple[Array, Array]:
    """The inequalities' extreme combinations (v, k), scaled as the test does, and shifts (v,).

    A step u_j of the trends after treatment is the j-th difference of effects less true effects.
    Its two inequalities are ±u_j - M·m <= 0, m being the largest step before. The true effects are
    free but for the one asked about, whose trend part is the sum of w_j u_j: weighing inequalities
    so that the free ones cancel leaves that sum with either sign, and each step's own pair.
    """
    n_after = len(path.weights)
    steps = np.zeros((n_after, len(path.effects)))
    for j in range(n_after):
        steps[j, path.before + j] = 1.0
        if j:
            steps[j, path.before + j - 1] = -1.0
    reach = path.weights[::-1].cumsum()[::-1]
    rows = {sign: sign * steps - bound * largest for sign in (1.0, -1.0)}
    spread = {sign: np.sqrt(np.einsum("ij,jk,ik->i", row, path.covariance, row))
              for sign, row in rows.items()}  # fmt: skip
    found, shifts = [], []
    for sign in (1.0, -1.0):
        chosen = np.sign(sign * reach)
        own = np.where((chosen > 0)[:, None], rows[1.0], rows[-1.0])
        scale = np.abs(reach) @ np.where(chosen > 0, spread[1.0], spread[-1.0])
        found.append(np.abs(reach) @ own / scale)
        shifts.append(sign / scale)
    if bound > 0:
        for j in range(n_after):
            scale = spread[1.0][j] + spread[-1.0][j]
            found.append((rows[1.0][j] + rows[-1.0][j]) / scale)
            shifts.append(0.0)
    return np.array(found), np.array(shifts)
