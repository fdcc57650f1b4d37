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
        "cluster_average": N_(
            "effect of being offered the programme, each cluster counting alike whatever its size"
        ),
        "LATE": N_("average effect of what was taken up, among those whom the encouragement moved"),
        "ITT_at_cutoff": N_("effect of being offered the programme, on people at the cutoff"),
        "LATE_at_cutoff": N_(
            "effect of taking part, on people at the cutoff who take part because of their side"
        ),
        "level_change": N_("jump of the series when the programme began"),
        "effect_at_horizon": N_("distance from the earlier trend some time after the start"),
    },
    "estimator": {
        "difference_in_means": N_("Difference in means"),
        "lin": N_("Regression adjustment (Lin)"),
        "ancova": N_("Analysis of covariance"),
        "ipw": N_("Inverse probability weighting"),
        "aipw": N_("Augmented inverse probability weighting"),
        "front_door": N_("Front-door adjustment"),
        "strata_fixed_effects": N_("Strata fixed effects"),
        "cluster_means": N_("Difference in cluster means, each cluster counting alike"),
        "cluster_means_by_size": N_("Difference in cluster means, weighted by size"),
        "logit_standardisation": N_("Standardised risk difference (logit)"),
        "poisson_standardisation": N_("Standardised difference of counts (Poisson)"),
        "restricted_mean_survival_time": N_("Mean time without the event, up to the horizon"),
        "attrition_weights": N_("Difference in means, weighted for who was lost"),
        "two_stage_least_squares": N_("Two-stage least squares"),
        "wald": N_("Ratio of differences in means (Wald)"),
        "local_polynomial": N_("Jump at the cutoff (local polynomial)"),
        "fuzzy_local_polynomial": N_("Jump at the cutoff, per person who took part"),
        "local_linear": N_("Jump at the cutoff (straight lines, fixed window)"),
        "synthetic_control": N_("Synthetic control"),
        "synthetic_difference_in_differences": N_("Synthetic difference-in-differences"),
        "difference_in_differences_of_means": N_("Difference-in-differences of means"),
        "segmented_regression": N_("Segmented regression"),
        "prais_winsten": N_("Segmented regression with AR(1) errors (Prais–Winsten)"),
        "effect_at_horizon": N_("Segmented regression, at the horizon"),
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
        "front_door": N_(
            "Nobody was assigned, and who took part is not explained by what was measured; but "
            "what the programme does, it does through one measured step."
        ),
        "encouragement": N_(
            "Some were encouraged to take part and others were not; who did was up to them."
        ),
        "regression_discontinuity": N_(
            "No: a score decided, and the programme was offered on one side of its cutoff. People "
            "just on either side are compared, so the result is about them, not about everybody."
        ),
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
        "difference_in_differences": N_(
            "No lottery: some got the programme and others did not, or not yet. Their changes over "
            "time are compared, not their levels."
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
        "wild_cluster_bootstrap": N_("Wild bootstrap among clusters"),
        "persistence": N_("Does it last? The last wave beside the first"),
        "spillovers": N_("People whose neighbours were drawn"),
        "direct_effect": N_("Drawn, and none of the neighbours"),
        "average_over_waves": N_("The effect on average over all waves"),
        "event_by_horizon": N_("How many more had the event by the horizon"),
        "any_amount": N_("How many more have any at all"),
        "amount_if_any": N_("How much more those have who have any"),
        "lee_bounds": N_("Those who were lost: Lee's bounds"),
        "manski_bounds": N_("Those who were lost: worst-case bounds"),
        "attrition_weights": N_("Those who were lost: weights for who is like them"),
        "weak_instrument": N_("How strongly encouragement moved take-up: effective F"),
        "anderson_rubin": N_("A range that holds however weak the encouragement (Anderson-Rubin)"),
        "take_up": N_("Who took it up because of the encouragement"),
        "exclusion_restriction": N_("An effect of the encouragement itself"),
        "density_at_cutoff": N_("Crowding on one side of the cutoff"),
        "covariate_continuity": N_("Differences that were there before"),
        "bandwidth": N_("How close to the cutoff one looks"),
        "donut": N_("Without those right at the cutoff"),
        "placebo_cutoffs": N_("Jumps where nothing begins"),
        "take_up_at_cutoff": N_("How many the cutoff moves to take part"),
        "placebo_in_space": N_("The programme pretended in every other place"),
        "placebo_in_time": N_("The programme pretended before it began"),
        "leave_one_out": N_("The mix without each of its places"),
        "pre_fit": N_("How closely the mix followed before"),
        "autocorrelation": N_("Whether errors follow one another"),
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
        "wild_cluster_bootstrap": N_(
            "The bootstrap's p-value and the headline's fall on different sides of the planned "
            "error rate. With very few clusters in one group the bootstrap finds too little."
        ),
        "persistence": N_(
            "The effect at the last wave is smaller than at the first, beyond chance (p-value of "
            "their difference). Not to fail is not to have shown that it lasts: see the curve."
        ),
        "spillovers": N_(
            "People who were not drawn themselves answer otherwise where neighbours were drawn "
            "(p-value): the comparison group was then reached after all."
        ),
        "direct_effect": N_(
            "No threshold. The effect on people who were drawn while their neighbours were not. "
            "Where neighbours do not matter it agrees with the headline."
        ),
        "average_over_waves": N_(
            "No threshold. The mean of the effects at all waves, each counting the same."
        ),
        "event_by_horizon": N_(
            "No threshold. The difference, as a share of people, in who had had the event by the "
            "horizon; those no longer watched are allowed for."
        ),
        "any_amount": N_(
            "No threshold. The effect on the share of people who have more than nothing."
        ),
        "amount_if_any": N_(
            "No threshold, and not an effect: the programme may have changed who has any, so that "
            "those compared are not alike."
        ),
        "lee_bounds": N_(
            "The headline's range lies on one side of zero, and that of the bounds does not. The "
            "bounds take the best, or the worst, answers away from the group that lost fewer, "
            "until both have lost as many. They assume that the programme changed in one direction "
            "only who could be reached, and speak of those who would be reached either way."
        ),
        "manski_bounds": N_(
            "The headline's range lies on one side of zero, and that of the bounds does not. The "
            "bounds give everybody who was lost the least, or the most, that there can be: nothing "
            "is assumed, and with many lost little can be said."
        ),
        "attrition_weights": N_(
            "Weighting those who were reached to look like all who were assigned moves the "
            "estimate by more than its standard error. This sees a loss that follows from what was "
            "known at the start, and no other."
        ),
        "weak_instrument": N_(
            "The effective F is below the critical value of Montiel Olea and Pflueger. The best "
            "guess may then lean towards what a plain comparison shows, and its range may miss."
        ),
        "anderson_rubin": N_(
            "This range has no end on a side, or it and the range around the best guess differ on "
            "whether there is an effect (p-value of none). Of the two, trust this one."
        ),
        "take_up": N_(
            "No threshold. The effect of the encouragement on what was taken up; of a yes or no, "
            "the share of people whom it moved."
        ),
        "exclusion_restriction": N_(
            "No threshold. The smallest effect of the encouragement itself, not through take-up, "
            "that would explain the result away."
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
        "event_curve": N_("Who has had the event, as time goes on"),
        "persistence": N_("Does it last? The effect by months since assignment"),
        "compliers": N_("Whom this effect is about"),
        "binned_outcome": N_("The outcome over the score"),
        "bandwidth": N_("The jump, as the window widens"),
        "placebo_cutoffs": N_("Jumps at cutoffs where nothing begins"),
        "synthetic_path": N_("The treated and the mix of others"),
        "gap": N_("The gap between the treated and their mix, and those of pretended programmes"),
        "donor_weights": N_("What the mix is made of"),
        "series_fit": N_("The series, its trend, and the trend without the programme"),
        "event_study": N_("Effects by time since the programme began"),
        "group_effects": N_("Effects by when the programme began"),
        "calendar_effects": N_("Effects by calendar time"),
        "goodman_bacon": N_("What two-way fixed effects average"),
        "honest_did": N_("If trends had not been parallel"),
    },
    "curve_note": {
        "event_curve": N_(
            "The share of each group that has had the event by each time, with its range; people "
            "count for as long as they were watched. The further apart the lines, the larger the "
            "effect."
        ),
        "persistence": N_(
            "Each point is the effect at one wave, with its range; the band across is the average "
            "over all waves. An effect that lasts stays away from zero to the right."
        ),
        "compliers": N_(
            "Those whom the encouragement moved, beside everybody: how far their average of each "
            "characteristic is from everybody's, in standard deviations, with its range. Points "
            "far from zero say that the effect is that of unusual people."
        ),
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
        "with_programme": N_("offered the programme"),
        "without_programme": N_("not offered the programme"),
        "each_wave": N_("each wave"),
        "average_of_waves": N_("average of all waves"),
        "bins_control": N_("without the programme"),
        "bins_treated": N_("with the programme"),
        "fit_control": N_("fit without the programme"),
        "fit_treated": N_("fit with the programme"),
        "headline_estimator": N_("the headline's method"),
        "bandwidth_of_the_data": N_("the window that the data call for"),
        "true_cutoff": N_("the true cutoff"),
        "placebo_cutoffs": N_("where nothing begins"),
        "treatment_begins": N_("the programme begins"),
        "treated_places": N_("the treated"),
        "synthetic_places": N_("their mix of others"),
        "gap_of_treated": N_("the treated less their mix"),
        "observed_series": N_("observed"),
        "fitted_series": N_("fitted"),
        "series_without_programme": N_("without the programme"),
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
        "as_good_as_random": N_(
            "Among people alike in what the plan adjusts for, who was encouraged was as good as "
            "drawn by lottery."
        ),
        "exclusion_of_encouragement": N_(
            "The encouragement changes the outcome only through what was taken up."
        ),
        "monotone_take_up": N_(
            "The encouragement led nobody to take up less than without it: there are none who do "
            "the opposite."
        ),
        "take_up_moves": N_(
            "The encouragement moves take-up strongly enough (see the effective F)."
        ),
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
        "frontdoor": N_("by following the one measured step through which the programme works"),
        "instrument": N_("by an instrument"),
        "parallel_trends": N_("by comparing changes over time between the groups"),
        "continuity": N_("by comparing people just on either side of the cutoff"),
        "synthetic_control": N_("by a weighted mix of places without the programme"),
        "trend": N_("by the trend before the programme began"),
    },
    "part": {
        "interval": N_("for its range"),
        "lower": N_("lower bound"),
        "upper": N_("upper bound"),
        "estimate": N_("estimate"),
        "from": N_("range from"),
        "to": N_("range to"),
        "always": N_("took it up in any case"),
        "never": N_("took it up in no case"),
    },
    "adjustment": {
        "holm": N_(
            "Adjusted p-values (Holm) hold the chance of even one false finding in a family of "
            "outcomes to the planned error rate, however the outcomes depend on one another."
        ),
        "benjamini_hochberg": N_(
            "Adjusted p-values (Benjamini and Hochberg) hold the expected share of false findings "
            "among all findings of a family to the planned error rate. Some findings may be false; "
            "few of many are."
        ),
        "sharpened_q": N_(
            "Adjusted p-values are sharpened q-values (Benjamini, Krieger and Yekutieli; "
            "Anderson): the least expected share of false findings at which this one would count. "
            "They can be smaller than the p-value, where many of a family are findings."
        ),
        "westfall_young": N_(
            "Adjusted p-values (Westfall and Young) come from the lottery held again for all "
            "outcomes of a family at once: how often would chance alone make any of those left "
            "look this strong? They hold the chance of even one false finding to the planned "
            "error rate."
        ),
        "romano_wolf": N_(
            "Adjusted p-values (Romano and Wolf) come from people or clusters sampled again, for "
            "all outcomes of a family at once: how often would the largest error of those left be "
            "this large? They hold the chance of even one false finding to the planned error rate "
            "in large samples."
        ),
    },
    "encouraged_by": {
        "lottery": N_("A lottery decided who was encouraged."),
        "cluster_lottery": N_("A lottery decided which whole clusters were encouraged."),
        "circumstances": N_("Circumstances, not a lottery, decided who was encouraged."),
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
