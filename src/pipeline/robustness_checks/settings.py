"""What a robustness check is told: the headline it attacks, how it was made, how often to draw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.designs.comparisons import named
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.settings import settings_for as estimator_settings
from pipeline.plan import Draws, Outcome, Plan, Settings
from pipeline.sections.compute import Compute
from pipeline.sections.specifications import Specifications
from pipeline.sections.wild_bootstrap import WildBootstrap
from pipeline.seeds import Seeds

if TYPE_CHECKING:
    from pipeline.specifications.curve import SpecificationCurve

SOUND_STUDIES_TESTS = 5  # how many times fewer false alarms a test of an assumption may give


@dataclass(frozen=True)
class RobustnessSettings:
    """The headline's row of `estimates.csv`, its outcome's plan, its estimator's settings.

    ``waves`` are all outcomes of the same measure, where the outcome is one of several.
    ``threshold`` is how few people a published number may speak of; 0 for public data.
    ``negative_controls`` are columns that treatment cannot have changed, ``explored`` covariates
    along which effects may differ, ``benchmarks`` those that a confounder is compared with.
    ``levels`` are columns of other clusters, ``wild`` what the plan says of the wild bootstrap.
    ``estimators`` are all that the plan runs on the outcome,
    ``specifications`` the alternatives it declares, ``curve`` what came of them where it is known.
    ``enumerator`` is the column of who interviewed, ``interview_date`` that of when. ``family`` are
    the outcomes that were asked about together.
    """

    headline: pd.Series
    outcome: Outcome
    estimator: EstimatorSettings
    draws: Draws
    rng: np.random.Generator
    waves: Mapping[str, Outcome] = field(default_factory=dict)
    threshold: int = 0
    negative_controls: tuple[str, ...] = ()
    explored: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    compute: Compute = field(default_factory=Compute)
    levels: tuple[str, ...] = ()
    wild: WildBootstrap = field(default_factory=WildBootstrap)
    estimators: tuple[str, ...] = ()
    specifications: Specifications | None = None
    curve: "SpecificationCurve | None" = None
    enumerator: str | None = None
    interview_date: str | None = None
    family: tuple[str, ...] = ()

    @property
    def alpha(self) -> float:
        """The error rate that goes with the plan's confidence level."""
        return 1 - self.estimator.options.confidence

    @property
    def alarm(self) -> float:
        """The error rate of a test that every sound study should pass: a fifth of the planned one.

        An evaluation is put to about ten of them. Each at 5% would cry wolf in four of ten sound
        evaluations, at 1% in one; a fault that matters is found at either.
        """
        return self.alpha / SOUND_STUDIES_TESTS


def settings_for(
    plan: Plan, headline: pd.Series, check: str, params: Settings, seeds: Seeds
) -> RobustnessSettings:
    """The settings of one check of one headline; its random numbers depend on its name alone."""
    outcome, estimator = headline["outcome"], headline["estimator"]
    task, measure = named(outcome, headline["arm"]), plan.outcomes[outcome].measure
    same = {name: item for name, item in plan.outcomes.items() if measure == item.measure}
    return RobustnessSettings(
        headline=headline,
        outcome=plan.outcomes[outcome],
        estimator=estimator_settings(plan, estimator, task, seeds)[0],
        draws=params.draws,
        rng=seeds.generator("robustness", check, task, estimator),
        waves=same if measure else {},
        threshold=plan.disclosure.threshold,
        negative_controls=plan.robustness.negative_controls,
        explored=plan.robustness.explore,
        benchmarks=plan.robustness.benchmarks,
        compute=params.compute,
        levels=plan.robustness.clusters,
        wild=plan.robustness.wild_bootstrap,
        estimators=plan.estimators_of(outcome),
        specifications=plan.robustness.specifications,
        enumerator=plan.robustness.enumerator,
        interview_date=plan.robustness.interview_date,
        family=plan.asked_with(outcome),
    )
