"""TODO."""

import numpy as np
import pandas as pd
import pytest

from made_variables import ROUNDING, long_survey, plan_of, survey_of
from pipeline.codebook import ROW
from pipeline.construct import (
    before_sample,
    constructed,
    with_variables,
)
from pipeline.construction import CONSTRUCTION
from pipeline.construction.exclusions import LEFT_OUT, exclusions
from pipeline.construction.indices import INDICES
from pipeline.construction.members import MEMBER
from pipeline.errors import DataError
from pipeline.reporting.terms import TERMS
from pipeline.sections.variables import KINDS


def one(entry: dict, rows: pd.DataFrame, **parts: object) -> pd.Series:
    """The values of a single variable made of a survey without sample rules."""
    plan = plan_of({"variables": {"made": {"label": "made", **entry}}})
    return constructed(survey_of(rows, **parts), plan)["made"]


def refusal(entry: dict, rows: pd.DataFrame, **parts: object) -> str:
    """Why a variable cannot be made: message, key, what was found and what to do."""
    with pytest.raises(DataError) as caught:
        one(entry, rows, **parts)
    (fault,) = caught.value.faults
    assert fault.key.startswith("construct.variables.made")
    return " | ".join((fault.message, fault.key, fault.found, fault.help))


def test_every_kind_has_its_maker() -> None:
    assert list(CONSTRUCTION) == list(KINDS)
    assert set(INDICES) == set(KINDS["index"].model_fields["index"].annotation.__args__)
    assert set(LEFT_OUT) < set(TERMS["flow"])


def test_recodes() -> None:
    rows = pd.DataFrame({"q": [1, 2, 3, np.nan, 9], "t": ["a", "b", "c", None, "a"]})
    some = {"recode": "q", "map": {1: 10, 2: None}}
    expected = {"missing": [10, None, None], "same": [10, None, 3], 0: [10, None, 0]}
    for otherwise, values in expected.items():
        made = one({**some, "otherwise": otherwise}, rows)
        np.testing.assert_array_equal(made[:3], np.array(values, dtype=float))
        assert np.isnan(made[3]), "a missing answer is not the rest"
    text = one({"recode": "t", "map": {"a": 1, "b": 0}, "otherwise": "missing"}, rows)
    np.testing.assert_array_equal(text, [1, 0, np.nan, np.nan, 1])
    as_yaml = one({"recode": "q", "map": {"1": 1, "2.0": 2}, "otherwise": 0}, rows)
    np.testing.assert_array_equal(as_yaml, [1, 2, 0, np.nan, 0])


def test_recodes_that_cannot_be_made() -> None:
    rows = pd.DataFrame({"q": [1, 7, 7, 8], "t": list("abcd"), "d": pd.to_datetime(["2020"] * 4)})
    message = refusal({"recode": "q", "map": {1: 10}}, rows)
    assert "3 answers, 2 of them different" in message
    assert "7" not in message
    assert "otherwise" in message
    assert "names a text" in refusal({"recode": "q", "map": {"x": 1}}, rows)
    assert "no numbers" in refusal({"recode": "t", "map": {"a": 1}, "otherwise": "same"}, rows)
    assert "neither" in refusal({"recode": "d", "map": {"a": 1}}, rows)


def test_logarithms_say_what_becomes_of_zero() -> None:
    rows = pd.DataFrame({"x": [0, 1, np.e, np.nan], "z": [-3, 0, 1, 2]})
    np.testing.assert_allclose(one({"log": "x", "zero": "missing"}, rows), [np.nan, 0, 1, np.nan])
    added = one({"log": "x", "zero": "add_one"}, rows)
    np.testing.assert_allclose(added, np.log([1, 2, 1 + np.e, np.nan]))
    bent = one({"log": "z", "zero": "inverse_hyperbolic_sine"}, rows)
    z = np.array([-3.0, 0, 1, 2])
    np.testing.assert_allclose(bent, np.log(z + np.sqrt(z**2 + 1)), atol=ROUNDING)
    for zero in ("missing", "add_one"):
        assert "1 values" in refusal({"log": "z", "zero": zero}, rows)
    text = pd.DataFrame({"t": ["a"]})
    assert "does not hold numbers" in refusal({"log": "t", "zero": "missing"}, text)


