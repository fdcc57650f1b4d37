"""One kind of design a file: what identifies its effect, what estimates it, what attacks it."""

from pipeline.designs import cluster_randomised, encouragement, observational, randomised
from pipeline.designs.rule import DesignRule

DESIGNS: dict[str, DesignRule] = {
    "randomised": randomised.RULE,
    "cluster_randomised": cluster_randomised.RULE,
    "observational": observational.RULE,
    "encouragement": encouragement.RULE,
}

# Estimators that adjust for covariates, and so use only the units that have every one of them.
NEEDS_COVARIATES = frozenset(
    {
        "lin",
        "ancova",
        "ipw",
        "aipw",
        "two_stage_least_squares",
    }
)


def rule_of(kind: str, encouraged_by: str = "lottery") -> DesignRule:
    """What a kind of design calls for; an encouragement depends on who decided about it.

    Raises
    ------
    KeyError
        Where there is no such kind, or nobody decides so.
    """
    return encouragement.ENCOURAGED_BY[encouraged_by] if kind == "encouragement" else DESIGNS[kind]
