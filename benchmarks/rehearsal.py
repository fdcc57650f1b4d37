"""Seconds and peak memory of a study rehearsed: 1,000 lotteries with three effects planted.

    python benchmarks/rehearsal.py

Five thousand households with six covariates: a lottery between households (Lin's regression, HC2),
and one between a hundred villages (Lin and analysis of covariance, CR2 with Satterthwaite's degrees
of freedom), of a continuous outcome and of one that is yes or no. Beside them the estimator itself
in a loop, timed over a few draws. Each in a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
ROWS, VILLAGES, COVARIATES, DRAWS, LOOPED = 5_000, 100, 6, 1_000, 10
CASES = [
    ("randomised", "lin", "HC2", "continuous"),
    ("randomised", "lin", "HC2", "binary"),
    ("randomised", "ancova", "HC2", "binary"),
    ("cluster_randomised", "lin", "CR2", "continuous"),
    ("cluster_randomised", "lin", "CR2", "binary"),
    ("cluster_randomised", "ancova", "CR2", "binary"),
]


def study(kind: str, outcome: str) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    village = np.r_[np.arange(VILLAGES), rng.integers(0, VILLAGES, ROWS - VILLAGES)]
    covariates = rng.normal(size=(ROWS, COVARIATES))
    y = covariates[:, 0] + 0.4 * rng.normal(size=VILLAGES)[village] + rng.normal(size=ROWS)
    drawn = rng.permutation(np.arange(VILLAGES) % 2).astype(float)
    by_unit = rng.permutation(np.arange(ROWS) % 2).astype(float)
    treated = drawn[village] if kind == "cluster_randomised" else by_unit
    named = {f"x{place}": column for place, column in enumerate(covariates.T)}
    values = (y > 0).astype(float) if outcome == "binary" else y
    return pd.DataFrame({"y": values, "treated": treated, "cluster": village} | named)


def measured(kind: str, estimator: str, error: str, outcome: str) -> dict[str, float]:
    from pipeline.estimators import ESTIMATORS
    from pipeline.estimators.settings import EstimatorSettings
    from rehearsed_studies import design_of, planned, rehearsed

    data, design = study(kind, outcome), design_of(kind)
    names = tuple(f"x{place}" for place in range(COVARIATES))
    plan = planned(design, outcome, smallest_change_that_matters=0.05)
    settings = EstimatorSettings(names, error)
    ESTIMATORS[estimator](data, design, "y", settings)  # imports what it needs
    start = time.perf_counter()
    for _ in range(LOOPED):
        ESTIMATORS[estimator](data, design, "y", settings)
    one = (time.perf_counter() - start) / LOOPED
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, busy = time.perf_counter(), time.process_time()
    rehearsed(data, plan, estimator, error, DRAWS, covariates=names, workers=2)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "processor": processor,
        "loop": one * 3 * DRAWS,
        "added": (peak - before) / 1024,
        "peak": peak / 1024,
    }


def main() -> None:
    print("| lottery | estimator | error | outcome | s | processor s | loop s | MB | added MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for case in CASES:
        command = [sys.executable, __file__, *case]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        numbers = [found[key] for key in ("seconds", "processor", "loop", "peak", "added")]
        cells = [*case, *(f"{number:.1f}" for number in numbers)]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:]))) if len(sys.argv) > 1 else main()
