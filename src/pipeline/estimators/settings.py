"""What an estimator is told beside the data: the plan's choices, and its own random numbers."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.designs import REGRESSIONS
from pipeline.designs.encouragement import THROUGH_TAKE_UP
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.trimming import trimmed
from pipeline.plan import Design, Outcome, Plan
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
    "attrition_weights": ("influence",),
    "local_polynomial": ("bias_corrected", "conventional"),
    "fuzzy_local_polynomial": ("bias_corrected", "conventional"),
    "synthetic_control": ("placebo",),
    "synthetic_difference_in_differences": ("placebo",),
    "difference_in_differences_of_means": ("placebo",),
    "segmented_regression": ("HAC",),
    "effect_at_horizon": ("HAC",),
    "prais_winsten": ("AR1",),
    "two_way_fixed_effects": ("CR2", "CR1"),
    "placebo_in_space": ("placebo",),
    "callaway_santanna": ("influence",),
    "sun_abraham": ("CR1",),
    "imputation": ("conservative",),
}


@dataclass(frozen=True)
class EstimatorSettings:
    """Covariates to adjust for, the standard error by its short name, and the plan's options.

    ``indicators`` are columns that say whose covariate was missing and filled in. ``planned`` is
    what the plan says of the outcome.
    """

    covariates: tuple[str, ...]
    se_type: str
    indicators: tuple[str, ...] = ()
    options: Estimation = field(default_factory=Estimation)
    role: Role = "primary"
    planned: Outcome | None = None
    rng: np.random.Generator = field(default_factory=np.random.default_rng)


def adjusted_sample(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Sample:
    """The rows that an estimator which adjusts uses, trimmed if the plan says so.

    See `complete_cases` and `trimmed`.
    """
    sample = complete_cases(data, design, outcome, settings.covariates, settings.indicators)
    return trimmed(sample, settings.options.trimming)


def errors_of(estimator: str, design: Design) -> tuple[str, ...]:
    """The errors of an estimator that has its own.

    Without CR2 where one place is treated: its rows are fitted exactly, so that CR2 drops them,
    and says that it knows the error well.
    """
    one_place = design.adoption == "one_place"
    return tuple(error for error in ERRORS[estimator] if not (one_place and error == "CR2"))


def settings_for(
    plan: Plan, estimator: str, task: str, seeds: Seeds
) -> tuple[EstimatorSettings, ...]:
    """The settings of each run of an estimator: one for each standard error the design calls for.

    ``task`` is the outcome's name, and after a comma that of an arm beside the first.

    Where clusters were assigned, CR2 by them and nothing else: an error that takes their units for
    independent would be wrong. So too where a score decided and clusters are declared. Where units
    were assigned, HC2 and, with clusters declared, CR2 beside it. Of a sample drawn with unequal
    chances the error is linearised in place of HC2. An estimator with errors of its own (`ERRORS`)
    has those. A regression has after them what the plan names under `estimate: errors:`.
    """
    outcome = task.partition(", ")[0]
    base = EstimatorSettings(
        covariates=plan.covariates_of(outcome),
        se_type="HC2",
        indicators=plan.indicators,
        options=plan.estimate,
        planned=plan.outcomes[outcome],
        rng=seeds.generator("estimate", task, estimator),
    )
    if estimator in THROUGH_TAKE_UP and plan.estimate.instrument.errors:
        return tuple(replace(base, se_type=error) for error in plan.estimate.instrument.errors)
    if estimator in ERRORS:
        return tuple(replace(base, se_type=error) for error in errors_of(estimator, plan.design))
    errors = _by_design(plan.design)
    if estimator in REGRESSIONS:
        errors = tuple(dict.fromkeys((*errors, *plan.estimate.errors)))
    return tuple(replace(base, se_type=error) for error in errors)


def _by_design(design: Design) -> tuple[str, ...]:
    decided_by_score = design.running is not None and design.clusters
    if design.rule.assigns_clusters or decided_by_score:
        return ("CR2",)
    alone = "linearised" if design.sampling else "HC2"
    return (alone, "CR2") if design.clusters else (alone,)
