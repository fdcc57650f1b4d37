"""Does each check find what it is for, and nothing else? Writes `benchmarks/robustness.md`.

    python benchmarks/robustness.py [seeds]

Ends with an error where a check misses more than one broken study in twenty, or does not pass as
many sound ones. The suite draws a few of the same studies.
"""

import os
import sys
import time
import warnings
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
HERE = Path(__file__).resolve().parent
for folder in ("tests", "tests/simulation"):
    sys.path.insert(0, str(HERE.parent / folder))

from broken_studies import BrokenStudy, status  # noqa: E402
from broken_studies.every import every_case  # noqa: E402

SEEDS = 100
LEAST = 0.95
HEAD = """# Is a broken evaluation caught?

For each check simulated studies with a fault that it is for, and the same studies without it;
{seeds} of each, made by `python benchmarks/robustness.py`. The studies are in
`tests/simulation/broken_studies/`. A sound study must pass, which is more than not to fail. Seconds
are those of one study with its headline and the check, with fewer draws than a report makes.

| check | a study in which | caught of {seeds} | sound passed of {seeds} | seconds |
|---|---|---|---|---|
"""


def line(study: BrokenStudy, seeds: int) -> tuple[str, bool]:
    """One row of the table, and whether it is as it should be."""
    start = time.perf_counter()
    caught = sum(status(study, seed, True) == "failed" for seed in range(seeds))
    passed = sum(status(study, seed, False) == "passed" for seed in range(seeds))
    seconds = (time.perf_counter() - start) / (2 * seeds)
    row = f"| `{study.check}` | {study.fault} | {caught} | {passed} | {seconds:.3f} |"
    return row, min(caught, passed) >= LEAST * seeds


def main(seeds: int) -> int:
    """Measure every case, write the table, and name what falls short."""
    # The first answer loads libraries, which is no check's time.
    status(every_case()[0], 0, True)
    found = [line(study, seeds) for study in sorted(every_case(), key=lambda case: case.label)]
    table = HEAD.format(seeds=seeds) + "\n".join(row for row, _ in found) + "\n"
    (HERE / "robustness.md").write_text(table, encoding="utf-8")
    short = [row for row, right in found if not right]
    print("\n".join(short) or "as promised")
    return len(short)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS) else 0)
