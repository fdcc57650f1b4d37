"""One or a few places are treated; a weighted mix of others stands for them without treatment."""

from pipeline.designs.rule import DesignRule

CHECKS = ("placebo_in_space", "placebo_in_time", "leave_one_out", "pre_fit")
ESTIMATORS = (
    "synthetic_control",
    "synthetic_difference_in_differences",
    "difference_in_differences_of_means",
)

RULE = DesignRule(
    estimand="ATT",
    estimators={"ATT": ESTIMATORS},
    supported=ESTIMATORS,
    identified_by="synthetic_control",
    untestable=(
        "donor_weights_continue",
        "no_anticipation_of_start",
        "no_interference_between_places",
        "no_other_event",
    ),
    testable=("fit_before_treatment", "treated_place_stands_out"),
    robustness=CHECKS,
    supported_checks=CHECKS,
    curves=("synthetic_path", "gap", "donor_weights"),
    needs=("unit", "time", "first_treated"),
    refuses={
        "clusters": "its error comes from whole places treated in pretence: name them as unit:",
        "strata": "leave donors of other strata out under construct: sample:",
        "sampling": "weigh people within each place and period first, and plan those means",
    },
)
