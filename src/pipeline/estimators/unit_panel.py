"""Units over periods, some of them treated: what synthetic controls are made from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Outcomes (units, periods), who is treated (units,), and how many periods came before.

    ``predictors`` (units, k) are traits that the synthetic control should share, or None: it is
    then matched on every earlier outcome.
    """

    outcomes: Array
    treated: Mask
    before: int
    predictors: Array | None = None
    units: tuple[str, ...] = ()
    times: Array | None = None

    @property
    def n_treated(self) -> int:
        return int(self.treated.sum())

    def without(self, unit: int) -> "Panel":
        """The panel less one unit."""
        kept = np.arange(len(self.treated)) != unit
        return self.among(kept)

    def among(self, kept: Mask) -> "Panel":
        """The panel of some of the units."""
        return replace(
            self,
            outcomes=self.outcomes[kept],
            treated=self.treated[kept],
            predictors=None if self.predictors is None else self.predictors[kept],
            units=tuple(np.array(self.units)[kept]) if self.units else (),
        )

    def pretending(self, treated: Mask) -> "Panel":
        """The panel as if others had been treated."""
        return replace(self, treated=treated)

    def until(self, period: int, before: int) -> "Panel":
        """The first periods, as if treatment had begun after ``before`` of them."""
        times = None if self.times is None else self.times[:period]
        return replace(self, outcomes=self.outcomes[:, :period], before=before, times=times)


def scaled_predictors(panel: Panel) -> Array:
    """The predictors (units, k) in units of their own standard deviation among all units."""
    spread = panel.predictors.std(axis=0, ddof=1)
    return panel.predictors / np.where(spread, spread, 1.0)


def predictor_weights(panel: Panel) -> Array:
    """How much each predictor counts (k,), summing to one: by regression, never by search.

    Every earlier outcome is regressed on the scaled predictors over all units; a predictor counts
    by the sum of its squared coefficients. A search over these weights, which Abadie et al. also
    describe, has many local optima and depends on where it starts.

    References
    ----------
    Abadie and Gardeazabal (2003), American Economic Review 93(1), appendix B; Kaul, Klößner,
    Pfeifer and Schieler (2022), Journal of Business & Economic Statistics 40(3).
    """
    scaled = scaled_predictors(panel)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    slopes = np.linalg.lstsq(design, panel.outcomes[:, : panel.before], rcond=None)[0][1:]
    strength = (slopes**2).sum(axis=1)
    return (
        strength / strength.sum() if strength.sum() else np.full(len(strength), 1 / len(strength))
    )
