"""Seconds and memory of a specification curve of 1,024, ours beside a loop of statsmodels fits.

    python benchmarks/specification_curve.py

A survey as large as Thornton's (2,825 people) with seven covariates: both regressions (one slope
for both arms, a slope of each arm's own) with each of the 128 sets of covariates, of the outcome
as it is, winsorised at 1 and at 5 percent, and in ranks. The same effects and HC2 errors to 1e-8.
The loop is timed twice: with formulas, as anybody would write it, and with design matrices made
beforehand, so that nothing but statsmodels' own fit is counted. Then the joint test of the curve,
for which the lottery is held again. Each in a process of its own, on one core.
"""

import json
import os
import resource
import subprocess
import sys
import time
from itertools import combinations

import numpy as np

PEOPLE, COVARIATES, DRAWS = 2825, 7, 500
EXACT = 1e-8
REPEATS = 5  # of what takes hundredths of a second: the median counts


def study() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes (n, 4), treatment (n,) and covariates (n, 7)."""
    from scipy.stats import rankdata

    rng = np.random.default_rng(0)
    columns = rng.normal(size=(PEOPLE, COVARIATES))
    treatment = (rng.random(PEOPLE) < 0.78).astype(float)
    plain = 0.2 * treatment + columns @ np.linspace(0, 0.6, COVARIATES) + rng.normal(size=PEOPLE)
    bent = [np.clip(plain, *np.percentile(plain, [cut, 100 - cut])) for cut in (1, 5)]
    return np.column_stack([plain, *bent, rankdata(plain) / PEOPLE]), treatment, columns


def designs() -> list[tuple[np.ndarray, bool]]:
    """Every set of covariates, with a slope for both arms and with slopes of each arm's own."""
    sets = [
        np.array(chosen, dtype=int)
        for size in range(COVARIATES + 1)
        for chosen in combinations(range(COVARIATES), size)
    ]
    return [(chosen, own) for chosen in sets for own in (False, True)]


def ours() -> tuple[float, np.ndarray]:
    from pipeline.inference.specification_regressions import People, treatment_effects

    outcomes, treatment, columns = study()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        people = People(outcomes, treatment, columns)
        found = [treatment_effects(people, chosen, own_slopes=own) for chosen, own in designs()]
        seconds.append(time.perf_counter() - start)
    rows = [np.column_stack([one.effects, one.std_errors]) for one in found]
    return float(np.median(seconds)), np.concatenate(rows)


def by_formula() -> tuple[float, np.ndarray]:
    import pandas as pd
    import statsmodels.formula.api as smf

    outcomes, treatment, columns = study()
    names = [f"x{number}" for number in range(COVARIATES)]
    frame = pd.DataFrame(columns - columns.mean(axis=0), columns=names).assign(t=treatment)
    for number, outcome in enumerate(outcomes.T):
        frame[f"y{number}"] = outcome
    start, found = time.perf_counter(), []
    for chosen, own in designs():
        sign = "*" if own else "+"
        right = f"t {sign} ({' + '.join(names[place] for place in chosen)})" if len(chosen) else "t"
        for number in range(outcomes.shape[1]):
            fit = smf.ols(f"y{number} ~ {right}", frame).fit(cov_type="HC2")
            found.append((fit.params["t"], fit.bse["t"]))
    return time.perf_counter() - start, np.array(found)


def by_matrices() -> tuple[float, np.ndarray]:
    from statsmodels.regression.linear_model import OLS

    outcomes, treatment, columns = study()
    centred = columns - columns.mean(axis=0)
    matrices = [
        np.column_stack(
            [np.ones(PEOPLE), treatment, centred[:, chosen]]
            + ([treatment[:, None] * centred[:, chosen]] if own else [])
        )
        for chosen, own in designs()
    ]
    start, found = time.perf_counter(), []
    for matrix in matrices:
        for outcome in outcomes.T:
            fit = OLS(outcome, matrix).fit(cov_type="HC2")
            found.append((fit.params[1], fit.bse[1]))
    return time.perf_counter() - start, np.array(found)


def joint() -> tuple[float, np.ndarray]:
    """The same regressions of 500 drawn lotteries, effects and HC2 errors: 512,000 fits."""
    from pipeline.inference.resampling import resampled
    from pipeline.inference.specification_randomization import drawn_effects, redrawn
    from pipeline.inference.specification_regressions import People

    outcomes, treatment, columns = study()
    people, places = People(outcomes, treatment, columns), np.arange(PEOPLE)
    start = time.perf_counter()
    parts = [
        redrawn(people, chosen, places, own_slopes=own, clustered=False)
        for chosen, own in designs()
    ]

    def draw(size: int, rng: np.random.Generator) -> np.ndarray:
        drawn = rng.permuted(np.tile(treatment, (size, 1)), axis=1)
        return np.concatenate([np.stack(drawn_effects(part, drawn), 1) for part in parts], axis=2)

    found = resampled(draw, DRAWS, PEOPLE, np.random.default_rng(1))
    return time.perf_counter() - start, found[0].T


TASKS = {
    "ours": ours,
    "statsmodels, formulas": by_formula,
    "statsmodels, matrices": by_matrices,
    "joint test, 500 lotteries": joint,
}


def measured(name: str) -> dict:
    """A task in a process of its own."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, __file__, name]
    return json.loads(
        subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    )


def main() -> None:
    if len(sys.argv) > 1:
        seconds, found = TASKS[sys.argv[1]]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"seconds": seconds, "peak": peak, "found": found.tolist()}))
        return
    rows = {name: measured(name) for name in TASKS}
    mine = np.array(rows["ours"]["found"])
    for name in ("statsmodels, formulas", "statsmodels, matrices"):
        apart = np.abs(np.array(rows[name]["found"]) / mine - 1).max()
        assert apart < EXACT, f"{name}: {apart}"
    print("| 1,024 specifications | seconds | times ours | peak, MB |\n|---|---|---|---|")
    for name, row in rows.items():
        ratio = row["seconds"] / rows["ours"]["seconds"]
        shown = "" if name.startswith("joint") else f"{ratio:.0f}"
        print(f"| {name} | {row['seconds']:.3g} | {shown} | {row['peak']} |")


if __name__ == "__main__":
    main()
