"""Whom each specification compares, by which columns, and on which outcome."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import expressions
from pipeline.designs import NEEDS_COVARIATES
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.trimming import trimmed
from pipeline.plan import Design
from pipeline.sections.construct import MISSING_ENDING
from pipeline.sections.estimators import Trimming
from pipeline.sections.specifications import WHOLE
from pipeline.specifications.alternatives import Question, Specification
from pipeline.specifications.transformations import below_top, transformed

Array = NDArray[np.float64]
Rows = NDArray[np.bool_]

RULES = {
    "score_10_90": Trimming(score=(0.1, 0.9)),
    "common_support": Trimming(common_support=True),
}
FEWEST = 2  # people an arm needs for an error


@dataclass(frozen=True)
class Study:
    """The analysis data of one question, and the samples that the plan declares by name.

    ``trimming`` is the plan's own rule, which holds where a specification has none of its own.
    """

    data: pd.DataFrame
    question: Question
    samples: dict[str, str] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    trimming: Trimming | None = None

    @property
    def design(self) -> Design:
        return self.question.design

    @cached_property
    def outcome(self) -> Array:
        return self.data[self.question.outcome].to_numpy(float)

    @cached_property
    def treatment(self) -> Array:
        return self.data[self.design.treatment].to_numpy(float)

    @cached_property
    def assigned(self) -> NDArray:
        """The label of what each row was assigned with: its cluster, or itself (n,)."""
        if self.design.rule.assigns_clusters:
            return self.data[self.design.clusters].to_numpy()
        return np.arange(len(self.data))

    @cached_property
    def in_samples(self) -> dict[str, Rows]:
        """Who belongs to each sample by name (n,)."""
        everybody = np.ones(len(self.data), dtype=bool)
        return {WHOLE: everybody} | {name: self._chosen(name) for name in self.samples}

    def _chosen(self, name: str) -> Rows:
        try:
            return expressions.condition(self.data, self.samples[name]).to_numpy()
        except expressions.ExpressionError as error:
            message = f"the sample `{name}` cannot be computed: {error}"
            key = f"robustness.specifications.samples.{name}"
            raise EstimationError(Fault("E744", message, key=key)) from None


@dataclass(frozen=True)
class Comparison:
    """A specification with who is compared (n,), on what (n,), by which columns."""

    specification: Specification
    rows: Rows
    outcome: Array
    columns: tuple[str, ...]
    scale: float

    @property
    def alike(self) -> tuple[str, tuple[str, ...], bytes, bytes]:
        """What two specifications share that are the same but in name."""
        used = self.outcome[self.rows]
        return self.specification.estimator, self.columns, self.rows.tobytes(), used.tobytes()


def comparisons_of(
    study: Study, specifications: tuple[Specification, ...]
) -> tuple[Comparison, ...]:
    """Every specification's comparison; those that turn out to be the same people, once.

    Raises
    ------
    EstimationError
        Where a sample, with its covariates known, has fewer than two of what was assigned in an
        arm; where a transformation has no answer for the outcome's values.
    """
    outcomes: dict[tuple[str, str], Array] = {}
    kept: dict[tuple[str, ...], tuple[Rows, tuple[str, ...]]] = {}
    found: dict[tuple, Comparison] = {}
    for specification in specifications:
        chosen = (specification.sample, specification.transformation)
        if chosen not in outcomes:
            outcomes[chosen] = _outcome(study, *chosen)
        who = (specification.sample, specification.trimming, *specification.columns)
        who = (str(specification.estimator in NEEDS_COVARIATES), *who)
        if who not in kept:
            kept[who] = _kept(study, specification)
        rows, columns = kept[who]
        values = outcomes[chosen]
        scale = float(values[rows].std(ddof=1))
        made = Comparison(specification, rows, values, columns, scale)
        found.setdefault(made.alike, made)
    return tuple(found.values())


def _outcome(study: Study, sample: str, transformation: str) -> Array:
    """The outcome as it is transformed among those of a sample, missing for all others (n,)."""
    values = np.where(study.in_samples[sample], study.outcome, np.nan)
    return transformed(values, transformation, study.question.outcome)


def _kept(study: Study, specification: Specification) -> tuple[Rows, tuple[str, ...]]:
    """Who is compared (n,), and by which columns: covariates, and who did not answer them.

    A covariate that is the same for everybody in a sample, which was chosen by it, is left out.
    """
    design, columns = study.design, specification.columns
    rows = study.in_samples[specification.sample] & ~np.isnan(study.outcome)
    if columns:
        rows = rows & study.data[list(columns)].notna().all(axis=1).to_numpy()
    if specification.trimming == "drop_top_1":
        among = np.where(study.in_samples[specification.sample], study.outcome, np.nan)
        rows = rows & below_top(among)
    _refuse_thin(study, specification, rows)
    spans = np.ptp(study.data.loc[rows, list(columns)].to_numpy(float), axis=0)
    columns = tuple(name for name, span in zip(columns, spans, strict=True) if span > 0)
    indicators = [name + MISSING_ENDING for name in columns]
    indicators = [name for name in study.indicators if name in indicators]
    rule = RULES.get(specification.trimming, study.trimming if columns else None)
    if not indicators and rule is None:
        return rows, columns
    among = study.data[rows]
    sample = complete_cases(
        among, design, study.question.outcome, columns, tuple(indicators), thin_strata=True
    )
    names = sample.names or columns
    if rule is not None:
        rows = rows.copy()
        rows[np.flatnonzero(rows)] = _inside(study, rows, names, rule)
    return rows, names


def _inside(study: Study, rows: Rows, columns: tuple[str, ...], rule: Trimming) -> Rows:
    """Which of the rows a rule on the probability of treatment keeps."""
    among = study.data[rows].assign(**{study.question.outcome: np.arange(float(rows.sum()))})
    sample = complete_cases(among, study.design, study.question.outcome, columns, thin_strata=True)
    left = trimmed(sample, rule).outcome.astype(int)
    return np.isin(np.arange(int(rows.sum())), left)


def _refuse_thin(study: Study, specification: Specification, rows: Rows) -> None:
    _, first = np.unique(study.assigned[rows], return_index=True)
    treated = study.treatment[rows][first]
    if min((treated == 1).sum(), (treated == 0).sum()) >= FEWEST:
        return
    message = (
        f"fewer than two in an arm have the outcome and every covariate in the sample "
        f"`{specification.sample}`"
    )
    help_ = "declare a wider sample, or fewer covariates"
    raise EstimationError(Fault("E744", message, key="robustness.specifications", help=help_))
