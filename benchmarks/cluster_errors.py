"""Processor seconds and memory of cluster-robust inference, ours beside the peers'.

    python benchmarks/cluster_errors.py

A million rows in ten thousand clusters, ten regressors; and the wild cluster bootstrap of a
hundred thousand rows in forty clusters, 9,999 draws; each in a process of its own. Peers that are
not installed are left out: statsmodels, pyfixest, wildboottest. Theirs is the plain sandwich
(CRV1), without bias reduction and without Satterthwaite's degrees of freedom.
"""

import importlib.util
import json
import resource
import subprocess
import sys
import time

import numpy as np

ROWS, CLUSTERS, REGRESSORS = 1_000_000, 10_000, 10
FEW_ROWS, FEW_CLUSTERS, DRAWS = 100_000, 40, 9_999


def study(rows: int, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design matrix with an intercept last, outcome and clusters; half the clusters are treated."""
    rng = np.random.default_rng(0)
    cluster = rng.integers(0, number, size=rows)
    exog = rng.normal(size=(rows, REGRESSORS))
    exog[:, 0], exog[:, -1] = cluster % 2, 1
    return exog, rng.normal(size=rows) + 0.3 * rng.normal(size=number)[cluster], cluster


def ours(weighted: bool = False, absorbed: str = "", alone: bool = False) -> float:
    from pipeline.inference.least_squares import least_squares
    from pipeline.inference.standard_errors import standard_error

    exog, outcome, cluster = study(ROWS, CLUSTERS)
    rng = np.random.default_rng(1)
    weights = rng.exponential(size=ROWS) + 0.1 if weighted else None
    groups = {"": None, "pairs": cluster // 2, "crossing": rng.integers(0, 500, size=ROWS)}[
        absorbed
    ]
    exog = exog if groups is None else exog[:, :-1]
    cluster = np.arange(ROWS) if alone else cluster
    start = time.process_time()
    fit = least_squares(exog, outcome, weights, groups)
    standard_error(fit, np.eye(exog.shape[1])[0], "CR2", cluster)
    return time.process_time() - start


def statsmodels() -> float:
    from statsmodels.regression.linear_model import OLS

    exog, outcome, cluster = study(ROWS, CLUSTERS)
    start = time.process_time()
    fit = OLS(outcome, exog).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    assert np.isfinite(fit.bse).all()
    return time.process_time() - start


def pyfixest(absorbed: str = "") -> float:
    import pandas as pd
    import pyfixest as pf

    exog, outcome, cluster = study(ROWS, CLUSTERS)
    names = [f"x{number}" for number in range(REGRESSORS - 1)]
    rows = pd.DataFrame(exog[:, :-1], columns=names)
    rows = rows.assign(y=outcome, cluster=cluster, pairs=cluster // 2)
    formula = "y ~ " + " + ".join(names) + absorbed
    pf.feols(formula, rows.head(2000), vcov={"CRV1": "cluster"})  # compiles
    start = time.process_time()
    pf.feols(formula, rows, vcov={"CRV1": "cluster"}).se()
    return time.process_time() - start


def our_bootstrap() -> float:
    from pipeline.inference.wild_cluster_bootstrap import wild_cluster_bootstrap
    from pipeline.inference.wild_sums import cluster_sums

    exog, outcome, cluster = study(FEW_ROWS, FEW_CLUSTERS)
    start = time.process_time()
    sums = cluster_sums(exog, outcome, cluster, 0)
    wild_cluster_bootstrap(sums, DRAWS, np.random.default_rng(0))
    return time.process_time() - start


def wildboottest() -> float:
    from statsmodels.regression.linear_model import OLS
    from wildboottest.wildboottest import wildboottest as bootstrap

    exog, outcome, cluster = study(FEW_ROWS, FEW_CLUSTERS)
    about = {"cluster": cluster, "param": "x1", "seed": 1, "show": False}
    bootstrap(OLS(outcome[:2000], exog[:2000]), B=99, **about | {"cluster": cluster[:2000]})
    start = time.process_time()
    bootstrap(OLS(outcome, exog), B=DRAWS, **about)
    return time.process_time() - start


CASES = {
    "CR2 and df: clusters": (ours, {}),
    "CR2 and df: clusters, weights": (ours, {"weighted": True}),
    "CR2 and df: 5,000 pairs of clusters absorbed": (ours, {"absorbed": "pairs"}),
    "CR2 and df: the same, weights": (ours, {"absorbed": "pairs", "weighted": True}),
    "CR2 and df: 500 groups across clusters absorbed": (ours, {"absorbed": "crossing"}),
    "CR2 and df: every row its own cluster (HC2)": (ours, {"alone": True}),
    "statsmodels, CRV1": (statsmodels, {}),
    "pyfixest, CRV1": (pyfixest, {}),
    "pyfixest, CRV1, 5,000 pairs absorbed": (pyfixest, {"absorbed": " | pairs"}),
    "wild bootstrap, p-value and interval": (our_bootstrap, {}),
    "wildboottest, p-value alone": (wildboottest, {}),
}


def main() -> None:
    """One case where it is named, else each in a process of its own, as rows of a table."""
    if len(sys.argv) > 1:
        function, options = CASES[sys.argv[1]]
        seconds = function(**options)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, peak]))
        return
    print("| what | processor seconds | peak, MB |\n|---|---|---|")
    for name, (function, _) in CASES.items():
        peer = function.__name__
        if peer in ("statsmodels", "pyfixest", "wildboottest") and not importlib.util.find_spec(
            peer
        ):
            continue
        done = subprocess.run(
            [sys.executable, __file__, name], capture_output=True, text=True, check=True
        )
        seconds, peak = json.loads(done.stdout.splitlines()[-1])
        print(f"| {name} | {seconds:.2f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
