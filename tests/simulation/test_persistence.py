"""Waves of one measure against a known truth: does the same effect seem to fade, or to grow?"""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators.contributions import waves_of
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.waves import average, last_less_first
from pipeline.plan import Outcome
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
DESIGNS = {
    "HC2": Design(kind="randomised", treatment="treated", arms=ARMS),
    "CR2": Design(kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village"),
}
MONTHS = {"early": 3, "late": 24}
TRUTH, STUDIES = 0.3, 200
# How many Monte Carlo standard errors a share may be away: 1 in 10,000 by chance.
MONTE_CARLO = 3.9


def panel(rng: np.random.Generator, se_type: str, fades: float = 0.0) -> pd.DataFrame:
    """200 people of 20 villages, alike at both times; a tenth missed each round."""
    village = rng.permutation(np.arange(200) % 20)
    treated = rng.permutation(np.arange(20) % 2).astype(float)[village]
    treated = treated if se_type == "CR2" else rng.permutation(treated)
    person = rng.normal(size=200) + 0.3 * rng.normal(size=20)[village]
    frame = pd.DataFrame({"village": village, "treated": treated})
    for name, effect in (("early", TRUTH), ("late", TRUTH - fades)):
        y = person + effect * treated + rng.normal(size=200)
        frame[name] = np.where(rng.random(200) < 0.1, np.nan, y)
    return frame


def measured(se_type: str, fades: float = 0.0) -> tuple[float, float]:
    """How often the effect seems to change, and how often the average's interval holds."""
    rng = np.random.default_rng(11)
    waves = {
        name: Outcome(
            label=name, kind="continuous", direction="increase", smallest_change_that_matters=0.1,
            measure="y", months=months,
        )
        for name, months in MONTHS.items()
    }  # fmt: skip
    changes, holds = 0, 0
    told = EstimatorSettings((), se_type)
    for _ in range(STUDIES):
        data = panel(rng, se_type, fades)
        found = waves_of(data, DESIGNS[se_type], waves, "difference_in_means", told)
        changes += last_less_first(found, 0.95).p_value < 0.05
        mean = average(found, 0.95)
        holds += mean.conf_low <= TRUTH - fades / 2 <= mean.conf_high
    return changes / STUDIES, holds / STUDIES


@pytest.mark.parametrize("se_type", ["HC2", "CR2"])
def test_size_and_coverage(se_type: str) -> None:
    changes, holds = measured(se_type)
    margin = MONTE_CARLO * np.sqrt(0.05 * 0.95 / STUDIES)
    assert abs(changes - 0.05) < margin
    assert abs(holds - 0.95) < margin


def test_an_effect_that_fades_is_seen_to() -> None:
    changes, holds = measured("HC2", fades=0.8)
    assert changes > 0.8
    assert abs(holds - 0.95) < MONTE_CARLO * np.sqrt(0.05 * 0.95 / STUDIES)
