"""Treatment pretended where there was none: errors and p-values for one or few treated units."""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.synthetic import Method, SyntheticFit, fit, noise_of
from pipeline.estimators.unit_panel import Panel

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TIE = 1e-9  # two ratios nearer than this, in proportion, differ by rounding alone


@dataclass(frozen=True)
class PlaceboTest:
    """The share of possible treated sets whose post/pre error ratio is at least the real one's.

    ``fits`` are those of the placebos alone; ``exact`` says that every set was tried.
    """

    p_value: float
    ratio: float
    sets: int
    exact: bool
    fits: tuple[SyntheticFit, ...]
    labels: tuple[tuple[int, ...], ...]


def placebo_sets(
    candidates: int, size: int, draws: int, rng: np.random.Generator
) -> tuple[list[tuple[int, ...]], bool]:
    """Every set of ``size`` candidates, or ``draws`` random ones where there are more than that."""
    if comb(candidates, size) <= draws:
        return list(combinations(range(candidates), size)), True
    drawn = [rng.choice(candidates, size, replace=False) for _ in range(draws)]
    return [tuple(sorted(int(unit) for unit in members)) for members in drawn], False


def placebo_test(panel: Panel, method: Method, draws: int, rng: np.random.Generator) -> PlaceboTest:
    """The exact permutation test in space: each set of units takes the treated ones' place.

    The treated units go to the donors of the others, as in the paper: only then is every unit
    handled alike, and the p-value exact under no effect on anybody where any set was as likely to
    be treated. With one treated unit among n it is never below 1/n.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), section 3.4; Firpo and Possebom (2018), Journal of
    Causal Inference 6(2).
    """
    real = fit(panel, method)
    observed = tuple(int(unit) for unit in np.flatnonzero(panel.treated))
    sets, exact = placebo_sets(len(panel.treated), panel.n_treated, draws, rng)
    others = [members for members in sets if members != observed]
    fits = tuple(fit(panel.pretending(_mask(panel, members)), method) for members in others)
    as_extreme = sum(placebo.ratio >= real.ratio * (1 - TIE) for placebo in fits)
    return PlaceboTest(
        p_value=(1 + as_extreme) / (1 + len(fits)),
        ratio=real.ratio,
        sets=1 + len(fits),
        exact=exact,
        fits=fits,
        labels=tuple(others),
    )


def placebo_effects(
    panel: Panel, method: Method, draws: int, rng: np.random.Generator
) -> tuple[Array, bool]:
    """The effects found where donors take the treated units' place, which are left out.

    Every such set is tried where there are no more than ``draws``. The penalties stay those of the
    real estimate, as in the reference implementation.

    References
    ----------
    Arkhangelsky et al. (2021), Algorithm 4.
    """
    noise = noise_of(panel)
    donors = panel.among(~panel.treated)
    sets, exact = placebo_sets(len(donors.treated), panel.n_treated, draws, rng)
    effects = [
        fit(donors.pretending(_mask(donors, members)), method, noise).effect for members in sets
    ]
    return np.array(effects), exact


def jackknife_error(panel: Panel, estimated: SyntheticFit) -> float:
    """The standard error from leaving out one unit after another, weights held fixed.

    Not a number with one treated unit, or where a single donor carries all the weight.

    References
    ----------
    Arkhangelsky et al. (2021), Algorithm 3.
    """
    if panel.n_treated < 2 or np.count_nonzero(estimated.donors) < 2:
        return np.nan
    before = panel.before
    changes = panel.outcomes[:, before:].mean(axis=1)
    changes = changes - panel.outcomes[:, :before] @ estimated.periods
    treated, others = changes[panel.treated], changes[~panel.treated]
    without_one = (treated.sum() - treated) / (len(treated) - 1) - estimated.donors @ others
    weights = estimated.donors
    rest = (weights @ others - weights * others) / (1 - weights)
    left_out = np.concatenate([treated.mean() - rest, without_one])
    n = len(left_out)
    return float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))


def leave_one_out(panel: Panel, method: Method, estimated: SyntheticFit) -> dict[int, SyntheticFit]:
    """The fit without each donor that carries weight, by the donor's place in the panel."""
    places = np.flatnonzero(~panel.treated)
    return {
        int(place): fit(panel.without(int(place)), method)
        for place, weight in zip(places, estimated.donors, strict=True)
        if weight > TIE
    }


def _mask(panel: Panel, members: tuple[int, ...]) -> Mask:
    mask = np.zeros(len(panel.treated), bool)
    mask[list(members)] = True
    return mask
