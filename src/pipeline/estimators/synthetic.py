"""What stands for the treated had they not been: weighted donors, and weighted earlier periods."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.simplex import frank_wolfe_weights, simplex_weights
from pipeline.estimators.unit_panel import Panel, predictor_weights, scaled_predictors

Array = NDArray[np.float64]

# So small a penalty settles which of several equally good sets of weights is taken, no more.
NEGLIGIBLE = 1e-6
# The reference implementation stops where a step gains less than this share of the noise.
STOP = 1e-5


@dataclass(frozen=True)
class Method:
    """Which weights: donors' and earlier periods', `chosen` by the data, `equal`, or (periods)
    `none`; and the solver that chooses them."""

    donors: Literal["fitted", "shrunk", "equal"]
    periods: Literal["none", "chosen", "equal"]
    solver: Literal["exact", "frank_wolfe"] = "exact"


SYNTHETIC_CONTROL = Method("fitted", "none")
SYNTHETIC_DIFFERENCE_IN_DIFFERENCES = Method("shrunk", "chosen")
DIFFERENCE_IN_DIFFERENCES = Method("equal", "equal")


@dataclass(frozen=True)
class SyntheticFit:
    """Weights of donors and of earlier periods, and the gap (periods,) that they leave.

    The gap is the treated mean less its synthetic one; where earlier periods have weights, less
    its own weighted mean in them, so that only a change counts.
    """

    donors: Array
    periods: Array
    treated: Array
    synthetic: Array
    gap: Array
    before: int

    @property
    def effect(self) -> float:
        """The mean gap after treatment began."""
        return float(self.gap[self.before :].mean())

    @property
    def rmspe_before(self) -> float:
        return float(np.sqrt(np.mean(self.gap[: self.before] ** 2)))

    @property
    def rmspe_after(self) -> float:
        return float(np.sqrt(np.mean(self.gap[self.before :] ** 2)))

    @property
    def ratio(self) -> float:
        """How much worse the synthetic control follows after treatment than before it."""
        return self.rmspe_after / self.rmspe_before if self.rmspe_before else np.inf

    @property
    def r_squared_before(self) -> float:
        """The share of the treated mean's earlier variation that its synthetic one follows."""
        earlier = self.treated[: self.before]
        around = float(((earlier - earlier.mean()) ** 2).sum())
        return 1 - float((self.gap[: self.before] ** 2).sum()) / around if around else np.nan


def noise_of(panel: Panel) -> float:
    """The standard deviation of the donors' changes from period to period before treatment."""
    changes = np.diff(panel.outcomes[~panel.treated, : panel.before], axis=1)
    return float(changes.std(ddof=1)) if changes.size > 1 else 0.0


def fit(panel: Panel, method: Method, noise: float | None = None) -> SyntheticFit:
    """The synthetic control, synthetic difference-in-differences, or plain one, of a panel.

    Several treated units are followed as their mean. ``noise`` sets the penalties; left out, it is
    learnt from the donors.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), JASA 105(490); Arkhangelsky, Athey, Hirshberg, Imbens
    and Wager (2021), American Economic Review 111(12), Algorithm 1.
    """
    noise = noise_of(panel) if noise is None else noise
    treated = panel.outcomes[panel.treated].mean(axis=0)
    others = panel.outcomes[~panel.treated]
    donors = _donor_weights(panel, method, noise)
    periods = _period_weights(others, panel.before, method, noise)
    synthetic = donors @ others
    difference = treated - synthetic
    gap = difference - periods @ difference[: panel.before]
    return SyntheticFit(donors, periods, treated, synthetic, gap, panel.before)


def _donor_weights(panel: Panel, method: Method, noise: float) -> Array:
    others, before = panel.outcomes[~panel.treated], panel.before
    if method.donors == "equal":
        return np.full(len(others), 1 / len(others))
    target = panel.outcomes[panel.treated].mean(axis=0)[:before]
    if panel.predictors is not None and method.donors == "fitted":
        return _by_predictors(panel)
    shrunk = method.donors == "shrunk"
    after = panel.outcomes.shape[1] - before
    zeta = noise * ((panel.n_treated * after) ** 0.25 if shrunk else NEGLIGIBLE)
    return _weights(others[:, :before].T, target, zeta, (noise, method.solver, shrunk))


def _period_weights(others: Array, before: int, method: Method, noise: float) -> Array:
    if method.periods == "none":
        return np.zeros(before)
    if method.periods == "equal":
        return np.full(before, 1 / before)
    after = others[:, before:].mean(axis=1)
    options = (noise, method.solver, True)
    return _weights(others[:, :before], after, NEGLIGIBLE * noise, options)


def _weights(columns: Array, target: Array, zeta: float, options: tuple[float, str, bool]) -> Array:
    noise, solver, intercept = options
    ridge = len(target) * zeta**2
    if solver == "exact":
        return simplex_weights(columns, target, ridge, intercept=intercept)
    return frank_wolfe_weights(columns, target, ridge, STOP * noise, intercept=intercept)


def _by_predictors(panel: Panel) -> Array:
    """Donors' weights that reproduce the predictors, each counting as `predictor_weights` says."""
    scaled = scaled_predictors(panel)
    importance = predictor_weights(panel)
    weighted = scaled * np.sqrt(importance)
    target = weighted[panel.treated].mean(axis=0)
    return simplex_weights(weighted[~panel.treated].T, target, NEGLIGIBLE**2)
