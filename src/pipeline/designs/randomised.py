"""A lottery drew units one by one, perhaps within strata."""

from pipeline.designs import by_outcome
from pipeline.designs.rule import DesignRule

REDRAWN = (
    "randomization_inference",
    "placebo_treatment",
    "random_common_cause",
    "lee_bounds",
    "manski_bounds",
    "attrition_weights",
    "attrition_to_reverse",
)

# They say nothing where the plan declares no exposure.
NEIGHBOURS = ("spillovers", "direct_effect")

RULE = DesignRule(
    estimand="ITT",
    estimators={"ITT": ("lin", "difference_in_means")},
    supported=(
        "difference_in_means",
        "lin",
        "ancova",
        "strata_fixed_effects",
        "logit_standardisation",
        "poisson_standardisation",
        "restricted_mean_survival_time",
        "attrition_weights",
    ),
    identified_by="randomisation",
    untestable=("random_assignment", "no_interference", "exclusion_of_assignment"),
    testable=("baseline_balance", "attrition"),
    robustness=(*REDRAWN, *by_outcome.CHECKS, *NEIGHBOURS),
    supported_checks=(*REDRAWN, *by_outcome.CHECKS, *NEIGHBOURS, "heterogeneity"),
    curves=by_outcome.CURVES,
    may=("clusters", "strata", "sampling", "factors", "exposure"),
    lottery=True,
)
