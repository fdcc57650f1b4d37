"""Processor seconds and memory of the refuters, ours beside DoWhy's.

    python benchmarks/refuters.py

Five refuters of a hundred simulations each on the National Supported Work lottery (445 people):
linear regression on treatment and eight covariates. Each side runs in a process of its own, three
times; the quickest counts. Importing is told apart, since a run pays it once. DoWhy's fifth is its
bootstrap, ours the placebo outcome, which DoWhy does not have.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = Path(__file__).parents[1] / "data/job-training/raw/nsw.dta"
SIMULATIONS, RUNS = 100, 3
COVARIATES = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
OURS = ("placebo_treatment", "random_common_cause", "data_subset", "dummy_outcome",
        "placebo_outcome")  # fmt: skip
THEIRS = ("placebo_treatment", "random_common_cause", "data_subset", "dummy_outcome",
          "bootstrap")  # fmt: skip


def study() -> pd.DataFrame:
    return pd.read_stata(ROWS, convert_categoricals=False)[["treat", "re78", *COVARIATES]].astype(
        float
    )


def ours() -> dict[str, Callable[[], object]]:
    from pipeline.estimators import ESTIMATORS
    from pipeline.estimators.settings import EstimatorSettings
    from pipeline.plan import Draws, Outcome
    from pipeline.robustness_checks import ROBUSTNESS_CHECKS
    from pipeline.robustness_checks.settings import RobustnessSettings
    from pipeline.sections.design import Arm, Arms, Design

    arms = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
    design = Design(kind="randomised", treatment="treat", arms=arms)
    told, data = EstimatorSettings(COVARIATES, "HC2"), study()
    headline = pd.Series(vars(ESTIMATORS["ancova"](data, design, "re78", told)))
    outcome = Outcome(
        label="y", kind="continuous", direction="increase", smallest_change_that_matters=100
    )

    def run(check: str) -> object:
        draws = Draws(randomization_inference=99, refuters=SIMULATIONS)
        rng = np.random.default_rng(1)
        settings = RobustnessSettings(headline, outcome, told, draws, rng)
        return ROBUSTNESS_CHECKS[check](data, design, "re78", "ancova", settings)

    return {check: lambda check=check: run(check) for check in OURS}


def theirs() -> dict[str, Callable[[], object]]:
    import logging
    import warnings

    warnings.simplefilter("ignore")
    from dowhy import CausalModel

    logging.disable(logging.WARNING)
    model = CausalModel(study(), "treat", "re78", common_causes=list(COVARIATES))
    estimand = model.identify_effect(proceed_when_unidentifiable=True)
    estimate = model.estimate_effect(estimand, method_name="backdoor.linear_regression")
    options = {
        "placebo_treatment": ("placebo_treatment_refuter", {"placebo_type": "permute"}),
        "random_common_cause": ("random_common_cause", {}),
        "data_subset": ("data_subset_refuter", {"subset_fraction": 0.8}),
        "dummy_outcome": ("dummy_outcome_refuter", {}),
        "bootstrap": ("bootstrap_refuter", {}),
    }

    def run(check: str) -> object:
        method, more = options[check]
        state = np.random.RandomState(1)
        if check != "dummy_outcome":
            more = {"random_state": state, "n_jobs": 1} | more
        return model.refute_estimate(
            estimand, estimate, method_name=method, num_simulations=SIMULATIONS, **more
        )

    return {check: lambda check=check: run(check) for check in THEIRS}


SIDES = {"ours": ours, "theirs": theirs}


def measured(side: str) -> None:
    """Print the seconds of each refuter and this process's peak memory, as JSON."""
    start = time.process_time()
    refuters = SIDES[side]()
    seconds = {"import and first estimate": time.process_time() - start}
    for name, run in refuters.items():
        taken = []
        for _ in range(RUNS):
            start = time.process_time()
            run()
            taken.append(time.process_time() - start)
        seconds[name] = min(taken)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


def run(side: str) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, side], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the table as Markdown."""
    one, other = run("ours"), run("theirs")
    print("| refuter, 100 simulations, N 445 | Athar, processor s | DoWhy, processor s | ratio |")
    print("|---|---|---|---|")
    first = "import and first estimate"
    names = dict.fromkeys((*OURS, *THEIRS))
    for name in names:
        cells = [side["seconds"].get(name) for side in (one, other)]
        ratio = f"{cells[1] / cells[0]:.0f}" if all(cells) else "–"
        shown = [f"{cell:.4f}" if cell else "–" for cell in cells]
        print(f"| {name.replace('_', ' ')} | {shown[0]} | {shown[1]} | {ratio} |")
    totals = [
        sum(value for name, value in side["seconds"].items() if name != first)
        for side in (one, other)
    ]
    print(f"| all five | {totals[0]:.3f} | {totals[1]:.2f} | **{totals[1] / totals[0]:.0f}** |")
    begin = [side["seconds"][first] for side in (one, other)]
    print(f"| {first} | {begin[0]:.1f} | {begin[1]:.1f} | {begin[1] / begin[0]:.1f} |")
    print(f"| peak, MB | {one['peak']} | {other['peak']} | {other['peak'] / one['peak']:.1f} |")


if __name__ == "__main__":
    measured(sys.argv[1]) if len(sys.argv) > 1 else main()
