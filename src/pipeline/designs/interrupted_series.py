"""One series over time, interrupted by the programme; its own trend stands for what would be."""

from pipeline.designs.rule import DesignRule

CHECKS = ("autocorrelation", "placebo_in_time")
ESTIMATORS = ("segmented_regression", "prais_winsten", "effect_at_horizon")

RULE = DesignRule(
    estimand="level_change",
    estimators={
        "level_change": ESTIMATORS,
        "effect_at_horizon": ("segmented_regression", "prais_winsten"),
    },
    supported=ESTIMATORS,
    identified_by="trend",
    untestable=("trend_continues", "no_anticipation_of_start", "no_other_event"),
    testable=("trend_before_is_a_line", "errors_do_not_follow_one_another"),
    robustness=CHECKS,
    supported_checks=CHECKS,
    curves=("series_fit",),
    needs=("time", "first_treated"),
    may=("unit",),
    refuses={
        "clusters": "its error comes from how the series varies over time: leave them out",
        "strata": "leave rows of other strata out under construct: sample:",
        "sampling": "weigh people within each period first, and plan those means",
    },
)
