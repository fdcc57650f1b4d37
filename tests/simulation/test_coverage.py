"""Bias and coverage of every design; `make check-long` draws more and writes the table."""

from pathlib import Path

import pytest
from coverage_of_intervals import Measured, Scenario, assert_as_promised, measure
from scenarios import SCENARIOS

SHORT, LONG = 60, 2000
TABLE = Path(__file__).resolve().parents[2] / "benchmarks" / "coverage.md"
HEAD = """# Do the intervals hold the truth?

{draws} simulated studies in each row; `make check-long` writes this table. Bias is in standard
errors of one study; the error ratio is the reported standard error over the true spread of the
estimates. Monte Carlo error of a coverage of 95%: {error:.1%}. Where theory promises no coverage
the last column says so, and so does the report of that design.

| design | study | estimator | error | bias | error ratio | coverage | rejects zero | promised |
|---|---|---|---|---|---|---|---|---|
"""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.label)
def test_a_few_draws(scenario: Scenario) -> None:
    """Enough to catch what is broken; promises are held to in many draws."""
    measured = measure(scenario, SHORT)
    if scenario.promised:
        assert_as_promised(scenario, measured)


@pytest.mark.long
def test_many_draws_keep_what_theory_promises() -> None:
    found = [(scenario, measure(scenario, LONG)) for scenario in SCENARIOS]
    head = HEAD.format(draws=f"{LONG:,}", error=found[0][1].coverage_error)
    TABLE.write_text(head + "".join(line(*row) for row in found), encoding="utf-8")
    for scenario, measured in found:
        if scenario.promised:
            assert_as_promised(scenario, measured)


def line(scenario: Scenario, measured: Measured) -> str:
    """One row of the table."""
    cells = (
        scenario.design.kind, scenario.name, scenario.estimator, scenario.settings.se_type,
        f"{measured.bias / measured.spread:+.2f}", f"{measured.error_ratio:.2f}",
        f"{measured.coverage:.1%}", f"{measured.rejects:.1%}",
        "yes" if scenario.promised else "no",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"
