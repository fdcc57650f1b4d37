"""Checks of how the interviews were held: times, places, back-checks, progress, assignment."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from check_surveys import (
    EVERYTHING,
    ask,
    backchecked,
    failed,
    measured,
    people,
    placed,
    plan_with,
    rows_of,
)
from pipeline.data_checks.backchecks import reliability
from pipeline.survey import Survey


@pytest.mark.parametrize(
    ("row", "changes", "target"),
    [
        (0, {"end": "2025-03-02 09:05"}, "are shorter than 10 minutes"),
        (0, {"end": "2025-03-02 11:00"}, "are longer than 90 minutes"),
        (0, {"end": "2025-03-02 08:00"}, "end before they begin"),
        (0, {"start": "2025-03-02 04:00", "end": "2025-03-02 04:40"}, "begin before 8:00"),
        (0, {"start": "2025-03-02 19:00", "end": "2025-03-02 19:40"}, "begin before 8:00"),
        (0, {"start": "2025-02-28 09:00", "end": "2025-02-28 09:40"}, "are before 2025-03-01"),
        (0, {"start": "2025-04-02 09:00", "end": "2025-04-02 09:40"}, "are after 2025-04-01"),
        (5, {"start": "2025-03-02 09:20", "end": "2025-03-02 10:00"}, "begin before the enumer"),
    ],
)
@pytest.mark.parametrize("zone", [None, "Asia/Amman"])
def test_interviews(row: int, changes: dict[str, str], target: str, zone: str | None) -> None:
    rows = people()
    for column, moment in changes.items():
        rows.loc[row, column] = pd.Timestamp(moment)
    for column in ("start", "end"):
        rows[column] = rows[column].dt.tz_localize(zone)
    found = ask("interviews", Survey(rows, {}), plan_with(EVERYTHING))
    (name,) = failed(found)
    assert name.startswith(f"interviews that {target}")
    assert rows_of(found[name]) == [row + 1]


def test_the_last_hour_and_day_are_within() -> None:
    rows = people()
    rows.loc[0, "start"] = pd.Timestamp("2025-04-01 18:59")
    rows.loc[0, "end"] = pd.Timestamp("2025-04-01 19:20")
    assert failed(ask("interviews", Survey(rows, {}), plan_with(EVERYTHING))) == {}


def test_gps() -> None:
    rows = placed(people())
    rows.loc[0, "gps__outside"] = 1.0
    rows.loc[[1, 2], "gps__shared"] = 1.0
    rows.loc[3, "gps__km"] = 9.0
    rows.loc[4, ["gps__outside", "gps__shared", "gps__km"]] = np.nan
    found = ask("gps", Survey(rows, {}), plan_with(EVERYTHING))
    assert failed(found) == {
        "gps outside the planned area": 1,
        "gps at the very point of another interview": 2,
        "gps more than 5 km from the cluster's centre": 1,
        "gps without a point": 1,
    }
    shares = measured(found["gps at the very point of another interview"])
    assert shares["all", "share"] == (2 / 199, 199)
    assert shares["e1", "share"] == (1 / 40, 40)


def test_back_checks_that_agree() -> None:
    survey, plan = backchecked()
    found = ask("backchecks", survey, plan)
    assert failed(found) == {}
    assert measured(found["rooms reliability"])["all", "reliability"] == (1.0, 40)
    assert ("all", "t_test_p_value") not in measured(found["income reliability"])


def test_back_checks_that_do_not() -> None:
    survey, plan = backchecked()
    first, again = survey.waves["survey"], survey.waves["again"]
    again["sex"] = np.where(np.arange(40) < 10, "m", "f")  # a quarter
    again.loc[3, "sex"] = None  # and one not compared
    again["income"] = again["income"] + np.random.default_rng(5).normal(30, 20, 40)
    again.loc[39, "unit"] = "nobody"
    found = ask("backchecks", survey, plan)
    assert failed(found) == {
        "units of again not in survey": 1,
        "type 1": 9 / 38,
        "enumerators, type 3": 5,
        "type 3": 1.0,
    }
    by = measured(found["type 1"])
    assert by["all", "error_rate"] == by["sex", "error_rate"] == (9 / 38, 38)
    assert by["e0", "enumerator_error_rate"] == (2 / 8, 8)  # rows 0 and 5 of 0, 5 .. 35
    one, other = first["income"][:39], again["income"][:39]
    tests = measured(found["income reliability"])
    assert tests["all", "t_test_p_value"][0] == pytest.approx(stats.ttest_rel(one, other).pvalue)
    assert tests["all", "signed_rank_p_value"][0] == pytest.approx(
        stats.wilcoxon(one, other).pvalue
    )
    assert tests["all", "mean_difference"][0] == pytest.approx((one - other).mean())


def test_reliability_by_hand() -> None:
    # Differences 0, -1, 1, 0 have variance 2/3; half of it is 1/3. The second visits 1, 3, 2, 4
    # have variance 5/3: a fifth of their variance is response variance.
    one, other = pd.Series([1.0, 2, 3, 4]), pd.Series([1.0, 3, 2, 4])
    assert reliability(one, other) == pytest.approx(0.8)
    assert np.isnan(reliability(one, pd.Series([1.0] * 4)))


def test_numbers_written_as_text_are_the_same_numbers() -> None:
    survey, plan = backchecked()
    again = survey.waves["again"]
    again["rooms"] = again["rooms"].map(lambda rooms: f"{rooms:.0f}")
    assert failed(ask("backchecks", survey, plan)) == {}


def test_progress() -> None:
    rows = people()
    rows.loc[rows["village"] == "v03", "village"] = "v04"
    plan = plan_with({"progress": {"by": "village", "target": {"v03": 10, "v04": 10, "v05": 11}}})
    found = ask("progress", Survey(rows, {}), plan)
    assert failed(found) == {"village": 1, "village not planned": 170}  # 10 of 11 is nine tenths
    assert measured(found["village"])["v03", "interviews"] == (0, 0)
    assert measured(found["village"])["v04", "share_reached"] == (2.0, 20)


def test_a_unit_interviewed_twice_counts_once() -> None:
    rows = people().assign(village=1.0)
    rows.loc[100:, "unit"] = rows["unit"].to_numpy()[:100]
    found = ask(
        "progress", Survey(rows, {}), plan_with({"progress": {"by": "village", "target": 200}})
    )
    assert measured(found["village"])["1", "interviews"] == (100, 100)
    assert failed(found) == {"village": 1}


def test_a_sample_ratio_mismatch_is_the_exact_binomial() -> None:
    rows = people().assign(arm=(np.arange(200) < 130).astype(int))
    found = ask("assignment", Survey(rows, {}), plan_with({"assignment": {}}))
    assert failed(found) == {"arm": pytest.approx(stats.binomtest(130, 200, 0.5).pvalue)}
    assert measured(found["arm"])["all", "treated_share"] == (0.65, 200)
    planned = plan_with({"assignment": {"treated": 0.65}})
    assert failed(ask("assignment", Survey(rows, {}), planned)) == {}


def test_clusters_that_were_drawn_are_what_is_counted() -> None:
    villages = people()["village"].str[1:].astype(int)
    rows = people().assign(arm=(villages < 13).astype(int))  # 13 of 20 villages, 130 of 200 people
    found = ask("assignment", Survey(rows, {}), plan_with({"assignment": {}}, clusters="village"))
    assert found["village"].check.value == pytest.approx(stats.binomtest(13, 20, 0.5).pvalue)
    assert found["village"].check.status == "passed"
