"""Some get the programme, others not (yet); both are seen before and after.

Which estimator is the headline follows from what the plan declares of adoption, never from the
results: with one date every comparison of two-way fixed effects is a fair one; with several dates
it also compares with those treated already. With one treated place no error can be learned from
the treated at all, and the untreated places have to be the yardstick.
"""

from pipeline.designs.rule import DesignRule

CHECKS = (
    "pre_trends",
    "honest_did",
    "goodman_bacon",
    "few_treated_clusters",
)
STAGGERED = ("callaway_santanna", "sun_abraham", "imputation", "two_way_fixed_effects")

RULE = DesignRule(
    estimand="ATT",
    estimators={"ATT": STAGGERED},
    by_adoption={
        "staggered": STAGGERED,
        "single": ("two_way_fixed_effects", "callaway_santanna"),
        "one_place": ("placebo_in_space", "two_way_fixed_effects"),
    },
    supported=(
        "two_way_fixed_effects",
        "callaway_santanna",
        "sun_abraham",
        "imputation",
        "placebo_in_space",
    ),
    identified_by="parallel_trends",
    untestable=(
        "parallel_trends",
        "no_anticipation",
        "stable_groups",
        "no_interference_between_places",
    ),
    testable=("parallel_before", "several_treated_clusters"),
    robustness=CHECKS,
    supported_checks=(*CHECKS, "leave_one_cluster_out"),
    curves=("event_study", "group_effects", "calendar_effects", "goodman_bacon", "honest_did"),
    needs=("time", "first_treated", "adoption"),
    may=("unit", "clusters", "sampling"),
)
