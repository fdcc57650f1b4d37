"""Processor seconds and memory of what draws, ours beside the peers'.

    python benchmarks/resampling.py [row …]

Each measurement in a process of its own, once warm; prints rows of a Markdown table. Peers that
are not installed are left out: pyfixest, wildboottest.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

DRAWS = 10_000
ROOT = Path(__file__).parents[1]
COVARIATES = ("age", "hiv2004", "distvct")

Measured = Callable[[], float]


def warm(work: Callable[[], object]) -> float:
    """Processor seconds once everything is imported: the least of three."""
    work()
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


# --- randomization inference: Thornton (2008), 2,825 people, three covariates


def thornton():
    """The complete cases of the paper's public file, as the reference tests use them."""
    sys.path.insert(0, str(ROOT / "tests" / "reference"))
    from references import data

    return data("complete")


def randomization(
    *, own_slopes: bool = False, studentised: bool = True, villages: bool = False
) -> Measured:
    """p-values and interval; of whole villages where these are taken for what was drawn."""

    def measured() -> float:
        from pipeline.inference.lotteries import lottery_of
        from pipeline.inference.randomization import randomization_test
        from pipeline.inference.randomization_regression import regression_of

        rows = thornton()
        drawn = rows["villnum"].to_numpy() if villages else np.arange(len(rows))
        treatment = _by_village(rows) if villages else rows["any"].to_numpy(float)
        both = np.column_stack([rows["got"].to_numpy(float), treatment])
        covariates = rows[list(COVARIATES)].to_numpy(float)

        def work() -> object:
            of = regression_of(both, covariates, drawn, None, own_slopes=own_slopes)
            lottery = lottery_of(treatment, drawn, None)
            of = replace(of, studentised=studentised)
            return randomization_test(of, lottery, DRAWS, np.random.default_rng(1))

        return warm(work)

    return measured


def generating() -> float:
    """The assignments alone."""
    from pipeline.inference.lotteries import drawn_again, lottery_of

    rows = thornton()
    lottery = lottery_of(rows["any"].to_numpy(float), np.arange(len(rows)), None)
    return warm(lambda: drawn_again(lottery, DRAWS, np.random.default_rng(1)))


def permuting() -> float:
    """The assignments as numpy permutes the rows of a table of bytes."""
    rows = thornton()
    held, rng = rows["any"].to_numpy(np.int8), np.random.default_rng(1)
    return warm(lambda: rng.permuted(np.tile(held, (DRAWS, 1)), axis=1))


def ritest(kind: str) -> Measured:
    """A p-value of pyfixest, which flips a coin for each unit rather than keep the arms' sizes."""

    def measured() -> float:
        import pyfixest

        rows = thornton()
        formula = "got ~ any + " + " + ".join(COVARIATES)
        fit = pyfixest.feols(formula, data=rows, vcov="hetero")
        fit.ritest("any", reps=100, type=kind, rng=np.random.default_rng(0))  # compiles
        start = time.process_time()
        fit.ritest("any", reps=DRAWS, type=kind, rng=np.random.default_rng(1))
        return time.process_time() - start

    return measured


def _by_village(rows) -> np.ndarray:
    villages, village = np.unique(rows["villnum"], return_inverse=True)
    return (np.random.default_rng(3).permutation(len(villages)) % 2).astype(float)[village]


RANDOMIZATION: dict[str, tuple[Measured, Measured | None]] = {
    "randomization inference, coefficient": (
        randomization(studentised=False),
        ritest("randomization-c"),
    ),
    "randomization inference, robust t": (randomization(), ritest("randomization-t")),
    "randomization inference, Lin's regression, robust t": (randomization(own_slopes=True), None),
    "randomization inference of villages, CR2 t": (randomization(villages=True), None),
    "drawing the assignments (beside numpy's permuted)": (generating, permuting),
}

ROWS = {**RANDOMIZATION}


def child(name: str, side: int) -> tuple[float, float] | None:
    """Seconds and peak memory in MB of one measurement; None where the peer is not installed."""
    command = [sys.executable, __file__, "--one", name, str(side)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode and "ModuleNotFoundError" in run.stderr:
        return None
    run.check_returncode()
    seconds, peak = json.loads(run.stdout.splitlines()[-1])
    return seconds, peak


def main() -> None:
    """One measurement, or the rows that are named, or all of them."""
    if sys.argv[1:2] == ["--one"]:
        seconds = ROWS[sys.argv[2]][int(sys.argv[3])]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, peak]))
        return
    print("| what | ours, s | MB | peer, s | MB | ratio |\n|---|---|---|---|---|---|")
    for name in sys.argv[1:] or ROWS:
        ours, theirs = (child(name, side) if ROWS[name][side] else None for side in (0, 1))
        line = f"| {name} | {ours[0]:.2f} | {ours[1]:.0f} | "
        line += (
            f"{theirs[0]:.2f} | {theirs[1]:.0f} | {theirs[0] / ours[0]:.1f} |"
            if theirs
            else "| | |"
        )
        print(line, flush=True)


if __name__ == "__main__":
    main()
