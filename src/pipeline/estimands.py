"""Each estimand as a sentence, and what it is compared with, in the columns' own names."""

from pipeline.plan import Plan

ESTIMANDS = {
    "ITT": "the average effect of being assigned {treatment}, taken up or not, on {outcome}",
    "ATT": "the average effect of {treatment} on {outcome} among those who have it",
    "ATE": "the average effect of {treatment} on {outcome} among everybody",
    "ATO": "the average effect of {treatment} on {outcome} among those who might be in either "
    "group, each counting by how nearly even their chances were",
    "ATT_trimmed": "the average effect of {treatment} on {outcome} among those who have it and "
    "whom the plan's rule keeps, because people like them do not have it",
    "ATE_trimmed": "the average effect of {treatment} on {outcome} among those whom the plan's "
    "rule keeps, because people like them are in both groups",
    "LATE": "the average effect of {take_up} on {outcome} among those whom {treatment} moved",
    "ITT_at_cutoff": "the average effect at the cutoff of being offered {treatment} on {outcome}",
    "LATE_at_cutoff": "the average effect of {treatment} on {outcome} among those at the cutoff "
    "who take part because of the side they are on",
    "level_change": "how far {outcome} jumped when {treatment} began",
    "effect_at_horizon": "how far {outcome} was from its earlier trend some time after {treatment}",
}
# What stands for how it would have been without the programme, where it is no group drawn or alike.
COMPARED = {
    "frontdoor": "through {mediator}",
    "continuity": "comparing units just on either side of {cutoff:g} in {running}",
    "synthetic_control": "compared with the mix of other places that was most alike before",
    "trend": "compared with the trend before",
    "parallel_trends": "if its changes over time would have been alike without {treatment}",
}


def in_words(plan: Plan, outcome: str) -> str:
    """The estimand of one outcome as a sentence."""
    design = plan.design
    names = design.model_dump() | {"outcome": outcome}
    words = ESTIMANDS[design.target].format(**names)
    if design.rule.identified_by in COMPARED:
        return f"{words}, {COMPARED[design.rule.identified_by].format(**names)}"
    if design.rule.adjusts:
        return f"{words}, comparing units alike in {', '.join(sorted(plan.adjusted_for))}"
    strata = f" within {design.strata}" if design.strata else ""
    if design.rule.assigns_clusters:
        drawn = f"among whole clusters ({design.clusters}){strata}, each unit counting the same"
        return f"{words}, as {design.treatment} was drawn by lottery {drawn}"
    return f"{words}, as {design.treatment} was drawn by lottery{strata}"
