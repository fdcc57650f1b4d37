"""A lottery drew units one by one, perhaps within strata."""

from pipeline.designs import by_interview, by_outcome
from pipeline.designs.rule import DesignRule

REDRAWN = (
    "randomization_inference",
    "placebo_treatment",
    "random_common_cause",
    "placebo_outcome",
    "pre_treatment_outcome",
    "data_subset",
    "dummy_outcome",
    "specification_curve",
    "lee_bounds",
    "manski_bounds",
    "attrition_weights",
    "bootstrap",
    "influential_units",
    "attrition_to_reverse",
)

# They say nothing where the plan declares no exposure.
NEIGHBOURS = ("spillovers", "spillover_ring", "direct_effect")
CLUSTERED = ("leave_one_cluster_out", "alternative_clustering", "wild_cluster_bootstrap")

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": ("lin", "difference_in_means")},
    supported=(
        "difference_in_means",
        "lin",
        "ancova",
        "strata_fixed_effects",
        "logit_standardisation",
        "poisson_standardisation",
        "restricted_mean_survival_time",
        "attrition_weights",
    ),
    identified_by="randomisation",
    untestable=("random_assignment", "no_interference", "exclusion_of_assignment"),
    testable=("baseline_balance", "attrition"),
    robustness=(
        *REDRAWN,
        *by_outcome.CHECKS,
        *by_outcome.OTHER_WAYS,
        "leave_one_stratum_out",
        *NEIGHBOURS,
    ),
    supported_checks=(
        *REDRAWN,
        *by_outcome.CHECKS,
        *by_outcome.OTHER_WAYS,
        *by_outcome.FURTHER_WAYS,
        *by_interview.CHECKS,
        "leave_one_stratum_out",
        *NEIGHBOURS,
        *CLUSTERED,
        "heterogeneity",
    ),
    curves=(*by_outcome.CURVES, "influence"),
    may=("clusters", "strata", "sampling", "factors", "exposure", "rerandomisation"),
    lottery=True,
)
