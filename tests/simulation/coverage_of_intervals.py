"""How often intervals hold the truth, design by design: what is drawn and what is measured."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
NOMINAL = 0.95
# How many Monte Carlo standard errors a coverage or a mean may be away: 1 in 10,000 by chance.
MONTE_CARLO = 3.9
SEED = 20260101
# Studies refused are not a random part of all: with more of them a coverage says little.
MOST_UNANSWERED = 0.05


@dataclass(frozen=True)
class Scenario:
    """One kind of study: ``draw`` gives its data, with outcome `y`, and its true effect.

    ``promised`` says whether theory promises that 95% of intervals hold the truth; where it does
    not, the report's words for the design must say so. ``bias`` is what theory allows the mean
    estimate to be away, in standard errors of one study, and ``over`` how much more often than
    nominal intervals may hold.
    """

    design: Design
    name: str
    estimator: str
    settings: EstimatorSettings
    draw: Callable[[np.random.Generator], tuple[pd.DataFrame, float]]
    promised: bool = True
    bias: float = 0.0
    over: float = 0.0

    @property
    def label(self) -> str:
        return f"{self.design.kind}-{self.name}-{self.estimator}-{self.settings.se_type}"


@dataclass(frozen=True)
class Measured:
    """Over many draws: mean error and its spread, reported over true error, shares of intervals.

    ``rejects`` is the share of p-values below 5%: the size where the truth is zero, else the power.
    ``unanswered`` is the share of studies that the estimator refused, such as for want of a match.
    """

    draws: int
    bias: float
    spread: float
    error_ratio: float
    coverage: float
    rejects: float
    unanswered: float = 0.0

    @property
    def bias_error(self) -> float:
        """The Monte Carlo standard error of the bias."""
        return self.spread / np.sqrt(self.draws)

    @property
    def coverage_error(self) -> float:
        """The Monte Carlo standard error of a coverage that is nominal."""
        return float(np.sqrt(NOMINAL * (1 - NOMINAL) / self.draws))


def measure(scenario: Scenario, draws: int, seed: int = SEED) -> Measured:
    """Estimate as many simulated studies and compare each with its truth."""
    rng = np.random.default_rng([seed, *scenario.label.encode()])
    rows = np.full((draws, 4), np.nan)
    for row in rows:
        data, truth = scenario.draw(rng)
        try:
            found = ESTIMATORS[scenario.estimator](data, scenario.design, "y", scenario.settings)
        except EstimationError:
            continue
        held = found.conf_low <= truth <= found.conf_high
        row[:] = found.estimate - truth, found.std_error, held, found.p_value < 1 - NOMINAL
    answered = rows[~np.isnan(rows[:, 0])]
    spread = float(answered[:, 0].std(ddof=1))
    error_ratio = float(np.sqrt((answered[:, 1] ** 2).mean()) / spread)
    bias, coverage, rejects = (float(answered[:, column].mean()) for column in (0, 2, 3))
    unanswered = 1 - len(answered) / draws
    return Measured(draws, bias, spread, error_ratio, coverage, rejects, unanswered)


def assert_as_promised(scenario: Scenario, measured: Measured) -> None:
    """Fail where theory promises and the draws do not keep it, beyond Monte Carlo error."""
    assert measured.unanswered < MOST_UNANSWERED, f"{scenario.label}: {measured.unanswered:.1%}"
    allowed = MONTE_CARLO * measured.bias_error + scenario.bias * measured.spread
    assert abs(measured.bias) < allowed, f"{scenario.label}: bias {measured.bias:.3g}"
    margin = MONTE_CARLO * measured.coverage_error
    assert measured.coverage > NOMINAL - margin, f"{scenario.label}: {measured.coverage:.3f}"
    assert measured.coverage < NOMINAL + margin + scenario.over, scenario.label
