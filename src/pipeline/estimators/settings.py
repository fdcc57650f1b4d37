"""What an estimator is told beside the data: the plan's choices, and its own random numbers."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.trimming import trimmed
from pipeline.plan import Design, Plan
from pipeline.results import Role
from pipeline.sections.estimate import Estimation
from pipeline.seeds import Seeds

# Estimators that come with errors of their own, whatever the design; one row for each.
ERRORS: dict[str, tuple[str, ...]] = {
    "ipw": ("influence",),
    "aipw": ("influence",),
    "outcome_regression": ("influence",),
    "overlap_weights": ("influence",),
    "entropy_balancing": ("influence",),
    "double_machine_learning": ("influence",),
    "nearest_neighbour": ("abadie_imbens",),
    "front_door": ("influence",),
}


@dataclass(frozen=True)
class EstimatorSettings:
    """Covariates to adjust for, the standard error by its short name, and the plan's options.

    ``indicators`` are columns that say whose covariate was missing and filled in.
    """

    covariates: tuple[str, ...]
    se_type: str
    indicators: tuple[str, ...] = ()
    options: Estimation = field(default_factory=Estimation)
    role: Role = "primary"
    rng: np.random.Generator = field(default_factory=np.random.default_rng)


def adjusted_sample(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Sample:
    """The rows that an estimator which adjusts uses, trimmed if the plan says so.

    See `complete_cases` and `trimmed`.
    """
    sample = complete_cases(data, design, outcome, settings.covariates, settings.indicators)
    return trimmed(sample, settings.options.trimming)


def settings_for(
    plan: Plan, estimator: str, outcome: str, seeds: Seeds
) -> tuple[EstimatorSettings, ...]:
    """The settings of each run of an estimator: one for each standard error the design calls for.

    Where clusters were assigned, CR2 by them and nothing else: an error that takes their units for
    independent would be wrong. Where units were assigned, HC2 and, with clusters declared, CR2
    beside it. An estimator with errors of its own (`ERRORS`) has those.
    """
    base = EstimatorSettings(
        covariates=plan.covariates,
        se_type="HC2",
        indicators=plan.indicators,
        options=plan.estimate,
        rng=seeds.generator("estimate", outcome, estimator),
    )
    if estimator in ERRORS:
        return tuple(replace(base, se_type=error) for error in ERRORS[estimator])
    if plan.design.rule.assigns_clusters:
        return (replace(base, se_type="CR2"),)
    if plan.design.clusters:
        return (base, replace(base, se_type="CR2"))
    return (base,)
