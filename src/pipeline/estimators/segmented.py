"""An interrupted series as a regression: a level and a trend, and what the interruption did."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """What the regression holds beside level, trend and the change of level.

    ``period`` is how many observations a season's round takes; seasonality enters as ``harmonics``
    pairs of sine and cosine, or as a dummy for each observation of the round.
    """

    slope_change: bool = True
    period: int | None = None
    seasonality: Literal["fourier", "dummies"] = "fourier"
    harmonics: int = 2


@dataclass(frozen=True)
class Segmented:
    """The design matrix (n, k) of a segmented regression, and its columns' names.

    Time is counted from the interruption in observations, so that the change of level is the
    effect at the first observation after it.
    """

    exog: Array
    names: tuple[str, ...]

    def contrast(self, horizon: float) -> Array:
        """What to multiply the coefficients with (k,) for the effect ``horizon`` after it."""
        weights = np.zeros(len(self.names))
        weights[self.names.index("level_change")] = 1.0
        if "slope_change" in self.names:
            weights[self.names.index("slope_change")] = horizon
        return weights

    @property
    def without(self) -> Array:
        """The design matrix as it would be without the interruption."""
        left_out = [name in ("level_change", "slope_change") for name in self.names]
        return np.where(left_out, 0.0, self.exog)


def segmented(steps: Array, covariates: Array, names: tuple[str, ...], shape: Shape) -> Segmented:
    """The design matrix of observations ``steps`` (n,) after the interruption, 0 being the first.

    ``covariates`` (n, c) are other causes that change over time, named by ``names``.

    References
    ----------
    Wagner, Soumerai, Zhang and Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics
    27(4); Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46(1).
    """
    after = (steps >= 0).astype(float)
    columns = {"intercept": np.ones(len(steps)), "trend": steps, "level_change": after}
    if shape.slope_change:
        columns["slope_change"] = after * steps
    columns |= _season(steps, shape)
    columns |= dict(zip(names, covariates.T, strict=True))
    return Segmented(np.column_stack(list(columns.values())), tuple(columns))


def _season(steps: Array, shape: Shape) -> dict[str, Array]:
    """Sines and cosines of the season, or its dummies but one."""
    if shape.period is None:
        return {}
    if shape.seasonality == "dummies":
        places = np.mod(steps, shape.period).astype(int)
        return {
            f"season_{place}": (places == place).astype(float) for place in range(1, shape.period)
        }
    columns = {}
    for harmonic in range(1, shape.harmonics + 1):
        angle = 2 * np.pi * harmonic * steps / shape.period
        if 2 * harmonic < shape.period:  # at half the round the sine is zero at every observation
            columns[f"sine_{harmonic}"] = np.sin(angle)
        columns[f"cosine_{harmonic}"] = np.cos(angle)
    return columns
