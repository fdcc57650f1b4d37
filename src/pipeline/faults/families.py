"""Choices about many outcomes, arms and groups that the design cannot carry."""

from collections.abc import Iterator

from pipeline.designs import DESIGNS, DesignRule
from pipeline.document import Document, at, listing, mapping
from pipeline.errors import Fault

# Estimators that are one regression, whose scatter can be drawn jointly with another's.
REGRESSIONS = ("difference_in_means", "lin", "ancova")
# How results call arms together, apart, and counted by cluster.
RESERVED = ("all", "difference", "clusters", "everybody")
NEEDS_NO_DRAWS = "holm, which allows for any dependence and needs no draws"


def family_faults(document: Document) -> Iterator[Fault]:
    """An adjustment that cannot be drawn, arms that cannot be compared, groups that are a role."""
    rule = DESIGNS.get(str(at(document, "design", "kind")))
    if rule is None:
        return
    yield from _adjustment_faults(document, rule)
    yield from _arm_faults(document, rule)
    yield from _subgroup_faults(document, rule)


def _headline(document: Document, rule: DesignRule) -> str:
    planned = listing(document, "estimate", "estimators")
    return str((planned or rule.estimators[rule.estimand])[0])


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
    if subgroups and clustered and _headline(document, rule) not in REGRESSIONS:
        message = "groups that share clusters cannot be compared by this headline"
        help_ = f"plan one of {', '.join(REGRESSIONS)} first, or declare no clusters"
        yield document.fault("E176", message, ("construct", "subgroups"), help=help_)
