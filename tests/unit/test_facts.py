"""Facts: numbers of `results/` as reports take them."""

import pytest

from pipeline.reporting.facts import Fact, Withheld, decimals_told


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ((15.0, 15.0), 0),  # as disclosure leaves means of few people: two digits
        ((6.0, 6.3), 1),
        ((120.0, 110.0), 0),
        ((33.7812, 32.5), 2),
        ((0.0213, 0.4), 2),
    ],
)
def test_no_more_decimals_than_results_have(values: tuple[float, ...], decimals: int) -> None:
    facts = [Fact(value, "balance.csv#x/mean") for value in values]
    assert decimals_told(*facts, most=2) == decimals


def test_a_withheld_number_has_no_decimals() -> None:
    assert decimals_told(Withheld("balance.csv#x/mean"), most=2) == 0
