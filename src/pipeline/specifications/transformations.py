"""What a specification does to the outcome before it compares anybody."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.sections.specifications import NOT_BELOW_ZERO

Array = NDArray[np.float64]

TOP = 99  # the percentile above which `drop_top_1` leaves people out


def transformed(values: Array, transformation: str, outcome: str) -> Array:
    """The outcome (n,) after a transformation; what is missing stays missing.

    Percentiles and ranks are those of both arms together, so that treatment alone moves nobody's
    value but through the outcome itself. Ranks are mid-ranks as a share of people: an effect is
    then how many more of 100 people somebody outdoes.

    Raises
    ------
    EstimationError
        Where the outcome has values below zero, which the transformation has no answer for.

    References
    ----------
    Chen and Roth (2024), Quarterly Journal of Economics 139(2), for why effects on log(1 + x) hang
    on the unit of x; Conover and Iman (1981), American Statistician 35(3), for ranks.
    """
    if transformation == "none":
        return values
    if transformation in NOT_BELOW_ZERO and (values < 0).any():
        raise EstimationError(
            Fault(
                "E743",
                f"`{outcome}` has values below zero, for which there is no `{transformation}`",
                key="robustness.specifications.transformations",
                help="name under outcomes: those that it suits, or use inverse_hyperbolic_sine",
            )
        )
    if transformation.startswith("winsorise_"):
        top = float(transformation.removeprefix("winsorise_"))
        return np.clip(values, *np.nanpercentile(values, [100 - top, top]))
    if transformation == "ranks":
        return _ranks(values)
    if transformation == "any":
        return np.where(np.isnan(values), np.nan, (values > 0).astype(float))
    return np.log1p(values) if transformation == "log1p" else np.arcsinh(values)


def _ranks(values: Array) -> Array:
    from scipy.stats import rankdata

    known = ~np.isnan(values)
    ranks = np.full(len(values), np.nan)
    ranks[known] = (rankdata(values[known]) - 0.5) / known.sum()
    return ranks


def below_top(values: Array) -> NDArray[np.bool_]:
    """Whom `drop_top_1` keeps (n,): outcomes up to the 99th percentile of both arms together."""
    return values <= np.nanpercentile(values, TOP)
