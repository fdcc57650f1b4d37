"""What each curve shows and how it is read, and what its series are called."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "curve": {
        "best_linear_projection": N_("Does the effect differ between people? An exploration"),
        "event_curve": N_("Who has had the event, as time goes on"),
        "persistence": N_("Does it last? The effect by months since assignment"),
        "compliers": N_("Whom this effect is about"),
        "binned_outcome": N_("The outcome over the score"),
        "bandwidth": N_("The jump, as the window widens"),
        "placebo_cutoffs": N_("Jumps at cutoffs where nothing begins"),
        "synthetic_path": N_("The treated and the mix of others"),
        "gap": N_("The gap between the treated and their mix, and those of pretended programmes"),
        "donor_weights": N_("What the mix is made of"),
        "series_fit": N_("The series, its trend, and the trend without the programme"),
        "event_study": N_("Effects by time since the programme began"),
        "group_effects": N_("Effects by when the programme began"),
        "calendar_effects": N_("Effects by calendar time"),
        "goodman_bacon": N_("What two-way fixed effects average"),
        "honest_did": N_("If trends had not been parallel"),
        "overlap": N_("Who can be compared with whom"),
        "balance_after": N_("How alike the groups are, before and after"),
    },
    "curve_note": {
        "best_linear_projection": N_(
            "How much larger the effect is for one standard deviation more of each characteristic, "
            "the others held, with its range. Looked at after the fact and not adjusted for how "
            "many there are: a hint for the next study, no finding of this one."
        ),
        "event_curve": N_(
            "The share of each group that has had the event by each time, with its range; people "
            "count for as long as they were watched. The further apart the lines, the larger the "
            "effect."
        ),
        "persistence": N_(
            "Each point is the effect at one wave, with its range; the band across is the average "
            "over all waves. An effect that lasts stays away from zero to the right."
        ),
        "compliers": N_(
            "Those whom the encouragement moved, beside everybody: how far their average of each "
            "characteristic is from everybody's, in standard deviations, with its range. Points "
            "far from zero say that the effect is that of unusual people."
        ),
        "binned_outcome": N_(
            "Each point is the average of neighbouring scores; the lines are the fit "
            "that the estimate rests on. The effect is the gap between the lines at the cutoff."
        ),
        "bandwidth": N_(
            "Each point is the same estimate from those at most so far from the cutoff, with its "
            "range; windows that hold nobody more are left out. A result to lean on stays where it "
            "is."
        ),
        "placebo_cutoffs": N_(
            "The estimate at the true cutoff beside those at quartiles of the scores on either "
            "side, where the programme changes nothing. They should lie around zero."
        ),
        "synthetic_path": N_(
            "Up to the upright line the two should lie on each other; how far they part after it "
            "is the effect."
        ),
        "gap": N_(
            "The heavy line is the treated. Each thin line is another place, treated as if the "
            "programme had come there. An effect stands out from them after the upright line and "
            "not before it."
        ),
        "donor_weights": N_(
            "The share of each place in the mix; places of less than a thousandth are left out."
        ),
        "series_fit": N_(
            "Points are what was observed. The effect is the distance between the line and the "
            "dashed one, which is the earlier trend drawn on."
        ),
        "event_study": N_(
            "Times before 0 are before the programme: there the line should be at zero. Everything "
            "is relative to the last time before. The band holds for all points together; where a "
            "point speaks of fewer than six places it is narrower than it should be, and the tests "
            "of this page leave that point out."
        ),
        "group_effects": N_(
            "For those who began at each time, the average over their time in the programme. The "
            "bands hold for all points together."
        ),
        "calendar_effects": N_(
            "At each time, the average over all who had begun by then. The bands hold for all "
            "points together."
        ),
        "goodman_bacon": N_(
            "Each point is one comparison of two groups, with its weight in the average. Those "
            "with places already in the programme mislead where effects grow or fade."
        ),
        "honest_did": N_(
            "From left to right, the difference in trends after the programme began may be a "
            "larger multiple of the largest seen before. Where the band first holds zero, the "
            "conclusion falls."
        ),
        "overlap": N_(
            "How likely people with these characteristics were to take part: participants above "
            "the line, the comparison group below. Where one side is empty, nobody can be "
            "compared."
        ),
        "balance_after": N_(
            "Each mark is the difference between the groups in one characteristic: hollow before, "
            "filled after each way of making them alike. The dark band is what the What Works "
            "Clearinghouse counts as alike."
        ),
    },
    "series": {
        "with_programme": N_("offered the programme"),
        "without_programme": N_("not offered the programme"),
        "each_wave": N_("each wave"),
        "average_of_waves": N_("average of all waves"),
        "bins_control": N_("without the programme"),
        "bins_treated": N_("with the programme"),
        "fit_control": N_("fit without the programme"),
        "fit_treated": N_("fit with the programme"),
        "headline_estimator": N_("the headline's method"),
        "bandwidth_of_the_data": N_("the window that the data call for"),
        "true_cutoff": N_("the true cutoff"),
        "placebo_cutoffs": N_("where nothing begins"),
        "treatment_begins": N_("the programme begins"),
        "treated_places": N_("the treated"),
        "synthetic_places": N_("their mix of others"),
        "gap_of_treated": N_("the treated less their mix"),
        "observed_series": N_("observed"),
        "fitted_series": N_("fitted"),
        "series_without_programme": N_("without the programme"),
        "event_study": N_("effect, relative to the last time before"),
        "group_effects": N_("effect by start"),
        "calendar_effects": N_("effect by calendar time"),
        "honest_did": N_("average effect"),
        "treated_vs_never": N_("with the programme, and never"),
        "treated_vs_always": N_("with the programme, and always"),
        "earlier_vs_later": N_("begun earlier, and not begun yet"),
        "later_vs_earlier": N_("begun later, and begun already"),
        "treated": N_("participants"),
        "control": N_("comparison group"),
        "before": N_("before"),
        "ipw": N_("inverse probability weights"),
        "aipw": N_("weights of the augmented estimator"),
        "outcome_regression": N_("weights implied by regression"),
        "overlap_weights": N_("overlap weights"),
        "entropy_balancing": N_("entropy balancing"),
        "nearest_neighbour": N_("matching"),
    },
}
