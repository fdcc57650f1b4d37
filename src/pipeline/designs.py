"""What each design calls for: its estimand, its estimators (headline first) and its checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DesignRule:
    """The defaults and the limits of one kind of design.

    ``estimators`` and ``robustness`` are what runs where the plan names none; ``supported`` and
    ``supported_checks`` are all that it may name. ``adjusts`` says whether covariates are needed
    for identification, not just for precision; ``lottery`` whether chance alone decided who is in
    which arm, and ``assigns_clusters`` whether it decided for whole clusters at once.
    """

    estimand: str
    estimands: tuple[str, ...]
    estimators: tuple[str, ...]
    supported: tuple[str, ...]
    robustness: tuple[str, ...]
    supported_checks: tuple[str, ...]
    adjusts: bool
    lottery: bool
    assigns_clusters: bool = False


REDRAWN = ("randomization_inference", "placebo_treatment", "random_common_cause")
SENSITIVITY = ("e_value", "robustness_value")

DESIGNS: dict[str, DesignRule] = {
    "randomised": DesignRule(
        estimand="ITT",
        estimands=("ITT",),
        estimators=("lin", "difference_in_means"),
        supported=("difference_in_means", "lin", "ancova"),
        robustness=REDRAWN,
        supported_checks=REDRAWN,
        adjusts=False,
        lottery=True,
    ),
    "cluster_randomised": DesignRule(
        estimand="ITT",
        estimands=("ITT",),
        estimators=("lin", "difference_in_means"),
        supported=("difference_in_means", "lin", "ancova"),
        robustness=(*REDRAWN, "intra_cluster_correlation"),
        supported_checks=(*REDRAWN, "intra_cluster_correlation"),
        adjusts=False,
        lottery=True,
        assigns_clusters=True,
    ),
    "observational": DesignRule(
        estimand="ATT",
        estimands=("ATT", "ATE"),
        estimators=("aipw", "ipw"),
        supported=("aipw", "ipw", "difference_in_means"),
        robustness=("placebo_treatment", "random_common_cause", *SENSITIVITY),
        supported_checks=("placebo_treatment", "random_common_cause", *SENSITIVITY),
        adjusts=True,
        lottery=False,
    ),
}

NEEDS_COVARIATES = frozenset({"lin", "ancova", "ipw", "aipw"})
