"""Every kind of made variable, the order in which they are made, and a flow that adds up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from conftest import ROOT, athar
from pipeline.balance import sample_flow
from pipeline.baseline import balance_among
from pipeline.codebook import ROW, SOURCE
from pipeline.construct import (
    before_sample,
    constructed,
    with_indicators,
    with_variables,
)
from pipeline.construction import CONSTRUCTION
from pipeline.construction.exclusions import LEFT_OUT, exclusions
from pipeline.construction.indices import INDICES
from pipeline.construction.members import MEMBER
from pipeline.errors import DataError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Plan
from pipeline.reporting.terms import TERMS
from pipeline.sections.variables import KINDS
from pipeline.survey import Survey

DATA_EXIT = 3
NSW = "data/job-training/plan.yaml"
# A small number of float operations, in another order.
ROUNDING = 1e-12


def plan_of(construct: dict | None = None, clean: dict | None = None, **design: object) -> Plan:
    """A plan of a lottery with what a test needs in its sections."""
    words = {"title": "t", "question": "q", "programme": "p", "place": "here", "people": "all"}
    arms = {"control": {"value": 0, "label": "c"}, "treated": {"value": 1, "label": "t"}}
    outcome = {
        "label": "y", "kind": "continuous", "direction": "increase",
        "smallest_change_that_matters": 1,
    }  # fmt: skip
    sections = {key: {} for key in ("check", "estimate", "robustness", "disclosure", "report")}
    return Plan.model_validate(
        {
            **sections,
            "evaluation": {**words, "period": "2020", "source": {"citation": "none"}},
            "design": {"kind": "randomised", "treatment": "treated", "arms": arms, **design},
            "graph": "implied",
            "clean": {"files": [{"path": "raw/x.csv"}], **(clean or {})},
            "construct": {"outcomes": {"y": outcome}, "covariates": [], **(construct or {})},
        }
    )


def survey_of(rows: pd.DataFrame, **parts: object) -> Survey:
    numbered = rows if ROW in rows else rows.assign(**{ROW: range(1, len(rows) + 1)})
    return Survey(numbered.assign(**{SOURCE: "x"}), {}, **parts)


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


# --- one row at a time ---


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


def long_survey() -> tuple[Survey, dict]:
    rows = pd.DataFrame(
        {
            "wave": ["baseline"] * 3 + ["endline"] * 3,
            "unit": list("abcabd"),
            "x": [1.0, 2, 3, 10, 20, 40],
            "y": 1.0,
            "treated": [0, 1, 1, 0, 1, 0],
            ROW: [1, 2, 3, 1, 2, 3],
        }
    )
    files = [{"path": "raw/x.csv", "wave": wave} for wave in ("baseline", "endline")]
    merge = [{"wave": "endline", "on": "unit"}]
    return survey_of(rows), {"files": files, "unit": "unit", "layout": "long", "merge": merge}


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


# --- over the study's sample ---


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


# --- members as units ---


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


# --- missing covariates ---


def lottery(n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    rows = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n)})
    rows["treated"] = np.tile([0.0, 1.0], n // 2)
    rows["y"] = rows["a"] + rows["treated"] + rng.normal(size=n)
    return rows


def test_missing_covariates_take_the_mean_and_say_so() -> None:
    rows = lottery()
    rows.loc[:9, "a"] = np.nan
    rows.loc[20:24, "y"] = np.nan
    plan = plan_of({"covariates": ["a", "b"], "missing_covariates": ["a"]})
    frame = with_indicators(constructed(survey_of(rows), plan), plan)
    assert (frame["a"][:10] == rows["a"].mean()).all()
    assert frame["a_missing"].tolist() == [1.0] * 10 + [0.0] * 190
    assert frame["y"].isna().sum() == 5, "an outcome is never filled"
    assert plan.adjusted_for == ("a", "b", "a_missing")
    balance = balance_among(frame, plan).set_index("variable")
    assert balance.loc["a", "n_obs"] == 190, "balance is that of the answers"
    assert balance.loc["a", "control_mean"] == pytest.approx(rows["a"][rows["treated"] == 0].mean())
    assert balance.loc["a_missing", "treated_mean"] == pytest.approx(0.05)
    with pytest.raises(DataError, match="nobody in the sample answered covariate `a`"):
        with_indicators(survey_of(rows.assign(a=np.nan)).rows, plan)


@pytest.mark.parametrize("name", ["lin", "ancova", "ipw", "aipw"])
@pytest.mark.parametrize(
    ("missing", "kept", "left_out"),
    [
        ({}, "a + b", "a_missing, b_missing left out"),
        ({"a": range(10)}, "a + b + a_missing", "b_missing left out"),
        ({"a": range(10), "b": range(10)}, "a + b + a_missing", "b_missing left out"),
        ({"a": range(0, 10, 2), "b": range(7)}, "a + b + b_missing", "a_missing left out"),
        ({"a": range(10), "b": range(5, 25)}, "a + b + a_missing + b_missing", ""),
    ],
)
def test_an_indicator_that_adds_nothing_is_left_out_and_named(
    name: str, missing: dict, kept: str, left_out: str
) -> None:
    """Nobody missing, the same units missing, missing in one arm only: no estimator breaks."""
    rows = lottery()
    for column, which in missing.items():
        rows.loc[list(which), column] = np.nan
    both = ["a", "b"]
    kind = "observational" if name in ("ipw", "aipw") else "randomised"
    plan = plan_of({"covariates": both, "missing_covariates": both}, kind=kind)
    frame = with_indicators(constructed(survey_of(rows), plan), plan)
    se_type = "HC2" if kind == "randomised" else "influence"
    settings = EstimatorSettings(plan.covariates, se_type, plan.indicators)
    result = ESTIMATORS[name](frame, plan.design, "y", settings)
    assert kept in result.formula
    assert left_out in result.formula
    assert "left out" not in result.formula or left_out
    assert result.n_obs == 200
    by_hand = EstimatorSettings(tuple(kept.split(" + ")), se_type)
    expected = ESTIMATORS[name](frame, plan.design, "y", by_hand)
    assert result.estimate == pytest.approx(expected.estimate, rel=ROUNDING)
    assert result.std_error == pytest.approx(expected.std_error, rel=ROUNDING)
    assert not balance_among(frame, plan)["variable"].duplicated().any()


# --- the flow ---


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


# --- the whole way, with the command ---


def planned(project: Path, construct: dict) -> None:
    """Add to the plan of the job training, as an evaluator would."""
    yaml = YAML()
    plan = yaml.load((project / NSW).read_text(encoding="utf-8"))
    for key, value in construct.items():
        if isinstance(value, dict):
            plan["construct"].setdefault(key, {}).update(value)
        else:
            plan["construct"][key] = value
    with (project / NSW).open("w", encoding="utf-8") as stream:
        yaml.dump(plan, stream)


def few_draws(project: Path) -> None:
    """Resampling as short as the settings allow: what it finds is not asked here."""
    settings = project / "params.yaml"
    yaml = YAML()
    content = yaml.load(settings.read_text(encoding="utf-8"))
    content["draws"] = {"randomization_inference": 99, "refuters": 100}
    with settings.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)


def run(project: Path, *stages: str) -> str:
    for stage in stages:
        result = athar(project, "run", stage, "job-training")
        assert "Traceback" not in result.stderr
        if result.returncode:
            assert result.returncode == DATA_EXIT, result.stderr
            return result.stderr
    return ""


def test_made_outcomes_and_filled_covariates_reach_the_report(project: Path) -> None:
    made = {
        "earnings": {"label": "Earnings without extremes", "winsorise": "re78"},
        "log_earnings": {"label": "Log", "log": "re78", "zero": "inverse_hyperbolic_sine"},
        "livelihood": {
            "label": "Livelihood index", "index": "inverse_covariance",
            "of": ["earnings", "log_earnings", "worked78"],
        },
        "schooling": {
            "label": "Schooling", "recode": "educ", "map": {"0": None, "3": None, "4": None},
            "otherwise": "same",
        },
    }  # fmt: skip
    outcome = {
        "label": "Livelihood index", "kind": "continuous", "direction": "increase",
        "smallest_change_that_matters": 0.1, "decimals": 2,
    }  # fmt: skip
    planned(
        project,
        {
            "variables": made,
            "outcomes": {"livelihood": outcome},
            "covariates": ["age", "schooling", "black"],
            "missing_covariates": ["schooling", "age"],
        },
    )
    few_draws(project)
    stages = ("identify", "clean", "check", "construct", "balance", "estimate", "robustness")
    assert run(project, *stages, "report") == ""
    folder = project / "data" / "job-training"
    analysis = pd.read_parquet(folder / "analysis" / "analysis.parquet")
    missing = int(analysis["schooling_missing"].sum())
    assert 0 < missing < 20
    assert analysis["age_missing"].sum() == 0
    checks = pd.read_csv(folder / "results" / "data_checks.csv").set_index("target")["value"]
    assert checks["schooling"] == pytest.approx(missing / len(analysis)), "before it was filled"
    control = analysis.loc[analysis["treat"] == 0, "livelihood"]
    assert (control.mean(), control.std()) == (pytest.approx(0, abs=ROUNDING), pytest.approx(1))
    estimates = pd.read_csv(folder / "results" / "estimates.csv")
    lin = estimates[(estimates["outcome"] == "livelihood") & (estimates["estimator"] == "lin")]
    assert "schooling_missing" in lin["formula"].item()
    assert "age_missing left out" in lin["formula"].item()
    report = (project / "reports" / "job-training" / "evaluation.en.html").read_text()
    for words in ("Livelihood index", "Schooling: not answered", "Age: not answered"):
        assert words in report
    assert "schooling_missing" not in report.partition('id="annex"')[0]


@pytest.mark.parametrize(
    ("stage", "entry", "fault"),
    [
        ("check", {"index": "inverse_covariance", "of": ["re78", "twice"]}, "has no inverse"),
        ("construct", {"index": "inverse_covariance", "of": ["re78", "twice"]}, "has no inverse"),
        ("check", {"recode": "educ", "map": {"11": 1}}, "does not name every answer of `educ`"),
        ("construct", {"log": "below", "zero": "missing"}, "values below zero"),
    ],
)
def test_what_cannot_be_made_names_its_line(
    project: Path, stage: str, entry: dict, fault: str
) -> None:
    made = {
        "twice": {"label": "x", "expression": "2 * re78"},
        "below": {"label": "x", "expression": "re74 - re75"},
        "made": {"label": "made", **entry},
    }
    planned(project, {"variables": made})
    assert run(project, "clean") == ""
    # `check` looks at made variables as well: it may be the first to find the fault.
    message = run(project, "check") if stage == "construct" else ""
    message = message or run(project, stage)
    assert fault in message
    lines = (project / NSW).read_text(encoding="utf-8").splitlines()
    place = message.partition(f"{NSW}:")[2]
    line = lines[int(place.partition(" ")[0]) - 1]
    step = place.partition("(construct.variables.made.")[2].partition(")")[0]
    assert step.partition(".")[0] in line
