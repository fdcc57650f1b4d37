"""The study rehearsed on its own data: how often would it have been right, and how often fooled?

Covariates, clusters, strata, who was lost and how outcomes are spread stay as they are. Treatment
is assigned again by the design's own lottery, an effect of known size is put in, and the headline's
estimator answers as planned; many times over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs.comparisons import named, two_arms
from pipeline.effects.families import FROM_P_VALUES
from pipeline.estimators.settings import settings_for
from pipeline.inference.multiple_testing import holm_by_draw
from pipeline.inference.resampling import BLOCK_CELLS, resampled
from pipeline.lottery import lottery_held
from pipeline.plan import Plan, Settings
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows
from pipeline.rehearsal.by_refit import refitted
from pipeline.rehearsal.calibration import judged
from pipeline.rehearsal.measures import Rehearsed, Rule, measures
from pipeline.rehearsal.studies import (
    Question,
    Vectorised,
    drawn_and_answered,
    not_rehearsed,
    to_refit,
    vectorised,
)
from pipeline.results import read_table, write_table
from pipeline.seeds import Seeds

Array = NDArray[np.float64]
# A block of refits is so many draws, whatever the number of rows: memory holds one fit at a time.
REFITS_AT_ONCE = 10


@dataclass(frozen=True)
class Rehearsal:
    """A question with its answers under each planted effect; or why there are none."""

    question: Question
    found: dict[str, Rehearsed]
    reason: str = ""


def run(folder: Folder) -> str:
    """Write `results/rehearsal.csv`."""
    plan, settings = load_plan(folder), load_settings(folder.root)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    estimates = read_table(folder, "estimates.csv")

    seeds = Seeds(settings.seed, folder.name)
    table = rehearsal_table(all_rehearsals(analysis, plan, estimates, settings, seeds), plan)

    write_table(folder, "rehearsal.csv", table, plan.disclosure)
    failed = table.loc[table["status"] == "failed", ["outcome", "arm"]].drop_duplicates()
    rehearsed = table.loc[table["draws"] > 0, ["outcome", "arm"]].drop_duplicates()
    return f"{len(rehearsed)} rehearsed, {len(failed)} not as sure as they say"


def all_rehearsals(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame, params: Settings, seeds: Seeds
) -> list[Rehearsal]:
    """Every headline rehearsed, arm by arm, or the reason why not."""
    headlines = estimates[(estimates["role"] != "robustness") & (estimates["subgroup"] == "")]
    found = []
    for arm in plan.design.arms.programmes:
        rows, pair = two_arms(analysis, plan, arm)
        questions = []
        for _, headline in headlines[headlines["arm"] == arm].iterrows():
            outcome = headline["outcome"]
            told = settings_for(pair, headline["estimator"], named(outcome, arm), seeds)[0]
            questions.append(Question(outcome, arm, headline, told))
        found += rehearsals_of_arm(rows, pair, questions, params, seeds)
    return found


def rehearsals_of_arm(
    data: pd.DataFrame, plan: Plan, questions: list[Question], params: Settings, seeds: Seeds
) -> list[Rehearsal]:
    """The questions of one arm: those that share their draws first, the others one by one."""
    done: dict[str, Rehearsal] = {}
    together: list[Vectorised] = []
    lottery = lottery_held(data, plan.design) if plan.design.rule.lottery else None
    for question in questions:
        if reason := not_rehearsed(question, plan):
            done[question.outcome] = Rehearsal(question, {}, reason)
            continue
        rng = seeds.generator("rehearse", question.arm, question.outcome)
        study = None if lottery is None else vectorised(data, plan, question, lottery, rng)
        if study is not None:
            together.append(study)
        else:
            done[question.outcome] = _refitted(data, plan, question, params, rng)
    if together:
        rng = seeds.generator("rehearse", questions[0].arm)
        drawing = partial(drawn_and_answered, lottery=lottery, studies=tuple(together))
        cells = max(study.cells for study in together)
        answers = resampled(drawing, params.draws.rehearsal, cells, rng, params.compute)
        ends = np.cumsum([len(study.planted) for study in together])
        for study, part in zip(together, np.split(answers, ends[:-1], axis=1), strict=True):
            done[study.question.outcome] = _as_rehearsal(study.question, study.planted, part)
    return [done[question.outcome] for question in questions]


def _refitted(
    data: pd.DataFrame, plan: Plan, question: Question, params: Settings, rng: np.random.Generator
) -> Rehearsal:
    study, assign = to_refit(data, plan, question, rng)
    drawing = partial(refitted, study=study, assign=assign)
    cells = BLOCK_CELLS // REFITS_AT_ONCE
    answers = resampled(drawing, params.draws.rehearsal_refits, cells, rng, params.compute)
    return _as_rehearsal(question, study.outcomes.planted, answers)


def _as_rehearsal(question: Question, planted: tuple[str, ...], answers: Array) -> Rehearsal:
    """Answers (draws, planted, 4) by what was planted."""
    found = {
        name: Rehearsed(
            truth=answers[:, place, 3],
            estimate=answers[:, place, 0],
            std_error=answers[:, place, 1],
            df=answers[:, place, 2],
        )
        for place, name in enumerate(planted)
    }
    return Rehearsal(question, found)


def rehearsal_table(rehearsals: list[Rehearsal], plan: Plan) -> pd.DataFrame:
    """`rehearsal.csv`: a row for each measure of each planted effect of each question."""
    return pd.DataFrame([row for one in rehearsals for row in _rows(one, rehearsals, plan)])


def _rows(rehearsal: Rehearsal, others: list[Rehearsal], plan: Plan) -> Iterator[dict]:
    question = rehearsal.question
    name = {"outcome": question.outcome, "arm": question.arm}
    if rehearsal.reason:
        yield name | _nothing("none", 0.0, rehearsal.reason)
        return
    planned = plan.outcomes[question.outcome]
    smallest = planned.smallest_change_that_matters
    rule = Rule(plan.estimate.confidence, smallest, planned.direction)
    for planted, effect in question.effects(plan).items():
        if planted not in rehearsal.found:
            yield name | _nothing(planted, effect, "no_room")
            continue
        found = rehearsal.found[planted]
        adjusted = adjusted_p_values(rehearsal, planted, others, plan)
        for item in judged(measures(found, adjusted, rule), rule):
            yield name | {
                "planted": planted,
                "effect": effect,
                "measure": item.measured.measure,
                "value": item.measured.value,
                "monte_carlo_error": item.measured.monte_carlo_error,
                "threshold": np.nan if item.threshold is None else item.threshold,
                "status": item.status,
                "draws": item.measured.draws,
                "detail": "",
            }


def _nothing(planted: str, effect: float, reason: str) -> dict:
    """What stands in place of a rehearsal that was not held: the reason, as a code."""
    return {
        "planted": planted, "effect": effect, "measure": "coverage", "value": np.nan,
        "monte_carlo_error": np.nan, "threshold": np.nan, "status": "not_applicable", "draws": 0,
        "detail": reason,
    }  # fmt: skip


def adjusted_p_values(
    rehearsal: Rehearsal, planted: str, others: list[Rehearsal], plan: Plan
) -> Array:
    """The p-values (draws,) of a question as its family's adjustment has them, draw by draw.

    In every question of the family the effect of the same name was planted. What the evaluation
    adjusts by draws of its own is adjusted by Holm's rule, which needs none.
    """
    mine = rehearsal.found[planted].p_values()
    family = plan.outcomes[rehearsal.question.outcome].family or rehearsal.question.outcome
    members = [
        other.found[planted].p_values()
        for other in others
        if other is not rehearsal
        and planted in other.found
        and (plan.outcomes[other.question.outcome].family or other.question.outcome) == family
    ]
    alike = [p_values for p_values in members if len(p_values) == len(mine)]
    if not alike:
        return mine
    family = np.column_stack([mine, *alike])
    if plan.estimate.adjustment in ("benjamini_hochberg", "sharpened_q"):
        adjust = FROM_P_VALUES[plan.estimate.adjustment]
        return np.array([adjust(row)[0] for row in family])
    return holm_by_draw(family)[:, 0]
