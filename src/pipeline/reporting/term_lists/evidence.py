"""What the evidence is worth, and why; who was lost, and when they were asked."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "verdict": {
        "increase": N_("Increase"),
        "decrease": N_("Decrease"),
        "little_or_no_difference": N_("Little or no difference"),
        "too_uncertain": N_("Too uncertain to say"),
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
        "unknown_but_alike": N_(
            "A lottery, but how many were lost is not known. Those analysed were alike enough at "
            "the start: this meets the What Works Clearinghouse standards with reservations."
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
            "A place, or a few, is followed over time. The What Works Clearinghouse standards for "
            "comparisons of groups do not speak of that; the attempts to break the result are "
            "below."
        ),
    },
    "rating_reason_over_time": {
        "with_reservations": N_(
            "The groups were alike enough before: this meets the What Works Clearinghouse "
            "standards with reservations."
        ),
        "does_not_meet": N_(
            "The groups were not shown to be alike before, only, at best, to be on the same path: "
            "this does not meet the What Works Clearinghouse standards. Read the result as a first "
            "indication."
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
        "export": N_("Rows in the raw data"),
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
    "wave": {
        "baseline": N_("baseline"),
        "midline": N_("midline"),
        "endline": N_("endline"),
        "survey": N_("survey"),
        "backcheck": N_("back-check"),
        "tracking": N_("tracking list"),
        "assignment": N_("assignment list"),
    },
}
