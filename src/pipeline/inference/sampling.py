"""How a survey's units came to be asked: their weights, and the stages they were drawn in.

What an estimate's error needs of a sampling plan: for every row its weight and, for each stage,
its stratum, its sampling unit, how many units were drawn there, and which share of all that is.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stage:
    """One stage of sampling: arrays of a row each (n,).

    ``stratum`` numbers what was drawn within (for a second stage: the first stage's units),
    ``unit`` what was drawn, ``drawn`` is how many units were drawn in the row's stratum and
    ``fraction`` the share that these are of all there (0 where it is unknown or negligible).
    """

    stratum: NDArray[np.intp]
    unit: NDArray[np.intp]
    drawn: Array
    fraction: Array


@dataclass(frozen=True)
class Sampling:
    """Weights (n,) and stages, first to last, of the rows of a sample."""

    weights: Array
    stages: tuple[Stage, ...]

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def df(self) -> int:
        """Primary sampling units less strata, as far as the rows hold any of them."""
        first = self.stages[0]
        return len(np.unique(first.unit)) - len(np.unique(first.stratum))

    def only(self, rows: NDArray) -> "Sampling":
        """The rows of a domain (those who answered): units drawn keep being counted."""
        stages = tuple(
            Stage(stage.stratum[rows], stage.unit[rows], stage.drawn[rows], stage.fraction[rows])
            for stage in self.stages
        )
        return Sampling(self.weights[rows], stages)

    def with_lottery(self, assigned: NDArray) -> "Sampling":
        """The same with the lottery as one more stage, drawn among ``assigned`` (n,).

        A finite population correction says how sure one is of a population that was nearly all
        asked. It says nothing of what those who were treated would have answered without: an
        effect keeps the whole uncertainty of the lottery, within the sampling units as between
        them. Without corrections, nothing changes.

        References
        ----------
        Abadie, Athey, Imbens and Wooldridge (2020). Sampling-based versus design-based
        uncertainty in regression analysis. Econometrica 88(1).
        """
        if not any(stage.fraction.any() for stage in self.stages):
            return self
        none, last = np.zeros(len(assigned)), self.stages[-1]
        unit = _numbered(last.unit, assigned)
        drawn = _units_in(last.unit, unit)
        if (drawn == 1).all():  # what was asked is what was drawn: nothing of it is known in full
            return replace(self, stages=(*self.stages[:-1], replace(last, fraction=none)))
        return replace(self, stages=(*self.stages, Stage(last.unit, unit, drawn, none)))


def sampling_of(
    weights: Array,
    strata: NDArray | None = None,
    units: tuple[NDArray, ...] = (),
    fpc: tuple[Array, ...] = (),
) -> Sampling:
    """The sampling plan of n rows, as R's `svydesign` reads it.

    Parameters
    ----------
    weights
        How many units of the population each row stands for (n,).
    strata
        The first stage's strata (n,), or None.
    units
        Sampling units of each stage (n,), first to last; none: the rows themselves were drawn.
        Each stage's are counted within those of the stage before.
    fpc
        Per stage (n,): how many units there are in the stratum or, where no value is above 1,
        the share of them that was drawn. Without it, drawn with replacement or from very many.

    Raises
    ------
    EstimationError
        Where weights or corrections are not what they say, or a stratum has a single unit.
    """
    n = len(weights)
    _refuse_weights(weights)
    stratum = np.zeros(n, np.intp) if strata is None else _numbered(strata)
    stages = []
    for number, labels in enumerate(units or (np.arange(n),)):
        unit = _numbered(stratum, labels)
        drawn = _units_in(stratum, unit)
        fraction = _fraction(fpc[number], drawn, stratum) if number < len(fpc) else np.zeros(n)
        _refuse_single_units(stratum, drawn, fraction)
        stages.append(Stage(stratum, unit, drawn, fraction))
        stratum = unit
    return Sampling(np.asarray(weights, float), tuple(stages))


def _numbered(*labels: NDArray) -> NDArray[np.intp]:
    """A number (n,) for each combination of labels."""
    number = np.zeros(len(labels[0]), np.intp)
    for column in labels:
        levels, index = np.unique(column, return_inverse=True)
        number = np.unique(number * len(levels) + index, return_inverse=True)[1]
    return number


def _units_in(stratum: NDArray[np.intp], unit: NDArray[np.intp]) -> Array:
    """How many different units the stratum of each row holds (n,)."""
    first = np.unique(unit, return_index=True)[1]
    return np.bincount(stratum[first], minlength=stratum.max() + 1)[stratum].astype(float)


def _refuse_weights(weights: Array) -> None:
    if not (np.isfinite(weights).all() and (np.asarray(weights) > 0).all()):
        message = "a weight is missing, zero or negative"
        help_ = "leave rows without a weight out under construct: sample:, with the reason"
        raise EstimationError(Fault("E790", message, key="design.sampling.weight", help=help_))


def _fraction(fpc: Array, drawn: Array, stratum: NDArray[np.intp]) -> Array:
    """The share drawn (n,), of population sizes or of shares."""
    values = np.asarray(fpc, float)
    shares = (values <= 1).all()
    fraction = values if shares else drawn / np.where(values > 0, values, np.nan)
    constant = np.zeros(stratum.max() + 1)
    constant[stratum] = fraction
    # NaN fails every comparison, so it is refused too.
    if not ((fraction > 0) & (fraction <= 1) & (constant[stratum] == fraction)).all():
        message = "the finite population correction is missing, differs within a stratum, or "
        message += "says that more units were drawn than there are"
        help_ = "give the number of sampling units in the stratum's population, or the share drawn"
        raise EstimationError(Fault("E791", message, key="design.sampling.fpc", help=help_))
    return fraction


def _refuse_single_units(stratum: NDArray[np.intp], drawn: Array, fraction: Array) -> None:
    """A stratum with one unit tells nothing of how units differ, unless it has no other."""
    single = (drawn == 1) & (fraction < 1)
    if single.any():
        count = len(np.unique(stratum[single]))
        message = f"{count} sampling strata hold a single sampling unit"
        help_ = "join each with the stratum most like it, by a variable made under construct:"
        raise EstimationError(Fault("E792", message, key="design.sampling.strata", help=help_))
