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
    },
    "estimator": {
        "difference_in_means": N_("Difference in means"),
        "lin": N_("Regression adjustment (Lin)"),
        "ancova": N_("Analysis of covariance"),
        "ipw": N_("Inverse probability weighting"),
        "aipw": N_("Augmented inverse probability weighting"),
        "two_way_fixed_effects": N_("Two-way fixed effects"),
        "placebo_in_space": N_("Difference in differences, ranked among untreated places"),
        "callaway_santanna": N_("Effects by start and time (Callaway and Sant'Anna)"),
        "sun_abraham": N_("Interaction-weighted event study (Sun and Abraham)"),
        "imputation": N_("Imputation (Borusyak, Jaravel and Spiess)"),
    },
    "design": {
        "randomised": N_("A lottery decided who was offered the programme."),
        "cluster_randomised": N_(
            "A lottery decided which whole clusters, such as villages or schools, were offered the "
            "programme."
        ),
        "observational": N_("Nobody was assigned: the groups formed by themselves."),
        "difference_in_differences": N_(
            "No lottery: some got the programme and others did not, or not yet. Their changes over "
            "time are compared, not their levels."
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
        "e_value": N_("An unobserved confounder: E-value"),
        "robustness_value": N_("An unobserved confounder: robustness value"),
        "pre_trends": N_("Paths before the programme"),
        "honest_did": N_("Trends that are not parallel: breakdown value"),
        "goodman_bacon": N_("Comparisons with those already in the programme"),
        "few_treated_clusters": N_("How many places got the programme"),
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
        "e_value": N_(
            "No threshold. The least risk ratio, with participation and with the outcome alike, "
            "by which something unobserved would explain the result away."
        ),
        "robustness_value": N_(
            "No threshold. The share of what is unexplained that something unobserved would have "
            "to explain, of participation and of the outcome alike."
        ),
        "pre_trends": N_(
            "The groups' paths before the programme differ (joint p-value). It passes only where "
            "the test would also have found the straight line that explains the effect away; "
            "otherwise finding nothing says little, and it is for information."
        ),
        "honest_did": N_(
            "The conclusion is undone by a difference in trends no larger than the largest seen "
            "from one time to the next before the programme (a breakdown value below 1)."
        ),
        "goodman_bacon": N_(
            "The headline is two-way fixed effects, and more than a tenth of its weight compares "
            "with places that have the programme already: where effects grow or fade, its interval "
            "then does not hold the truth as often as it says."
        ),
        "few_treated_clusters": N_(
            "Fewer than six places got the programme and the headline's error is learned from "
            "them: such errors are too small, and intervals hold the truth less often than they "
            "say."
        ),
    },
    "curve": {
        "event_study": N_("Effects by time since the programme began"),
        "group_effects": N_("Effects by when the programme began"),
        "calendar_effects": N_("Effects by calendar time"),
        "goodman_bacon": N_("What two-way fixed effects average"),
        "honest_did": N_("If trends had not been parallel"),
    },
    "curve_note": {
        "event_study": N_(
            "Times before 0 are before the programme: there the line should be at zero. Everything "
            "is relative to the last time before. The band holds for all points together; where a "
            "point speaks of fewer than six places it is narrower than it should be, and the tests "
            "of this page leave that point out."
        ),
        "group_effects": N_(
            "For those who began at each time, the average over their time in the programme. The "
            "bands hold for all points together."
        ),
        "calendar_effects": N_(
            "At each time, the average over all who had begun by then. The bands hold for all "
            "points together."
        ),
        "goodman_bacon": N_(
            "Each point is one comparison of two groups, with its weight in the average. Those "
            "with places already in the programme mislead where effects grow or fade."
        ),
        "honest_did": N_(
            "From left to right, the difference in trends after the programme began may be a "
            "larger multiple of the largest seen before. Where the band first holds zero, the "
            "conclusion falls."
        ),
    },
    "series": {
        "event_study": N_("effect, relative to the last time before"),
        "group_effects": N_("effect by start"),
        "calendar_effects": N_("effect by calendar time"),
        "honest_did": N_("average effect"),
        "treated_vs_never": N_("with the programme, and never"),
        "treated_vs_always": N_("with the programme, and always"),
        "earlier_vs_later": N_("begun earlier, and not begun yet"),
        "later_vs_earlier": N_("begun later, and begun already"),
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
        "consistency": N_("The programme was the same programme for everybody who took part."),
        "baseline_balance": N_("The groups were alike before the programme (see the table)."),
        "attrition": N_("Those who were lost do not differ between the groups (see the flow)."),
        "overlap": N_("Every participant has people like them in the comparison group."),
        "parallel_trends": N_(
            "Without the programme, the outcome would have changed as much where it came as where "
            "it did not. The paths before speak for it or against it; they cannot prove it."
        ),
        "no_anticipation": N_("Nobody changed what they did because the programme was coming."),
        "stable_groups": N_(
            "The same places or people are in each group before and after; nobody moved because of "
            "the programme."
        ),
        "parallel_before": N_(
            "The groups were on the same path before the programme (see the event study, and how "
            "large a difference it could have seen)."
        ),
        "several_treated_clusters": N_(
            "Enough places got the programme for their luck to cancel out (see their number)."
        ),
    },
    "identified_by": {
        "randomisation": N_("by the lottery"),
        "backdoor": N_("by comparing people alike in what the plan adjusts for"),
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
