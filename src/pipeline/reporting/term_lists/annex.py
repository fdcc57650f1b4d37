"""What the annex calls columns, their roles, and how well people are hidden in the data."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "variable_role": {
        "primary_outcome": N_("primary outcome"),
        "secondary_outcome": N_("secondary outcome"),
        "treatment": N_("who was offered the programme, or took it up"),
        "clusters": N_("what was drawn, or is alike, together"),
        "strata": N_("within what the lottery was drawn"),
        "running": N_("the score that decided"),
        "time": N_("time"),
        "covariate": N_("adjusted for"),
        "subgroup": N_("a group of its own"),
    },
    "variable_made": {
        "asked": N_("as the data have it"),
        "expression": N_("computed from other columns of the same row"),
        "recode": N_("answers given other values"),
        "log": N_("natural logarithm"),
        "winsorise": N_("extreme values pulled in"),
        "index": N_("several columns as one"),
        "lag": N_("what the same unit answered before"),
        "aggregate": N_("made of the rows of a list, such as household members"),
    },
    "outcome_kind": {
        "continuous": N_("a number"),
        "binary": N_("yes or no"),
        "count": N_("a count"),
        "censored_at_zero": N_("an amount, which many have none of"),
        "time_to_event": N_("time until an event"),
    },
    "disclosure_measure": {
        "k_anonymity": N_("Fewest people who look alike (k-anonymity)"),
        "units_below_k": N_("People among fewer look-alikes than the plan asks for"),
        "share_below_k": N_("Their share, in percent"),
        "l_diversity": N_("Fewest different answers among look-alikes (l-diversity)"),
        "entropy_l_diversity": N_("The same, weighted by how common each answer is"),
    },
}
