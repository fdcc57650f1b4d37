"""Something unobserved that would explain a result away, or people lost who would: their words."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "benchmark_confounder": N_("An unobserved confounder as strong as an observed one"),
        "unobserved_common_cause": N_("A made-up confounder, put into the analysis itself"),
        "oster_delta": N_("What is unobserved, judged by what was observed: Oster's delta"),
        "rosenbaum_bounds": N_("Unlike chances within matched pairs: Rosenbaum bounds"),
        "attrition_to_reverse": N_("What those lost would have to be like to reverse the verdict"),
    },
    "check_rule": {
        "benchmark_confounder": N_(
            "Something unobserved no stronger than the strongest characteristic that was measured "
            "would take the range over zero. It is told how many times as strong it would have to "
            "be, and what is left of the effect beside one exactly as strong."
        ),
        "unobserved_common_cause": N_(
            "With a made-up confounder as strong as the strongest characteristic that was "
            "measured, the headline's own method gives a range that holds zero or lies on its "
            "other side. It is made so that it speaks against the result."
        ),
        "oster_delta": N_(
            "What is unobserved need select people no more strongly than what was measured, in "
            "either direction, to explain the effect away or to turn it around. Below zero it "
            "would have to select the other way. It is taken that everything that matters would "
            "explain 1.3 times as much of the outcome as what was measured; beside it, all of it."
        ),
        "rosenbaum_bounds": N_(
            "No threshold. By how much something unobserved would have to multiply the odds of "
            "taking part, of one of two matched people, before chance could explain the result."
        ),
        "attrition_to_reverse": N_(
            "The range would hold zero if those who were lost differed from those who were seen, "
            "unfavourably in both groups, by no more than what was known at the start foretells, "
            "beyond chance, of the group where they differ more."
        ),
    },
    "caution": {
        "benchmark_confounder": N_(
            "Something unobserved no stronger than what was measured would explain the result."
        ),
        "unobserved_common_cause": N_(
            "The same method, told of a confounder no stronger than those measured, finds no clear "
            "effect."
        ),
        "oster_delta": N_(
            "If what is unobserved selects people as strongly as what was measured, there may be "
            "no effect, or one of the other sign."
        ),
        "attrition_to_reverse": N_(
            "Those who were lost need be no more unlike the others than they visibly are for the "
            "result to vanish."
        ),
    },
    "measure": {"times": N_("%(value)s times")},
    "part": {
        "extreme": N_("if it explains all of the outcome"),
        "fully": N_("if all of the outcome could be explained"),
        "fully_estimate": N_("estimate, if all of the outcome could be explained"),
        "differential": N_("more lost in one group, for Lee's bounds to reach zero"),
    },
    "curve": {
        "confounder_contour": N_("What an unobserved confounder would leave of the effect"),
        "confounder_benchmarks": N_("The effect beside confounders as strong as those observed"),
    },
    "curve_note": {
        "confounder_contour": N_(
            "The further to the right, the more of who takes part a confounder would explain; the "
            "further up, the more of the outcome. On the thick solid line it explains the effect "
            "away, on the dashed one the range just reaches zero, on the pale ones as much is left "
            "of it as is written there. The marks are confounders one, two and three times as "
            "strong as characteristics that were measured. Small shares are drawn out. Of the "
            "linear regression, which may differ from the headline."
        ),
        "confounder_benchmarks": N_(
            "The effect in a linear regression, with its range, without a confounder and beside "
            "one that is one, two or three times as strong as a characteristic that was measured "
            "and works against the result."
        ),
    },
    "series": {
        "none_left": N_("nothing is left of the effect"),
        "range_reaches_zero": N_("the range reaches zero"),
        "turned_around": N_("half the effect, with the other sign"),
        "three_quarters_left": N_("three quarters of the effect are left"),
        "half_left": N_("half of the effect is left"),
        "quarter_left": N_("a quarter of the effect is left"),
        "no_confounder": N_("without a confounder"),
    },
}