def members_survey() -> dict[str, object]:
    """Four households: three members, one whose age is not known, none, and not interviewed."""
    people = pd.DataFrame(
        {
            ROW: [11, 11, 11, 12],
            "age": [40, 12, 3, np.nan],
            "woman": [1, 0, 1, 1],
            "pay": [100, 0, np.nan, 7],
        }
    )
    households = pd.DataFrame(
        {"household": ["a", "b", "c", "d"], "y": 1.0, "treated": [0, 1, 0, 1]}
    )
    endline = pd.DataFrame({ROW: [11, 12, 13], "household": ["a", "b", "c"]})
    clean = {
        "files": [{"path": "raw/x.csv", "wave": wave} for wave in ("baseline", "endline")],
        "unit": "household",
        "merge": [{"wave": "endline", "on": "household"}],
    }
    survey = survey_of(
        households, repeats={("endline", "people"): people}, waves={"endline": endline}
    )
    return {"survey": survey, "clean": clean}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"aggregate": "count"}, [3, 1, 0, None]),
        ({"aggregate": "count", "where": "age < 18"}, [2, 0, 0, None]),
        ({"aggregate": "share", "where": "age < 18"}, [2 / 3, None, None, None]),
        (
            {"aggregate": "share", "where": "woman == 1", "value": "age < 18"},
            [0.5, None, None, None],
        ),
        ({"aggregate": "sum", "value": "age"}, [55, None, None, None]),
        ({"aggregate": "sum", "value": "pay"}, [None, 7, None, None]),
        ({"aggregate": "sum", "value": "pay", "where": "age >= 18"}, [100, 0, None, None]),
        ({"aggregate": "mean", "value": "pay"}, [50, 7, None, None]),
        ({"aggregate": "minimum", "value": "age + woman"}, [4, None, None, None]),
        ({"aggregate": "maximum", "value": "age"}, [40, None, None, None]),
    ],
)
def test_aggregates_of_members(entry: dict, expected: list) -> None:
    given = members_survey()
    variables = {"made": {"label": "made", "of": "people", **entry}}
    made = constructed(given["survey"], plan_of({"variables": variables}, given["clean"]))["made"]
    np.testing.assert_allclose(made, np.array(expected, dtype=float))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"aggregate": "count", "of": "peple"}, "repeat groups here: people"),
        ({"aggregate": "count", "of": "people", "wave": "baseline"}, "in wave `baseline`"),
        ({"aggregate": "sum", "of": "people", "value": "agee"}, "did you mean `age`"),
        ({"aggregate": "count", "of": "people", "where": "age + 1"}, "not give a condition"),
        ({"aggregate": "share", "of": "people", "value": "age"}, "true or false"),
    ],
)
def test_aggregates_that_cannot_be_made(entry: dict, fault: str) -> None:
    given = members_survey()
    plan = plan_of({"variables": {"made": {"label": "made", **entry}}}, given["clean"])
    with pytest.raises(DataError) as caught:
        constructed(given["survey"], plan)
    (found,) = caught.value.faults
    assert fault in f"{found.message} {found.help}"


def test_rows_alone_get_what_rows_suffice_for() -> None:
    given = members_survey()
    variables = {
        "size": {"label": "x", "aggregate": "count", "of": "people"},
        "large": {"label": "x", "expression": "size > 2"},
        "double": {"label": "x", "expression": "2 * y"},
        "high": {"label": "x", "winsorise": "y"},
    }
    plan = plan_of({"variables": variables}, given["clean"])
    assert set(with_variables(given["survey"].rows, plan)) & set(variables) == {"double"}
    whole = set(before_sample(given["survey"], plan)) & set(variables)
    assert whole == {"size", "large", "double"}


def test_lags_are_the_same_unit_s_earlier_answer() -> None:
    survey, clean = long_survey()
    variables = {
        "double": {"label": "x", "expression": "2 * x"},
        "before": {"label": "x", "lag": "double", "wave": "baseline"},
        "ahead": {"label": "x", "lag": "double", "wave": "endline"},
    }
    frame = constructed(survey, plan_of({"variables": variables}, clean))
    np.testing.assert_array_equal(frame["before"], [np.nan] * 3 + [2, 4, np.nan])
    assert frame["ahead"].isna().all(), "a row never sees its own answer or a later one"
    twice = survey_of(survey.rows.assign(unit=list("aacabd")))
    with pytest.raises(DataError, match="more than once") as caught:
        constructed(twice, plan_of({"variables": variables}, clean))
    assert caught.value.faults[0].found == "1 rows too many"


def test_what_depends_on_the_sample_is_made_after_its_rules() -> None:
    """A row that the rules leave out moves no percentile, no mean, no standard deviation."""
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"x": rng.normal(size=101), "z": rng.normal(size=101), "inside": 1.0})
    rows["treated"], rows["y"] = np.arange(101) % 2, 1.0
    rows.loc[100, ["x", "inside"]] = 1e6, 0
    variables = {
        "capped": {"label": "x", "winsorise": "x", "percentiles": [10, 90]},
        "twice": {"label": "x", "expression": "2 * capped"},
        "index": {"label": "x", "index": "standardised", "of": ["x", "z"]},
    }
    rule = {"keep": "inside == 1", "reason": "outside"}
    plan = plan_of({"variables": variables, "sample": [rule]})
    frame = constructed(survey_of(rows), plan)
    low, high = np.quantile(rows["x"][:100], [0.1, 0.9])
    assert frame["capped"].agg(["min", "max"]).tolist() == [low, high]
    np.testing.assert_array_equal(frame["twice"], 2 * frame["capped"])
    control = frame[frame["treated"] == 0]
    assert control["index"].mean() == pytest.approx(0, abs=ROUNDING)
    without = constructed(survey_of(rows[:100]), plan)
    pd.testing.assert_frame_equal(frame, without)


