"""Groups that formed by themselves."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import ERRORS, EstimatorSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import Matching, Trimming

ATT = Design(kind="observational", treatment="treated", arms=ARMS, estimand="ATT")
ATE = ATT.model_copy(update={"estimand": "ATE"})
ATO = ATT.model_copy(update={"estimand": "ATO"})
TRIMMED = ATT.model_copy(update={"estimand": "ATT_trimmed"})
WITH_X = EstimatorSettings(("x",), "influence")
WITH_TWO = EstimatorSettings(("x", "z"), "influence")
# Points and weights that average a function over a standard normal.
NODES, SHARES = np.polynomial.hermite_e.hermegauss(80)
SHARES = SHARES / SHARES.sum()

Drawn = tuple[pd.DataFrame, float]


def logistic(index: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-index))


def confounded(rng: np.random.Generator) -> Drawn:
    """Those who join are better off already; everybody gains 2."""
    x = rng.normal(size=800)
    treated = (rng.random(800) < logistic(0.8 * x - 0.5)).astype(float)
    y = 2 * x + 2 * treated + rng.normal(size=800)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 2.0


def two(rng: np.random.Generator, n: int, index: Callable[..., np.ndarray]) -> pd.DataFrame:
    """Two covariates, and treatment by a logistic of an index of them."""
    x, z = rng.normal(size=(2, n))
    treated = (rng.random(n) < logistic(index(x, z))).astype(float)
    return pd.DataFrame({"treated": treated, "x": x, "z": z})


def poor_overlap(rng: np.random.Generator) -> Drawn:
    """Nearly everybody with much of x joins: hardly any comparison person is like them."""
    rows = two(rng, 600, lambda x, z: 2.5 * x + z)
    y = rows["x"] + rows["z"] + rows["treated"] + rng.normal(size=600)
    return rows.assign(y=y), 1.0


def wrong_outcome_model(rng: np.random.Generator) -> Drawn:
    """The outcome bends where the regression is straight; the score's logit is right."""
    rows = two(rng, 600, lambda x, z: 0.7 * x + 0.5 * z - 0.3)
    bend = np.exp(0.6 * rows["x"]) + 0.5 * rows["x"] * rows["z"]
    return rows.assign(y=bend + rows["treated"] + rng.normal(size=600)), 1.0


def wrong_score(rng: np.random.Generator) -> Drawn:
    """What x does to treatment depends on z, and no logit knows; the outcome is straight."""
    rows = two(rng, 600, lambda x, z: 1.5 * x * (z > 0) - 0.3)
    y = 1.5 * rows["x"] + rows["z"] + rows["treated"] + rng.normal(size=600)
    return rows.assign(y=y), 1.0


def differing(estimand: str) -> Callable[[np.random.Generator], Drawn]:
    """Who gains most joins most: each estimand has a truth of its own."""
    chance = logistic(0.8 * NODES - 0.5)
    target = {"ATT": chance, "ATE": np.ones_like(chance), "ATO": chance * (1 - chance)}[estimand]
    truth = float((SHARES * target * (1 + NODES)).sum() / (SHARES * target).sum())

    def draw(rng: np.random.Generator) -> Drawn:
        x = rng.normal(size=600)
        treated = (rng.random(600) < logistic(0.8 * x - 0.5)).astype(float)
        y = x + treated * (1 + x) + rng.normal(size=600) * (1 + 0.5 * treated)
        return pd.DataFrame({"y": y, "treated": treated, "x": x}), truth

    return draw


def skewed(rng: np.random.Generator) -> Drawn:
    """Incomes: log-normal beside a straight part; 400 people, and nothing happened."""
    x = rng.normal(size=400)
    treated = (rng.random(400) < logistic(0.6 * x)).astype(float)
    y = x + np.exp(rng.normal(size=400))
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 0.0


def small(rng: np.random.Generator) -> Drawn:
    """Sixty people."""
    x = rng.normal(size=60)
    treated = (rng.random(60) < logistic(0.5 * x)).astype(float)
    return pd.DataFrame({"y": x + treated + rng.normal(size=60), "treated": treated, "x": x}), 1.0


def villages(rng: np.random.Generator) -> Drawn:
    """Sixty villages of ten people; who takes part and what they earn is alike within each."""
    place = np.repeat(np.arange(60), 10)
    shared = rng.normal(size=(2, 60))[:, place]
    x = 0.6 * shared[0] + 0.8 * rng.normal(size=600)
    treated = (rng.random(600) < logistic(0.8 * x - 0.3)).astype(float)
    y = x + treated + 0.6 * shared[1] + rng.normal(size=600)
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "place": place}), 1.0


def case(
    design: Design, draw: Callable[[np.random.Generator], Drawn], name: str, **more: object
) -> Scenario:
    """A scenario whose name is that of its draw; ``how`` are the plan's options."""
    told = WITH_TWO if draw in TWO else WITH_X
    told = replace(told, se_type=ERRORS[name][0], options=more.pop("how", Estimation()))
    label = str(more.pop("label", draw.__name__))
    return Scenario(design, label, name, told, draw, **more)


TWO = (poor_overlap, wrong_outcome_model, wrong_score)
PAIRS = Estimation(matching=Matching(replacement=False, caliper=0.2, distance="linear_propensity"))
PLAIN_PAIRS = Estimation(
    matching=Matching(distance="linear_propensity", bias_correction=False, neighbours=2)
)
KEPT = Estimation(trimming=Trimming(score=(0.1, 0.9)))
FEW_SPLITS = Estimation(repeats=1)
STRAIGHT = ("ipw", "aipw", "outcome_regression", "entropy_balancing", "nearest_neighbour")
# Sandwich errors are too small in sixty people, by about as much as residuals overfit.
SMALL = {"promised": False}

SCENARIOS = [
    *(case(ATT, confounded, name) for name in STRAIGHT),
    case(ATO, confounded, "overlap_weights"),
    case(ATO, confounded, "double_machine_learning", how=FEW_SPLITS),
    *(case(ATT, poor_overlap, name, promised=False) for name in STRAIGHT),
    case(ATO, poor_overlap, "overlap_weights"),
    *(
        case(TRIMMED, poor_overlap, name, how=KEPT, label="poor_overlap_trimmed", promised=False)
        for name in ("ipw", "aipw")
    ),
    *(case(ATE, wrong_outcome_model, name) for name in ("ipw", "aipw")),
    case(ATE, wrong_outcome_model, "outcome_regression", promised=False),
    case(ATT, wrong_score, "ipw", promised=False),
    *(case(ATT, wrong_score, name) for name in ("aipw", "outcome_regression", "entropy_balancing")),
    *(case(ATT, differing("ATT"), name, label="differing") for name in STRAIGHT),
    *(case(ATE, differing("ATE"), name, label="differing") for name in STRAIGHT),
    case(ATO, differing("ATO"), "overlap_weights", label="differing"),
    case(ATT, differing("ATT"), "nearest_neighbour", how=PLAIN_PAIRS, label="differing_by_score"),
    case(TRIMMED, confounded, "nearest_neighbour", how=PAIRS, label="pairs_in_caliper"),
    *(case(ATT, skewed, name) for name in STRAIGHT),
    *(case(ATT, small, name, **SMALL) for name in STRAIGHT),
    *(
        case(ATT.model_copy(update={"clusters": "place"}), villages, name)
        for name in ("ipw", "aipw", "outcome_regression", "entropy_balancing")
    ),
]
