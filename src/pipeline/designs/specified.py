"""Which estimators a design's specification curve may go through, and how each is computed."""

from pipeline.designs.rule import DesignRule

CURVE = "specification_curve"

# Regressions on units: computed all at once, and again for every lottery that is drawn.
LEAST_SQUARES = ("difference_in_means", "lin", "ancova")
# In a lottery these are estimated one by one, and again for every lottery: slowly.
ONE_BY_ONE = ("strata_fixed_effects", "logit_standardisation", "poisson_standardisation")
# Without a lottery: those whose estimate is a sum over units of what each adds to it.
BY_INFLUENCE = (
    "aipw",
    "ipw",
    "outcome_regression",
    "overlap_weights",
    "difference_in_means",
    "logit_standardisation",
    "poisson_standardisation",
)


def supported_estimators(rule: DesignRule) -> tuple[str, ...]:
    """The estimators of a design that its specification curve may go through."""
    able = (*LEAST_SQUARES, *ONE_BY_ONE) if rule.lottery else BY_INFLUENCE
    return tuple(name for name in able if name in rule.supported)
