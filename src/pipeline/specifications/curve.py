"""The specification curve of one headline: its table, and how rare it is without any effect."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs.specified import CURVE, supported_estimators
from pipeline.inference.specification_curve import JointTest
from pipeline.plan import Design
from pipeline.sections.specifications import KEEPS_UNIT
from pipeline.specifications.alternatives import Question, specifications_of
from pipeline.specifications.comparisons import Comparison, Study, comparisons_of
from pipeline.specifications.estimates import estimated
from pipeline.specifications.null import joint_test_of, units_of

if TYPE_CHECKING:
    from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]

# One specification alone is the headline again.
FEWEST = 2


@dataclass(frozen=True)
class SpecificationCurve:
    """Every specification, a row each from the smallest effect to the largest, and their test.

    ``in_unit`` says whether every effect is in the outcome's own unit; else they are compared in
    standard deviations. ``headline`` is the headline's row. ``people`` (k, c) counts whom each
    specification compares: by arm and, of an outcome of yes and no, by arm and answer.
    """

    table: pd.DataFrame
    people: Array
    joint: JointTest
    in_unit: bool

    @property
    def headline(self) -> pd.Series:
        return self.table[self.table["headline"] == 1].iloc[0]


def curve_of(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: "RobustnessSettings",
) -> SpecificationCurve | None:
    """The curve of one headline; nothing where the design or the plan leaves it nothing to vary.

    Raises
    ------
    EstimationError
        Where a declared specification cannot be computed.
    """
    supported = supported_estimators(design.rule)
    applies = CURVE in design.rule.supported_checks and estimator in supported
    if not applies or design.sampling is not None or settings.outcome.event is not None:
        return None
    study = study_of(data, design, (outcome, estimator), settings)
    declared = settings.specifications
    comparisons = comparisons_of(study, specifications_of(study.question, declared))
    if len(comparisons) < FEWEST:
        return None
    found = estimated(study, comparisons, settings.estimator)
    drawing = (settings.draws.specifications, settings.rng, settings.compute)
    joint = joint_test_of(study, comparisons, found, settings.estimator, drawing)
    rows = _rows(study, comparisons, found, settings)
    effects = found[:, 0] / units_of(comparisons)
    order = np.argsort(effects, kind="stable")
    table = rows.iloc[order].reset_index(drop=True)
    for name, values in zip(("null_low", "null_median", "null_high"), joint.band, strict=True):
        table[name] = values
    table["specification"] = np.arange(1, len(table) + 1)
    in_unit = all(made.specification.transformation in KEEPS_UNIT for made in comparisons)
    people = np.array([_people(study, made) for made in comparisons])[order]
    return SpecificationCurve(table, people, joint, in_unit)


def study_of(
    data: pd.DataFrame,
    design: Design,
    asked: tuple[str, str],
    settings: "RobustnessSettings",
) -> Study:
    """The data and the question of one headline, with the samples that the plan declares.

    ``asked`` are the outcome and the headline's estimator.
    """
    (outcome, headline), declared = asked, settings.specifications
    own = declared is not None and declared.declared_for(outcome)
    question = Question(
        design=design,
        outcome=outcome,
        planned=settings.outcome,
        headline=headline,
        estimators=tuple(dict.fromkeys((headline, *settings.estimators))),
        covariates=settings.estimator.covariates,
    )
    return Study(
        data=data,
        question=question,
        samples=dict(declared.samples) if own else {},
        indicators=settings.estimator.indicators,
        trimming=settings.estimator.options.trimming,
    )


def _rows(
    study: Study, comparisons: tuple[Comparison, ...], found: Array, settings: "RobustnessSettings"
) -> pd.DataFrame:
    """The specifications with their estimates, in the order of the comparisons."""
    from scipy.stats import t

    effects, errors, df = found.T
    margin = t.ppf(0.5 + settings.estimator.options.confidence / 2, df) * errors
    scale = np.array([made.scale for made in comparisons])
    table = pd.DataFrame([_choices(study, made) for made in comparisons])
    table = table.assign(
        outcome=study.question.outcome,
        headline=[int(place == 0) for place in range(len(comparisons))],
        estimate=effects,
        std_error=errors,
        df=df,
        p_value=2 * t.sf(np.abs(effects / errors), df),
        conf_low=effects - margin,
        conf_high=effects + margin,
    )
    if (units_of(comparisons) == 1).all():
        return table.assign(standardised=np.nan, standardised_low=np.nan, standardised_high=np.nan)
    return table.assign(
        standardised=effects / scale,
        standardised_low=(effects - margin) / scale,
        standardised_high=(effects + margin) / scale,
    )


def _people(study: Study, made: Comparison) -> list[int]:
    """Whom one specification compares, counted as disclosure looks at them."""
    arms = [made.rows & (study.treatment == arm) for arm in (1, 0)]
    counts = [int(arm.sum()) for arm in arms]
    if study.question.planned.kind == "binary":
        counts += [int((study.outcome[arm] == answer).sum()) for arm in arms for answer in (0, 1)]
    return counts


def _choices(study: Study, made: Comparison) -> dict[str, object]:
    """What one specification chose, and how many it compares."""
    chosen = made.specification
    clusters = None
    if study.design.rule.assigns_clusters:
        clusters = len(np.unique(study.assigned[made.rows]))
    return {
        "estimator": chosen.estimator,
        "covariates": chosen.covariates,
        "sample": chosen.sample,
        "transformation": chosen.transformation,
        "trimming": chosen.trimming,
        "n_obs": int(made.rows.sum()),
        "n_treated": int((study.treatment[made.rows] == 1).sum()),
        "n_clusters": clusters,
    }
