"""`athar power`: how large the next study must be, from what this one found out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.errors import Fault, PlanError, nearest
from pipeline.plan import Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows, whole_file
from pipeline.sample_size.assumptions import assumptions_of
from pipeline.sample_size.curves import Costs, by_cluster_size, by_number
from pipeline.sample_size.formula import Aim, Assumptions, minimum_detectable_effect, needed
from pipeline.sample_size.rehearsed import Rehearsal, Told, rehearse
from pipeline.seeds import Seeds

DRAWS = 500
# Kinds whose rows are units that a lottery could draw.
UNITS = frozenset({"randomised", "cluster_randomised", "encouragement", "observational"})


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line; nothing means: as the plan and the data say."""

    outcome: str = ""
    effect: float | None = None
    cluster_size: float | None = None
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True)
class Answer:
    """What the next study needs: its numbers, and the tables behind them."""

    outcome: str
    assumed: Assumptions
    aim: Aim
    drawn: int
    here: float
    rehearsal: Rehearsal
    numbers: pd.DataFrame
    sizes: pd.DataFrame | None


def run(folder: Folder, asked: Asked) -> str:
    """Write `power.html` and `power.csv` beside the report; the answer in a few lines."""
    from pipeline.sample_size.page import page_of, sentences

    plan, settings = load_plan(folder), load_settings(folder.root)
    refuse_unanswerable(folder, plan, asked)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    answer = answer_of(analysis, plan, asked, Seeds(settings.seed, folder.name))

    with whole_file(folder.reports / "power.csv") as path:
        answer.numbers.to_csv(path, index=False, float_format="%.10g", lineterminator="\n")
    with whole_file(folder.reports / "power.html") as path:
        path.write_text(page_of(folder, plan, answer), encoding="utf-8")
    lines = sentences(plan, answer)
    return "\n".join([*lines, f"more: {folder.relative(folder.reports / 'power.html')}"])


def refuse_unanswerable(folder: Folder, plan: Plan, asked: Asked) -> None:
    """Stop where the outcome is none of the plan's, or the design's rows are not units.

    Raises
    ------
    PlanError
        Always then.
    """
    place = folder.relative(folder.plan)
    if asked.outcome and asked.outcome not in plan.outcomes:
        message = f"`{asked.outcome}` is not one of the plan's outcomes"
        help_ = nearest(asked.outcome, plan.outcomes) or "outcomes: " + ", ".join(plan.outcomes)
        raise PlanError(Fault("E170", message, place, key="construct.outcomes", help=help_))
    if plan.design.kind not in UNITS:
        message = f"the rows of a design of kind `{plan.design.kind}` are no units for a lottery"
        help_ = "ask this of an evaluation with a row for each person or household"
        raise PlanError(Fault("E171", message, place, key="design.kind", help=help_))
    if asked.effect == 0:
        message = "an effect of nothing cannot be found by a study of any size"
        raise PlanError(Fault("E172", message, help="give the smallest change that matters"))


def answer_of(analysis: pd.DataFrame, plan: Plan, asked: Asked, seeds: Seeds) -> Answer:
    """What the next study needs, by formula, and how that size fares on this study's own rows.

    Raises
    ------
    PlanError
        Where no size of study finds the effect.
    """
    outcome = asked.outcome or next(iter(plan.outcomes))
    planned = plan.outcomes[outcome]
    effect = planned.smallest_change_that_matters if asked.effect is None else asked.effect
    aim = Aim(effect, plan.estimate.power, 1 - plan.estimate.confidence)
    found = assumptions_of(analysis, plan, outcome)
    here = _drawn_here(analysis, plan)
    assumed = found
    if asked.cluster_size is not None and found.cluster_size is not None:
        assumed = replace(found, cluster_size=asked.cluster_size)
    drawn = needed(assumed, aim)
    if drawn is None:
        message = f"no study is large enough to find an effect of {effect:g} on `{outcome}`"
        raise PlanError(Fault("E173", message, help="ask for a larger effect"))
    with _progress() as progress:
        told = Told(DRAWS, assumed.treated, seeds, planned.kind == "binary", progress)
        analysed = drawn if found.cluster_size is not None else round(drawn * assumed.analysed)
        rehearsal = rehearse(analysis, plan, outcome, (analysed, aim), told)
    sizes = by_cluster_size(found, aim, asked.costs) if found.cluster_size is not None else None
    return Answer(
        outcome=outcome,
        assumed=assumed,
        aim=aim,
        drawn=drawn,
        here=minimum_detectable_effect(found, here, aim),
        rehearsal=rehearsal,
        numbers=by_number(assumed, aim, 2 * max(drawn, here)),
        sizes=sizes,
    )


def _drawn_here(analysis: pd.DataFrame, plan: Plan) -> int:
    """How many units, or clusters, this study assigned."""
    if plan.design.rule.assigns_clusters:
        return int(analysis[plan.design.clusters].nunique())
    return len(analysis)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A line in a terminal that says how many rehearsals are done; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rehearsing on this study's rows", total=DRAWS)
        yield lambda done: bar.update(task, completed=done)
