"""What each attempt to break a result is called, and what its answers are."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "heterogeneity": N_("Do effects differ between people? An exploration"),
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
        "overlap": N_("People to compare with"),
        "effective_sample_size": N_("How many people the comparison rests on"),
        "negative_control_outcome": N_("Something the programme cannot have changed"),
    },
    "status": {
        "passed": N_("passed"),
        "failed": N_("failed"),
        "informative": N_("for information"),
        "not_applicable": N_("not applicable"),
    },
    "measure": {
        "p_value": N_("p-value %(value)s"),
        "outcome": N_("%(value)s"),
        "share": N_("%(value)s percent"),
        "standard_errors": N_("%(value)s standard errors"),
        "risk_ratio": N_("risk ratio %(value)s"),
        "statistic": N_("F %(value)s"),
        "count": N_("%(value)s"),
        "plain": N_("%(value)s"),
    },
    "part": {
        "interval": N_("for its range"),
        "lower": N_("lower bound"),
        "upper": N_("upper bound"),
        "estimate": N_("estimate"),
        "from": N_("lower end of the range"),
        "to": N_("upper end of the range"),
        "always": N_("took it up in any case"),
        "never": N_("took it up in no case"),
    },
    "caution": {
        "lee_bounds": N_(
            "Allowing for who was lost, the data also fit no effect, or one of the other sign."
        ),
        "manski_bounds": N_(
            "Had everybody who was lost answered at the worst, the data would also fit no effect. "
            "Nothing says that they did."
        ),
        "attrition_weights": N_("Weighted for who was lost, the result is clearly another one."),
        "overlap": N_(
            "Too many have hardly anybody like them in the other group to be compared with."
        ),
        "pre_trends": N_("The groups were not on the same path before the programme."),
        "honest_did": N_(
            "A difference in trends no larger than those seen before would explain the result."
        ),
        "pre_fit": N_(
            "The mix did not follow the treated before: neither the result nor its range can be "
            "relied on."
        ),
        "placebo_in_time": N_("The same method finds an effect before the programme began."),
        "leave_one_out": N_("The result hangs on one of the places in the mix."),
        "negative_control_outcome": N_(
            "The same method finds an effect on what the programme cannot have changed."
        ),
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
}
