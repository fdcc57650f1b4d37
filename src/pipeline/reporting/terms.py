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
        "ITT_at_cutoff": N_("effect of being offered the programme, on people at the cutoff"),
        "LATE_at_cutoff": N_(
            "effect of taking part, on people at the cutoff who take part because of their side"
        ),
    },
    "estimator": {
        "difference_in_means": N_("Difference in means"),
        "lin": N_("Regression adjustment (Lin)"),
        "ancova": N_("Analysis of covariance"),
        "ipw": N_("Inverse probability weighting"),
        "aipw": N_("Augmented inverse probability weighting"),
        "local_polynomial": N_("Jump at the cutoff (local polynomial)"),
        "fuzzy_local_polynomial": N_("Jump at the cutoff, per person who took part"),
        "local_linear": N_("Jump at the cutoff (straight lines, fixed window)"),
    },
    "design": {
        "randomised": N_("A lottery decided who was offered the programme."),
        "cluster_randomised": N_(
            "A lottery decided which whole clusters, such as villages or schools, were offered the "
            "programme."
        ),
        "observational": N_("Nobody was assigned: the groups formed by themselves."),
        "regression_discontinuity": N_(
            "No: a score decided, and the programme was offered on one side of its cutoff. People "
            "just on either side are compared, so the result is about them, not about everybody."
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
    "rating_reason_at_cutoff": {
        "with_reservations": N_(
            "A cutoff decided, and nothing in the data speaks against comparing people on either "
            "side of it: they do not crowd on one side, and what they were like before does not "
            "jump. The What Works Clearinghouse standards for such designs also ask how scores "
            "were kept and how many people were lost near the cutoff. Data cannot tell; hence the "
            "reservations."
        ),
        "does_not_meet": N_(
            "A cutoff decided, but people near it were not shown to be alike on either side: they "
            "crowd on one side, or differ in what the programme cannot have changed, or nothing "
            "about them was measured. This does not meet the What Works Clearinghouse standards "
            "for such designs. Read the result as a first indication."
        ),
    },
    "caution_at_cutoff": {
        "bandwidth": N_(
            "The result hangs on how close to the cutoff one looks: another window gives another "
            "verdict. Do not act on it alone."
        ),
        "density_at_cutoff": N_(
            "Too many people stand just on one side of the cutoff: some may have been moved across."
        ),
        "covariate_continuity": N_(
            "People just on either side of the cutoff differ in what the programme cannot have "
            "changed."
        ),
        "donut": N_("Without the people right at the cutoff, the result is another one."),
        "placebo_cutoffs": N_(
            "The same method sees jumps where nothing begins: this one may be of that kind."
        ),
        "take_up_at_cutoff": N_(
            "The cutoff moves too few people to take part: the range of the effect on them cannot "
            "be trusted."
        ),
    },
    "range_at_cutoff": {
        "local_polynomial": N_(
            "The range allows for the relation with the score being curved. Where it bends "
            "sharply, or few people are near the cutoff, it holds the truth somewhat less often "
            "than it says."
        ),
        "fuzzy_local_polynomial": N_(
            "The range allows for the relation with the score being curved. It can be trusted only "
            "where the cutoff moves many to take part (see below)."
        ),
        "local_linear": N_(
            "The range takes the relation with the score to be straight in the whole window that "
            "the plan fixed. Where it is curved, the range is too narrow and in the wrong place."
        ),
    },
    "error": {
        "bias_corrected": N_("robust to curvature"),
        "conventional": N_("conventional"),
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
        "density_at_cutoff": N_("Crowding on one side of the cutoff"),
        "covariate_continuity": N_("Differences that were there before"),
        "bandwidth": N_("How close to the cutoff one looks"),
        "donut": N_("Without those right at the cutoff"),
        "placebo_cutoffs": N_("Jumps where nothing begins"),
        "take_up_at_cutoff": N_("How many the cutoff moves to take part"),
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
        "density_at_cutoff": N_(
            "The density of the score jumps at the cutoff (p-value below the planned error rate)."
        ),
        "covariate_continuity": N_(
            "A characteristic from before jumps at the cutoff (smallest p-value, adjusted for "
            "their number, below the planned error rate)."
        ),
        "bandwidth": N_(
            "At some window from half to twice the headline's, or at the one that the data call "
            "for by themselves, the verdict is another."
        ),
        "donut": N_(
            "The estimate without those nearer than a tenth of the window lies outside the "
            "headline's range."
        ),
        "placebo_cutoffs": N_(
            "The outcome jumps at a quartile of either side's scores (smallest p-value, adjusted "
            "for their number, below the planned error rate)."
        ),
        "take_up_at_cutoff": N_("The F statistic of the jump in take-up is below 10."),
    },
    "curve": {
        "binned_outcome": N_("The outcome over the score"),
        "bandwidth": N_("The jump, as the window widens"),
        "placebo_cutoffs": N_("Jumps at cutoffs where nothing begins"),
    },
    "curve_note": {
        "binned_outcome": N_(
            "Each point is the average of people with neighbouring scores; the lines are the fit "
            "that the estimate rests on. The effect is the gap between the lines at the cutoff."
        ),
        "bandwidth": N_(
            "Each point is the same estimate from people at most so far from the cutoff, with its "
            "range. A result to lean on stays where it is."
        ),
        "placebo_cutoffs": N_(
            "The estimate at the true cutoff beside those at quartiles of the scores on either "
            "side, where the programme changes nothing. They should lie around zero."
        ),
    },
    "series": {
        "bins_control": N_("without the programme"),
        "bins_treated": N_("with the programme"),
        "fit_control": N_("fit without the programme"),
        "fit_treated": N_("fit with the programme"),
        "headline_estimator": N_("the headline's method"),
        "bandwidth_of_the_data": N_("the window that the data call for"),
        "true_cutoff": N_("the true cutoff"),
        "placebo_cutoffs": N_("where nothing begins"),
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
        "score_not_manipulated": N_(
            "Nobody could choose exactly on which side of the cutoff their score falls."
        ),
        "nothing_else_at_cutoff": N_("Nothing else begins or ends at the same cutoff."),
        "only_near_the_cutoff": N_(
            "What holds for people near the cutoff need not hold for those far from it."
        ),
        "density_at_cutoff": N_("People do not crowd on one side of the cutoff (see the checks)."),
        "covariate_continuity": N_(
            "What people were like before does not jump at the cutoff (see the checks)."
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
