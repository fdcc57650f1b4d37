"""The rows at a cutoff, by side: read from the data as the design describes them."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.discontinuity.local_weights import LocalFit, kernel_weights
from pipeline.discontinuity.sides import Side, Sides
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.plan import Design

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CutoffSample:
    """A sample with its score less the cutoff (n,) and, in a fuzzy design, its take-up (n,)."""

    sample: Sample
    running: Array
    take_up: Array | None

    @property
    def sides(self) -> Sides:
        """The treated and the control side."""
        everyone = Side(
            self.running,
            self.sample.outcome,
            self.sample.covariates,
            self.take_up,
            self.sample.clusters,
        )
        return Sides(everyone.rows(self.sample.treated), everyone.rows(~self.sample.treated))

    def within(self, fit: LocalFit) -> "CutoffSample":
        """The rows that have a weight in a local fit."""
        return self.rows(kernel_weights(self.running, fit) > 0)

    def rows(self, keep: NDArray[np.bool_]) -> "CutoffSample":
        """Some of the rows."""
        sample = replace(
            self.sample,
            outcome=self.sample.outcome[keep],
            treatment=self.sample.treatment[keep],
            covariates=self.sample.covariates[keep],
            clusters=None if self.sample.clusters is None else self.sample.clusters[keep],
        )
        take_up = None if self.take_up is None else self.take_up[keep]
        return CutoffSample(sample, self.running[keep], take_up)


def cutoff_sample(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    covariates: tuple[str, ...] = (),
    *,
    fuzzy: bool = False,
) -> CutoffSample:
    """The rows with outcome, score, covariates and, where ``fuzzy``, take-up.

    Raises
    ------
    EstimationError
        Where a row's treatment is not what its score calls for.
    """
    needed = [design.running, *([design.take_up] if fuzzy else [])]
    rows = data.dropna(subset=[outcome, design.treatment, *covariates, *needed])
    sample = complete_cases(rows, design, outcome, covariates)
    running = rows[design.running].to_numpy(float) - design.cutoff
    refuse_contradictions(running, sample.treatment, design)
    take_up = rows[design.take_up].to_numpy(float) if fuzzy else None
    return CutoffSample(sample, running, take_up)


def refuse_contradictions(running: Array, treatment: Array, design: Design) -> None:
    """Stop where treatment (n,) does not follow from the score less the cutoff (n,).

    Either side may be the treated one, and those exactly at the cutoff may be on either.
    """
    above = running > 0
    off = running != 0
    wrong = min(
        int((treatment[off] == above[off]).sum()), int((treatment[off] != above[off]).sum())
    )
    if wrong:
        message = f"`{design.treatment}` is not what `{design.running}` and the cutoff call for"
        message += f" in {wrong} rows"
        help_ = (
            "treatment is the side of the cutoff; what people took of it goes to design: take_up:"
        )
        raise EstimationError(Fault("E741", message, key="design.treatment", help=help_))
