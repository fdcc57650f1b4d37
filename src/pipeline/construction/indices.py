"""Several columns as one index; each kind is a function in `INDICES`."""

from collections.abc import Callable

import pandas as pd

from pipeline.construction.control_scores import CONTROL, TREATED, by_control
from pipeline.construction.given import ConstructionError, Given, numbers
from pipeline.construction.weighted_indices import first_component, inverse_covariance
from pipeline.sections.variables import ROW_WISE_INDICES, Index

# A mean of items speaks for a unit that answered at least this share of them.
HALF = 0.5


def index(frame: pd.DataFrame, variable: Index, given: Given) -> pd.Series:
    """The index of each row (n,), in the direction in which more is better.

    Raises
    ------
    ConstructionError
        Where a component does not vary in the control group, or follows from the others.
    """
    components = pd.DataFrame(
        {
            name: numbers(frame, name, ("of", place)) * (-1 if name in variable.reverse else 1)
            for place, name in enumerate(variable.of)
        }
    )
    arms = pd.Series(float("nan"), index=frame.index)
    if variable.index not in ROW_WISE_INDICES:
        planned = given.design.arms
        if given.design.treatment not in frame:
            message = "the control group is not known: treatment is not a column here"
            raise ConstructionError("E259", message, ("index",))
        codes = {arm.value: TREATED for arm in planned.named.values()}
        codes[planned.control.value] = CONTROL
        arms = frame[given.design.treatment].map(codes)
    return INDICES[variable.index](components, arms)


def total(components: pd.DataFrame, _: pd.Series) -> pd.Series:
    """The sum (n,); missing unless every component was answered, since a gap would count as 0."""
    return components.sum(axis=1, skipna=False)


def mean(components: pd.DataFrame, _: pd.Series) -> pd.Series:
    """The mean of the components answered (n,); missing where fewer than half of them were.

    References
    ----------
    Fairclough and Cella (1996). Functional assessment of cancer therapy (FACT-G): non-response to
    individual questions. Quality of Life Research 5(3), for the rule of half.
    """
    enough = components.notna().mean(axis=1) >= HALF
    return components.mean(axis=1).where(enough)


def standardised(components: pd.DataFrame, arms: pd.Series) -> pd.Series:
    """The mean of components, each in standard deviations of the control group (n,).

    A unit that answered at least one component gets the mean of its own arm for the others. The
    mean of the z-scores is not standardised again, as in the paper.

    References
    ----------
    Kling, Liebman and Katz (2007). Experimental analysis of neighborhood effects. Econometrica
    75(1), section 2.
    """
    scores = by_control(components, arms)
    of_own_arm = scores.groupby(arms).transform("mean")
    return scores.fillna(of_own_arm).mean(axis=1, skipna=False).where(scores.notna().any(axis=1))


INDICES: dict[str, Callable[[pd.DataFrame, pd.Series], pd.Series]] = {
    "inverse_covariance": inverse_covariance,
    "standardised": standardised,
    "sum": total,
    "mean": mean,
    "first_component": first_component,
}
