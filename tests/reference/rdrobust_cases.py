"""Writes `rdrobust.csv` and `rddensity.csv`: run where rdrobust 2.1.1 and rddensity 3.0 are.

Both are GPL: they are run here to be compared with, and nothing of ours imports or copies them.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from rddensity import rddensity
from rdrobust import rdrobust

HERE = Path(__file__).parent
warnings.filterwarnings("ignore")


def senate() -> pd.DataFrame:
    """US Senate elections, with a made-up take-up, covariates, clusters and coarse score."""
    rows = pd.read_csv(HERE / "data" / "us_senate.csv").dropna().reset_index(drop=True)
    number = np.arange(len(rows))
    won = (rows["margin"] >= 0) * 1.0
    coarse = np.round(rows["margin"] / 4) * 4
    return rows.assign(
        treated=won,
        took=won.where(np.sin(number * 2.1) <= 0.6, 1 - won),
        z1=np.sin(number * 0.7) * 10 + 0.2 * rows["vote"],
        z2=np.cos(number * 1.3),
        cluster=number // 30,
        coarse=coarse.where((rows["margin"] >= 0) | (coarse < 0), -4.0) + 0.0,
    )


def head_start() -> pd.DataFrame:
    """Child mortality over the poverty of counties; the poorer ones were helped to apply."""
    rows = pd.read_csv(HERE / "data" / "head_start.csv")
    return rows.rename(columns={"povrate": "margin", "mortHS": "vote"}).assign(
        treated=lambda table: (table["margin"] >= 0) * 1.0
    )


# Options of ours: data, polynomial, kernel, bandwidths, and which columns are used.
CASES = {
    "senate": {},
    "senate_quadratic": {"polynomial": 2},
    "senate_uniform": {"kernel": "uniform"},
    "senate_epanechnikov": {"kernel": "epanechnikov"},
    "senate_planned": {"bandwidth": 20.0},
    "senate_planned_both": {"bandwidth": 20.0, "bias_bandwidth": 30.0},
    "senate_fuzzy": {"take_up": "took"},
    "senate_fuzzy_planned": {"take_up": "took", "bandwidth": 20.0, "bias_bandwidth": 30.0},
    "senate_covariates": {"covariates": ["z1", "z2"]},
    "senate_fuzzy_covariates": {
        "take_up": "took", "covariates": ["z1", "z2"], "bandwidth": 20.0, "bias_bandwidth": 30.0,
    },
    "senate_clusters": {"clusters": "cluster"},
    "senate_clusters_planned": {"clusters": "cluster", "bandwidth": 20.0, "bias_bandwidth": 30.0},
    "senate_coarse": {"running": "coarse"},
    "senate_coarse_planned": {"running": "coarse", "bandwidth": 20.0, "bias_bandwidth": 30.0},
    "head_start": {"data": "head_start"},
    "head_start_planned": {"data": "head_start", "bandwidth": 9.0, "kernel": "uniform"},
}  # fmt: skip
DENSITIES = {
    "senate": ("senate", None),
    "senate_20": ("senate", 20.0),
    "head_start_15": ("head_start", 15.0),
}


def estimated(options: dict) -> dict:
    """What rdrobust prints for one case."""
    rows = head_start() if options.get("data") == "head_start" else senate()
    found = rdrobust(
        rows["vote"].to_numpy(),
        rows[options.get("running", "margin")].to_numpy(),
        p=options.get("polynomial", 1),
        kernel=options.get("kernel", "triangular")[:3],
        h=options.get("bandwidth"),
        b=options.get("bias_bandwidth"),
        fuzzy=rows["took"].to_numpy() if "take_up" in options else None,
        sharpbw="take_up" in options,
        covs=rows[options["covariates"]].to_numpy() if "covariates" in options else None,
        cluster=rows["cluster"].to_numpy() if "clusters" in options else None,
        vce="hc2" if "clusters" in options else "nn",
    )
    return {
        "bandwidth": found.bws.iloc[0, 0],
        "bias_bandwidth": found.bws.iloc[1, 0],
        "conventional": found.coef.iloc[0, 0],
        "std_error": found.se.iloc[0, 0],
        "bias_corrected": found.coef.iloc[1, 0],
        "robust_error": found.se.iloc[2, 0],
        "conf_low": found.ci.iloc[2, 0],
        "conf_high": found.ci.iloc[2, 1],
        "inside": sum(int(side) for side in found.N_h),
    }


def density(name: str, bandwidth: float | None) -> dict:
    """What rddensity prints for one case."""
    rows = head_start() if name == "head_start" else senate()
    chosen = [] if bandwidth is None else [bandwidth, bandwidth]
    found = rddensity(rows["margin"].to_numpy(), h=chosen)
    return {
        "bandwidth_below": found.h.iloc[0],
        "bandwidth_above": found.h.iloc[1],
        "below": found.hat["left"],
        "above": found.hat["right"],
        "std_error": found.sd_jk["diff"],
        "statistic": found.test["t_jk"],
        "p_value": found.test["p_jk"],
    }


if __name__ == "__main__":
    table = [
        {"case": name, "options": json.dumps(options), **estimated(options)}
        for name, options in CASES.items()
    ]
    pd.DataFrame(table).to_csv(HERE / "rdrobust.csv", index=False, float_format="%.14g")
    table = [{"case": name, **density(*options)} for name, options in DENSITIES.items()]
    pd.DataFrame(table).to_csv(HERE / "rddensity.csv", index=False, float_format="%.14g")
