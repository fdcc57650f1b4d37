"""One kind of design a file: what identifies its effect, what estimates it, what attacks it."""

from pipeline.designs import cluster_randomised, front_door, observational, randomised
from pipeline.designs.rule import DesignRule

DESIGNS: dict[str, DesignRule] = {
    "randomised": randomised.RULE,
    "cluster_randomised": cluster_randomised.RULE,
    "observational": observational.RULE,
    "front_door": front_door.RULE,
}

# Estimators that adjust for covariates, and so use only the units that have every one of them.
NEEDS_COVARIATES = frozenset(
    {
        "lin",
        "ancova",
        "ipw",
        "aipw",
        "outcome_regression",
        "overlap_weights",
        "entropy_balancing",
        "double_machine_learning",
        "nearest_neighbour",
    }
)
