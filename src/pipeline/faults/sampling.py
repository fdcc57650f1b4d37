"""What a plan may not ask of a sample that was drawn with unequal chances."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.designs import CARRIES_WEIGHTS, NEEDS_COVARIATES, DesignRule
from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.plan import Design

SAMPLING: Location = ("design", "sampling")


def sampling_faults(document: Document) -> Iterator[Fault]:
    """Estimators that cannot carry the weights, and samples that contradict the design."""
    rule = rule_in(document)
    if rule is None or "sampling" not in rule.may or at(document, *SAMPLING) is None:
        return
    yield from _estimators_without_weights(document, rule)
    yield from _taken_columns(document)
    if rule.assigns_clusters:
        yield from _beside_clusters(document)


def _estimators_without_weights(document: Document, rule: DesignRule) -> Iterator[Fault]:
    """Each named estimator that would count everybody the same, or a design whose all would."""
    able = [name for name in rule.supported if name in CARRIES_WEIGHTS]
    if rule.adjusts:  # what does not adjust cannot answer for such a design
        able = [name for name in able if name in NEEDS_COVARIATES]
    help_ = f"plan {' or '.join(able)}" if able else "leave sampling: out, and say so in the limits"
    named = listing(document, "estimate", "estimators")
    for index, name in enumerate(named):
        if name in rule.supported and name not in CARRIES_WEIGHTS:
            message = f"`{name}` cannot carry survey weights: its own weights or matches make the "
            message += "groups alike in the sample, not in the population"
            place: Location = ("estimate", "estimators", index)
            yield document.fault("E190", message, place, help=help_)
    defaults = {name for names in rule.estimators.values() for name in names}
    if not named and not defaults & set(able):
        message = "no estimator that this design runs by itself carries survey weights"
        yield document.fault("E190", message, SAMPLING, help=help_)


def _taken_columns(document: Document) -> Iterator[Fault]:
    roles = {str(at(document, "design", "treatment")): "the treatment"}
    roles |= dict.fromkeys(map(str, at(document, "construct", "outcomes") or ()), "an outcome")
    for key in ("weight", "strata", "psu", "fpc"):
        name = at(document, *SAMPLING, key)
        if isinstance(name, str) and name in roles:
            message = f"`{name}` is {roles[name]}; it cannot also be the {key} of the sample"
            yield document.fault("E133", message, (*SAMPLING, key))


def _beside_clusters(document: Document) -> Iterator[Fault]:
    """Where clusters were drawn by lottery, their error is the one that can be trusted."""
    clusters = at(document, "design", "clusters")
    for key in ("strata", "psu", "fpc"):
        name = at(document, *SAMPLING, key)
        if name is not None and not (key == "psu" and name == clusters):
            message = f"the lottery drew clusters (`{clusters}`): errors are between those, and "
            message += f"the sample's {key} cannot be counted as well"
            help_ = "name the weight alone; if larger units were sampled, say so in the limits"
            yield document.fault("E191", message, (*SAMPLING, key), help=help_)


def sampling_faults_of(
    document: Document, analysis: "pd.DataFrame", design: "Design"
) -> Iterator[Fault]:
    """Units of the study's sample whose sampling or neighbours are not known."""
    import pandas as pd

    for key, name in design.sampling or ():
        if name is None:
            continue
        absent = int(analysis[name].isna().sum())
        if absent:
            message = f"{absent} units of the sample have no `{name}`"
            help_ = f'leave them out under construct: sample: (keep: "notna({name})")'
            yield document.fault("E221", message, (*SAMPLING, key), help=help_)
        if key in ("weight", "fpc") and not pd.api.types.is_numeric_dtype(analysis[name]):
            message = f"the {key} `{name}` is not a number"
            yield document.fault("E222", message, (*SAMPLING, key))
        elif key == "weight" and (analysis[name] <= 0).any():
            message = f"the weight `{name}` is zero or negative for some units"
            help_ = f'leave them out under construct: sample: (keep: "{name} > 0")'
            yield document.fault("E790", message, (*SAMPLING, key), help=help_)
    for name in design.exposure.columns if design.exposure else ():
        absent = int(analysis[name].isna().sum())
        if absent:
            message = f"{absent} units of the sample have no `{name}`: who is near them?"
            help_ = f'leave them out under construct: sample: (keep: "notna({name})")'
            yield document.fault("E221", message, ("design", "exposure"), help=help_)
