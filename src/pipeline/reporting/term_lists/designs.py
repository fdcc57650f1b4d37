"""What designs, estimands and the ways to identify them are called."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
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
            "Some were encouraged and others were not; what they then took up was up to them."
        ),
        "regression_discontinuity": N_(
            "A score decided, not a lottery: the programme was offered on one side of its cutoff. "
            "People just on either side are compared, so the result is about them, not about "
            "everybody."
        ),
        "synthetic_control": N_(
            "No lottery: the programme came to one place or a few. A weighted mix of "
            "other places, chosen to have been like them before, stands for what would have "
            "happened without it. In simulations where any place could have been the treated one, "
            "ranges of 95 percent held the truth in 93 to 97 percent of studies; where the mix did "
            "not follow the treated before, in 28 to 60 percent."
        ),
        "interrupted_series": N_(
            "No lottery: the programme came to one place at one time. The trend before it, drawn "
            "on, stands for what would have happened without it. In series of fewer than a few "
            "hundred observations the range is too narrow where errors follow one another: "
            "simulated ranges of 95 percent held the truth in 75 to 90 percent of series."
        ),
        "difference_in_differences": N_(
            "No lottery: some got the programme and others did not, or not yet. Their changes over "
            "time are compared, not their levels."
        ),
    },
    "cannot_tell": {
        "observational": N_(
            "Nobody drew lots: whatever was not measured and differs between the groups is in the "
            "result."
        ),
        "front_door": N_(
            "Nobody drew lots: the result holds only if all that the programme does passes through "
            "the measured step."
        ),
        "encouragement": N_(
            "The result is about those whom the encouragement moved, not about everybody, and "
            "holds only if the encouragement works through what was taken up alone."
        ),
        "regression_discontinuity": N_(
            "The result is about those right at the cutoff, not about everybody."
        ),
        "difference_in_differences": N_(
            "The result holds only if, without the programme, both groups would have changed "
            "alike. Whatever else came to one of them at the same time is in the result."
        ),
        "synthetic_control": N_(
            "The programme came to one place or a few: whatever else happened there at the same "
            "time is in the result."
        ),
        "interrupted_series": N_(
            "There is one series and nothing to compare it with: whatever else changed at the same "
            "time is in the result. Where errors follow one another, the range is too narrow."
        ),
    },
    "encouraged_by": {
        "lottery": N_("A lottery decided who was encouraged."),
        "cluster_lottery": N_("A lottery decided which whole clusters were encouraged."),
        "circumstances": N_("Circumstances, not a lottery, decided who was encouraged."),
    },
    "estimand_over_time": {
        "ATT": N_("average effect where the programme came, while it was there"),
    },
    "estimand": {
        "ITT": N_("effect of being offered the programme (intention to treat)"),
        "ATT": N_("average effect on those who took part"),
        "ATE": N_("average effect on everybody"),
        "cluster_average": N_(
            "effect of being offered the programme, each cluster counting alike whatever its size"
        ),
        "LATE": N_("average effect of what was taken up, among those whom the encouragement moved"),
        "ITT_at_cutoff": N_(
            "effect of being on the side that was offered the programme, right at the cutoff"
        ),
        "LATE_at_cutoff": N_(
            "effect of taking part, on people at the cutoff who take part because of their side"
        ),
        "level_change": N_("jump of the series when the programme began"),
        "effect_at_horizon": N_("distance from the earlier trend some time after the start"),
        "ATO": N_("average effect on those who might have been in either group"),
        "ATT_trimmed": N_(
            "average effect on those who took part and have people like them in the comparison "
            "group"
        ),
        "ATE_trimmed": N_("average effect on those who have people like them in both groups"),
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
}
