"""What the graph of causes says: what lets the effect be told, by what identifies it."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

WITHIN = N_(
    "Within its strata only the lottery decides who is offered the programme; the strata, which "
    "can cause both that and an outcome, are adjusted for."
)
FINDINGS = {
    "randomisation": N_("Only the lottery decides who is offered the programme, so nothing drawn "
                        "here causes both that and an outcome."),
    "backdoor": N_("Every way from the programme to an outcome through a common cause passes a "
                   "double frame, and is closed by adjusting for it."),
    "frontdoor": N_("The programme works only through one measured step, so that the unmeasured "
                    "cause of both can be gone around."),
    "instrument": N_("The encouragement reaches an outcome only through taking part, so that it "
                     "tells the effect despite what nobody measured."),
    "parallel_trends": N_("The graph alone does not give the effect; that the groups would have "
                          "changed alike does."),
    "continuity": N_("The graph alone does not give the effect; that people right at the cutoff "
                     "are alike does."),
    "synthetic_control": N_("The graph alone does not give the effect; that the mix of others "
                            "would have gone the same way does."),
    "trend": N_("The graph alone does not give the effect; that the earlier trend would have gone "
                "on does."),
}  # fmt: skip


def causes(report: "Report") -> Markup:
    """What lets the effect be told, given the graph."""
    found = report.facts.document("identification.json")["outcomes"]
    ways = list(dict.fromkeys(item["identified_by"] for item in found.values()))
    if ways == ["randomisation"] and _drawn_within(report):
        return Markup(report.words.say(WITHIN))
    return Markup(" ").join(report.words.say(FINDINGS[way]) for way in ways)


def _drawn_within(report: "Report") -> bool:
    """Whether something in the graph causes who is drawn: the strata of a lottery."""
    found = report.facts.document("identification.json")
    return any(effect == found["treatment"] for _, effect in found["graph"]["edges"])
