"""A lottery drew whole clusters, such as villages or schools, perhaps within strata."""

from pipeline.designs import by_outcome
from pipeline.designs.randomised import NEIGHBOURS
from pipeline.designs.rule import DesignRule

CHECKS = (
    "randomization_inference",
    "placebo_treatment",
    "random_common_cause",
    "intra_cluster_correlation",
    "wild_cluster_bootstrap",
    "lee_bounds",
    "manski_bounds",
    "attrition_weights",
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
    robustness=(*CHECKS, *by_outcome.CHECKS, *NEIGHBOURS),
    supported_checks=(*CHECKS, *by_outcome.CHECKS, *NEIGHBOURS, "heterogeneity"),
    curves=by_outcome.CURVES,
    needs=("clusters",),
    may=("strata", "sampling", "factors", "exposure"),
    lottery=True,
    assigns_clusters=True,
)
