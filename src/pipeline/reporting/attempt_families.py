"""What each attempt tries to break, so that many of them can be read: a heading for each kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reporting.attempts import Attempt, attempts

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

OTHER, BESIDE = "other", "beside"
# Checks by what they doubt; of a check that is not here nothing is said but that it is one.
FAMILY: dict[str, str] = {
    "randomization_inference": "chance",
    "wild_cluster_bootstrap": "chance",
    "bootstrap": "chance",
    "alternative_clustering": "chance",
    "multiple_testing": "chance",
    "few_treated_clusters": "chance",
    "autocorrelation": "chance",
    "intra_cluster_correlation": "chance",
    "specification_curve": "choices",
    "winsorised": "outliers",
    "without_top_percent": "outliers",
    "median_effect": "outliers",
    "rank_effect": "outliers",
    "influential_units": "outliers",
    "leave_one_cluster_out": "outliers",
    "leave_one_stratum_out": "outliers",
    "leave_one_out": "outliers",
    "logit_margin": "form",
    "poisson_ratio": "form",
    "log_one_plus": "form",
    "interviewer_effects": "measurement",
    "leave_one_enumerator_out": "measurement",
    "interview_timing": "measurement",
    "lee_bounds": "lost",
    "manski_bounds": "lost",
    "attrition_weights": "lost",
    "attrition_to_reverse": "lost",
    "spillovers": "spillovers",
    "spillover_ring": "spillovers",
    "direct_effect": "spillovers",
    "e_value": "confounding",
    "robustness_value": "confounding",
    "negative_control_outcome": "confounding",
    "benchmark_confounder": "confounding",
    "unobserved_common_cause": "confounding",
    "oster_delta": "confounding",
    "rosenbaum_bounds": "confounding",
    "placebo_outcome": "confounding",
    "pre_treatment_outcome": "confounding",
    "overlap": "confounding",
    "effective_sample_size": "confounding",
    "placebo_treatment": "method",
    "random_common_cause": "method",
    "data_subset": "method",
    "dummy_outcome": "method",
    "weak_instrument": "take_up",
    "anderson_rubin": "take_up",
    "take_up": "take_up",
    "exclusion_restriction": "take_up",
    "take_up_at_cutoff": "take_up",
    "density_at_cutoff": "cutoff",
    "covariate_continuity": "cutoff",
    "bandwidth": "cutoff",
    "donut": "cutoff",
    "placebo_cutoffs": "cutoff",
    "pre_trends": "before",
    "honest_did": "before",
    "goodman_bacon": "before",
    "placebo_in_space": "before",
    "placebo_in_time": "before",
    "pre_fit": "before",
    "persistence": "beside",
    "average_over_waves": "beside",
    "event_by_horizon": "beside",
    "any_amount": "beside",
    "amount_if_any": "beside",
    "heterogeneity": "beside",
}
# In the order in which a report shows them, those that broke a result before the others.
FAMILIES = (
    "chance",
    "choices",
    "outliers",
    "form",
    "measurement",
    "lost",
    "spillovers",
    "confounding",
    "take_up",
    "cutoff",
    "before",
    "method",
    OTHER,
    BESIDE,
)


@dataclass(frozen=True)
class Tally:
    """How many answers could have broken a result, how many did not, and how many only inform."""

    tried: int
    passed: int
    informing: int


@dataclass(frozen=True)
class Group:
    """The attempts that try to break the same thing, those that broke a result first."""

    family: str
    attempts: tuple[Attempt, ...]

    @property
    def tally(self) -> Tally:
        return tally(self.attempts)

    @property
    def failed(self) -> bool:
        return any(attempt.failed for attempt in self.attempts)

    @property
    def has_thresholds(self) -> bool:
        """Whether any of its answers is held to a number."""
        return any(answer.held_to != "–" for item in self.attempts for answer in item.answers)


def grouped(report: "Report") -> list[Group]:
    """All attempts by what they try to break; what broke a result comes first."""
    made = sorted(attempts(report), key=lambda attempt: not attempt.failed)
    groups = [
        Group(family, tuple(item for item in made if family_of(item.check) == family))
        for family in FAMILIES
    ]
    return sorted((group for group in groups if group.attempts), key=lambda group: not group.failed)


def tally(made: Iterable[Attempt]) -> Tally:
    """What became of some attempts, an answer each."""
    statuses = [answer.status for attempt in made for answer in attempt.answers]
    passed, failed = statuses.count("passed"), statuses.count("failed")
    return Tally(passed + failed, passed, len(statuses) - passed - failed)


def family_of(check: str) -> str:
    """What a check tries to break."""
    return FAMILY.get(check, OTHER)
