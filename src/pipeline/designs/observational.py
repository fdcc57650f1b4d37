"""Nobody was assigned: the groups formed by themselves, and are made alike by adjustment."""

from pipeline.designs import by_interview, by_outcome
from pipeline.designs.rule import DesignRule

CHECKS = (
    "overlap",
    "effective_sample_size",
    "placebo_treatment",
    "random_common_cause",
    "placebo_outcome",
    "pre_treatment_outcome",
    "data_subset",
    "dummy_outcome",
    "specification_curve",
    "e_value",
    "robustness_value",
    "bootstrap",
    "benchmark_confounder",
    "unobserved_common_cause",
    "oster_delta",
    "rosenbaum_bounds",
)
MAIN = ("aipw", "ipw", "outcome_regression")
OVERLAP = ("overlap_weights", "double_machine_learning")

RULE = DesignRule(
    estimand="ATT",
    estimators={
        "ATT": MAIN,
        "ATE": MAIN,
        "ATO": OVERLAP,
        "ATT_trimmed": MAIN,
        "ATE_trimmed": MAIN,
    },
    supported=(
        *MAIN,
        *OVERLAP,
        "entropy_balancing",
        "nearest_neighbour",
        "difference_in_means",
        "logit_standardisation",
        "poisson_standardisation",
    ),
    identified_by="backdoor",
    untestable=("no_unobserved_confounding", "no_interference", "consistency"),
    testable=("overlap", "baseline_balance"),
    robustness=(*CHECKS, *by_outcome.OTHER_WAYS),
    supported_checks=(
        *CHECKS,
        *by_outcome.OTHER_WAYS,
        *by_outcome.FURTHER_WAYS,
        *by_interview.CHECKS,
        "negative_control_outcome",
        "heterogeneity",
        "leave_one_cluster_out",
        "influential_units",
        "alternative_clustering",
    ),
    curves=("overlap", "balance_after", "confounder_contour", "confounder_benchmarks"),
    may=("clusters", "sampling"),
    adjusts=True,
)