def test_limits_of_winsorising_are_those_of_both_arms() -> None:
    rows = pd.DataFrame({"x": [*range(50), *range(1000, 1050)], "treated": np.repeat([0, 1], 50)})
    made = one({"winsorise": "x", "percentiles": [0, 99]}, rows.assign(y=1.0))
    assert made.min() == 0
    assert made.max() == np.percentile(rows["x"], 99)
    assert (made[:50] == rows["x"][:50]).all()


def test_an_index_knows_which_arm_is_the_control() -> None:
    rng = np.random.default_rng(4)
    rows = pd.DataFrame(rng.normal(size=(60, 3)), columns=list("abc")).assign(y=1.0)
    rows["treated"] = np.repeat([2, 5], 30)
    arms = {"control": {"value": 5, "label": "c"}, "treated": {"value": 2, "label": "t"}}
    variables = {"i": {"label": "i", "index": "inverse_covariance", "of": list("abc")}}
    frame = constructed(survey_of(rows), plan_of({"variables": variables}, arms=arms))
    assert frame.loc[frame["treated"] == 5, "i"].mean() == pytest.approx(0, abs=ROUNDING)
    assert frame.loc[frame["treated"] == 5, "i"].std() == pytest.approx(1)
    turned = {"i": {**variables["i"], "reverse": ["a", "b", "c"]}}
    other = constructed(survey_of(rows), plan_of({"variables": turned}, arms=arms))
    np.testing.assert_allclose(other["i"], -frame["i"])


@pytest.mark.parametrize("kind", ["inverse_covariance", "standardised", "first_component"])
def test_a_component_that_never_varies_is_refused(kind: str) -> None:
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"a": rng.normal(size=40), "b": rng.normal(size=40)})
    rows["treated"], rows["y"] = np.arange(40) % 2, 1.0
    rows["c"] = rows["treated"] * rows["a"]  # all 0 in the control group, and only there
    message = refusal({"index": kind, "of": ["a", "b", "c"]}, rows)
    assert "component `c` does not vary in the control group" in message
    assert "construct.variables.made.of.2" in message
    assert "20 answers" in message


def test_a_component_that_follows_from_others_is_refused() -> None:
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"a": rng.normal(size=40), "b": rng.normal(size=40), "y": 1.0})
    rows["treated"], rows["c"] = np.arange(40) % 2, 3 * rows["a"] - rows["b"]
    message = refusal({"index": "inverse_covariance", "of": ["a", "b", "c"]}, rows)
    assert "has no inverse" in message
    never_together = rows.assign(
        a=rows["a"].where(rows.index < 20), c=rows["b"].where(rows.index >= 20)
    )
    message = refusal({"index": "inverse_covariance", "of": ["a", "c"]}, never_together)
    assert "fewer than two units together" in message


def test_members_bring_their_household_along() -> None:
    given = members_survey()
    variables = {
        "adult": {"label": "x", "expression": "age >= 18"},
        "size": {"label": "x", "aggregate": "count", "of": "people"},
    }
    construct = {
        "members": {"of": "people"},
        "variables": variables,
        "sample": [{"keep": "age >= 10 or isna(age)", "reason": "too young"}],
    }
    plan = plan_of(construct, given["clean"], clusters="household")
    frame = constructed(given["survey"], plan)
    assert frame["household"].tolist() == ["a", "a", "b"]
    assert frame[MEMBER].tolist() == [1, 2, 1]
    assert frame[ROW].tolist() == [1, 1, 2], "the household's own row"
    assert frame["treated"].tolist() == [0, 0, 1]
    assert frame["size"].tolist() == [3, 3, 1]
    np.testing.assert_array_equal(frame["adult"], [1, 0, np.nan])
    log = pd.DataFrame(
        [("baseline", "export", 6), ("baseline", "no_consent", 2), ("endline", "export", 3)],
        columns=["wave", "rule", "rows"],
    )
    units = before_sample(given["survey"], plan)
    flow = exclusions(log, given["survey"].rows, units, plan)
    assert flow.set_index(["step", "arm"])["n"].to_dict() == {
        ("export", "all"): 6, ("no_consent", "all"): 4, ("without_members", "all"): 2,
        ("members", "all"): 4, ("sample_1", "all"): 3, ("allocated", "treated"): 1,
        ("sample_1", "treated"): 1, ("allocated", "control"): 3, ("sample_1", "control"): 2,
        ("export:endline", "all"): 3,
    }  # fmt: skip


def test_a_column_with_two_meanings_is_refused() -> None:
    given = members_survey()
    rows = given["survey"].rows.assign(age=50)
    survey = survey_of(rows, repeats=given["survey"].repeats, waves=given["survey"].waves)
    plan = plan_of({"members": {"of": "people"}}, given["clean"], clusters="household")
    with pytest.raises(DataError, match="`age` is a column of the household and of its members"):
        constructed(survey, plan)
