"""Bias and coverage of every design over many simulated studies; writes `benchmarks/coverage.md`.

    python benchmarks/interval_coverage.py [draws]

Ends with an error where an interval does not hold the truth as often as theory promises, beyond
Monte Carlo error. `make check-long` runs it; the suite draws a few of the same studies.
"""

import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
HERE = Path(__file__).resolve().parent
for folder in ("tests", "tests/simulation"):
    sys.path.insert(0, str(HERE.parent / folder))

from coverage_of_intervals import Measured, Scenario, assert_as_promised, measure  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402

DRAWS = 2000
HEAD = """# Do the intervals hold the truth?

{draws} simulated studies in each row, made by `python benchmarks/interval_coverage.py`. Bias is in
standard errors of one study; the error ratio is the reported standard error over the true spread of
the estimates; "rejects zero" is the size of the test where the truth is zero, and elsewhere its
power. Monte Carlo error of a coverage of 95%: {error:.1%}. Where theory promises no coverage the
last column says so, and so does the report of that design.

| design | study | estimator | error | bias | error ratio | coverage | rejects zero | promised |
|---|---|---|---|---|---|---|---|---|
"""


def line(scenario: Scenario, measured: Measured) -> str:
    """One row of the table."""
    cells = (
        scenario.design.kind, scenario.name, scenario.estimator, scenario.settings.se_type,
        f"{measured.bias / measured.spread:+.2f}", f"{measured.error_ratio:.2f}",
        f"{measured.coverage:.1%}", f"{measured.rejects:.1%}",
        "yes" if scenario.promised else "no",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"


def measured_at(place: int, draws: int) -> Measured:
    """One scenario, by its place: functions of a scenario cannot travel between processes."""
    warnings.simplefilter("ignore")
    return measure(SCENARIOS[place], draws)


def broken(scenario: Scenario, measured: Measured) -> str:
    """Which promise is not kept, if any."""
    try:
        if scenario.promised:
            assert_as_promised(scenario, measured)
    except AssertionError as error:
        return str(error)
    return ""


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    with ProcessPoolExecutor() as pool:
        tasks = [pool.submit(measured_at, place, draws) for place in range(len(SCENARIOS))]
        found = []
        for scenario, task in zip(SCENARIOS, tasks, strict=True):
            found.append(task.result())
            print(line(scenario, found[-1]), end="", flush=True)
    lines = [line(*row) for row in zip(SCENARIOS, found, strict=True)]
    head = HEAD.format(draws=f"{draws:,}", error=found[0].coverage_error)
    (HERE / "coverage.md").write_text(head + "".join(lines), encoding="utf-8")
    faults = [broken(*row) for row in zip(SCENARIOS, found, strict=True)]
    sys.exit("\n".join(filter(None, faults)) or None)


if __name__ == "__main__":
    main()
