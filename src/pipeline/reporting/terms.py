"""The codes of the results in words: what each estimator, check, verdict and rule is called."""

from pipeline.reporting.quality_page.terms import QUALITY_TERMS
from pipeline.reporting.words import N_, Words

TERMS: dict[str, dict[str, str]] = {
    "verdict": {
        "increase": N_("Increase"),
        "decrease": N_("Decrease"),
        "little_or_no_difference": N_("Little or no difference"),
        "too_uncertain": N_("Too uncertain to say"),
    },
    "estimand": {
        "ITT": N_("effect of being offered the programme (intention to treat)"),
        "ATT": N_("average effect on those who took part"),
        "ATE": N_("average effect on everybody"),
        "ATO": N_("average effect on those who might have been in either group"),
        "ATT_trimmed": N_(
            "average effect on those who took part and have people like them in the comparison "
            "group"
        ),
        "ATE_trimmed": N_("average effect on those who have people like them in both groups"),
    },
    "estimator": {
        "difference_in_means": N_("Difference in means"),
        "lin": N_("Regression adjustment (Lin)"),
        "ancova": N_("Analysis of covariance"),
        "ipw": N_("Inverse probability weighting"),
        "aipw": N_("Augmented inverse probability weighting"),
        "outcome_regression": N_("Outcome regression"),
        "overlap_weights": N_("Overlap weights"),
        "entropy_balancing": N_("Entropy balancing"),
        "double_machine_learning": N_("Double machine learning"),
        "nearest_neighbour": N_("Nearest-neighbour matching"),
        "front_door": N_("Front-door adjustment"),
    },
    "design": {
        "randomised": N_("A lottery decided who was offered the programme."),
        "cluster_randomised": N_(
            "A lottery decided which whole clusters, such as villages or schools, were offered the "
            "programme."
        ),
        "observational": N_("Nobody was assigned: the groups formed by themselves."),
        "front_door": N_(
            "Nobody was assigned, and who took part is not explained by what was measured; but "
            "what the programme does, it does through one measured step."
        ),
    },
    "rating": {
        "without_reservations": N_("Strong evidence"),
        "with_reservations": N_("Evidence with reservations"),
        "does_not_meet": N_("Weak evidence"),
    },
    "rating_reason": {
        "without_reservations": N_(
            "A lottery, and few were lost: this meets the What Works Clearinghouse standards "
            "without reservations."
        ),
        "few_clusters_lost": N_(
            "A lottery between whole clusters, and few clusters and people were lost: this meets "
            "the What Works Clearinghouse standards without reservations, provided that nobody "
            "joined or left a cluster because of the lottery."
        ),
        "with_reservations": N_(
            "The groups were alike enough at the start: this meets the What Works Clearinghouse "
            "standards with reservations."
        ),
        "lost_but_alike": N_(
            "More people were lost, or more unevenly, than the cautious rule of the What Works "
            "Clearinghouse allows. Those analysed were alike enough at the start."
        ),
        "does_not_meet": N_(
            "The groups were not shown to be alike enough at the start: this does not meet the "
            "What Works Clearinghouse standards. Read the result as a first indication."
        ),
    },
    "attrition": {
        "low": N_("low, even under the cautious boundary"),
        "low_if_optimistic": N_("low only under the optimistic boundary"),
        "high": N_("high"),
        "unknown": N_("not known"),
    },
    "baseline": {
        "satisfied": N_("alike"),
        "needs_adjustment": N_("alike after adjustment"),
        "not_satisfied": N_("not alike"),
        "not_measured": N_("not measured"),
    },
    "flow": {
        "export": N_("Rows in the survey export"),
        "removed_by_correction": N_("Removed by a documented correction"),
        "no_consent": N_("Did not consent"),
        "dropped_exact": N_("Repeated rows"),
        "dropped_unit": N_("Further interviews of the same unit"),
        "dropped_near": N_("Nearly the same answers as another interview"),
        "unmatched": N_("Not among those interviewed before"),
        "without_members": N_("Households without members to analyse"),
        "members": N_("Members of these households"),
        "allocated": N_("In this group"),
    },
    "check": {
        "randomization_inference": N_("The lottery drawn again"),
        "placebo_treatment": N_("A programme nobody took part in"),
        "random_common_cause": N_("A variable of pure chance"),
        "intra_cluster_correlation": N_("How alike people of one cluster are"),
        "overlap": N_("People to compare with"),
        "effective_sample_size": N_("How many people the comparison rests on"),
        "negative_control_outcome": N_("Something the programme cannot have changed"),
        "e_value": N_("An unobserved confounder: E-value"),
        "robustness_value": N_("An unobserved confounder: robustness value"),
    },
    "check_rule": {
        "randomization_inference": N_(
            "The p-value under re-drawn lotteries and the headline's fall on different sides of "
            "the planned error rate."
        ),
        "placebo_treatment": N_(
            "Effects found for reshuffled participation do not centre on zero (p-value). This "
            "finds a faulty method, not unfair groups."
        ),
        "random_common_cause": N_(
            "Adding it moves the estimate by more than a tenth of its standard error."
        ),
        "intra_cluster_correlation": N_(
            "No threshold. The share of the outcome's variation that lies between clusters: the "
            "larger it is, the less each further person of a cluster tells."
        ),
        "overlap": N_(
            "More than one in twenty of those whose effect is asked for were so likely, or so "
            "unlikely, to take part that hardly anybody like them is in the other group. The "
            "intervals of every method are then less sure than they say."
        ),
        "effective_sample_size": N_(
            "No threshold. Where a few people carry most of the weight, the comparison is as "
            "uncertain as one of so many people who all count the same."
        ),
        "negative_control_outcome": N_(
            "The same method finds an effect on something that the programme cannot have changed "
            "(smallest p-value, adjusted for their number): whatever caused that may be in the "
            "result too."
        ),
        "e_value": N_(
            "No threshold. The least risk ratio, with participation and with the outcome alike, "
            "by which something unobserved would explain the result away."
        ),
        "robustness_value": N_(
            "No threshold. The share of what is unexplained that something unobserved would have "
            "to explain, of participation and of the outcome alike."
        ),
    },
    "curve": {
        "overlap": N_("Who can be compared with whom"),
        "balance_after": N_("How alike the groups are, before and after"),
    },
    "curve_note": {
        "overlap": N_(
            "How likely people with these characteristics were to take part: participants above "
            "the line, the comparison group below. Where one side is empty, nobody can be "
            "compared."
        ),
        "balance_after": N_(
            "Each mark is the difference between the groups in one characteristic: hollow before, "
            "filled after each way of making them alike. In the table they are numbered in the "
            "order of the plan. The dark band is what the What Works Clearinghouse counts as "
            "alike."
        ),
    },
    "series": {
        "treated": N_("participants"),
        "control": N_("comparison group"),
        "before": N_("before"),
        "ipw": N_("inverse probability weights"),
        "aipw": N_("weights of the augmented estimator"),
        "outcome_regression": N_("weights implied by regression"),
        "overlap_weights": N_("overlap weights"),
        "entropy_balancing": N_("entropy balancing"),
        "nearest_neighbour": N_("matching"),
    },
    "status": {
        "passed": N_("passed"),
        "failed": N_("failed"),
        "informative": N_("for information"),
        "not_applicable": N_("not applicable"),
    },
    "wave": {
        "baseline": N_("baseline"),
        "midline": N_("midline"),
        "endline": N_("endline"),
        "survey": N_("survey"),
        "backcheck": N_("back-check"),
        "tracking": N_("tracking list"),
        "assignment": N_("assignment list"),
    },
    "assumption": {
        "random_assignment": N_("The lottery was carried out as planned."),
        "random_assignment_of_clusters": N_(
            "The lottery between whole clusters was carried out as planned."
        ),
        "membership_before_assignment": N_(
            "Nobody joined or left a cluster because of how it was drawn."
        ),
        "no_interference": N_("One person's participation does not change another's outcome."),
        "no_interference_between_clusters": N_(
            "What happens in one cluster does not change outcomes in another."
        ),
        "exclusion_of_assignment": N_(
            "Being drawn changes the outcome only through what the programme offers."
        ),
        "no_unobserved_confounding": N_(
            "Nothing that was not measured decides both who takes part and what the outcome is."
        ),
        "mediator_carries_all": N_(
            "Everything that the programme does, it does through the measured step."
        ),
        "mediator_unconfounded": N_(
            "Nothing that was not measured decides both the measured step and the outcome."
        ),
        "consistency": N_("The programme was the same programme for everybody who took part."),
        "baseline_balance": N_("The groups were alike before the programme (see the table)."),
        "attrition": N_("Those who were lost do not differ between the groups (see the flow)."),
        "overlap": N_("Every participant has people like them in the comparison group."),
    },
    "identified_by": {
        "randomisation": N_("by the lottery"),
        "backdoor": N_("by comparing people alike in what the plan adjusts for"),
        "frontdoor": N_("by following the one measured step through which the programme works"),
        "instrument": N_("by an instrument"),
        "parallel_trends": N_("by comparing changes over time between the groups"),
        "continuity": N_("by comparing people just on either side of the cutoff"),
        "synthetic_control": N_("by a weighted mix of places without the programme"),
        "trend": N_("by the trend before the programme began"),
    },
} | QUALITY_TERMS


def term(words: Words, kind: str, code: str) -> str:
    """A code of the results in one language.

    Raises
    ------
    KeyError
        Where the code has no words: a report must not show a code.
    """
    return words.say(TERMS[kind][code])


def series_name(words: Words, series: str) -> str:
    """What readers call a series of a curve: its words, or the series itself where it is a name."""
    return words.say(TERMS["series"][series]) if series in TERMS["series"] else series


def wave_name(words: Words, wave: str) -> str:
    """What readers call a wave: the field's word for it, or the plan's own where there is none."""
    return words.say(TERMS["wave"].get(wave, wave))
