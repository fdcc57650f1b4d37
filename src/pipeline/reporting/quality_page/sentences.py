"""What the data checks count and measure, as sentences: one for one, and one for many."""

from collections.abc import Callable

from pipeline.reporting.words import N_

# Called with the catalogue's own `ngettext`, so that each language has all its plural forms.
COUNTED: dict[str, Callable[[Callable[[str, str, int], str], int], str]] = {
    "unit": lambda ngettext, n: ngettext(
        "%(n)s interview is of a unit that another is of, or does not say which.",
        "%(n)s interviews are of a unit that another is of, or do not say which.",
        n,
    ),
    "equal": lambda ngettext, n: ngettext(
        "%(n)s row equals an earlier one in every answer.",
        "%(n)s rows equal an earlier one in every answer.",
        n,
    ),
    "near": lambda ngettext, n: ngettext(
        "%(n)s interview has nearly the same answers as another.",
        "%(n)s interviews have nearly the same answers as another.",
        n,
    ),
    "reasons": lambda ngettext, n: ngettext(
        "%(n)s answer is missing for a stated reason, such as a refusal.",
        "%(n)s answers are missing for a stated reason, such as a refusal.",
        n,
    ),
    "outliers": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” lies far from the rest.",
        "%(n)s answers to “%(variable)s” lie far from the rest.",
        n,
    ),
    "constraint": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” is outside the limits of the plan.",
        "%(n)s answers to “%(variable)s” are outside the limits of the plan.",
        n,
    ),
    "form_constraint": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” is not allowed by the form.",
        "%(n)s answers to “%(variable)s” are not allowed by the form.",
        n,
    ),
    "skip_logic": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” does not fit the form: given where it was not to be "
        "asked, or left out where it was required.",
        "%(n)s answers to “%(variable)s” do not fit the form: given where they were not to be "
        "asked, or left out where they were required.",
        n,
    ),
    "answered_not_asked": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” was given where the form does not ask it.",
        "%(n)s answers to “%(variable)s” were given where the form does not ask it.",
        n,
    ),
    "required_unanswered": lambda ngettext, n: ngettext(
        "%(n)s answer to “%(variable)s” is not there, though the form requires it.",
        "%(n)s answers to “%(variable)s” are not there, though the form requires it.",
        n,
    ),
    "logic": lambda ngettext, n: ngettext(
        "In %(n)s interview: %(reason)s.", "In %(n)s interviews: %(reason)s.", n
    ),
    "names_a_choice": lambda ngettext, n: ngettext(
        "%(n)s “other” text under “%(variable)s” says what one of the choices says.",
        "%(n)s “other” texts under “%(variable)s” say what one of the choices says.",
        n,
    ),
    "too_few": lambda ngettext, n: ngettext(
        "%(n)s interviewer has fewer than %(limit)s interviews, and is not judged.",
        "%(n)s interviewers have fewer than %(limit)s interviews, and are not judged.",
        n,
    ),
    "dont_know_share": lambda ngettext, n: ngettext(
        "%(n)s interviewer writes “don't know” far more often than the others.",
        "%(n)s interviewers write “don't know” far more often than the others.",
        n,
    ),
    "refused_share": lambda ngettext, n: ngettext(
        "%(n)s interviewer is refused answers far more often than the others.",
        "%(n)s interviewers are refused answers far more often than the others.",
        n,
    ),
    "missing_share": lambda ngettext, n: ngettext(
        "%(n)s interviewer leaves far more questions without an answer than the others.",
        "%(n)s interviewers leave far more questions without an answer than the others.",
        n,
    ),
    "ends_in_0_or_5": lambda ngettext, n: ngettext(
        "%(n)s interviewer writes far more numbers that end in 0 or 5 than the others.",
        "%(n)s interviewers write far more numbers that end in 0 or 5 than the others.",
        n,
    ),
    "variance_ratio": lambda ngettext, n: ngettext(
        "%(n)s interviewer brings answers that vary far less than the others'.",
        "%(n)s interviewers bring answers that vary far less than the others'.",
        n,
    ),
    "near_twin_share": lambda ngettext, n: ngettext(
        "%(n)s interviewer has far more interviews that are nearly copies of each other.",
        "%(n)s interviewers have far more interviews that are nearly copies of each other.",
        n,
    ),
    "minutes_median": lambda ngettext, n: ngettext(
        "%(n)s interviewer needs less than half the time that the others need.",
        "%(n)s interviewers need less than half the time that the others need.",
        n,
    ),
    "interviews_a_day": lambda ngettext, n: ngettext(
        "%(n)s interviewer makes more than twice as many interviews a day as the others.",
        "%(n)s interviewers make more than twice as many interviews a day as the others.",
        n,
    ),
    "ends_first": lambda ngettext, n: ngettext(
        "%(n)s interview ended before it began.", "%(n)s interviews ended before they began.", n
    ),
    "too_short": lambda ngettext, n: ngettext(
        "%(n)s interview took less than %(limit)s minutes.",
        "%(n)s interviews took less than %(limit)s minutes.",
        n,
    ),
    "too_long": lambda ngettext, n: ngettext(
        "%(n)s interview took more than %(limit)s minutes.",
        "%(n)s interviews took more than %(limit)s minutes.",
        n,
    ),
    "overlapping": lambda ngettext, n: ngettext(
        "%(n)s interview began before the same interviewer's last one had ended.",
        "%(n)s interviews began before the same interviewer's last one had ended.",
        n,
    ),
    "hours": lambda ngettext, n: ngettext(
        "%(n)s interview began before %(limit)s or after %(last)s.",
        "%(n)s interviews began before %(limit)s or after %(last)s.",
        n,
    ),
    "too_early": lambda ngettext, n: ngettext(
        "%(n)s interview is dated before %(limit)s, the first day.",
        "%(n)s interviews are dated before %(limit)s, the first day.",
        n,
    ),
    "too_late": lambda ngettext, n: ngettext(
        "%(n)s interview is dated after %(limit)s, the last day.",
        "%(n)s interviews are dated after %(limit)s, the last day.",
        n,
    ),
    "no_point": lambda ngettext, n: ngettext(
        "%(n)s interview has no point on the map.", "%(n)s interviews have no point on the map.", n
    ),
    "shared_point": lambda ngettext, n: ngettext(
        "%(n)s interview was recorded at the very point of another.",
        "%(n)s interviews were recorded at the very point of another.",
        n,
    ),
    "outside": lambda ngettext, n: ngettext(
        "%(n)s interview took place outside the planned area.",
        "%(n)s interviews took place outside the planned area.",
        n,
    ),
    "far": lambda ngettext, n: ngettext(
        "%(n)s interview took place more than %(limit)s km from the centre of its cluster.",
        "%(n)s interviews took place more than %(limit)s km from the centre of their cluster.",
        n,
    ),
    "unknown_units": lambda ngettext, n: ngettext(
        "%(n)s second visit was to a unit that is not in the survey.",
        "%(n)s second visits were to units that are not in the survey.",
        n,
    ),
    "differing_interviewers": lambda ngettext, n: ngettext(
        "A second visit finds other answers than %(n)s interviewer did, beyond chance.",
        "A second visit finds other answers than %(n)s interviewers did, beyond chance.",
        n,
    ),
    "progress": lambda ngettext, n: ngettext(
        "%(n)s group of “%(variable)s” has fewer interviews than the sampling plan wants.",
        "%(n)s groups of “%(variable)s” have fewer interviews than the sampling plan wants.",
        n,
    ),
    "unplanned": lambda ngettext, n: ngettext(
        "%(n)s interview is in no group of the sampling plan.",
        "%(n)s interviews are in no group of the sampling plan.",
        n,
    ),
    "form_versions": lambda ngettext, n: ngettext(
        "%(n)s interview used an old version of the form after a newer one had come.",
        "%(n)s interviews used an old version of the form after a newer one had come.",
        n,
    ),
}
MEASURED: dict[str, str] = {
    "missing": N_(
        "%(value)s percent of “%(variable)s” is missing; the plan allows %(threshold)s percent."
    ),
    "missing_by_arm": N_(
        "“%(variable)s” is missing more often in one group than in the other (p-value %(p)s)."
    ),
    "other": N_(
        "%(value)s percent of answers to “%(variable)s” are “other”; the plan allows "
        "%(threshold)s percent."
    ),
    "type_1": N_(
        "%(value)s percent of answers that cannot change differ between the two visits; the plan "
        "allows %(threshold)s percent."
    ),
    "type_2": N_(
        "%(value)s percent of answers that are hard to ask for differ between the two visits; the "
        "plan allows %(threshold)s percent."
    ),
    "type_3": N_(
        "%(value)s percent of answers that may change differ between the two visits; the plan "
        "allows %(threshold)s percent."
    ),
    "second_visit": N_(
        "%(value)s percent of answers that cannot change were different when households "
        "interviewed by %(variable)s were visited again; the plan allows %(threshold)s percent."
    ),
    "assignment": N_(
        "The sizes of the groups are not what the lottery should have made them (p-value %(p)s)."
    ),
    "form_rules": N_("%(n)s of %(of)s questions with such rules in the form could be checked."),
    "minutes": N_("Half of the interviews took less than %(decimal)s minutes."),
    "reliability": N_("“%(variable)s”: reliability %(ratio)s, where 1 is perfect."),
}
# Where the number itself is withheld, since it would tell of too few people.
UNMEASURED: dict[str, str] = {
    "missing": N_("More of “%(variable)s” is missing than the %(threshold)s percent allowed."),
    "missing_by_arm": N_("“%(variable)s” is missing more often in one group than in the other."),
    "other": N_(
        "More answers to “%(variable)s” are “other” than the %(threshold)s percent allowed."
    ),
    "type_1": N_(
        "More answers that cannot change differ between the two visits than the %(threshold)s "
        "percent allowed."
    ),
    "type_2": N_(
        "More answers that are hard to ask for differ between the two visits than the "
        "%(threshold)s percent allowed."
    ),
    "type_3": N_(
        "More answers that may change differ between the two visits than the %(threshold)s "
        "percent allowed."
    ),
    "assignment": N_("The sizes of the groups are not what the lottery should have made them."),
}
