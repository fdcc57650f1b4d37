"""What each design calls for: its estimand, its estimators (headline first) and its checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DesignRule:
    """The defaults and the limits of one kind of design.

    ``estimators`` and ``robustness`` are what runs where the plan names none; ``supported`` and
    ``supported_checks`` are all that it may name. ``adjusts`` says whether covariates are needed
    for identification, not just for precision.
    """

    estimand: str
    estimands: tuple[str, ...]
    estimators: tuple[str, ...]
    supported: tuple[str, ...]
    robustness: tuple[str, ...]
    supported_checks: tuple[str, ...]
    adjusts: bool


DESIGNS: dict[str, DesignRule] = {
    "randomised": DesignRule(
        estimand="ITT",
        estimands=("ITT",),
        estimators=("lin", "difference_in_means"),
        supported=("difference_in_means", "lin", "ancova"),
        robustness=("randomization_inference", "placebo_treatment", "random_common_cause"),
        supported_checks=("randomization_inference", "placebo_treatment", "random_common_cause"),
        adjusts=False,
    ),
    "observational": DesignRule(
        estimand="ATT",
        estimands=("ATT", "ATE"),
        estimators=("aipw", "ipw"),
        supported=("aipw", "ipw", "difference_in_means"),
        robustness=("placebo_treatment", "random_common_cause", "e_value", "robustness_value"),
        supported_checks=(
            "placebo_treatment",
            "random_common_cause",
            "e_value",
            "robustness_value",
        ),
        adjusts=True,
    ),
}

NEEDS_COVARIATES = frozenset({"lin", "ancova", "ipw", "aipw"})
