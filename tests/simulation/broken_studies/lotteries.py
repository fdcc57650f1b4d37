"""Lotteries among too few, with neighbours who share, and effects that do not last."""

import numpy as np
import pandas as pd

from broken_studies import MEASURED, BrokenStudy

VILLAGES = {"kind": "cluster_randomised", "clusters": "village"}
N = 1000


def drawn(rng: np.random.Generator, number: int, chosen: int) -> np.ndarray:
    return rng.permutation(np.repeat([0.0, 1.0], [number - chosen, chosen]))


def villages(rng: np.random.Generator, treated: np.ndarray, effect: float) -> pd.DataFrame:
    """1,200 people of villages that differ a little."""
    village = np.arange(1200) % len(treated)
    luck = 0.15 * rng.normal(size=len(treated))[village]
    y = luck + effect * treated[village] + rng.normal(size=1200)
    return pd.DataFrame({"village": village, "treated": treated[village], "y": y})


def few_villages(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Three of six villages, which one lottery in ten parts as far by itself; or half of forty."""
    chosen, of = (3, 6) if broken else (20, 40)
    return villages(rng, drawn(rng, of, chosen), 3.0)


def one_drives_it(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Three of thirty villages have the programme, and one gains six times what another does."""
    if not broken:
        return villages(rng, drawn(rng, 30, 15), 1.0)
    gains = np.zeros(30)
    gains[rng.choice(30, 3, replace=False)] = 0.9, 3.0, 5.1
    rows = villages(rng, (gains > 0) * 1.0, 0.0)
    return rows.assign(y=rows["y"] + gains[rows["village"]])


def compounds(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """One in four is drawn, of compounds of four; what they learn they tell, or keep."""
    compound = np.arange(N) // 4
    treated = drawn(rng, N, N // 4)
    has_one = np.bincount(compound, weights=treated)[compound] > 0
    told = (treated == 0) & has_one
    y = 0.2 * rng.normal(size=N // 4)[compound] + rng.normal(size=N) + 0.6 * treated
    y += (0.6 if broken else 0.0) * told
    return pd.DataFrame({"compound": compound, "treated": treated, "y": y})


def waves(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The same people after half a year and after three: the effect is gone, or still there."""
    treated, person = drawn(rng, N, N // 2), rng.normal(size=N)
    early, late = person + rng.normal(size=(2, N))
    last = 0.0 if broken else 0.6
    return pd.DataFrame(
        {"treated": treated, "early": early + 0.6 * treated, "y": late + last * treated}
    )


def wave(months: float):
    return MEASURED.model_copy(update={"measure": "income", "months": months})


CASES = (
    BrokenStudy(
        "randomization_inference",
        "so few villages that chance alone would part them as far",
        VILLAGES,
        "difference_in_means",
        few_villages,
    ),
    BrokenStudy(
        "wild_cluster_bootstrap",
        "one of three villages with the programme drives the result",
        VILLAGES,
        "difference_in_means",
        one_drives_it,
    ),
    BrokenStudy(
        "spillovers",
        "those who were drawn tell their neighbours what they learnt",
        {"kind": "randomised", "exposure": {"group": "compound"}},
        "difference_in_means",
        compounds,
    ),
    BrokenStudy(
        "persistence",
        "the effect is gone after three years",
        {"kind": "randomised"},
        "difference_in_means",
        waves,
        settings={"waves": {"early": wave(6), "y": wave(36)}},
    ),
)
