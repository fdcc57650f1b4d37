"""Seconds and memory of the wild cluster bootstrap, ours beside the peers'.

    python benchmarks/wild_bootstrap.py

A hundred thousand rows in forty clusters and ten regressors, 99,999 draws; each case in a process
of its own, timed warm: a first call has imported, and compiled, what there is. Peers that are not
installed are left out: wildboottest, and pyfixest's `wildboottest`, which calls it. They give a
p-value; ours is timed with its interval as well. The fit is made within the time.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np
from cluster_errors import FEW_CLUSTERS, FEW_ROWS, study

DRAWS = 99_999
FEW = 99  # of the call that warms up


def timed(work) -> float:
    """Wall-clock seconds of the second call."""
    work(FEW)
    start = time.perf_counter()
    work(DRAWS)
    return time.perf_counter() - start


def ours(level: str = "", multipliers: str = "Rademacher") -> float:
    from pipeline.inference.regression import Regression
    from pipeline.inference.wild_cluster_bootstrap import wild_cluster_bootstrap
    from pipeline.inference.wild_sums import cluster_sums, crossed_sums, two_ways

    exog, outcome, cluster = study(FEW_ROWS, FEW_CLUSTERS)
    rng = np.random.default_rng(1)
    other = rng.integers(0, 30, size=len(outcome))
    part = cluster * 10 + rng.integers(0, 10, size=len(outcome))

    def work(draws: int) -> None:
        regression = Regression(exog, outcome, 0)
        if level == "second way":
            sums = crossed_sums(regression, two_ways(cluster, other), other)
        elif level == "parts":
            sums = crossed_sums(regression, ((1.0, cluster),), part)
        else:
            sums = cluster_sums(exog, outcome, cluster, 0)
        wild_cluster_bootstrap(sums, draws, np.random.default_rng(0), multipliers=multipliers)

    return timed(work)


def wildboottest() -> float:
    from statsmodels.regression.linear_model import OLS
    from wildboottest.wildboottest import wildboottest as bootstrap

    exog, outcome, cluster = study(FEW_ROWS, FEW_CLUSTERS)

    def work(draws: int) -> None:
        bootstrap(OLS(outcome, exog), B=draws, cluster=cluster, param="x1", seed=1, show=False)

    return timed(work)


def pyfixest() -> float:
    import pandas as pd
    import pyfixest as pf

    exog, outcome, cluster = study(FEW_ROWS, FEW_CLUSTERS)
    names = [f"x{number}" for number in range(exog.shape[1] - 1)]
    rows = pd.DataFrame(exog[:, :-1], columns=names).assign(y=outcome, cluster=cluster)
    formula = "y ~ " + " + ".join(names)

    def work(draws: int) -> None:
        fit = pf.feols(formula, rows, vcov={"CRV1": "cluster"})
        fit.wildboottest(param="x0", reps=draws, seed=1)

    return timed(work)


CASES = {
    "p-value and interval": (ours, {}),
    "Webb's six points": (ours, {"multipliers": "Webb"}),
    "Mammen's two points": (ours, {"multipliers": "Mammen"}),
    "errors two ways": (ours, {"level": "second way"}),
    "multipliers by 400 parts of clusters": (ours, {"level": "parts"}),
    "wildboottest, p-value alone": (wildboottest, {}),
    "pyfixest, p-value alone": (pyfixest, {}),
}


def main() -> None:
    """One case where it is named, else each in a process of its own, as rows of a table."""
    if len(sys.argv) > 1:
        function, options = CASES[sys.argv[1]]
        seconds = function(**options)
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    print("| what | seconds | peak, MB |\n|---|---|---|")
    for name, (function, _) in CASES.items():
        if function is not ours and not importlib.util.find_spec("wildboottest"):
            continue
        done = subprocess.run(
            [sys.executable, __file__, name],
            capture_output=True, text=True, check=True, env=os.environ,
        )  # fmt: skip
        seconds, peak = json.loads(done.stdout.splitlines()[-1])
        print(f"| {name} | {seconds:.2f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
