"""What would happen to each household with the programme and without it, and so its true effect.

Every outcome has a latent part for the village and one for the household, each correlated between
baseline and endline; what a woman answers is that latent value in the outcome's own unit. Both
potential outcomes come from the same latent value, so the effect of each household is known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.population import Population
from pipeline.simulation.schooling import SCHOOL_AGE, attendance, children_at_endline

ITEMS = ("food", "health", "schooling", "purchases", "visits")
# How usual it is that a woman has a say, by item, on the scale of a standard normal.
USUAL = {"food": 0.7, "health": 0.3, "schooling": 0.15, "purchases": -0.45, "visits": 0.0}
SHARED = 0.65  # of an item's standard deviation, what a woman's items have in common
VILLAGE_STABILITY = 0.8  # correlation of a village's part between the waves
LARGEST_INCOME = 2900  # what both versions of the form accept


@dataclass(frozen=True)
class Latent:
    """How an outcome is alike within villages, how stable, and how far the programme moves it.

    ``alike`` is the share of variance between villages, ``stable`` the correlation of a household's
    own part between the waves, ``shift`` the average effect in the outcome's own unit.
    """

    alike: float
    stable: float
    shift: float


LATENT = {
    "income": Latent(0.085, 0.5, 10.0),
    "savings": Latent(0.085, 0.48, 6.5),
    "food_spending": Latent(0.085, 0.5, 0.0),
    "unpaid_hours": Latent(0.085, 0.46, 0.35),
    "decisions": Latent(0.14, 0.66, 0.28),
    "in_school": Latent(0.3, 0.7, 0.4),
}
AMOUNTS = ("savings", "income", "food_spending", "unpaid_hours")


@dataclass(frozen=True)
class Potential:
    """Amounts and items (a say: True) of each household at baseline, and at endline by arm.

    Each frame has the columns of AMOUNTS and of ITEMS. ``children`` are the members at endline,
    with in_school_before, in_school_untreated and in_school_treated.
    """

    baseline: pd.DataFrame
    untreated: pd.DataFrame
    treated: pd.DataFrame
    children: pd.DataFrame

    def observed(self, assigned: np.ndarray) -> pd.DataFrame:
        """What each household shows at endline in the arm that it was assigned to."""
        values = np.where(assigned[:, None] == 1, self.treated, self.untreated)
        return pd.DataFrame(values, columns=self.treated.columns)


def draw_potential(seeds: Seeds, population: Population) -> Potential:
    """Both potential outcomes of every household, for one seed."""
    village = population.households["village_number"].to_numpy()
    before, after = {}, {}
    for name, latent in LATENT.items():
        before[name], after[name] = _latent(seeds.generator("latent", name), village, latent)
    gain = _gain(seeds.generator("gain"), village)
    own = seeds.generator("items").normal(size=(2, len(village), len(ITEMS)))
    own[1] = 0.4 * own[0] + np.sqrt(1 - 0.4**2) * own[1]
    children = children_at_endline(seeds.generator("births"), population.members)
    for wave, fitness, moved in (
        ("before", before["in_school"], 0.0),
        ("untreated", after["in_school"], 0.0),
        ("treated", after["in_school"], LATENT["in_school"].shift * gain),
    ):
        rng = seeds.generator("pupils")  # the same child in all three
        children[f"in_school_{wave}"] = attendance(rng, children, fitness + moved, wave)
    return Potential(
        baseline=_answers(before, 0 * gain, own[0]),
        untreated=_answers(after, 0 * gain, own[1]),
        treated=_answers(after, gain, own[1]),
        children=children,
    )


def _latent(
    rng: np.random.Generator, village: np.ndarray, latent: Latent
) -> tuple[np.ndarray, np.ndarray]:
    """Two standard normal columns, baseline and endline, alike within villages."""
    between = _correlated(rng, village.max() + 1, VILLAGE_STABILITY)[:, village]
    within = _correlated(rng, len(village), latent.stable)
    both = np.sqrt(latent.alike) * between + np.sqrt(1 - latent.alike) * within
    return both[0], both[1]


def _correlated(rng: np.random.Generator, n: int, correlation: float) -> np.ndarray:
    first, second = rng.normal(size=(2, n))
    return np.stack([first, correlation * first + np.sqrt(1 - correlation**2) * second])


def _gain(rng: np.random.Generator, village: np.ndarray) -> np.ndarray:
    """How much of the average effect each household has: around 1, and seldom none."""
    of_village = rng.normal(0, 0.15, village.max() + 1)[village]
    return np.clip(1 + of_village + rng.normal(0, 0.3, len(village)), 0, None)


def _answers(latent: dict[str, np.ndarray], gain: np.ndarray, own: np.ndarray) -> pd.DataFrame:
    """Latent values in the units of the questions: whole dollars, half hours, a say or none."""
    shift = {name: LATENT[name].shift * gain for name in LATENT}
    income = 250 * np.exp(0.42 * latent["income"] - 0.09) + shift["income"]
    income = np.clip(np.round(income), 20, LARGEST_INCOME)
    # Whoever earns more puts more aside and eats better; nobody puts aside what she has not.
    savings = 15 + 11.5 * latent["savings"] + 4 * latent["income"] + shift["savings"]
    food = 112 + 30 * latent["food_spending"] + 12 * latent["income"] + shift["food_spending"]
    hours = 6.2 + 2.1 * latent["unpaid_hours"] + shift["unpaid_hours"]
    frame = {
        "savings": np.clip(np.round(savings), 0, np.floor(income / 2)),
        "income": income,
        "food_spending": np.clip(np.round(food), 15, None),
        "unpaid_hours": np.clip(np.round(2 * hours) / 2, 0, 16),
    }
    common = latent["decisions"] + shift["decisions"]
    for number, item in enumerate(ITEMS):
        level = USUAL[item] + SHARED * common + np.sqrt(1 - SHARED**2) * own[:, number]
        frame[item] = (level > 0).astype(float)
    return pd.DataFrame(frame)


def child_out_of_school(children: pd.DataFrame, answer: str, households: int) -> np.ndarray:
    """1 for each household with a child of 6 to 14 out of school at endline, else 0 (n,)."""
    of_age = children["member_age"].between(*SCHOOL_AGE)
    out = children[of_age & ~children[answer].astype(bool)]
    return (np.bincount(out["household"], minlength=households) > 0).astype(float)
