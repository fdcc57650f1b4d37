"""The rows that an estimator uses, and what it needs to know of their arms."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.plan import Design


@dataclass(frozen=True)
class Sample:
    """Outcome (n,), treatment (n,) of 0 and 1, covariates (n, k), and the design's groups.

    Clusters (n,) and strata (n,) are None where the design declares none.
    """

    outcome: NDArray[np.float64]
    treatment: NDArray[np.float64]
    covariates: NDArray[np.float64]
    clusters: NDArray | None = None
    strata: NDArray | None = None

    @property
    def adjustment(self) -> NDArray[np.float64]:
        """What a regression adjusts for (n, k): the covariates, then a dummy for each stratum."""
        if self.strata is None:
            return self.covariates
        levels = np.unique(self.strata)[1:]
        return np.column_stack([self.covariates, self.strata[:, None] == levels])

    @property
    def treated(self) -> NDArray[np.bool_]:
        return self.treatment == 1

    @property
    def control_sd(self) -> float:
        return float(self.outcome[~self.treated].std(ddof=1))

    @property
    def first_of_cluster(self) -> NDArray[np.intp]:
        """The position of one row of each cluster."""
        return np.unique(self.clusters, return_index=True)[1]

    @property
    def n_clusters(self) -> int | None:
        return None if self.clusters is None else len(np.unique(self.clusters))


def complete_cases(
    data: pd.DataFrame, design: Design, outcome: str, covariates: tuple[str, ...]
) -> Sample:
    """The rows with an observed outcome and every covariate; outcomes are never imputed.

    Raises
    ------
    EstimationError
        Where an arm, or an arm within a stratum, has fewer than two of what was assigned: units,
        or clusters with such rows.
    """
    wanted = [outcome, design.treatment, *covariates]
    rows = data.dropna(subset=list(dict.fromkeys(wanted)))
    sample = Sample(
        outcome=rows[outcome].to_numpy(float),
        treatment=rows[design.treatment].to_numpy(float),
        covariates=rows[list(covariates)].to_numpy(float),
        clusters=rows[design.clusters].to_numpy() if design.clusters else None,
        strata=rows[design.strata].to_numpy() if design.strata else None,
    )
    assigned = sample.first_of_cluster if design.rule.assigns_clusters else slice(None)
    what = f"`{design.clusters}` clusters" if design.rule.assigns_clusters else "units"
    _refuse_thin_arms(sample, outcome, assigned, what)
    _refuse_thin_strata(sample, assigned, what)
    return sample


def _refuse_thin_arms(
    sample: Sample, outcome: str, assigned: NDArray[np.intp] | slice, what: str
) -> None:
    """One unit, or one cluster where clusters were drawn, cannot say how units in an arm vary."""
    treated = sample.treated[assigned]
    smallest = min(int(treated.sum()), int((~treated).sum()))
    if smallest < 2:
        message = f"an arm has {smallest} {what} with outcome `{outcome}` and every covariate"
        help_ = "plan fewer covariates; fewer than two in an arm leave the error unknown"
        raise EstimationError(Fault("E700", message, key="construct.covariates", help=help_))


def _refuse_thin_strata(sample: Sample, assigned: NDArray[np.intp] | slice, what: str) -> None:
    """Within a stratum both arms are compared: each needs two units, or none has an error.

    Where clusters were drawn, it needs two clusters; how many units they hold does not count.
    """
    if sample.strata is None:
        return
    counts = pd.crosstab(sample.strata[assigned], sample.treatment[assigned])
    counts = counts.reindex(columns=[0.0, 1.0], fill_value=0)
    thin = int((counts < 2).any(axis=1).sum())
    if thin:
        message = f"{thin} of {len(counts)} strata have fewer than two {what} in an arm"
        help_ = "plan coarser strata, or leave those strata out under construct: sample:"
        raise EstimationError(Fault("E704", message, key="design.strata", help=help_))
