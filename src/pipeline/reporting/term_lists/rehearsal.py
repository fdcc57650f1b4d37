"""The study rehearsed: what was put in, what is measured, and why some are not rehearsed."""

from pipeline.reporting.words import N_

TERMS: dict[str, dict[str, str]] = {
    "planted": {
        "none": N_("The programme does nothing"),
        "smallest_change": N_("The smallest change that matters"),
        "estimated": N_("The change that was found"),
    },
    "rehearsal_measure": {
        "coverage": N_("The range holds the truth"),
        "declared_effect": N_("Declared to change something"),
        "declared_success": N_("Declared a success"),
        "declared_harm": N_("Declared to do harm"),
        "little_or_no_difference": N_("Declared little or no difference"),
        "missed": N_("The change is missed"),
        "type_s": N_("Of clear results, those of the wrong sign"),
        "type_m": N_("By how many times clear results are too large"),
        "mean_se_ratio": N_("Stated error, as a share of the real one"),
        "unanswered": N_("No answer could be had"),
    },
    "not_rehearsed": {
        "continuity": N_(
            "Nobody drew lots: a score decided. To rehearse it, one would have to make up outcomes "
            "on the other side of the cutoff."
        ),
        "parallel_trends": N_(
            "Nobody drew lots over who began when. Dealing out the dates at random would test the "
            "method in a world in which its assumption holds by itself."
        ),
        "synthetic_control": N_(
            "One place or a few were treated. What the other places would have shown in their "
            "stead is asked under the attempts to break the result."
        ),
        "trend": N_("There is one series and nothing to deal out."),
        "frontdoor": N_(
            "What goes through the step in between cannot be put in without assuming the answer."
        ),
        "take_up": N_(
            "The effect is that of taking up what was offered. Who would have taken it up in the "
            "other group is not known, and a rehearsal would have to make it up."
        ),
        "circumstances": N_("Nobody drew lots over who was encouraged."),
        "time_to_event": N_(
            "Some were watched for too short a time to know when the event came. An effect cannot "
            "be put into times that are not known."
        ),
        "withheld": N_("The effect concerns too few people to be told, and so would this."),
        "trimming": N_("Who is compared depends on who took part, and so changes with each draw."),
        "learners": N_("Its models learn too slowly to be fitted anew hundreds of times."),
        "no_room": N_("The outcome has no room for a change of this size."),
    },
}
