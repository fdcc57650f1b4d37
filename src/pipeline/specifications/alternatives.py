"""The specifications of one outcome: every combination of a plan's alternatives, each once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from pipeline.designs import NEEDS_COVARIATES
from pipeline.designs.specified import LEAST_SQUARES, supported_estimators
from pipeline.plan import Design, Outcome
from pipeline.sections.specifications import NOTHING, WHOLE, WITHOUT, Specifications, allows


@dataclass(frozen=True)
class Specification:
    """One way to answer the question; ``columns`` are those of the covariate set by its name."""

    estimator: str
    covariates: str
    columns: tuple[str, ...]
    sample: str = WHOLE
    transformation: str = NOTHING
    trimming: str = NOTHING


@dataclass(frozen=True)
class Question:
    """What is asked of one outcome: the headline's estimator, the plan's others, its covariates."""

    design: Design
    outcome: str
    planned: Outcome
    headline: str
    estimators: tuple[str, ...]
    covariates: tuple[str, ...]


def headline_of(question: Question) -> Specification:
    """The headline itself as one of the specifications."""
    adjusts = question.headline in NEEDS_COVARIATES
    name, columns = (WHOLE, question.covariates) if adjusts else (NOTHING, ())
    return Specification(question.headline, name, columns)


def specifications_of(
    question: Question, declared: Specifications | None
) -> tuple[Specification, ...]:
    """The headline's specification, then every other combination that applies, each once.

    A set of covariates says nothing to an estimator that adjusts for none; a regression that
    adjusts for nothing, not even strata, is a difference in means; a transformation is left out
    where the outcome's kind does not allow it.
    """
    alternatives = (
        _declared(question, declared)
        if declared is not None and declared.declared_for(question.outcome)
        else _default(question)
    )
    found = dict.fromkeys([headline_of(question)])
    for specification in alternatives:
        found.setdefault(_canonical(specification, question))
    return tuple(found)


def _canonical(specification: Specification, question: Question) -> Specification:
    adjusts = specification.estimator in NEEDS_COVARIATES
    estimator, columns = specification.estimator, specification.columns if adjusts else ()
    if adjusts and not columns and question.design.rule.lottery:
        alike = estimator == "lin" or (estimator == "ancova" and question.design.strata is None)
        estimator = "difference_in_means" if alike else estimator
    name = specification.covariates if columns else NOTHING
    rest = specification.sample, specification.transformation, specification.trimming
    return Specification(estimator, name, columns, *rest)


def _declared(question: Question, declared: Specifications) -> Iterator[Specification]:
    """Every combination of what the plan declares and of what the headline chose."""
    estimators = declared.estimators or supported_in(question)
    sets = {WHOLE: question.covariates, **_with_columns(declared.covariates, question)}
    transformations = [
        name
        for name in dict.fromkeys((NOTHING, *declared.transformations))
        if allows(name, question.planned.kind)
    ]
    trimming = [
        name
        for name in dict.fromkeys((NOTHING, *declared.trimming))
        if name != "drop_top_1" or question.planned.kind != "binary"
    ]
    for estimator, covariates, sample, transformation, trim in product(
        dict.fromkeys((question.headline, *estimators)),
        sets,
        (WHOLE, *declared.samples),
        transformations,
        trimming,
    ):
        if _answers(estimator, sets[covariates], question):
            yield Specification(
                estimator, covariates, sets[covariates], sample, transformation, trim
            )


def _with_columns(
    sets: Mapping[str, tuple[str, ...]], question: Question
) -> dict[str, tuple[str, ...]]:
    whole = {WHOLE: question.covariates, NOTHING: ()}
    return {name: whole.get(name, columns) for name, columns in sets.items()}


def _answers(estimator: str, columns: tuple[str, ...], question: Question) -> bool:
    """Whether an estimator can do with these covariates: a propensity score needs some."""
    lottery = question.design.rule.lottery
    return lottery or bool(columns) or estimator not in NEEDS_COVARIATES


def _default(question: Question) -> Iterator[Specification]:
    """What the plan has already said is defensible, where it declares no alternatives.

    With a lottery: every regression that the plan names, with all covariates, without any, and
    with all but one; each with the outcome as it is and winsorised. Without one every covariate is
    needed: there it is the estimators that adjust, as it is and winsorised, for everybody and on
    the common support. No sample is made up.
    """
    lottery, sets = question.design.rule.lottery, {WHOLE: question.covariates}
    if lottery:
        sets |= {NOTHING: ()}
        sets |= {
            WITHOUT + left_out: tuple(name for name in question.covariates if name != left_out)
            for left_out in question.covariates
            if len(question.covariates) > 1
        }
    estimators = [
        name
        for name in supported_in(question)
        if (name in LEAST_SQUARES if lottery else name in NEEDS_COVARIATES)
    ]
    bent = [NOTHING, *(["winsorise_99"] if allows("winsorise_99", question.planned.kind) else [])]
    trimming = [NOTHING] if lottery else [NOTHING, "common_support"]
    for estimator, name, transformation, trim in product(estimators, sets, bent, trimming):
        yield Specification(estimator, name, sets[name], WHOLE, transformation, trim)


def supported_in(question: Question) -> tuple[str, ...]:
    """The plan's estimators that the design's curve may go through."""
    able = supported_estimators(question.design.rule)
    return tuple(name for name in question.estimators if name in able)
