"""Words of the checks that draw the data again, or leave some of them out."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "bootstrap": N_("The study drawn again from itself"),
        "leave_one_cluster_out": N_("Without each cluster in turn"),
        "influential_units": N_("Without the few who count most"),
        "alternative_clustering": N_("If other groups of people were alike"),
    },
    "check_rule": {
        "bootstrap": N_(
            "Drawn again and again from its own people, or clusters, the study gives estimates "
            "that lie on average more than a quarter of their standard error from the headline; "
            "or the range that they give, and the headline's, disagree on whether there is an "
            "effect."
        ),
        "leave_one_cluster_out": N_(
            "Leaving out one cluster moves the estimate by more than its standard error without "
            "that cluster, or by more than half of it and leaves an effect no longer told from "
            "none. Among fewer than twenty clusters each counts for more, and is allowed more."
        ),
        "influential_units": N_(
            "No threshold. The result without the one person in a hundred who counts most for it. "
            "Sound results, too, may not stand this: it shows how narrow the base of a result is, "
            "not that an answer is wrong."
        ),
        "alternative_clustering": N_(
            "At a level of clusters that the plan names, the p-value and the headline's fall on "
            "different sides of the planned error rate. Levels of fewer than six groups are shown "
            "and do not judge."
        ),
    },
    "caution": {
        "bootstrap": N_(
            "Drawn again from its own people, the study does not confirm the range of the result."
        ),
        "leave_one_cluster_out": N_("The result hangs on one of the clusters."),
        "alternative_clustering": N_(
            "If people of other groups are alike as well, the verdict is another one."
        ),
    },
    "curve": {
        "influence": N_("On whom the result hangs"),
    },
    "curve_note": {
        "influence": N_(
            "The estimate and its range without each cluster in turn, in the order of what is "
            "left; or, where nobody was grouped, without the people who count most for it. "
            "Clusters are numbered by this order alone; of more than twenty only the ten at either "
            "end are shown, and small ones never. A result to lean on stays where it is."
        ),
    },
    "series": {
        "without_one_cluster": N_("without one cluster"),
        "without_most_influential": N_("without those who count most"),
    },
}
