"""Makes `wild_cluster_bootstrap.csv` with wildboottest 0.3.2 (pip install wildboottest numba).

Run in this folder: python wild_cluster_bootstrap.py > wild_cluster_bootstrap.csv

The multipliers are handed to wildboottest, all that there are, so that nothing is drawn. It counts
draws with a *larger* statistic; the draws that leave the data as they are tie with it but for
rounding, and are counted here as at least as large.
"""

import sys
from itertools import product

import numpy as np
import pandas as pd
from wildboottest.wildboottest import WildboottestCL

THORNTON = ("age", "hiv2004", "distvct")
POINTS = {
    "Rademacher": [1.0, -1.0],
    "Webb": [sign * np.sqrt(value) for value in (0.5, 1.0, 1.5) for sign in (1, -1)],
    "Mammen": [(1 - np.sqrt(5)) / 2, (1 + np.sqrt(5)) / 2],
}
CASES = ((5, "Webb"), (12, "Rademacher"), (13, "Rademacher"), (11, "Mammen"))


def main() -> None:
    rows = pd.read_csv("data/thornton_hiv.csv")
    rows = rows.dropna(subset=["got", "any", *THORNTON, "villnum"])
    rows["village_treated"] = (rows["villnum"] % 2 == 0) * 1.0
    villages = sorted(rows["villnum"].unique())
    table = []
    for number, multipliers in CASES:
        for treatment in ("village_treated", "any"):
            for names in ((), ("age",), THORNTON):
                some = rows[rows["villnum"].isin(villages[:number])]
                row = bootstrap(some, treatment, names, POINTS[multipliers])
                table.append({"villages": number, "multipliers": multipliers, **row})
    pd.DataFrame(table).to_csv(sys.stdout, index=False, float_format="%.12g")


def bootstrap(rows: pd.DataFrame, treatment: str, names: tuple[str, ...], points: list[float]):
    exog = np.column_stack([np.ones(len(rows)), rows[[treatment, *names]]])
    contrast = np.eye(exog.shape[1])[1]
    clusters = rows["villnum"].to_numpy()
    fit = WildboottestCL(
        exog, rows["got"].to_numpy(float), clusters, contrast, B=1, seed=1, parallel=False
    )
    fit.get_scores(bootstrap_type="11", impose_null=True, adj=False, cluster_adj=False)
    fit.v = np.array(list(product(points, repeat=len(np.unique(clusters))))).T
    fit.B = fit.v.shape[1]
    fit.get_numer()
    fit.get_denom()
    fit.get_tboot()
    fit.get_vcov()
    fit.get_tstat()
    drawn, observed = np.abs(fit.t_boot), abs(float(fit.t_stat))
    low, middle, high = np.quantile(drawn, [0.25, 0.5, 0.95], method="inverted_cdf")
    return {
        "treatment": treatment,
        "covariates": " ".join(names),
        "estimate": fit.beta_hat[1],
        "statistic": float(fit.t_stat),
        "p_value": (drawn >= observed * (1 - 1e-9)).mean(),
        "draws": fit.B,
        "quartile": low,
        "median": middle,
        "percentile_95": high,
    }


if __name__ == "__main__":
    main()
