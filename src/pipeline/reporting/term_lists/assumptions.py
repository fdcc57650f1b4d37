"""What each assumption says, for readers."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "assumption": {
        "random_assignment": N_("The lottery was carried out as planned."),
        "random_assignment_of_clusters": N_(
            "The lottery between whole clusters was carried out as planned."
        ),
        "membership_before_assignment": N_(
            "Nobody joined or left a cluster because of how it was drawn."
        ),
        "no_interference": N_("One person's participation does not change another's outcome."),
        "no_interference_between_clusters": N_(
            "What happens in one cluster does not change outcomes in another."
        ),
        "exclusion_of_assignment": N_(
            "Being drawn changes the outcome only through what the programme offers."
        ),
        "no_unobserved_confounding": N_(
            "Nothing that was not measured decides both who takes part and what the outcome is."
        ),
        "mediator_carries_all": N_(
            "Everything that the programme does, it does through the measured step."
        ),
        "mediator_unconfounded": N_(
            "Nothing that was not measured decides both the measured step and the outcome."
        ),
        "consistency": N_("The programme was the same programme for everybody who took part."),
        "baseline_balance": N_("The groups were alike before the programme (see the table)."),
        "attrition": N_("Those who were lost do not differ between the groups (see the flow)."),
        "overlap": N_("Every participant has people like them in the comparison group."),
        "as_good_as_random": N_(
            "Among people alike in what the plan adjusts for, who was encouraged was as good as "
            "drawn by lottery."
        ),
        "exclusion_of_encouragement": N_(
            "The encouragement changes the outcome only through what was taken up."
        ),
        "monotone_take_up": N_(
            "The encouragement led nobody to take up less than without it: there are none who do "
            "the opposite."
        ),
        "take_up_moves": N_(
            "The encouragement moves take-up strongly enough (see the effective F)."
        ),
        "score_not_manipulated": N_(
            "Nobody could choose exactly on which side of the cutoff their score falls."
        ),
        "nothing_else_at_cutoff": N_("Nothing else begins or ends at the same cutoff."),
        "only_near_the_cutoff": N_(
            "What holds for people near the cutoff need not hold for those far from it."
        ),
        "density_at_cutoff": N_("People do not crowd on one side of the cutoff (see the checks)."),
        "covariate_continuity": N_(
            "What people were like before does not jump at the cutoff (see the checks)."
        ),
        "donor_weights_continue": N_(
            "The places that together were like the treated before would have stayed like them."
        ),
        "no_anticipation_of_start": N_("Nothing changed in advance because the start was known."),
        "no_interference_between_places": N_(
            "The programme in the treated places does not change outcomes in the others."
        ),
        "no_other_event": N_("Nothing else that matters happened there at the same time."),
        "fit_before_treatment": N_("The mix followed the treated closely before (see the check)."),
        "treated_place_stands_out": N_(
            "Pretended programmes elsewhere show no such gap (see the picture)."
        ),
        "trend_continues": N_("Without the programme the earlier trend would have gone on."),
        "trend_before_is_a_line": N_("The earlier trend is a straight line (see the picture)."),
        "errors_do_not_follow_one_another": N_(
            "What the trend leaves unexplained does not follow from what it left before."
        ),
        "parallel_trends": N_(
            "Without the programme, the outcome would have changed as much where it came as where "
            "it did not. The paths before speak for it or against it; they cannot prove it."
        ),
        "no_anticipation": N_("Nothing changed in advance because the programme was coming."),
        "stable_groups": N_(
            "The same places or people are in each group before and after; nobody moved because of "
            "the programme."
        ),
        "parallel_before": N_(
            "The groups were on the same path before the programme (see the event study, and how "
            "large a difference it could have seen)."
        ),
        "several_treated_clusters": N_(
            "Enough places got the programme for their luck to cancel out (see how many)."
        ),
    },
}
