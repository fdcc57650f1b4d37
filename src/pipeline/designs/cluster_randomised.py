"""A lottery drew whole clusters, such as villages or schools, perhaps within strata."""

from pipeline.designs import by_outcome
from pipeline.designs.randomised import NEIGHBOURS
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
        "logit_standardisation",
        "poisson_standardisation",
        "restricted_mean_survival_time",
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
    supported_checks=(*CHECKS, *by_outcome.CHECKS, *NEIGHBOURS),
    curves=by_outcome.CURVES,
    needs=("clusters",),
    may=("strata", "sampling", "exposure"),
    lottery=True,
    assigns_clusters=True,
)
