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
        "level_change": N_("jump of the series when the programme began"),
        "effect_at_horizon": N_("distance from the earlier trend some time after the start"),
    },
    "estimator": {
        "difference_in_means": N_("Difference in means"),
        "lin": N_("Regression adjustment (Lin)"),
        "ancova": N_("Analysis of covariance"),
        "ipw": N_("Inverse probability weighting"),
        "aipw": N_("Augmented inverse probability weighting"),
        "synthetic_control": N_("Synthetic control"),
        "synthetic_difference_in_differences": N_("Synthetic difference-in-differences"),
        "difference_in_differences_of_means": N_("Difference-in-differences of means"),
        "segmented_regression": N_("Segmented regression"),
        "prais_winsten": N_("Segmented regression with AR(1) errors (Prais–Winsten)"),
        "effect_at_horizon": N_("Segmented regression, at the horizon"),
    },
    "design": {
        "randomised": N_("A lottery decided who was offered the programme."),
        "cluster_randomised": N_(
            "A lottery decided which whole clusters, such as villages or schools, were offered the "
            "programme."
        ),
        "observational": N_("Nobody was assigned: the groups formed by themselves."),
        "synthetic_control": N_(
            "No. The programme came to one place or a few, which were not drawn. A weighted mix of "
            "other places, chosen to have been like them before, stands for what would have "
            "happened without it. In simulations where any place could have been the treated one, "
            "ranges of 95 percent held the truth in 93 to 97 percent of studies; where the mix did "
            "not follow the treated before, in 28 to 60 percent."
        ),
        "interrupted_series": N_(
            "No. The programme came to one place at one time. The trend before it, drawn on, "
            "stands for what would have happened without it. In series of fewer than some hundred "
            "observations the range is too narrow where errors follow one another: simulated "
            "ranges of 95 percent held the truth in 75 to 90 percent of series."
        ),
    },
    "rating": {
        "without_reservations": N_("Strong evidence"),
        "with_reservations": N_("Evidence with reservations"),
        "does_not_meet": N_("Weak evidence"),
        "not_rated": N_("Evidence without a rating"),
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
        "not_rated": N_(
            "One place, or a few, is followed over time. The What Works Clearinghouse standards "
            "for comparisons of groups do not speak of such designs; what was tried to break the "
            "result is below."
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
        "placebo_in_space": N_("The programme pretended in every other place"),
        "placebo_in_time": N_("The programme pretended before it began"),
        "leave_one_out": N_("The mix without each of its places"),
        "pre_fit": N_("How closely the mix followed before"),
        "autocorrelation": N_("Whether errors follow one another"),
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
        "placebo_in_space": N_(
            "The share of places, pretended to be treated, that part from their mix as much as the "
            "treated, and the headline's p-value, fall on different sides of the planned error "
            "rate. With fewer than twenty places it cannot be told at 5 percent."
        ),
        "placebo_in_time": N_(
            "An effect is found at a start pretended in the earlier periods (p-value): something "
            "other than the programme moves the result."
        ),
        "leave_one_out": N_(
            "Leaving out one place of the mix moves the estimate by more than its standard error."
        ),
        "pre_fit": N_(
            "The mix follows less than four fifths of how the treated varied before. Then neither "
            "the estimate nor its range can be relied on."
        ),
        "autocorrelation": N_(
            "What the trend leaves unexplained follows from what it left before (p-value). The "
            "range allows for that, but in short series too little."
        ),
    },
    "curve": {
        "synthetic_path": N_("The treated and the mix of others"),
        "gap": N_("The gap between the treated and their mix, and those of pretended programmes"),
        "donor_weights": N_("What the mix is made of"),
        "series_fit": N_("The series, its trend, and the trend without the programme"),
    },
    "curve_note": {
        "synthetic_path": N_(
            "Up to the upright line the two should lie on each other; how far they part after it "
            "is the effect."
        ),
        "gap": N_(
            "The heavy line is the treated. Each thin line is another place, treated as if the "
            "programme had come there. An effect stands out from them after the upright line and "
            "not before it."
        ),
        "donor_weights": N_(
            "The share of each place in the mix; places of less than a thousandth are left out."
        ),
        "series_fit": N_(
            "Points are what was observed. The effect is the distance between the line and the "
            "dashed one, which is the earlier trend drawn on."
        ),
    },
    "series": {
        "treatment_begins": N_("the programme begins"),
        "treated_places": N_("the treated"),
        "synthetic_places": N_("their mix of others"),
        "gap_of_treated": N_("the treated less their mix"),
        "observed_series": N_("observed"),
        "fitted_series": N_("fitted"),
        "series_without_programme": N_("without the programme"),
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
        "donor_weights_continue": N_(
            "The places that together were like the treated before would have stayed like them."
        ),
        "no_anticipation_of_start": N_("Nothing changed in advance because the start was known."),
        "no_interference_between_places": N_(
            "The programme in the treated places does not change outcomes in the others."
        ),
        "no_other_event": N_("Nothing else that matters happened there at the same time."),
        "fit_before_treatment": N_("The mix followed the treated closely before (see the check)."),
        "treated_place_stands_out": N_(
            "Pretended programmes elsewhere show no such gap (see the picture)."
        ),
        "trend_continues": N_("Without the programme the earlier trend would have gone on."),
        "trend_before_is_a_line": N_("The earlier trend is a straight line (see the picture)."),
        "errors_do_not_follow_one_another": N_(
            "What the trend leaves unexplained does not follow from what it left before."
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
