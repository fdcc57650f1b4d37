"""What would make each attempt to break a result fail."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check_rule": {
        "heterogeneity": N_(
            "No threshold. The p-value of no difference that what was known before could foretell. "
            "It explores, and decides nothing."
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
            "The density of the score jumps at the cutoff (p-value below a fifth of the planned "
            "error rate)."
        ),
        "covariate_continuity": N_(
            "A characteristic from before jumps at the cutoff (smallest p-value, adjusted for "
            "their number, below a fifth of the planned error rate)."
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
            "for their number, below a fifth of the planned error rate)."
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
    },
}
