"""What estimators and their errors are called, and how p-values are adjusted."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
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
        "outcome_regression": N_("Outcome regression"),
        "overlap_weights": N_("Overlap weights"),
        "entropy_balancing": N_("Entropy balancing"),
        "double_machine_learning": N_("Double machine learning"),
        "nearest_neighbour": N_("Nearest-neighbour matching"),
    },
    "error": {
        "bias_corrected": N_("robust to curvature"),
        "conventional": N_("conventional"),
    },
    "standard_error": {
        "classical": N_("equal variances (classical)"),
        **dict.fromkeys(("HC0", "HC1", "HC2", "HC3"), N_("robust to unequal variances (%(code)s)")),
        **dict.fromkeys(("CR0", "CR1", "CR2"), N_("allows for clusters (%(code)s)")),
        "HAC": N_("allows for errors that follow one another (%(code)s)"),
        "AR1": N_("errors that follow one another are modelled (%(code)s)"),
        "influence": N_("from the influence of each observation"),
        "abadie_imbens": N_("for matching (Abadie and Imbens)"),
        "bias_corrected": N_("robust to curvature at the cutoff"),
        "conventional": N_("right only where the curve is a polynomial"),
        "linearised": N_("allows for how the sample was drawn"),
        "bootstrap": N_("from drawing the sample again (bootstrap)"),
        "jackknife": N_("from leaving out one part at a time (jackknife)"),
        "placebo": N_("from programmes pretended elsewhere (placebo)"),
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
}
