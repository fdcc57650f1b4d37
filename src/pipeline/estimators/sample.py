"""The rows that an estimator uses, and what it needs to know of their arms."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.inference.sampling import Sampling, sampling_of
from pipeline.plan import Design


@dataclass(frozen=True)
class Sample:
    """Outcome (n,), treatment (n,) of 0 and 1, covariates (n, k), and the design's groups.

    Clusters (n,) and strata (n,) are None where the design declares none. ``names`` are those of
    the covariates' columns, ``left_out`` the indicators of missing answers that are not among them
    because they would add nothing. ``sampling`` is how the rows were drawn, where they stand for
    more than themselves. ``trimmed`` counts the treated and the controls that the plan's trimming
    rule left out.
    """

    outcome: NDArray[np.float64]
    treatment: NDArray[np.float64]
    covariates: NDArray[np.float64]
    clusters: NDArray | None = None
    strata: NDArray | None = None
    names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    sampling: Sampling | None = None
    trimmed: tuple[int, int] = (0, 0)

    @property
    def weights(self) -> NDArray[np.float64]:
        """How many of the population each row stands for (n,): ones without a sampling plan."""
        return np.ones(len(self.outcome)) if self.sampling is None else self.sampling.weights

    @property
    def centred(self) -> NDArray[np.float64]:
        """What a regression adjusts for, less its mean in the population (n, k)."""
        return self.adjustment - np.average(self.adjustment, axis=0, weights=self.weights)

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

    def keep(self, rows: NDArray[np.bool_]) -> "Sample":
        """The sample of some of its rows (n,)."""
        return replace(
            self,
            outcome=self.outcome[rows],
            treatment=self.treatment[rows],
            covariates=self.covariates[rows],
            clusters=None if self.clusters is None else self.clusters[rows],
            strata=None if self.strata is None else self.strata[rows],
        )

    @property
    def control_sd(self) -> float:
        outcome, weights = self.outcome[~self.treated], self.weights[~self.treated]
        if self.sampling is None:
            return float(outcome.std(ddof=1))
        variance = np.average(
            (outcome - np.average(outcome, weights=weights)) ** 2, weights=weights
        )
        return float(np.sqrt(variance * len(outcome) / (len(outcome) - 1)))

    @property
    def first_of_cluster(self) -> NDArray[np.intp]:
        """The position of one row of each cluster."""
        return np.unique(self.clusters, return_index=True)[1]

    @property
    def n_clusters(self) -> int | None:
        return None if self.clusters is None else len(np.unique(self.clusters))


def complete_cases(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    covariates: tuple[str, ...],
    indicators: tuple[str, ...] = (),
    *,
    thin_strata: bool = False,
) -> Sample:
    """The rows with an observed outcome and every covariate; outcomes are never imputed.

    ``indicators`` say whose covariate was filled in. One is left out, and named as such, where it
    follows from what is already adjusted for in either arm: nobody's answer is missing there, or
    exactly those whose other answer is missing too. ``thin_strata`` allows strata with one unit
    or cluster in an arm, such as pairs, or with none: for what borrows its error across strata.

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
        sampling=sampling_for(data, rows.index, design),
    )
    assigned = sample.first_of_cluster if design.rule.assigns_clusters else slice(None)
    what = f"`{design.clusters}` clusters" if design.rule.assigns_clusters else "units"
    _refuse_thin_arms(sample, outcome, assigned, what)
    if not thin_strata:
        _refuse_thin_strata(sample, assigned, what)
    return _with_indicators(sample, covariates, rows[list(indicators)])


def sampling_for(data: pd.DataFrame, kept: pd.Index, design: Design) -> Sampling | None:
    """How the kept rows were drawn, counting what was drawn among all rows."""
    if design.sampling is None:
        return None
    columns = {key: data[name] for key, name in design.sampling if name is not None}
    strata = columns.get("strata")
    units = (columns["psu"],) if "psu" in columns else ()
    if any(column.isna().any() for key, column in columns.items() if key in ("strata", "psu")):
        message = "a sampling stratum or primary sampling unit is missing"
        help_ = "fill it in from the sampling frame, or leave the rows out under construct: sample:"
        raise EstimationError(Fault("E795", message, key="design.sampling", help=help_))
    whole = sampling_of(
        columns["weight"].to_numpy(float),
        None if strata is None else strata.to_numpy(),
        tuple(unit.to_numpy() for unit in units),
        (columns["fpc"].to_numpy(float),) if "fpc" in columns else (),
    )
    assigned = np.arange(len(data))
    if design.rule.assigns_clusters:
        assigned = data[design.clusters].to_numpy()
    rows = data.index.get_indexer(kept)
    return whole.only(rows).with_lottery(assigned[rows])


def _with_indicators(
    sample: Sample, covariates: tuple[str, ...], indicators: pd.DataFrame
) -> Sample:
    """The sample with those indicators of missing answers that add to what is adjusted for."""
    if indicators.empty:
        return replace(sample, names=covariates)
    kept = _informative(sample, indicators)
    return replace(
        sample,
        covariates=np.column_stack([sample.covariates, indicators[kept].to_numpy(float)]),
        names=(*covariates, *kept),
        left_out=tuple(name for name in indicators if name not in kept),
    )


def _informative(sample: Sample, indicators: pd.DataFrame) -> list[str]:
    """The indicators that, one after another, add to what is adjusted for in both arms.

    Both, because an estimator may fit each arm by itself.
    """
    kept: list[str] = []
    constant = np.ones(len(sample.outcome))
    columns = np.column_stack([constant, sample.adjustment])
    for name in indicators:
        more = np.column_stack([columns, indicators[name].to_numpy(float)])
        if all(_rank(more[arm]) > _rank(columns[arm]) for arm in (sample.treated, ~sample.treated)):
            kept.append(name)
            columns = more
    return kept


def _rank(columns: NDArray[np.float64]) -> int:
    """The rank of a matrix whose columns may be of very different sizes."""
    scale = np.abs(columns).max(axis=0)
    return int(np.linalg.matrix_rank(columns / np.where(scale, scale, 1.0)))


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
    levels, stratum = np.unique(sample.strata[assigned], return_inverse=True)
    cells = 2 * stratum + sample.treated[assigned]
    counts = np.bincount(cells, minlength=2 * len(levels)).reshape(-1, 2)
    thin = int((counts < 2).any(axis=1).sum())
    if thin:
        message = f"{thin} of {len(counts)} strata have fewer than two {what} in an arm"
        help_ = (
            "plan strata_fixed_effects, which needs no two of them, or coarser strata, or leave "
            "those strata out under construct: sample:"
        )
        raise EstimationError(Fault("E704", message, key="design.strata", help=help_))
