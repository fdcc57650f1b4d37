"""Nobody was assigned: the groups formed by themselves, and are made alike by adjustment."""

from pipeline.designs.rule import DesignRule

CHECKS = ("placebo_treatment", "random_common_cause", "e_value", "robustness_value")

RULE = DesignRule(
    estimand="ATT",
    estimators={"ATT": ("aipw", "ipw"), "ATE": ("aipw", "ipw")},
    supported=(
        "aipw",
        "ipw",
        "difference_in_means",
    ),
    identified_by="backdoor",
    untestable=("no_unobserved_confounding", "no_interference", "consistency"),
    testable=("overlap", "baseline_balance"),
    robustness=CHECKS,
    supported_checks=CHECKS,
    may=("clusters", "sampling"),
    adjusts=True,
)
