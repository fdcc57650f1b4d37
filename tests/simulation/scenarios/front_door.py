"""Something unobserved decides who takes part; all its effect goes through one measured step."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

DESIGN = Design(kind="front_door", treatment="treated", arms=ARMS, mediator="attended")
PLAIN, WITH_X = (EstimatorSettings(names, "influence") for names in ((), ("x",)))


def _joined(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Who is better off without anybody's knowledge, and who takes part: the better off."""
    hidden = rng.normal(size=n)
    return hidden, (rng.random(n) < 1 / (1 + np.exp(-hidden))).astype(float)


def yes_or_no(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Half of those who join attend, a tenth of the others; attending is worth 3."""
    hidden, treated = _joined(rng, 500)
    attended = (rng.random(500) < 0.1 + 0.5 * treated).astype(float)
    y = 3 * attended + 2 * hidden + rng.normal(size=500)
    return pd.DataFrame({"y": y, "treated": treated, "attended": attended, "x": 0.0}), 1.5


def hours(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Hours of training, more of them with age, which pays by itself; skewed."""
    hidden, treated = _joined(rng, 600)
    x = rng.normal(size=600)
    attended = 2 * treated + x + rng.exponential(size=600)
    y = attended + x + 2 * hidden + rng.exponential(size=600)
    return pd.DataFrame({"y": y, "treated": treated, "attended": attended, "x": x}), 2.0


def small(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """A hundred people, and a step that does nothing."""
    hidden, treated = _joined(rng, 100)
    attended = treated + rng.normal(size=100)
    y = hidden + rng.normal(size=100)
    return pd.DataFrame({"y": y, "treated": treated, "attended": attended, "x": 0.0}), 0.0


def heteroskedastic(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Those who take part vary three times as much in both steps."""
    hidden, treated = _joined(rng, 500)
    attended = treated + (1 + 2 * treated) * rng.normal(size=500)
    y = 0.5 * attended + hidden + (1 + 2 * treated) * rng.normal(size=500)
    return pd.DataFrame({"y": y, "treated": treated, "attended": attended, "x": 0.0}), 0.5


SCENARIOS = [
    Scenario(DESIGN, draw.__name__, "front_door", settings, draw)
    for draw, settings in (
        (yes_or_no, PLAIN),
        (hours, WITH_X),
        (small, PLAIN),
        (heteroskedastic, PLAIN),
    )
]
