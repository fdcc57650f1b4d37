"""What the checks on attrition share: who was lost, how units count, and how bounds are told."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disclosure_rules.suppression import is_small
from pipeline.inference.influence import from_influence
from pipeline.inference.intervals_of_bounds import imbens_manski
from pipeline.inference.lee_bounds import Bounds
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Assigned:
    """All who were assigned: outcome (n,) with gaps, treatment (n,), and the lottery's groups.

    ``weights`` (n,) are the inverse of each unit's chance of its arm, where strata had unlike ones.
    """

    outcome: Array
    treatment: Array
    weights: Array
    clusters: NDArray | None


def assigned(data: pd.DataFrame, design: Design, outcome: str) -> Assigned:
    """Everybody who was assigned to either arm."""
    treatment = data[design.treatment].to_numpy(float)
    weights = np.ones(len(data))
    if design.strata is not None:
        stratum = np.unique(data[design.strata].to_numpy(), return_inverse=True)[1]
        sizes = np.bincount(stratum)[stratum]
        treated = np.bincount(stratum, weights=treatment)[stratum]
        weights = sizes / np.where(treatment == 1, treated, sizes - treated)
    clusters = data[design.clusters].to_numpy() if design.rule.assigns_clusters else None
    return Assigned(data[outcome].to_numpy(float), treatment, weights, clusters)


def without_an_answer(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> str:
    """Why nothing can be said of the lost, or nothing: nobody was, it is not known, or too few."""
    if design.attrition == "unknown":
        return "the data hold only those who were reached"
    missing = data[outcome].isna()
    if not missing.any():
        return "nobody was lost"
    if design.sampling is not None:
        return "weights of a sample survey are not carried by this check"
    arms = missing.groupby(data[design.treatment]).sum()
    apart = abs(np.diff(arms.to_numpy()))
    if is_small([*arms, missing.sum(), *apart], settings.threshold).any():
        return "so few were lost that the answer would speak of them"
    return ""


def told(
    name: str, about: tuple[str, Assigned], bounds: Bounds, settings: RobustnessSettings, words: str
) -> list[Check]:
    """Bounds as checks: the answer, both bounds, and the ends of the effect's interval.

    It fails where the headline's range lies on one side of zero and the interval does not; where
    the headline's does not there is nothing to break.
    """
    outcome, everybody = about
    errors = [
        from_influence(influence, everybody.clusters, "bound").std_error
        for influence in (bounds.influence_lower, bounds.influence_upper)
    ]
    confidence = settings.estimator.options.confidence
    low, high = imbens_manski((bounds.lower, bounds.upper), (errors[0], errors[1]), confidence)
    headline = settings.headline
    status = "informative"
    if headline["conf_low"] > 0 or headline["conf_high"] < 0:
        held = low > 0 if headline["conf_low"] > 0 else high < 0
        status = "passed" if held else "failed"
    parts = {"lower": bounds.lower, "upper": bounds.upper, "from": low, "to": high}
    rows = [Check(name, outcome, status, detail=words)]
    return rows + [
        Check(name, f"{outcome}, {part}", "informative", value, detail=words)
        for part, value in parts.items()
    ]
