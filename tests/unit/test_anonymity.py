"""What the gate lets into results, what it withholds, and what a report refuses to show."""

import numpy as np
import pandas as pd
import pytest

from pipeline.disclosure_rules.anonymity import report as anonymity_report
from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.plan import Disclosure
from protected_study import TEN


def classes() -> pd.DataFrame:
    """Twelve patients in three classes of four, after the example of Machanavajjhala et al. (2007):
    the first class holds two illnesses, the second three, the third only one."""
    ill = ["heart", "heart", "viral", "viral", "cancer", "heart", "viral", "viral", *["cancer"] * 4]
    return pd.DataFrame(
        {
            "zip": [130] * 4 + [148] * 4 + [130] * 4,
            "age": [20] * 4 + [40] * 4 + [30] * 4,
            "ill": ill,
        }
    )


def values(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return table.set_index(["measure", "target"])["value"].to_dict()


def test_anonymity_of_a_table_done_by_hand() -> None:
    public = Disclosure(threshold=0, least_k=5, least_l=2)
    found = values(anonymity_report(classes(), ["zip", "age"], ["ill"], public))
    everything = "all indirect identifiers"
    assert found["k_anonymity", everything] == 4
    assert found["units_below_k", everything] == 12
    assert found["share_below_k", everything] == 1
    assert found["k_anonymity", "without age"] == 4  # 148 is a class of four still
    assert found["units_below_k", "without age"] == 4
    assert found["k_anonymity", "without zip"] == 4
    assert found["l_diversity", "ill"] == 1
    assert found["entropy_l_diversity", "ill"] == pytest.approx(1)


def test_diversity_by_entropy_is_below_the_number_of_answers() -> None:
    public = Disclosure(threshold=0)
    two = classes().query("age != 30")
    found = values(anonymity_report(two, ["zip", "age"], ["ill"], public))
    assert found["l_diversity", "ill"] == 2
    assert found["entropy_l_diversity", "ill"] == pytest.approx(2)
    one = classes().query("age == 40")  # shares of a quarter, a quarter and a half
    found = values(anonymity_report(one, ["zip", "age"], ["ill"], public))
    assert found["entropy_l_diversity", "ill"] == pytest.approx(2**1.5)


def test_a_missing_answer_is_an_answer_by_which_people_can_be_told_apart() -> None:
    rows = classes().assign(age=lambda frame: frame["age"].where(frame.index > 0))
    found = values(anonymity_report(rows, ["zip", "age"], [], Disclosure(threshold=0)))
    assert found["k_anonymity", "all indirect identifiers"] == 1


def test_the_stewards_report_has_no_small_counts_itself() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"a": rng.integers(0, 30, 300), "b": rng.integers(0, 2, 300)})
    table = anonymity_report(rows.assign(y=1.0), ["a", "b"], ["y"], TEN)
    assert table.loc[0, "status"] == "failed"
    assert table.loc[0, WITHHELD] == "value"
    counts = table.loc[table["measure"].isin(["k_anonymity", "units_below_k"]), "value"].dropna()
    assert not ((counts > 0) & (counts < 10)).any()
    below = values(table[table["measure"] == "units_below_k"])
    everybody = below.pop(("units_below_k", "all indirect identifiers"))
    for fewer in below.values():  # whom leaving one out would help
        assert not 0 < everybody - fewer < 10
    assert anonymity_report(rows, [], [], TEN)["status"].tolist() == ["not_applicable"]
