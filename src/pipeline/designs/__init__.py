"""One kind of design a file: what identifies its effect, what estimates it, what attacks it."""

from pipeline.designs import (
    cluster_randomised,
    difference_in_differences,
    encouragement,
    front_door,
    interrupted_series,
    observational,
    randomised,
    regression_discontinuity,
    synthetic_control,
)
from pipeline.designs.rule import DesignRule

DESIGNS: dict[str, DesignRule] = {
    "randomised": randomised.RULE,
    "cluster_randomised": cluster_randomised.RULE,
    "observational": observational.RULE,
    "front_door": front_door.RULE,
    "encouragement": encouragement.RULE,
    "regression_discontinuity": regression_discontinuity.RULE,
    "synthetic_control": synthetic_control.RULE,
    "interrupted_series": interrupted_series.RULE,
    "difference_in_differences": difference_in_differences.RULE,
}

# Estimators that honour the weights, strata and sampling units of `design: sampling:`.
CARRIES_WEIGHTS = frozenset(
    {
        "difference_in_means",
        "lin",
        "ancova",
        "logit_standardisation",
        "poisson_standardisation",
        "two_way_fixed_effects",
        "callaway_santanna",
        "sun_abraham",
        "imputation",
    }
)

# Estimators that adjust for covariates, and so use only the units that have every one of them.
NEEDS_COVARIATES = frozenset(
    {
        "lin",
        "ancova",
        "ipw",
        "aipw",
        "logit_standardisation",
        "poisson_standardisation",
        "attrition_weights",
        "two_stage_least_squares",
        "outcome_regression",
        "overlap_weights",
        "entropy_balancing",
        "double_machine_learning",
        "nearest_neighbour",
    }
)

# Least squares on units: these can have any standard error that the plan asks for beside the
# design's own, and the wild cluster bootstrap.
REGRESSIONS = frozenset(
    {
        "difference_in_means",
        "lin",
        "ancova",
        "strata_fixed_effects",
    }
)
# Errors that take units for independent, and those that need clusters.
INDEPENDENT = ("classical", "HC0", "HC1", "HC2", "HC3")
CLUSTERED = ("CR0", "stata", "CR2")


def rule_of(kind: str, encouraged_by: str = "lottery") -> DesignRule:
    """What a kind of design calls for; an encouragement depends on who decided about it.

    Raises
    ------
    KeyError
        Where there is no such kind, or nobody decides so.
    """
    return encouragement.ENCOURAGED_BY[encouraged_by] if kind == "encouragement" else DESIGNS[kind]
