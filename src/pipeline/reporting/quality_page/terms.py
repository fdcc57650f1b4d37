"""What the data checks are called, what each asks, and what the field team does about it."""

from pipeline.reporting.words import N_

QUALITY_TERMS: dict[str, dict[str, str]] = {
    "data_check": {
        "duplicates": N_("Duplicates"),
        "missing": N_("Missing answers"),
        "outliers": N_("Numbers far from the rest"),
        "constraints": N_("Answers that are not allowed"),
        "skip_logic": N_("Questions asked of the wrong people"),
        "logic": N_("Answers that contradict each other"),
        "other_specify": N_("“Other, specify”"),
        "enumerators": N_("Interviewers"),
        "interviews": N_("Length and time of interviews"),
        "gps": N_("Places of interviews"),
        "backchecks": N_("Back-checks"),
        "progress": N_("Progress against the sampling plan"),
        "assignment": N_("The lottery"),
        "form_versions": N_("Versions of the form"),
    },
    "data_check_asks": {
        "duplicates": N_("Is each unit in the data once, and is no interview a copy of another?"),
        "missing": N_("Is enough of each variable there, in both groups alike?"),
        "outliers": N_("Does any number lie far from all others?"),
        "constraints": N_("Is each answer one that the plan and the form allow?"),
        "skip_logic": N_(
            "Was each question asked of those whom the form would ask, and of nobody else?"
        ),
        "logic": N_("Do answers that depend on each other agree?"),
        "other_specify": N_(
            "Do few answers fall under “other”, and does none of them name a choice after all?"
        ),
        "enumerators": N_("Is any interviewer's work unlike everybody else's?"),
        "interviews": N_("Were interviews held on the right days and hours, and long enough?"),
        "gps": N_("Were interviews held where they should be?"),
        "backchecks": N_("Does a second visit find what the first one found?"),
        "progress": N_("Are as many interviews done as the sampling plan wants?"),
        "assignment": N_("Are the groups as large as the lottery should have made them?"),
        "form_versions": N_("Was an old version of the form used after a newer one came?"),
    },
    "data_check_action": {
        "duplicates": N_(
            "Ask the interviewer which visit took place. Mend mistyped identifiers in "
            "corrections.csv, or let the plan say which interview stays."
        ),
        "missing": N_(
            "Ask interviewers why. Brief the team on the question before it goes out again, and "
            "tell the analyst where one group lacks more than the other."
        ),
        "outliers": N_(
            "Ask the interviewer whether the number is right; a slip of the unit or a zero too "
            "many is common. Correct it in corrections.csv, or leave it as it is."
        ),
        "constraints": N_(
            "The form should have refused these answers. Ask the interviewer what was said, "
            "correct it in corrections.csv, and find out how the form let it through."
        ),
        "skip_logic": N_(
            "Ask the interviewer what happened. Check the form's skips on the tablet, and correct "
            "the answer that opened or closed the question in corrections.csv."
        ),
        "logic": N_(
            "Ask the interviewer, or call the household, which of the answers is right. Correct "
            "the wrong one in corrections.csv."
        ),
        "other_specify": N_(
            "Move these texts to their choice with harmonise in the plan. Remind interviewers of "
            "the choices; add one to the form if many say the same."
        ),
        "enumerators": N_(
            "Talk with the interviewer before the team leaves: a flag is a question. Sit in on an "
            "interview, and send somebody else back to some of the households."
        ),
        "interviews": N_(
            "Ask the interviewer. If the tablet's clock was wrong, set it. Where an interview was "
            "too hasty to be true, visit the household again."
        ),
        "gps": N_(
            "Ask the interviewer where the interview took place. If not at the household, visit "
            "it; if the tablet had no signal, tell the team to wait for it outdoors."
        ),
        "backchecks": N_(
            "Go through the differences with the interviewers, and train the questions that come "
            "out differently. If facts differ that cannot change, ask whether the visit "
            "took place, and send somebody else."
        ),
        "progress": N_("Send a team to the groups that are behind, before the others."),
        "assignment": N_(
            "Tell the analyst before anything else: a lottery that was not kept is no lottery."
        ),
        "form_versions": N_(
            "Load the newest form on the tablets that still have the old one, and delete that."
        ),
    },
    "data_check_not_asked": {
        "duplicates": N_("the data were not checked for them"),
        "missing": N_("the plan has neither outcomes nor covariates"),
        "outliers": N_("the plan names no variables for it (check: outliers:)"),
        "constraints": N_("the plan sets no limits, and there is no form"),
        "skip_logic": N_("there is no form with skips or required questions"),
        "logic": N_("the plan has no such rules (check: logic:)"),
        "other_specify": N_("no question of the form has an “other, specify”"),
        "enumerators": N_("the plan does not say who interviewed (check: enumerators:)"),
        "interviews": N_("the plan does not say when interviews began (check: interviews:)"),
        "gps": N_("the plan does not say where interviews took place (check: gps:)"),
        "backchecks": N_("the plan has no second visits (check: backchecks:)"),
        "progress": N_("the plan has no sampling plan (check: progress:)"),
        "assignment": N_("the plan does not ask for it (check: assignment:)"),
        "form_versions": N_("the exports do not say which version of the form was used"),
    },
    # What a line of `data_checks.csv` is about; see `targets`.
    "data_check_kind": {
        "unit": N_("the same unit twice, or no unit"),
        "equal": N_("rows equal in every answer"),
        "near": N_("interviews nearly equal in every answer"),
        "missing": N_("too many missing"),
        "missing_by_arm": N_("more missing in one group"),
        "reasons": N_("answers missing for a stated reason"),
        "outliers": N_("numbers far out"),
        "constraint": N_("outside the limits of the plan"),
        "form_constraint": N_("not allowed by the form"),
        "form_rules": N_("rules of the form"),
        "skip_logic": N_("asked or left out against the form"),
        "logic": N_("contradictions"),
        "other": N_("too many “other”"),
        "names_a_choice": N_("“other” texts that name a choice"),
        "too_few": N_("interviewers with too few interviews"),
        "dont_know_share": N_("“Don't know”, percent of answers"),
        "refused_share": N_("Refused, percent of answers"),
        "missing_share": N_("Not answered, percent of questions"),
        "ends_in_0_or_5": N_("Numbers ending in 0 or 5, percent"),
        "variance_ratio": N_("Variety of answers, 1 as others"),
        "near_twin_share": N_("Near copies, percent of interviews"),
        "minutes_median": N_("Median minutes"),
        "interviews_a_day": N_("Interviews a day"),
        "second_visit": N_("Different at a second visit, percent"),
        "ends_first": N_("ended before they began"),
        "too_short": N_("took less than %(limit)s minutes"),
        "too_long": N_("took more than %(limit)s minutes"),
        "overlapping": N_("began before the interviewer's last one ended"),
        "hours": N_("began before %(limit)s or after %(last)s"),
        "too_early": N_("before %(limit)s, the first day"),
        "too_late": N_("after %(limit)s, the last day"),
        "minutes": N_("median minutes"),
        "no_point": N_("without a point"),
        "shared_point": N_("at the very point of another interview"),
        "outside": N_("outside the planned area"),
        "far": N_("more than %(limit)s km from the centre of the cluster"),
        "unknown_units": N_("second visits to units not in the survey"),
        "differing_interviewers": N_("interviewers whose answers a second visit does not find"),
        "type_1": N_("answers that cannot change (type 1)"),
        "type_2": N_("answers that are hard to ask for (type 2)"),
        "type_3": N_("answers that may change (type 3)"),
        "reliability": N_("reliability"),
        "visits": N_("second visits"),
        "progress": N_("groups behind"),
        "unplanned": N_("interviews in no planned group"),
        "assignment": N_("sizes unlike the lottery's"),
        "form_versions": N_("old versions in use"),
    },
    # Why a line could not be judged.
    "data_check_not_applicable": {
        "unit": N_("the plan names no column that identifies units (clean: unit:)"),
        "near": N_("the answers are too much alike to tell interviews apart"),
        "other": N_("nobody was asked"),
        "visits": N_("the plan names no column that identifies units (clean: unit:)"),
        "type_1": N_("no answers to compare"),
        "type_2": N_("no answers to compare"),
        "type_3": N_("no answers to compare"),
        "assignment": N_("nothing was drawn"),
        "form_versions": N_("no column says on which day interviews took place"),
        "form_constraint": N_("its rule in the form could not be read"),
        "skip_logic": N_("its rule in the form could not be read"),
        "form_rules": N_("not all rules of the form could be read"),
        "trait": N_("fewer than two interviewers have enough interviews"),
    },
    "rule_broken": {
        "broken_share": N_("limit of the form broken"),
        "unlisted_share": N_("not among the choices of the form"),
        "answered_not_asked": N_("answered, though not to be asked"),
        "required_unanswered": N_("required, and not answered"),
    },
    "repair": {
        "field": N_("Can still be mended in the field"),
        "office": N_("At the desk"),
        "analyst": N_("For the analyst"),
    },
    "cleaning_rule": {
        "corrections": N_("Corrected, with a reason, in corrections.csv"),
        "digits": N_("Digits of another script rewritten"),
        "date_format": N_("Dates rewritten"),
        "harmonised": N_("Texts that mean the same made the same"),
    },
    "kept": {
        "all": N_("all were kept"),
        "first": N_("the first was kept"),
        "last": N_("the last was kept"),
        "most_complete": N_("the most complete was kept"),
        "none": N_("none was kept"),
    },
}
