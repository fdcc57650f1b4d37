"""Seconds and peak memory of `clean` and `check` for surveys of 60 columns and many rows.

    python benchmarks/survey_size.py 100000 1000000

Each stage runs as an evaluator would run it, in a process of its own, on a survey made for the
purpose: identifiers to drop, an interviewer, times, a point, choices, numbers and texts, with
every check of the plan switched on.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

NUMBERS, INTEGERS, CHOICES, FLAGS = 14, 16, 12, 8
ENUMERATORS, VILLAGES = 200, 500
MEGABYTE = 1024 * 1024
PLAN = """
evaluation:
  {title: T, question: Q, programme: P, place: X, period: "2025", people: people,
   source: {citation: generated}, simulated: true}
design:
  kind: randomised
  treatment: treated
  arms: {control: {value: 0, label: c}, treated: {value: 1, label: t}}
graph: implied
clean:
  files: [{path: raw/export.csv}]
  unit: household
  consent: consent == 1
  duplicates: {exact: first, unit: first, near: all}
  pseudonyms: [enumerator]
check:
  constraints: [{column: integer_0, minimum: 0, maximum: 120}]
  logic: [{rule: "integer_1 >= 0", reason: not negative}]
  outliers: {variables: [number_0, number_1, number_2], by: village}
  enumerators: {column: enumerator}
  interviews: {start: start, end: end, shortest: 10, longest: 180, hours: [7, 19]}
  gps: {point: gps, area: [30, 34, 33, 37], cluster: village, farthest_km: 20}
  progress: {by: village, target: 10}
  assignment: {treated: 0.5}
  severity: {constraints: warning, missing: warning, duplicates: warning, assignment: warning}
construct:
  outcomes:
    number_0: {label: N, kind: continuous, direction: increase, smallest_change_that_matters: 1}
  covariates: [integer_0]
estimate: {}
robustness: {}
disclosure: {}
report: {}
"""
KINDS = (
    ("number", NUMBERS, "number"),
    ("integer", INTEGERS, "integer"),
    ("choice", CHOICES, "category"),
    ("flag", FLAGS, "boolean"),
)


def columns(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Sixty columns of answers for ``n`` interviews."""
    village = rng.integers(0, VILLAGES, n)
    minute = np.datetime64("2025-03-01T08:00") + rng.integers(0, 60 * 24 * 40, n)
    found = {
        "household": np.char.add("HH", np.arange(n).astype(str)),
        "respondent_name": np.char.add("person ", np.arange(n).astype(str)),
        "enumerator": np.char.add("E", rng.integers(0, ENUMERATORS, n).astype(str)),
        "village": village,
        "treated": village % 2,
        "consent": np.ones(n, dtype=int),
        "start": np.datetime_as_string(minute),
        "end": np.datetime_as_string(minute + rng.integers(15, 90, n)),
        "gps": np.char.add(
            np.round(31 + village / 400 + rng.normal(0, 0.01, n), 6).astype(str),
            np.char.add(" ", np.round(35 + rng.normal(0, 0.01, n), 6).astype(str)),
        ),
        "note": rng.choice(["fine", "busy", "كانت مشغولة", "later"], n),
    }
    made = {
        "number": lambda: np.round(rng.lognormal(4, 1, n), 2),
        "integer": lambda: rng.integers(0, 100, n),
        "choice": lambda: rng.integers(1, 8, n),
        "flag": lambda: rng.integers(0, 2, n),
    }
    for stem, count, _ in KINDS:
        found |= {f"{stem}_{index}": made[stem]() for index in range(count)}
    return found


def write_project(root: Path, n: int) -> Path:
    """A project of one evaluation with an export of ``n`` rows; the path of the export."""
    folder = root / "data" / "large"
    (folder / "raw").mkdir(parents=True)
    (root / "dvc.yaml").write_text("stages: {}\n")
    (root / "params.yaml").write_text(
        "evaluations: [large]\nseed: 1\ndraws: {randomization_inference: 99, refuters: 100}\n"
    )
    (folder / "plan.yaml").write_text(PLAN)
    kinds = {"household": ("text", "indirect"), "respondent_name": ("text", "direct")}
    kinds |= {"enumerator": ("text", "direct"), "village": ("integer", "indirect")}
    kinds |= {"treated": ("boolean", "no"), "consent": ("boolean", "no"), "gps": ("text", "direct")}
    kinds |= {"start": ("date", "no"), "end": ("date", "no"), "note": ("text", "direct")}
    kinds |= {f"{stem}_{i}": (kind, "no") for stem, count, kind in KINDS for i in range(count)}
    lines = [f"{name},{name},,,{kind},,,{mark}" for name, (kind, mark) in kinds.items()]
    header = "variable,label_en,label_ar,unit,type,missing,values,identifier"
    (folder / "codebook.csv").write_text("\n".join([header, *lines]) + "\n")
    (folder / "corrections.csv").write_text("id,variable,old,new,who,when,why\n")
    export = folder / "raw" / "export.csv"
    pd.DataFrame(columns(np.random.default_rng(1), n)).to_csv(export, index=False)
    return export


def measured(root: Path, stage: str) -> tuple[float, float]:
    """Seconds and peak resident megabytes of one stage.

    Raises
    ------
    SystemExit
        Where the stage stopped: its numbers would say nothing.
    """
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "pipeline", "run", stage, "large"], cwd=root)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{stage} stopped")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main(sizes: list[int]) -> None:
    """Print a line for each size and stage, as a table in Markdown."""
    print("| rows | export, MB | stage | seconds | peak, MB |\n|---|---|---|---|---|")
    for n in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch)
            size = write_project(root, n).stat().st_size / MEGABYTE
            for stage in ("clean", "check"):
                seconds, peak = measured(root, stage)
                print(f"| {n:,} | {size:,.0f} | {stage} | {seconds:.1f} | {peak:,.0f} |")


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [100_000])
