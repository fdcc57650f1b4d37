"""The words of the portfolio: goals, kinds of comparison, and each design in one sentence."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    # United Nations (2015), Transforming our world, A/RES/70/1: the goals' short names.
    "goal": {
        "1": N_("No poverty"),
        "2": N_("Zero hunger"),
        "3": N_("Good health and well-being"),
        "4": N_("Quality education"),
        "5": N_("Gender equality"),
        "6": N_("Clean water and sanitation"),
        "7": N_("Affordable and clean energy"),
        "8": N_("Decent work and economic growth"),
        "9": N_("Industry, innovation and infrastructure"),
        "10": N_("Reduced inequalities"),
        "11": N_("Sustainable cities and communities"),
        "12": N_("Responsible consumption and production"),
        "13": N_("Climate action"),
        "14": N_("Life below water"),
        "15": N_("Life on land"),
        "16": N_("Peace, justice and strong institutions"),
        "17": N_("Partnerships for the goals"),
    },
    "family": {
        "lottery": N_("A lottery"),
        "encouragement": N_("An encouragement without a lottery"),
        "cutoff": N_("A score with a cutoff"),
        "groups": N_("Groups that formed by themselves"),
        "over_time": N_("Changes over time"),
    },
    "design_in_short": {
        "randomised": N_("A lottery decided who was offered the programme."),
        "cluster_randomised": N_(
            "A lottery decided which whole clusters, such as villages or schools, were offered the "
            "programme."
        ),
        "observational": N_("Nobody was assigned: the groups formed by themselves."),
        "front_door": N_(
            "Nobody was assigned: what the programme does is followed through one measured step."
        ),
        "encouragement": N_(
            "Some were encouraged and others were not; what they then took up was up to them."
        ),
        "regression_discontinuity": N_(
            "A score decided, not a lottery: people just on either side of its cutoff are compared."
        ),
        "synthetic_control": N_(
            "No lottery: one place or a few are compared with a weighted mix of other places."
        ),
        "interrupted_series": N_(
            "No lottery: one place is compared with its own trend before the programme."
        ),
        "difference_in_differences": N_(
            "No lottery: some got the programme and others did not, or not yet. Their changes over "
            "time are compared, not their levels."
        ),
    },
}
