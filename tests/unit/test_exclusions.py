"""Every kind of made variable, the order in which they are made, and a flow that adds up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from conftest import ROOT
from made_variables import long_survey, lottery, plan_of, survey_of
from pipeline.balance import sample_flow
from pipeline.construct import (
    before_sample,
    constructed,
)
from pipeline.construction.exclusions import exclusions
from pipeline.errors import DataError


def chains(flow: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """The steps of each wave and arm that follow one another, up to the study's sample."""
    upstream = flow[~flow["step"].str.startswith(("observed", "complete"))]
    wave = upstream["step"].str.partition(":")[2]
    return dict(iter(upstream.groupby([wave, "arm"], sort=False)))


def assert_adds_up(flow: pd.DataFrame) -> None:
    """Each step leaves what the one before it left, less what it excluded; arms sum to all."""
    for steps in chains(flow).values():
        starts = steps["step"].isin(["members", "allocated"])
        before = steps["n"].shift().where(~starts, steps["n"])
        left = (before - steps["excluded"]).iloc[1:]
        assert left.tolist() == steps["n"].iloc[1:].tolist()
    by_arm = flow[flow["arm"] != "all"].groupby("step")[["n", "excluded"]].sum()
    for step, row in flow[flow["arm"] == "all"].set_index("step").iterrows():
        if step in by_arm.index:
            assert by_arm.loc[step].tolist() == row[["n", "excluded"]].tolist()
    last = flow[(flow["arm"] == "all") & ~flow["step"].str.contains(":")]["n"].iloc[-1]
    assert by_arm.loc["assigned", "n"] == last


def test_every_excluded_row_is_counted_once() -> None:
    rows = lottery(40).assign(place=np.arange(40) % 4)
    rows.loc[:3, "treated"] = np.nan
    clean = {
        "files": [{"path": "raw/x.csv", "wave": wave} for wave in ("baseline", "endline", "visit")],
        "merge": [{"wave": "endline", "on": "place"}],
    }
    construct = {
        "sample": [
            {"keep": "notna(treated)", "reason": "no arm"},
            {"keep": "place != 2", "reason": "elsewhere"},
            {"keep": "a < 5", "reason": "far"},
        ]
    }
    log = pd.DataFrame(
        [
            ("baseline", "export", "", 60),
            ("baseline", "dropped_unit", "kept: first", 5),
            ("baseline", "no_consent", "", 9),
            ("baseline", "no_consent", "more", 1),
            ("baseline", "missing_code", "refused", 500),
            ("baseline", "dropped_exact", "kept: first", 2),
            ("baseline", "dropped_near", "kept: first", 2),
            ("baseline", "removed_by_correction", "corrections", 1),
            ("endline", "export", "", 50),
            ("endline", "unmatched", "not in the survey", 8),
            ("endline", "dropped_exact", "kept: first", 2),
            ("visit", "export", "", 7),
        ],
        columns=["wave", "rule", "reason", "rows"],
    )
    plan = plan_of(construct, clean)
    survey = survey_of(rows)
    flow = sample_flow(
        constructed(survey, plan), plan, exclusions(log, rows, before_sample(survey, plan), plan)
    )
    assert_adds_up(flow)
    left = flow.set_index(["step", "arm"])["n"]
    steps = ["export", "removed_by_correction", "no_consent", "dropped_exact", "dropped_unit"]
    assert left[[(step, "all") for step in steps]].tolist() == [60, 59, 49, 47, 42]
    assert left["dropped_near", "all"] == 40 == len(rows)
    assert left["sample_1", "all"] == 36
    assert ("sample_1", "control") not in left.index, "arms were not known of everybody"
    assert left["allocated", "control"] + left["allocated", "treated"] == 36
    assert left["unmatched:endline", "all"] == 40
    assert not flow["step"].str.contains("visit").any()
    assert not flow.duplicated(["step", "arm"]).any()
    with pytest.raises(DataError, match="leaves 40 rows and the clean survey has 39"):
        exclusions(log, rows[1:], rows[1:], plan)


def test_a_long_survey_counts_the_interviews_of_all_its_rounds() -> None:
    survey, clean = long_survey()
    log = pd.DataFrame(
        [("baseline", "export", 4), ("baseline", "no_consent", 1), ("endline", "export", 5),
         ("endline", "unmatched", 2)],
        columns=["wave", "rule", "rows"],
    )  # fmt: skip
    plan = plan_of({"sample": [{"keep": 'wave == "endline"', "reason": "earlier"}]}, clean)
    flow = exclusions(log, survey.rows, before_sample(survey, plan), plan)
    everybody = flow[flow["arm"] == "all"].set_index("step")["n"].to_dict()
    assert everybody == {"export": 9, "no_consent": 8, "unmatched": 6, "sample_1": 3}


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/*/results/sample_flow.csv")), ids=str)
def test_the_published_flows_add_up(path: Path) -> None:
    flow = pd.read_csv(path)
    if "withheld" in flow:
        pytest.skip("what is withheld does not add up, by design")
    assert_adds_up(flow)
