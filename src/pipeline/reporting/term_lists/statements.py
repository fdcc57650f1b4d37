"""How sure and how much, as one sentence: GRADE's informative statements; and why so sure."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "statement": {
        "high_increase": N_("The programme increases this."),
        "high_slight_increase": N_("The programme increases this slightly."),
        "high_decrease": N_("The programme reduces this."),
        "high_slight_decrease": N_("The programme reduces this slightly."),
        "high_no_difference": N_("The programme makes little or no difference to this."),
        "moderate_increase": N_("The programme probably increases this."),
        "moderate_slight_increase": N_("The programme probably increases this slightly."),
        "moderate_decrease": N_("The programme probably reduces this."),
        "moderate_slight_decrease": N_("The programme probably reduces this slightly."),
        "moderate_no_difference": N_(
            "The programme probably makes little or no difference to this."
        ),
        "low_increase": N_("The programme may increase this."),
        "low_slight_increase": N_("The programme may increase this slightly."),
        "low_decrease": N_("The programme may reduce this."),
        "low_slight_decrease": N_("The programme may reduce this slightly."),
        "low_no_difference": N_("The programme may make little or no difference to this."),
        "very_low_increase": N_("It is very uncertain whether the programme increases this."),
        "very_low_slight_increase": N_(
            "It is very uncertain whether the programme increases this slightly."
        ),
        "very_low_decrease": N_("It is very uncertain whether the programme reduces this."),
        "very_low_slight_decrease": N_(
            "It is very uncertain whether the programme reduces this slightly."
        ),
        "very_low_no_difference": N_(
            "It is very uncertain whether the programme makes any difference to this."
        ),
        "unclear": N_("The data do not tell whether the programme changes this."),
    },
    "certainty": {
        "high": N_("High certainty"),
        "moderate": N_("Moderate certainty"),
        "low": N_("Low certainty"),
        "very_low": N_("Very low certainty"),
    },
    "because": {
        "without_reservations": N_("A lottery decided, and few people were lost."),
        "few_clusters_lost": N_(
            "A lottery between whole clusters decided, and few clusters and people were lost."
        ),
        "lost_but_alike": N_(
            "A lottery decided, but losses were larger or less even than a cautious rule allows; "
            "those analysed were alike enough."
        ),
        "unknown_but_alike": N_(
            "A lottery decided, but how many were lost is not known; those analysed were alike."
        ),
        "with_reservations": N_("No lottery decided, but the groups were alike at the start."),
        "does_not_meet": N_("The groups were not shown to be alike at the start."),
        "not_alike": N_("The groups were not alike at the start."),
        "not_rated": N_(
            "A place is followed over time; no standard rates such a comparison, and so certainty "
            "starts low."
        ),
    },
    "because_at_cutoff": {
        "with_reservations": N_(
            "A cutoff decided, and nothing in the data speaks against comparing people at it."
        ),
        "does_not_meet": N_(
            "A cutoff decided, but people near it were not shown to be alike on either side."
        ),
    },
    "because_over_time": {
        "with_reservations": N_("No lottery decided, but the groups were alike before."),
        "does_not_meet": N_(
            "No lottery decided, and the groups were not shown to be alike before."
        ),
    },
    "verdict_doubted": {
        "increase": N_("Increase, in doubt"),
        "decrease": N_("Decrease, in doubt"),
        "little_or_no_difference": N_("Little or no difference, in doubt"),
    },
    "caveat": {
        "less_sure": N_("Less sure than it says"),
        "weak": N_("Weak encouragement"),
        "few_clusters": N_("Few clusters"),
        "not_alike": N_("The groups were not alike at the start"),
        "one_place": N_("One place"),
        "staggered": N_("Begun at different times"),
        "dissent": N_("Not every method agrees"),
        "cannot_tell": N_("What it cannot tell"),
    },
    "lost": {
        "low": N_("Few were lost"),
        "low_if_optimistic": N_("More were lost than a cautious rule allows"),
        "high": N_("Many were lost"),
        "unknown": N_("Not known"),
    },
    "attrition_rule": {
        "low": N_("The What Works Clearinghouse calls this attrition low, even when cautious."),
        "low_if_optimistic": N_(
            "The What Works Clearinghouse calls this attrition low only when optimistic."
        ),
        "high": N_("The What Works Clearinghouse calls this attrition high."),
    },
    "alike": {
        "satisfied": N_("They were alike"),
        "needs_adjustment": N_("Alike after adjustment"),
        "not_satisfied": N_("They were not alike"),
        "not_measured": N_("Not measured"),
    },
    "baseline_rule": {
        "satisfied": N_(
            "The What Works Clearinghouse calls groups alike up to 0.05 standard deviations."
        ),
        "needs_adjustment": N_(
            "The What Works Clearinghouse lets an analysis adjust for up to 0.25 standard "
            "deviations."
        ),
        "not_satisfied": N_(
            "Beyond 0.25 standard deviations the What Works Clearinghouse does not accept groups "
            "as alike."
        ),
        "not_measured": N_("Nothing about them from before the programme is in the data."),
    },
}
