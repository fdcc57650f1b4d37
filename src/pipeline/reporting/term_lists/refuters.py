"""The refuters in words: what each asks, what would make it fail, and what that would mean."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "placebo_outcome": N_("An outcome that nobody's participation moved"),
        "pre_treatment_outcome": N_("The same outcome before the programme"),
        "data_subset": N_("Four fifths of the people"),
        "dummy_outcome": N_("Planted effects"),
    },
    "check_rule": {
        "placebo_treatment": N_(
            "Effects found for participation drawn again, as it was drawn, do not centre on zero "
            "(p-value). This finds a faulty method, not unfair groups. The draws are Athar's: "
            "DoWhy's know of no strata and no clusters."
        ),
        "random_common_cause": N_(
            "Adding it moves the estimate, up or down, by more than a fifth of its standard error. "
            "This finds a method that adjusts for too much. The draws are Athar's: DoWhy's "
            "p-value calls shifts without consequence a refutation."
        ),
        "placebo_outcome": N_(
            "Effects found for outcomes made so that participation cannot have moved them do not "
            "centre on zero, or are called significant clearly more often than planned (p-value). "
            "This finds a method that is surer than it may be. By Athar: DoWhy does not ask it."
        ),
        "pre_treatment_outcome": N_(
            "The same method finds an effect on the outcome as it was before the programme "
            "(p-value): the groups then differed from the start."
        ),
        "data_subset": N_(
            "Estimates without a fifth of the people, or of the clusters, lie elsewhere on "
            "average, or farther apart than the standard error says (p-value). By Athar: DoWhy "
            "asks only whether the result lies among them, where it always lies."
        ),
        "dummy_outcome": N_(
            "An effect planted in a made outcome is not found on average, or one is found where "
            "none was planted (p-value). This finds a method that leaves out what made the groups "
            "differ. By Athar: DoWhy's made outcome follows from nothing, and so cannot tell."
        ),
    },
    "caution": {
        "placebo_outcome": N_(
            "The method is surer than it may be: it calls effects significant where there are none."
        ),
        "pre_treatment_outcome": N_(
            "The groups differed in this very outcome before the programme began."
        ),
        "data_subset": N_(
            "Without some of the people or clusters the result is another one, more than its "
            "range allows."
        ),
        "dummy_outcome": N_("The method does not find effects that are known to be there."),
    },
}
