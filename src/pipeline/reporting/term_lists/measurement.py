"""Words for what outliers, functional form, interviewers, seasons and neighbours can do."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "check": {
        "winsorised": N_("Extreme values pulled in"),
        "without_top_percent": N_("Without the highest hundredth"),
        "median_effect": N_("The middle person instead of the average"),
        "rank_effect": N_("Who has more, not how much more"),
        "logit_margin": N_("A curve that suits yes and no (logit)"),
        "poisson_ratio": N_("A curve that suits amounts and counts (Poisson)"),
        "log_one_plus": N_("The logarithm of one plus the outcome, with a warning"),
        "interviewer_effects": N_("People asked by the same interviewer"),
        "leave_one_enumerator_out": N_("Without each interviewer in turn"),
        "interview_timing": N_("People asked in the same week"),
        "leave_one_stratum_out": N_("Without each stratum in turn"),
        "spillover_ring": N_("Without the controls who have treated neighbours"),
        "multiple_testing": N_("Allowing for how many outcomes were looked at"),
    },
    "check_rule": {
        "winsorised": N_(
            "With values beyond the 1st and the 99th percentile pulled in to them, the result is "
            "on another side of zero, and its range does not hold the headline."
        ),
        "without_top_percent": N_(
            "Without the highest hundredth the result is on another side of zero, and its range "
            "does not hold the headline. It chooses people by their outcome, so it is no estimate "
            "of the effect."
        ),
        "median_effect": N_(
            "The difference of medians is on another side of zero than the headline, its range "
            "does not hold the headline, and their tests differ by more than two standard errors."
        ),
        "rank_effect": N_(
            "The order of the answers puts the treated on another side than the headline does, the "
            "range of the shift does not hold the headline, and their tests differ by more than "
            "two standard errors."
        ),
        "logit_margin": N_(
            "The average difference that a logit foretells is on another side of zero, and its "
            "range does not hold the headline."
        ),
        "poisson_ratio": N_(
            "The average difference that a Poisson regression foretells is on another side of "
            "zero, and its range does not hold the headline."
        ),
        "log_one_plus": N_(
            "No threshold. Where some have none, this is no effect in percent: it changes with "
            "the unit, here one a hundred times as large and one a hundredth as large."
        ),
        "interviewer_effects": N_(
            "Among people asked by the same interviewer the result is on another side of zero, and "
            "its range does not hold the headline; or fewer than half of the interviews were made "
            "by somebody who asked people of both arms."
        ),
        "leave_one_enumerator_out": N_(
            "Without one interviewer the result is on another side of zero, and it moves further "
            "than leaving out as many interviews moves it by chance."
        ),
        "interview_timing": N_(
            "Among people asked in the same week the result is on another side of zero, and its "
            "range does not hold the headline; or fewer than half of the interviews were made in "
            "weeks in which both arms were asked."
        ),
        "leave_one_stratum_out": N_(
            "Without one stratum the result is on another side of zero, and it moves further than "
            "leaving out as many people moves it by chance."
        ),
        "spillover_ring": N_(
            "Without those controls the estimate moves by more than chance moves it (p-value below "
            "a fifth of the planned error rate)."
        ),
        "multiple_testing": N_(
            "The p-value is below the planned error rate, and no longer once it is adjusted for "
            "the other outcomes."
        ),
    },
    "caution": {
        "winsorised": N_("The result hangs on a few extreme values."),
        "without_top_percent": N_("The result hangs on the few people with the highest values."),
        "median_effect": N_("What happened on average did not happen to the person in the middle."),
        "rank_effect": N_("The average rests on how far apart a few are, not on who has more."),
        "logit_margin": N_("Another curve through the same shares says something else."),
        "poisson_ratio": N_("Another curve through the same amounts says something else."),
        "interviewer_effects": N_(
            "Nobody can tell what the programme did from who asked the questions."
        ),
        "leave_one_enumerator_out": N_("The result hangs on the interviews of one interviewer."),
        "interview_timing": N_(
            "Nobody can tell what the programme did from when the questions were asked."
        ),
        "leave_one_stratum_out": N_("The result hangs on one of the strata."),
        "spillover_ring": N_(
            "Controls with treated neighbours differ from the others, so the comparison may be "
            "with people whom the programme reached."
        ),
        "multiple_testing": N_(
            "So many outcomes were looked at that one like this may have come out by chance."
        ),
    },
    "part": {
        "ratio": N_("times the mean without the programme"),
        "both": N_("interviews where both arms were asked"),
        "between": N_("of the variation, what lies between interviewers"),
        "smallest": N_("smallest"),
        "largest": N_("largest"),
        "larger_unit": N_("in a unit a hundred times as large"),
        "smaller_unit": N_("in a unit a hundredth as large"),
    },
    "attempt_family": {
        "chance": N_("Could it be chance?"),
        "choices": N_("Does it hang on how it was analysed?"),
        "outliers": N_("Do a few people or places make it?"),
        "form": N_("Does it hang on the shape of the model?"),
        "measurement": N_("Could it be who asked, or when?"),
        "lost": N_("Could it be those who were lost?"),
        "spillovers": N_("Were the others reached after all?"),
        "confounding": N_("Were the groups different anyway?"),
        "take_up": N_("Does the way through take-up hold?"),
        "cutoff": N_("Is the cutoff what it seems?"),
        "before": N_("Was it so before the programme?"),
        "method": N_("Does the method find what is not there?"),
        "other": N_("Other attempts"),
        "beside": N_("What else was found"),
    },
}
