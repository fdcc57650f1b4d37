"""Writes `synthetic.csv`: Proposition 99 and a small simulated panel by two other packages.

Run with synthdid-py 0.1.0 (a port of the R package of Arkhangelsky et al.) and pysyncon 1.7.0:
`python synthetic.py`. The states' data are those of the evaluation `tobacco-control`.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import synthdid
from pysyncon import Synth

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "tobacco-control" / "raw"
PREDICTORS = {"lnincome": 1980, "retprice": 1980, "age15to24": 1980, "beer": 1984}


def states() -> pd.DataFrame:
    rows = pd.read_csv(RAW / "california_prop99.csv").astype({"year": int})
    table = rows.pivot_table(index="state", columns="year", values="cigsale")
    return table.loc[[*table.index.drop("California"), "California"]]


def predictors() -> pd.DataFrame:
    rows = pd.read_csv(RAW / "california_prop99.csv").astype({"year": int})
    means = {
        name: rows[rows["year"].between(first, 1988)].groupby("state")[name].mean()
        for name, first in PREDICTORS.items()
    }
    lagged = {f"cigsale_{year}": states()[year] for year in (1975, 1980, 1988)}
    return pd.DataFrame(means | lagged).loc[states().index]


def few_treated() -> np.ndarray:
    """Three treated of twenty, twelve periods of which eight came before; two common factors."""
    rng = np.random.default_rng(20210)
    factors = rng.normal(size=(2, 12)).cumsum(axis=1)
    panel = rng.normal(size=(20, 2)) @ factors + rng.normal(size=(20, 12))
    panel[17:, 8:] += 2.0
    return panel


def by_synthdid(name: str, panel: np.ndarray, donors: int, before: int) -> list[tuple]:
    found = []
    for method in ("synthdid", "sc", "did"):
        estimated = getattr(synthdid, f"{method}_estimate")(panel, donors, before)
        error = estimated.se(method="jackknife") if method != "sc" else np.nan
        found.append((f"{name},{method}", float(estimated), error, "synthdid-py 0.1.0"))
    return found


def placebos() -> list[tuple]:
    """The spread of the 38 effects found where another state takes California's place."""
    panel, found = states().to_numpy(), []
    for method in ("synthdid", "sc", "did"):
        real = getattr(synthdid, f"{method}_estimate")(panel, 38, 19)
        effects = []
        for state in range(38):
            order = [*np.delete(np.arange(38), state), state]
            weights = (
                None
                if method != "did"
                else synthdid.estimate.Weights(
                    lambda_=np.full(19, 1 / 19), omega=np.full(37, 1 / 37)
                )
            )
            kept = {key: real.opts[key] for key in real.opts if "update" not in key}
            if method == "sc":
                weights = synthdid.estimate.Weights(lambda_=np.zeros(19))
            effects.append(
                float(synthdid.synthdid_estimate(panel[order], 37, 19, weights=weights, **kept))
            )
        found.append((f"prop99_placebo,{method}", np.nan, np.std(effects), "synthdid-py 0.1.0"))
    return found


def by_pysyncon() -> list[tuple]:
    table, traits = states(), predictors()
    sides = {
        "X0": traits.iloc[:-1].T, "X1": traits.iloc[-1],
        "Z0": table.iloc[:-1, :19].T, "Z1": table.iloc[-1, :19],
    }  # fmt: skip
    found = []
    scaled = (traits / traits.std()).to_numpy()
    design = np.column_stack([np.ones(39), scaled])
    slopes = np.linalg.inv(design.T @ design) @ design.T @ table.iloc[:, :19].to_numpy()
    importance = (slopes[1:] ** 2).sum(axis=1)
    for name, chosen in (
        ("regression", importance / importance.sum()),
        ("equal", np.full(7, 1 / 7)),
    ):
        synth = Synth()
        synth.fit(**sides, custom_V=chosen)
        gap = table.iloc[-1] - synth.W @ table.iloc[:-1].to_numpy()
        found.append((f"prop99_predictors,{name}", gap.iloc[19:].mean(), np.nan, "pysyncon 1.7.0"))
    sides |= {"X0": table.iloc[:-1, :19].T, "X1": table.iloc[-1, :19]}
    synth = Synth()
    synth.fit(**sides, custom_V=table.iloc[:, :19].var().to_numpy())
    gap = table.iloc[-1] - synth.W @ table.iloc[:-1].to_numpy()
    return [*found, ("prop99_outcomes,pysyncon", gap.iloc[19:].mean(), np.nan, "pysyncon 1.7.0")]


def converged() -> list[tuple]:
    """Synthetic control by the same package, its solver told to go on."""
    estimated = synthdid.sc_estimate(
        states().to_numpy(), 38, 19, min_decrease=1e-9, max_iter=300_000, sparsify=None
    )
    return [("prop99_converged,sc", float(estimated), np.nan, "synthdid-py 0.1.0")]


if __name__ == "__main__":
    rows = [
        *by_synthdid("prop99", states().to_numpy(), 38, 19),
        *by_synthdid("few_treated", few_treated(), 17, 8),
        *placebos(), *converged(), *by_pysyncon(),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["row", "estimate", "std_error", "software"])
    table.to_csv(HERE / "synthetic.csv", index=False, lineterminator="\n")
