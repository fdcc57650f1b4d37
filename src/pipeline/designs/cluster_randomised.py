"""A lottery drew whole clusters, such as villages or schools, perhaps within strata."""

from pipeline.designs import by_interview, by_outcome
from pipeline.designs.randomised import NEIGHBOURS
from pipeline.designs.rule import DesignRule

CHECKS = (
    "randomization_inference",
    "placebo_treatment",
    "random_common_cause",
    "placebo_outcome",
    "pre_treatment_outcome",
    "data_subset",
    "dummy_outcome",
    "specification_curve",
    "intra_cluster_correlation",
    "wild_cluster_bootstrap",
    "lee_bounds",
    "manski_bounds",
    "attrition_weights",
    "bootstrap",
    "leave_one_cluster_out",
    "influential_units",
    "attrition_to_reverse",
)

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": ("lin", "difference_in_means")},
    supported=(
        "difference_in_means",
        "lin",
        "ancova",
        "strata_fixed_effects",
        "cluster_means",
        "cluster_means_by_size",
        "logit_standardisation",
        "poisson_standardisation",
        "restricted_mean_survival_time",
        "attrition_weights",
    ),
    identified_by="randomisation",
    untestable=(
        "random_assignment_of_clusters",
        "membership_before_assignment",
        "no_interference_between_clusters",
        "exclusion_of_assignment",
    ),
    testable=("baseline_balance", "attrition"),
    robustness=(
        *CHECKS,
        *by_outcome.CHECKS,
        *by_outcome.OTHER_WAYS,
        "leave_one_stratum_out",
        *NEIGHBOURS,
    ),
    supported_checks=(
        *CHECKS,
        *by_outcome.CHECKS,
        *by_outcome.OTHER_WAYS,
        *by_outcome.FURTHER_WAYS,
        *by_interview.CHECKS,
        "leave_one_stratum_out",
        *NEIGHBOURS,
        "alternative_clustering",
        "heterogeneity",
    ),
    curves=(*by_outcome.CURVES, "influence"),
    needs=("clusters",),
    may=("strata", "sampling", "factors", "exposure", "rerandomisation"),
    lottery=True,
    assigns_clusters=True,
)
