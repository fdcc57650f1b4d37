"""Words for what was delivered and what it cost."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "indicator_level": {
        "activity": N_("activity"),
        "output": N_("output"),
        "outcome": N_("outcome level"),
    },
    "no_unit_cost": {
        "over_time": N_(
            "Not given: the effect is one on places or people over time, not on each person."
        ),
        "at_cutoff": N_(
            "Not given: the effect is known at the cutoff only, and costs are those of everybody."
        ),
        "of_movers": N_(
            "Not given: the effect is that on those whom the encouragement moved, and costs are "
            "those of everybody."
        ),
        "of_some": N_(
            "Not given: the effect is that on some of the people, and costs are those of everybody."
        ),
        "too_uncertain": N_("Not given: it is too uncertain whether this changed at all."),
        "no_difference": N_("Not given: this made little or no difference."),
        "wrong_way": N_("Not given: this changed in the direction that was not hoped for."),
    },
}
