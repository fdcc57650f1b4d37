"""A lottery drew units one by one, perhaps within strata."""

from pipeline.designs.rule import DesignRule

REDRAWN = ("randomization_inference", "placebo_treatment", "random_common_cause")

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": ("lin", "difference_in_means")},
    supported=(
        "difference_in_means",
        "lin",
        "ancova",
    ),
    identified_by="randomisation",
    untestable=("random_assignment", "no_interference", "exclusion_of_assignment"),
    testable=("baseline_balance", "attrition"),
    robustness=REDRAWN,
    supported_checks=REDRAWN,
    may=("clusters", "strata", "sampling"),
    lottery=True,
)
