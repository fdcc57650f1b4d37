"""The rehearsals of one arm: what is drawn, which outcomes are answered for, and how.

Who has an outcome stays as it was, whoever is drawn: attrition is kept, and so are its gaps. All
outcomes that products of matrices answer for see the same draws, so that a family's p-values can
be adjusted draw by draw as the evaluation's own are.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.designs.encouragement import THROUGH_TAKE_UP
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.lotteries import Lottery, assigned, treatments
from pipeline.lottery import lottery_held
from pipeline.plan import Design, Plan
from pipeline.rehearsal.answering import Analysed, Answer, analysed, answer_for, cluster_means
from pipeline.rehearsal.by_refit import Refitted, by_propensity
from pipeline.rehearsal.planting import PotentialOutcomes, potential_outcomes

Array = NDArray[np.float64]
# Why some designs and outcomes are not rehearsed; the report says it in words.
BY_IDENTIFICATION = {
    "continuity": "continuity",
    "parallel_trends": "parallel_trends",
    "synthetic_control": "synthetic_control",
    "trend": "trend",
    "frontdoor": "frontdoor",
}


@dataclass(frozen=True)
class Question:
    """One outcome in one arm, with the headline's row and what its estimator is told."""

    outcome: str
    arm: str
    headline: pd.Series
    settings: EstimatorSettings

    @property
    def estimator(self) -> str:
        return str(self.headline["estimator"])

    def effects(self, plan: Plan) -> dict[str, float]:
        """The effects to plant: none, the smallest that matters, and the one that was found."""
        planned = plan.outcomes[self.outcome]
        sign = 1 if planned.direction == "increase" else -1
        smallest = sign * planned.smallest_change_that_matters
        return {
            "none": 0.0,
            "smallest_change": smallest,
            "estimated": float(self.headline["estimate"]),
        }


@dataclass(frozen=True)
class Vectorised:
    """A question that products of matrices answer: its comparison and where its units are drawn.

    ``place`` are positions in the lottery of what the comparison takes; ``truths`` (planted,).
    """

    question: Question
    answer: Answer
    place: NDArray[np.intp]
    planted: tuple[str, ...]
    truths: Array
    cells: int


def not_rehearsed(question: Question, plan: Plan) -> str:
    """Why a question is not rehearsed, as a code; empty where it is."""
    rule, planned = plan.design.rule, plan.outcomes[question.outcome]
    learned = plan.estimate.nuisance != "parametric"
    reasons = {
        BY_IDENTIFICATION.get(rule.identified_by, ""): rule.identified_by in BY_IDENTIFICATION,
        "take_up": question.estimator in THROUGH_TAKE_UP,
        "circumstances": not rule.lottery and rule.identified_by != "backdoor",
        "time_to_event": planned.kind == "time_to_event",
        "withheld": not np.isfinite(float(question.headline["estimate"])),
        "trimming": plan.estimate.trimming is not None,
        "learners": learned and not rule.lottery,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def drawn_and_answered(
    size: int, rng: np.random.Generator, lottery: Lottery, studies: tuple[Vectorised, ...]
) -> Array:
    """So many lotteries, and what each study finds: (draws, planted of all studies, 4)."""
    assignments = assigned(lottery, size, rng).astype(float)
    parts = []
    for study in studies:
        found = study.answer(assignments[:, study.place])
        truths = np.broadcast_to(study.truths[:, None], (*found.shape[:2], 1))
        parts.append(np.concatenate([found, truths], axis=2))
    return np.concatenate(parts, axis=1)


def vectorised(
    data: pd.DataFrame, plan: Plan, question: Question, lottery: Lottery, rng: np.random.Generator
) -> Vectorised | None:
    """A question as products of matrices; None where its estimator has to be fitted anew."""
    design, estimator = plan.design, question.estimator
    who = analysed(data, design, question.outcome, estimator, question.settings)
    if who is None:
        return None
    outcomes = _outcomes(who.sample.outcome, who.sample.treatment, plan, question, rng)
    owners = lottery.cluster_of[_rows(data, design, question)]
    place = owners if who.cluster is None else np.unique(owners)
    if who.cluster is not None and question.settings.se_type == "CR2":
        cells = len(place) * (who.columns.shape[1] + 2)
    else:
        cells = len(who.sample.outcome)
    return Vectorised(
        question=question,
        answer=answer_for(who, outcomes, estimator, question.settings.se_type),
        place=place,
        planted=outcomes.planted,
        truths=_truths(who, outcomes, estimator),
        cells=cells,
    )


def to_refit(
    data: pd.DataFrame, plan: Plan, question: Question, rng: np.random.Generator
) -> tuple[Refitted, partial]:
    """A question whose estimator is fitted anew, and how its units are assigned each time."""
    design, rows = plan.design, _rows(data, plan.design, question)
    if not design.rule.lottery:
        data, rows = data.iloc[rows], np.arange(len(rows))
    observed = data[question.outcome].to_numpy(float)[rows]
    treatment = data[design.treatment].to_numpy(float)[rows]
    outcomes = _outcomes(observed, treatment, plan, question, rng)
    if design.rule.lottery:
        assign = partial(treatments, lottery=lottery_held(data, design))
        target = np.ones(len(rows))
    else:
        propensity = _propensity(data, design, question)
        assign = partial(by_propensity, propensity=propensity)
        target = {
            "ATT": None,
            "ATO": propensity * (1 - propensity),
            "ATE": np.ones(len(rows)),
        }[design.target]
    named = (data, design, question.outcome, question.estimator, question.settings)
    return Refitted(*named, outcomes, rows, target), assign


def _propensity(data: pd.DataFrame, design: Design, question: Question) -> Array:
    """Each analysed unit's chance of treatment (n,), by a logit on what the plan adjusts for."""
    from pipeline.estimators.propensity import logit_propensity

    told = question.settings.covariates, question.settings.indicators
    return logit_propensity(complete_cases(data, design, question.outcome, *told))


def _rows(data: pd.DataFrame, design: Design, question: Question) -> NDArray[np.intp]:
    """Positions of the rows that the headline analyses."""
    adjusts = question.estimator in NEEDS_COVARIATES or not design.rule.lottery
    covariates = question.settings.covariates if adjusts else ()
    wanted = [question.outcome, design.treatment, *covariates]
    return np.flatnonzero(data[wanted].notna().all(axis=1).to_numpy())


def _outcomes(
    observed: Array, treatment: Array, plan: Plan, question: Question, rng: np.random.Generator
) -> PotentialOutcomes:
    found, kind = float(question.headline["estimate"]), plan.outcomes[question.outcome].kind
    return potential_outcomes(observed, treatment, kind, question.effects(plan), found, rng)


def _truths(who: Analysed, outcomes: PotentialOutcomes, estimator: str) -> Array:
    """The average gain (planted,) of whom the estimator speaks of: people, or clusters alike."""
    if estimator == "cluster_means":
        return cluster_means(outcomes, who.cluster).gains.mean(axis=0)
    return np.average(outcomes.gains, axis=0, weights=who.sample.weights)
