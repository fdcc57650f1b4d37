"""Waves to one survey: who joins whom, under which names, and when the run must stop."""

import pandas as pd
import pytest

from pipeline.cleaning.merging import merged
from pipeline.document import Document
from pipeline.errors import DataError
from pipeline.sections.clean import Clean

DOCUMENT = Document("plan.yaml", {})
FILES = [
    {"path": "raw/baseline.csv", "wave": "baseline"},
    {"path": "raw/endline.csv", "wave": "endline"},
    {"path": "raw/villages.csv", "wave": "assignment"},
]


def waves() -> dict[str, pd.DataFrame]:
    baseline = {"household": ["a", "b", "c", "d"], "village": ["x", "x", "y", "y"]}
    endline = {"household": ["d", "a", "b"], "village": ["y", "x", "x"]}
    assignment = {"village": ["y", "x"], "assigned": [1, 0]}
    tables = {
        "baseline": pd.DataFrame(baseline | {"income": [1.0, 2.0, 3.0, 4.0]}),
        "endline": pd.DataFrame(endline | {"income": [40.0, 10.0, 20.0], "joined": [1, 0, 0]}),
        "assignment": pd.DataFrame(assignment),
    }
    return {
        wave: rows.assign(row_id=range(1, len(rows) + 1), source=wave)
        for wave, rows in tables.items()
    }


def plan(layout: str = "wide", **unmatched: int) -> Clean:
    return Clean.model_validate(
        {
            "files": FILES,
            "unit": "household",
            "layout": layout,
            "merge": [
                {"wave": "endline", "on": "household", "unmatched": unmatched or {"survey": 1}},
                {"wave": "assignment", "on": "village", "expect": "many_to_one"},
            ],
        }
    )


def test_wide_names_what_both_waves_asked_after_its_wave() -> None:
    survey, alone = merged(waves(), plan(), DOCUMENT)
    assert survey["household"].tolist() == ["a", "b", "c", "d"]
    assert survey["income_baseline"].tolist() == [1, 2, 3, 4]
    assert survey["income_endline"].fillna(-1).tolist() == [10, 20, -1, 40]
    assert survey["joined"].fillna(-1).tolist() == [0, 0, -1, 1]
    assert survey["assigned"].tolist() == [0, 0, 1, 1]
    assert survey["village_endline"].isna().sum() == 1
    assert survey["row_id"].tolist() == [1, 2, 3, 4]
    assert not alone["endline"].any()


def test_long_stacks_the_rounds() -> None:
    survey, _ = merged(waves(), plan("long"), DOCUMENT)
    assert survey["wave"].tolist() == ["baseline"] * 4 + ["endline"] * 3
    assert survey["income"].tolist() == [1, 2, 3, 4, 40, 10, 20]
    assert survey["assigned"].tolist() == [0, 0, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("endline", "household", "a"), "does not tell the rows of endline apart"),
        (("baseline", "household", "b"), "the rows of the survey apart"),
        (("baseline", "household", None), "the rows of the survey apart"),
        (("endline", "household", "z"), "2 rows of the survey without"),
        (("assignment", "village", "z"), "2 rows of the survey without"),
        (("assignment", "village", "x"), "the rows of assignment apart"),
    ],
)
def test_what_is_not_as_expected_stops_with_counts(change: tuple, fault: str) -> None:
    tables = waves()
    wave, column, value = change
    tables[wave].loc[0, column] = value
    with pytest.raises(DataError) as caught:
        merged(tables, plan(), DOCUMENT)
    assert any(fault in item.message for item in caught.value.faults)


def test_rows_without_a_partner_are_told() -> None:
    tables = waves()
    tables["endline"].loc[0, "household"] = "z"
    survey, alone = merged(tables, plan(survey=2, wave=1), DOCUMENT)
    assert alone["endline"].tolist() == [True, False, False]
    assert "z" not in set(survey["household"])
    long, _ = merged(tables, plan("long", survey=2, wave=1), DOCUMENT)
    assert "z" not in set(long["household"])


def test_one_wave_is_left_as_it_is() -> None:
    only = Clean.model_validate({"files": [{"path": "raw/a.csv"}]})
    rows = waves()["baseline"]
    survey, alone = merged({"survey": rows}, only, DOCUMENT)
    pd.testing.assert_frame_equal(survey, rows)
    assert alone == {}
