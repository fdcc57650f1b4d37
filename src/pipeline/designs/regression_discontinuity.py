"""A score decided: the programme was offered on one side of a cutoff."""

from pipeline.designs.rule import DesignRule

CHECKS = (
    "density_at_cutoff",
    "covariate_continuity",
    "bandwidth",
    "donut",
    "placebo_cutoffs",
    "take_up_at_cutoff",
)

RULE = DesignRule(
    estimand="ITT_at_cutoff",
    estimators={
        "ITT_at_cutoff": ("local_polynomial",),
        "LATE_at_cutoff": ("fuzzy_local_polynomial", "local_polynomial"),
    },
    supported=(
        "local_polynomial",
        "fuzzy_local_polynomial",
        "local_linear",
        "difference_in_means",
    ),
    identified_by="continuity",
    untestable=("score_not_manipulated", "nothing_else_at_cutoff", "only_near_the_cutoff"),
    testable=("density_at_cutoff", "covariate_continuity"),
    robustness=CHECKS,
    supported_checks=(*CHECKS, "leave_one_cluster_out"),
    curves=("binned_outcome", "bandwidth", "placebo_cutoffs"),
    needs=("running", "cutoff"),
    may=("take_up", "clusters"),
)
