"""What a robustness check is told: the headline it attacks, how it was made, how often to draw."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.settings import settings_for as estimator_settings
from pipeline.plan import Draws, Outcome, Plan
from pipeline.seeds import Seeds


@dataclass(frozen=True)
class RobustnessSettings:
    """The headline's row of `estimates.csv`, its outcome's plan, its estimator's settings.

    ``negative_controls`` are columns that treatment cannot have changed.
    """

    headline: pd.Series
    outcome: Outcome
    estimator: EstimatorSettings
    draws: Draws
    rng: np.random.Generator
    negative_controls: tuple[str, ...] = ()

    @property
    def alpha(self) -> float:
        """The error rate that goes with the plan's confidence level."""
        return 1 - self.estimator.options.confidence


def settings_for(
    plan: Plan, headline: pd.Series, check: str, draws: Draws, seeds: Seeds
) -> RobustnessSettings:
    """The settings of one check of one headline; its random numbers depend on its name alone."""
    outcome, estimator = headline["outcome"], headline["estimator"]
    return RobustnessSettings(
        headline=headline,
        outcome=plan.outcomes[outcome],
        estimator=estimator_settings(plan, estimator, outcome, seeds)[0],
        draws=draws,
        rng=seeds.generator("robustness", check, outcome, estimator),
        negative_controls=plan.robustness.negative_controls,
    )
