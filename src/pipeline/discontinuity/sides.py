"""The two sides of a cutoff."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """Who is on one side: running variable less the cutoff (n,), outcome (n,) and what goes along.

    Covariates are (n, k); take-up (n,) is there in a fuzzy design, clusters (n,) where declared.
    """

    running: Array
    outcome: Array
    covariates: Array
    take_up: Array | None = None
    clusters: NDArray | None = None

    def with_outcome(self, outcome: Array) -> "Side":
        return replace(self, outcome=outcome)

    def rows(self, keep: NDArray[np.bool_]) -> "Side":
        """The side with some of its rows."""
        return Side(
            self.running[keep],
            self.outcome[keep],
            self.covariates[keep],
            None if self.take_up is None else self.take_up[keep],
            None if self.clusters is None else self.clusters[keep],
        )


@dataclass(frozen=True)
class Sides:
    """The side whose people were offered the programme, and the other one."""

    treated: Side
    control: Side

    @property
    def both(self) -> tuple[Side, Side]:
        return self.treated, self.control

    @property
    def running(self) -> Array:
        return np.r_[self.treated.running, self.control.running]

    def mapped(self, change: Callable[[Side], Side]) -> "Sides":
        """Both sides, each changed in the same way."""
        return Sides(change(self.treated), change(self.control))
