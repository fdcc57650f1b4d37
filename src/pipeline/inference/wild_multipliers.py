"""The random numbers that a wild bootstrap multiplies residuals by: mean 0 and variance 1.

References
----------
Mammen (1993), Annals of Statistics 21(1); Davidson and Flachaire (2008), Journal of Econometrics
146(1), for Rademacher's; Webb (2023), Canadian Journal of Economics 56(3), for six points.
"""

from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Multipliers = Literal["Rademacher", "Webb", "Mammen"]

ROOT = np.sqrt(5)
POINTS: dict[str, Array] = {
    "Rademacher": np.array([1.0, -1.0]),
    "Webb": (np.sqrt([0.5, 1.0, 1.5])[:, None] @ np.array([[1.0, -1.0]])).ravel(),
    "Mammen": np.array([(1 - ROOT) / 2, (1 + ROOT) / 2]),
}
MAMMEN_LOWER = (ROOT + 1) / (2 * ROOT)  # the chance of the lower point
# Their points come with equal chances and in pairs of opposite sign: each vector that there is
# can be looked at once, all counting the same.
ENUMERABLE = ("Rademacher", "Webb")


def drawn_multipliers(
    multipliers: Multipliers, groups: int, size: int, rng: np.random.Generator
) -> Array:
    """So many vectors of independent multipliers (size, groups)."""
    if multipliers == "Rademacher":
        packed = np.frombuffer(rng.bytes((size * groups + 7) // 8), np.uint8)
        bits = np.unpackbits(packed, count=size * groups).reshape(size, groups)
        return 1.0 - 2.0 * bits
    if multipliers == "Webb":
        return POINTS["Webb"][rng.integers(0, 6, (size, groups), np.uint8)]
    lower, upper = POINTS["Mammen"]
    return np.where(rng.random((size, groups)) < MAMMEN_LOWER, lower, upper)


def enumerated(points: Array, groups: int) -> Array:
    """Every vector of multipliers (draws, groups) once, but not its mirror image.

    Turning all signs leaves the size of t as it is; so the first group's stays positive.
    """
    positive = points[points > 0]
    rest = np.array(list(product(points, repeat=groups - 1))).reshape(-1, groups - 1)
    first = np.repeat(positive, len(rest))
    return np.column_stack([first, np.tile(rest, (len(positive), 1))])


def different(multipliers: Multipliers, groups: int) -> float:
    """How many vectors there are up to their signs, infinitely many where chances differ."""
    return len(POINTS[multipliers]) ** groups / 2 if multipliers in ENUMERABLE else np.inf
