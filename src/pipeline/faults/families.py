"""Choices about many outcomes, arms and groups that the design cannot carry."""

from collections.abc import Iterator

from pipeline.designs import DesignRule
from pipeline.designs.encouragement import THROUGH_TAKE_UP
from pipeline.document import Document, at, listing, mapping
from pipeline.errors import Fault
from pipeline.faults.outcome_kinds import TIMES
from pipeline.faults.rule import rule_in

# Estimators that are one regression, whose scatter can be drawn jointly with another's.
REGRESSIONS = ("difference_in_means", "lin", "ancova")
# What identifies the designs whose rows are places or people at several times.
OVER_TIME = ("parallel_trends", "synthetic_control", "trend")
# Estimators that compare within the groups of `design: fixed_effects:`.
WITHIN_GROUPS = ("two_stage_least_squares", "ancova")
# How results call arms together, apart, and counted by cluster.
RESERVED = ("all", "difference", "clusters", "everybody")
NEEDS_NO_DRAWS = "holm, which allows for any dependence and needs no draws"


def family_faults(document: Document) -> Iterator[Fault]:
    """An adjustment that cannot be drawn, arms that cannot be compared, groups that are a role."""
    rule = rule_in(document)
    if rule is None:
        return
    yield from _adjustment_faults(document, rule)
    yield from _arm_faults(document, rule)
    yield from _subgroup_faults(document, rule)
    yield from _fixed_effects_faults(document, rule)


def _headline(document: Document, rule: DesignRule) -> str:
    """The first planned estimator, or default, that answers for what the plan asks."""
    estimand = str(at(document, "design", "estimand") or rule.estimand)
    planned = listing(document, "estimate", "estimators") or rule.estimators.get(
        estimand, rule.estimators[rule.estimand]
    )
    if rule.identified_by == "instrument":
        through = estimand == "LATE"
        planned = [name for name in planned if (name in THROUGH_TAKE_UP) == through] or planned
    return str(planned[0])


def _of_times(document: Document) -> bool:
    """Whether an outcome is a time until an event, whose headline is no regression."""
    outcomes = mapping(document, "construct", "outcomes").values()
    return any(isinstance(item, dict) and item.get("kind") == TIMES for item in outcomes)


def _adjustment_faults(document: Document, rule: DesignRule) -> Iterator[Fault]:
    name, place = at(document, "estimate", "adjustment"), ("estimate", "adjustment")
    if name not in ("westfall_young", "romano_wolf"):
        return
    if name == "westfall_young" and not rule.lottery:
        message = "`westfall_young` holds the lottery again, and this design has none"
        yield document.fault("E178", message, place, help=f"plan {NEEDS_NO_DRAWS}")
    elif _headline(document, rule) not in REGRESSIONS:
        message = f"`{name}` cannot draw the headline `{_headline(document, rule)}` again"
        help_ = f"plan {NEEDS_NO_DRAWS}, or one of {', '.join(REGRESSIONS)} first"
        yield document.fault("E179", message, place, help=help_)
    elif _of_times(document):
        message = f"`{name}` cannot draw times until an event again, which were cut short"
        yield document.fault("E179", message, place, help=f"plan {NEEDS_NO_DRAWS}")
    elif at(document, "design", "sampling") is not None:
        message = f"`{name}` does not honour the weights of a sample survey"
        yield document.fault("E188", message, place, help=f"plan {NEEDS_NO_DRAWS}")


def _arm_faults(document: Document, rule: DesignRule) -> Iterator[Fault]:
    further = list(mapping(document, "design", "arms"))
    further = [name for name in further if name not in ("control", "treated")]
    if further and not rule.lottery:
        message = "several arms are compared in lotteries alone"
        help_ = "make one evaluation of each comparison, its rows kept under construct: sample:"
        yield document.fault("E173", message, ("design", "arms", further[0]), help=help_)
    elif further and _headline(document, rule) not in REGRESSIONS:
        message = f"several arms cannot be compared by the headline `{_headline(document, rule)}`"
        help_ = f"plan one of {', '.join(REGRESSIONS)} first"
        yield document.fault("E177", message, ("design", "arms", further[0]), help=help_)
    elif further and _of_times(document):
        message = "several arms cannot be compared in times until an event"
        help_ = "make yes or no of it under construct: variables: (had the event by a date)"
        yield document.fault("E177", message, ("design", "arms", further[0]), help=help_)
    if further and at(document, "design", "sampling") is not None:
        message = "arms are compared with one another as if everybody counted the same"
        help_ = "make one evaluation of each comparison with the controls, or take sampling: out"
        yield document.fault("E198", message, ("design", "arms", further[0]), help=help_)
    for name in further:
        if str(name).partition("_")[0] in RESERVED:
            message = f"an arm cannot be called `{name}`: results use the word for another thing"
            yield document.fault("E174", message, ("design", "arms", name))


def _subgroup_faults(document: Document, rule: DesignRule) -> Iterator[Fault]:
    seen: list[object] = []
    roles: dict[object, str] = dict.fromkeys(mapping(document, "construct", "outcomes"), "outcome")
    named = {key: at(document, "design", key) for key in ("treatment", "clusters")}
    roles |= {name: key for key, name in named.items() if isinstance(name, str)}
    subgroups = listing(document, "construct", "subgroups")
    for index, subgroup in enumerate(subgroups):
        column = subgroup.get("column") if isinstance(subgroup, dict) else subgroup
        place = ("construct", "subgroups", index)
        if column in seen:
            yield document.fault("E175", f"the groups of `{column}` are listed twice", place)
        elif isinstance(column, str) and column in roles:
            message = f"`{column}` is the {roles[column]}; it cannot also make groups"
            yield document.fault("E175", message, place, help="groups are known beforehand")
        seen.append(column)
    clustered = at(document, "design", "clusters") is not None
    if subgroups and rule.identified_by in OVER_TIME:
        message = "effects over time are not compared between groups"
        help_ = "make one evaluation of each group, its rows kept under construct: sample:"
        yield document.fault("E176", message, ("construct", "subgroups"), help=help_)
    elif subgroups and (clustered or at(document, "design", "sampling", "psu") is not None):
        yield from _shared_groups(document, rule, clustered=clustered)


def _shared_groups(document: Document, rule: DesignRule, *, clustered: bool) -> Iterator[Fault]:
    """Groups whose people share clusters or sampling units, whose effects so err together."""
    if at(document, "design", "sampling") is not None:
        message = "groups that share clusters or sampling units cannot be compared with weights"
        help_ = "take subgroups: out, or sampling: to speak of the sample alone"
        yield document.fault("E198", message, ("construct", "subgroups"), help=help_)
    elif clustered and (_headline(document, rule) not in REGRESSIONS or _of_times(document)):
        message = "groups that share clusters cannot be compared by this headline"
        help_ = f"plan one of {', '.join(REGRESSIONS)} first, or declare no clusters"
        yield document.fault("E176", message, ("construct", "subgroups"), help=help_)


def _fixed_effects_faults(document: Document, rule: DesignRule) -> Iterator[Fault]:
    """A headline that compares across groups within which alone the plan compares."""
    named = at(document, "design", "fixed_effects") if "fixed_effects" in rule.may else None
    headline = _headline(document, rule)
    if named is not None and headline not in WITHIN_GROUPS:
        message = f"the headline `{headline}` does not compare within `{named}`"
        help_ = f"put one of {', '.join(WITHIN_GROUPS)} first, or name strata: instead"
        yield document.fault("E199", message, ("design", "fixed_effects"), help=help_)
