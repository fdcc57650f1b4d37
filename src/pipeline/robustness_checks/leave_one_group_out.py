"""The headline without each of some groups in turn: what its neighbours by stratum and by
interviewer share.

The estimate without a group differs from the headline by chance, the more the larger the group is:
where effects are alike everywhere, the variance of the move is that of the estimate without the
group times the group's share of the rows (Hausman 1978). The error rate is shared by all groups.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check, Estimate
from pipeline.robustness_checks.alternative_answer import made_again, side, silent
from pipeline.robustness_checks.settings import RobustnessSettings

FEWEST = 2
MOST_REFITS = 200


@dataclass(frozen=True)
class Without:
    """An estimate without one group, which has a share of the rows."""

    found: Estimate
    share: float

    def critical(self, alpha: float) -> float:
        """How often the usual move chance does not reach; few clusters know the usual one badly."""
        from scipy.stats import norm, t

        reference = t(self.found.df) if np.isfinite(self.found.df) else norm
        return float(reference.ppf(1 - alpha / 2))

    def moved(self, headline: pd.Series) -> float:
        """By how many times its usual move the estimate moves."""
        usual = self.found.std_error * np.sqrt(self.share)
        return float(abs(self.found.estimate - headline["estimate"]) / usual)


def leave_one_group_out(
    name: str,
    question: tuple[pd.DataFrame, Design, str, str],
    column: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """Whether the headline says something else without one group of ``column``, beyond chance.

    Groups of fewer people than results may speak of are not looked at, nor those without whom
    there is no estimate.
    """
    data, design, outcome, estimator = question
    sizes = data.loc[data[outcome].notna(), column].value_counts().sort_index()
    spoken = sizes[sizes >= max(settings.threshold, FEWEST)]
    if len(spoken) < FEWEST or len(spoken) > MOST_REFITS:
        reason = f"{len(spoken)} groups are large enough to be left out"
        return silent(name, outcome, reason)
    found = []
    for group, size in spoken.items():
        kept = data[data[column] != group]
        again = made_again(kept, design, outcome, estimator, settings)
        if not isinstance(again, str):
            found.append(Without(again, size / sizes.sum()))
    if len(found) < FEWEST:
        return silent(name, outcome, "without a group there is no estimate")
    return _told(name, outcome, found, settings)


def _told(
    name: str, outcome: str, found: list[Without], settings: RobustnessSettings
) -> list[Check]:
    headline = settings.headline
    before = side(headline["conf_low"], headline["conf_high"])
    others = [one for one in found if side(one.found.conf_low, one.found.conf_high) != before]
    shared = settings.alpha / len(found)
    beyond = [one for one in others if one.moved(headline) > one.critical(shared)]
    estimates = [one.found.estimate for one in found]
    furthest = max(found, key=lambda one: one.moved(headline))
    words = f"{len(found)} left out in turn; without {len(others)} of them it says something else, "
    words += f"without {len(beyond)} by more than chance; the largest move is "
    words += f"{furthest.moved(headline):.2g} times the usual one, held to "
    words += f"{furthest.critical(shared):.2g}"
    rows = [Check(name, outcome, "failed" if beyond else "passed", detail=words)]
    ends = {"smallest": min(estimates), "largest": max(estimates)}
    return rows + [
        Check(name, f"{outcome}, {part}", "informative", value, detail=words)
        for part, value in ends.items()
    ]
