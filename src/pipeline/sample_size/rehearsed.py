"""The next study held many times on rows of this one: how often would it find the effect?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import settings_for
from pipeline.plan import Plan
from pipeline.sample_size.formula import Aim
from pipeline.seeds import Seeds


@dataclass(frozen=True)
class Rehearsal:
    """The share of rehearsals that found the effect, of how many, and how many had no answer."""

    power: float
    draws: int
    unanswered: int

    @property
    def monte_carlo_error(self) -> float:
        return float(np.sqrt(self.power * (1 - self.power) / self.draws))


def rehearse(
    analysis: pd.DataFrame, plan: Plan, outcome: str, size: tuple[int, Aim], told: "Told"
) -> Rehearsal:
    """Draw units or clusters with replacement, hold the lottery, plant the effect, estimate.

    ``size`` is how many units or clusters, and the aim. The rows are the comparison group's with
    an outcome and every covariate. The planned headline estimator answers; a rehearsal in which
    it cannot (an arm without variation) has not found the effect.
    """
    drawn, aim = size
    rows = _without_programme(analysis, plan, outcome)
    rng = told.seeds.generator("power", outcome, str(drawn))
    plain = _as_lottery(plan)
    estimator = plain.estimators[0]
    settings = settings_for(plain, estimator, outcome, told.seeds)[0]
    found = unanswered = 0
    for draw in range(told.draws):
        study = _assigned(_drawn(rows, plain, drawn, rng), plain, aim.effect, outcome, told, rng)
        try:
            row = ESTIMATORS[estimator](study, plain.design, outcome, settings)
            found += row.p_value < aim.alpha
        except EstimationError:
            unanswered += 1
        told.progress(draw + 1)
    return Rehearsal(found / told.draws, told.draws, unanswered)


@dataclass(frozen=True)
class Told:
    """How often to rehearse, the share offered, whose seeds, and whom to tell how far it is."""

    draws: int
    treated: float
    seeds: Seeds
    binary: bool
    progress: Callable[[int], None]


def _as_lottery(plan: Plan) -> Plan:
    """The plan as a lottery that is not stratified: the rows are drawn at random."""
    changes: dict[str, object] = {"strata": None}
    if plan.design.rule.lottery:
        return plan.model_copy(update={"design": plan.design.model_copy(update=changes)})
    changes |= {"kind": "randomised", "clusters": None, "estimand": None}
    left_to_it = plan.estimate.model_copy(update={"estimators": None})
    design = plan.design.model_copy(update=changes)
    return plan.model_copy(update={"design": design, "estimate": left_to_it})


def _without_programme(analysis: pd.DataFrame, plan: Plan, outcome: str) -> pd.DataFrame:
    """Rows of the comparison group that can be analysed, covariates and clusters with them."""
    wanted = [outcome, *plan.covariates, *plan.indicators]
    groups = [plan.design.clusters] if plan.design.clusters else []
    controls = analysis[analysis[plan.design.treatment] == 0]
    return controls.dropna(subset=wanted)[[*wanted, *groups]].reset_index(drop=True)


def _drawn(rows: pd.DataFrame, plan: Plan, drawn: int, rng: np.random.Generator) -> pd.DataFrame:
    """So many units, or whole clusters, drawn with replacement; each draw is a cluster anew."""
    if not plan.design.rule.assigns_clusters:
        return rows.iloc[rng.integers(len(rows), size=drawn)].reset_index(drop=True)
    members = list(rows.groupby(plan.design.clusters, sort=True).indices.values())
    chosen = [members[index] for index in rng.integers(len(members), size=drawn)]
    study = rows.iloc[np.concatenate(chosen)].reset_index(drop=True)
    numbers = np.repeat(np.arange(drawn), [len(places) for places in chosen])
    return study.assign(**{plan.design.clusters: numbers})


def _assigned(
    study: pd.DataFrame,
    plan: Plan,
    effect: float,
    outcome: str,
    told: Told,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The study with its lottery held and the effect planted in the treated."""
    if plan.design.rule.assigns_clusters:
        cluster = study[plan.design.clusters].to_numpy()
        treated = _lottery(cluster[-1] + 1, told.treated, rng)[cluster]
    else:
        treated = _lottery(len(study), told.treated, rng)
    values = study[outcome].to_numpy(float)
    planted = _answers(values, treated, effect, rng) if told.binary else values + effect * treated
    return study.assign(**{plan.design.treatment: treated, outcome: planted})


def _lottery(n: int, share: float, rng: np.random.Generator) -> np.ndarray:
    number = min(max(round(share * n), 1), n - 1)
    return rng.permutation(np.arange(n) < number).astype(float)


def _answers(
    values: np.ndarray, treated: np.ndarray, effect: float, rng: np.random.Generator
) -> np.ndarray:
    """Yes-or-no answers of which enough of the treated change for their share to move so much."""
    moved, share = (0.0, 1 - values.mean()) if effect > 0 else (1.0, values.mean())
    chance = min(abs(effect) / share, 1.0) if share else 0.0
    changes = (treated == 1) & (values == moved) & (rng.random(len(values)) < chance)
    return np.where(changes, 1 - moved, values)
