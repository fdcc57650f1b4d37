"""A lottery drew whole clusters, such as villages or schools, perhaps within strata."""

from pipeline.designs.rule import DesignRule

CHECKS = (
    "randomization_inference",
    "placebo_treatment",
    "random_common_cause",
    "intra_cluster_correlation",
)

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": ("lin", "difference_in_means")},
    supported=(
        "difference_in_means",
        "lin",
        "ancova",
    ),
    identified_by="randomisation",
    untestable=(
        "random_assignment_of_clusters",
        "membership_before_assignment",
        "no_interference_between_clusters",
        "exclusion_of_assignment",
    ),
    testable=("baseline_balance", "attrition"),
    robustness=CHECKS,
    supported_checks=CHECKS,
    needs=("clusters",),
    may=("strata", "sampling"),
    lottery=True,
    assigns_clusters=True,
)
