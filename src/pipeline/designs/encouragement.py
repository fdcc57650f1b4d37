"""Some were encouraged to take something up; whether they did, and how much, was up to them.

The encouragement is the instrument. Who was encouraged may have been decided by a lottery between
units, by one between whole clusters, or by circumstances such as where somebody grew up.
"""

from dataclasses import replace

from pipeline.designs.rule import DesignRule

THROUGH_TAKE_UP = ("two_stage_least_squares", "wald")
CHECKS = (
    "weak_instrument",
    "anderson_rubin",
    "take_up",
    "exclusion_restriction",
    "random_common_cause",
)
AGAIN = ("bootstrap", "leave_one_cluster_out", "influential_units", "alternative_clustering")
OTHER_WAYS = ("winsorised", "multiple_testing")
FURTHER_WAYS = ("without_top_percent", "log_one_plus")
# Where circumstances encouraged, on what the encouragement itself does to the outcome.
CONFOUNDED = ("benchmark_confounder", "robustness_value", "oster_delta")
OF_ARMS = ("lin", "difference_in_means")
ASSUMED = ("exclusion_of_encouragement", "monotone_take_up")

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": (*OF_ARMS, *THROUGH_TAKE_UP), "LATE": (*THROUGH_TAKE_UP, *OF_ARMS)},
    supported=(*THROUGH_TAKE_UP, *OF_ARMS, "ancova"),
    identified_by="instrument",
    untestable=("random_assignment", *ASSUMED, "no_interference"),
    testable=("take_up_moves", "baseline_balance", "attrition"),
    robustness=(*CHECKS, "randomization_inference", *OTHER_WAYS),
    supported_checks=(*CHECKS, "randomization_inference", *OTHER_WAYS, *FURTHER_WAYS, *AGAIN),
    curves=("compliers",),
    needs=("take_up",),
    may=("encouraged_by", "exclusion", "clusters", "strata", "fixed_effects", "rerandomisation"),
    lottery=True,
)

ENCOURAGED_BY: dict[str, DesignRule] = {
    "lottery": RULE,
    "cluster_lottery": replace(
        RULE,
        untestable=(
            "random_assignment_of_clusters",
            "membership_before_assignment",
            *ASSUMED,
            "no_interference_between_clusters",
        ),
        robustness=(*CHECKS, "randomization_inference", "intra_cluster_correlation", *OTHER_WAYS),
        supported_checks=(
            *CHECKS,
            "randomization_inference",
            "intra_cluster_correlation",
            *AGAIN,
            *OTHER_WAYS,
            *FURTHER_WAYS,
        ),
        needs=("take_up", "clusters"),
        may=("encouraged_by", "exclusion", "strata", "fixed_effects", "rerandomisation"),
        assigns_clusters=True,
    ),
    "circumstances": replace(
        RULE,
        estimators={
            "ITT": ("ancova", "two_stage_least_squares", "wald"),
            "LATE": (*THROUGH_TAKE_UP, "ancova"),
        },
        untestable=("as_good_as_random", *ASSUMED, "no_interference"),
        testable=("take_up_moves", "baseline_balance"),
        robustness=(*CHECKS, *OTHER_WAYS),
        supported_checks=(*CHECKS, *OTHER_WAYS, *FURTHER_WAYS, *AGAIN, *CONFOUNDED),
        may=("encouraged_by", "exclusion", "clusters", "fixed_effects"),
        adjusts=True,
        lottery=False,
    ),
}
