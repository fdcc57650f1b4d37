"""TODO."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from pipeline import balance, estimate
from pipeline.baseline import baseline_balance
from pipeline.disclosure import disclosed, without_rates
from pipeline.disclosure_rules.cells import SEPARATOR, WITHHELD
from pipeline.disclosure_rules.estimates import (
    NUMBERS,
    ROUNDED,
    protected_estimates,
    without_small_counts,
)
from pipeline.disclosure_rules.means import protected_means
from pipeline.effects.families import with_adjusted_p
from pipeline.errors import EstimationError, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.reporting.evaluation import open_report, section
from pipeline.reporting.facts import Withheld, facts_of
from pipeline.reporting.words import words_in
from pipeline.results import JOINT, Check, as_table, read_table, write_json, write_table
from protected_study import TEN, folder, protected  # noqa: F401


def study(seed: int) -> pd.DataFrame:
    """Some hundred units with a few answers missing here and there."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(60, 400))
    frame = pd.DataFrame(
        {
            "row_id": np.arange(n),
            "any": (np.arange(n) % rng.integers(2, 4) == 0).astype(float),
            "villnum": np.arange(n) % 20,
            "district": 0,
            "got": rng.integers(0, 2, n).astype(float),
            "male": rng.integers(0, 2, n).astype(float),
            "age": rng.integers(18, 70, n).astype(float),
            "hiv2004": (rng.random(n) < 0.1).astype(float),
        }
    )
    for name in ("got", "male", "age", "hiv2004"):
        frame.loc[rng.random(n) < rng.choice([0, 0.01, 0.03, 0.2]), name] = np.nan
    return frame.assign(age_squared=frame["age"] ** 2)


def published(plan: Plan, analysis: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lost = [("export", len(analysis) + 123, 0), ("sample_1", len(analysis) + 4, 119)]
    steps = [*lost, ("sample_2", len(analysis), 4)]
    exclusions = pd.DataFrame(steps, columns=["step", "n", "excluded"]).assign(arm="all")
    table = baseline_balance(analysis, plan)
    tables = {
        "sample_flow.csv": balance.sample_flow(analysis, plan, exclusions),
        "attrition.csv": balance.attrition_by_arm(analysis, plan),
        "balance.csv": protected_means(table, analysis, plan),
    }
    return disclosed(tables, 10)


def told(
    tables: dict[str, pd.DataFrame], plan: Plan, analysis: pd.DataFrame
) -> list[tuple[pd.Series, float]]:
    """Every published count with the units it counts, from what the columns say they are.

    The second way to the same thing: it knows nothing of the gate's names and equations.
    """
    arms = {"treated": analysis["any"] == 1, "control": analysis["any"] == 0}
    arms["all"] = pd.Series(True, index=analysis.index)
    complete = analysis[list(plan.covariates)].notna().all(axis=1)
    known = analysis["got"].notna()
    steps = {"assigned": arms["all"], "observed:got": known, "complete:got": known & complete}
    before = {"assigned": arms["all"], "observed:got": arms["all"], "complete:got": known}
    found = []
    for row in tables["sample_flow.csv"].itertuples():
        if row.step in steps:
            here = arms[row.arm] & steps[row.step]
            found += [(here, row.n), (arms[row.arm] & before[row.step] & ~here, row.excluded)]
        elif row.step == "sample_2":
            found.append((arms["all"], row.n))
    for row in tables["attrition.csv"].itertuples():
        if row.arm != "difference":
            found.append((arms[row.arm], row.assigned))
            found.append((arms[row.arm] & known & complete, row.analysed))
            if pd.notna(row.attrition):  # a rate is only shown beside both of its numbers
                assert pd.notna(row.assigned)
                assert pd.notna(row.analysed)
    for row in tables["balance.csv"].itertuples():
        has = complete if row.variable == JOINT else analysis[row.variable].notna()
        sample = arms["all"] if row.sample == "assigned" else known & complete
        found.append((sample & has, row.n_obs))
    # An estimate that needs no covariates says how many it is of, if they are not nearly the same.
    lacking = [int((arm & known & ~complete).sum()) for arm in arms.values()]
    if not any(0 < number < 10 for number in lacking):
        found += [(arm & known, int((arm & known).sum())) for arm in arms.values()]
    return [(units, count) for units, count in found if pd.notna(count)]


@pytest.mark.parametrize("seed", range(25))
def test_joined_tables_of_a_study_give_no_small_count(protected: Folder, seed: int) -> None:
    """Units alike in what they lack are one unknown; a published count is a sum of unknowns.

    A number of people can be worked out where it is a combination of published sums.
    """
    plan = load_plan(protected)
    analysis = study(seed)
    tables = published(plan, analysis)
    missing = analysis[["got", *plan.covariates]].isna().astype(int).astype(str)
    kinds = missing.agg("".join, axis=1) + analysis["any"].astype(str)
    atoms = pd.get_dummies(kinds).astype(float)
    sums = np.array([atoms[units].sum().gt(0) for units, _ in told(tables, plan, analysis)], float)
    lacking = {name: analysis[name].isna() for name in ("got", *plan.covariates)}
    whole = ~pd.DataFrame(lacking)[list(plan.covariates)].any(axis=1)
    small = 0
    for arm in (analysis["any"] == 1, analysis["any"] == 0, analysis["any"] >= 0):
        asked = [arm & units for units in lacking.values()]
        asked += [arm & ~lacking["got"] & ~whole, arm & ~(whole & ~lacking["got"])]
        for units in asked:
            if 0 < units.sum() < 10:
                small += 1
                row = atoms[units].sum().gt(0).to_numpy(float)
                rank = np.linalg.matrix_rank(sums)
                assert np.linalg.matrix_rank(np.vstack([sums, row])) > rank
    assert small or not any(WITHHELD in table for table in [tables["attrition.csv"]])


def test_what_a_headline_rests_on_is_never_withheld(protected: Folder) -> None:
    flow = read_table(protected, "sample_flow.csv").set_index(["step", "arm"])
    assert flow.loc[("complete:got", "control"), "n"] == 618
    assert pd.isna(flow.loc[("complete:got", "control"), "excluded"])  # five people
    rows = read_table(protected, "estimates.csv")
    assert rows.loc[0, "n_obs"] == 2812
    assert rows.loc[0, WITHHELD] == ""


def test_an_estimate_on_nearly_the_same_people_loses_its_size(protected: Folder) -> None:
    """The difference in means has 18 people more, of whom 5 are controls."""
    rows = read_table(protected, "estimates.csv").set_index("estimator")
    row = rows.loc["difference_in_means"].iloc[0]
    assert row["estimate"] == 0.44
    assert row["std_error"] == 0.022
    assert {"n_obs", "df", "inference"} <= set(row[WITHHELD].split(SEPARATOR))
    assert row["inference"] == ""


def test_means_of_a_withheld_number_do_not_name_it(protected: Folder) -> None:
    """A share to ten digits is a fraction that names its denominator."""
    rows = read_table(protected, "balance.csv").set_index(["sample", "variable"])
    assert pd.isna(rows.loc[("assigned", "hiv2004"), "n_obs"])
    assert rows.loc[("assigned", "hiv2004"), "treated_mean"] == 0.062
    assert rows.loc[("assigned", "male"), "treated_mean"] == 0.4598737601  # nobody lacks it
    checks = read_table(protected, "data_checks.csv").set_index(["check", "target"])
    assert checks.loc[("missing", "got"), "value"] == 0.02  # 67 of 2897, which is withheld
    assert pd.isna(checks.loc[("missing", "age"), "value"])  # five people
    assert checks.loc[("missing", "age"), "status"] == "passed"


def test_means_of_the_lost_cannot_be_worked_out(protected: Folder) -> None:
    """Of men assigned and men analysed, few were lost; of both means only one is shown."""
    rows = read_table(protected, "balance.csv").set_index(["sample", "variable"])
    assert pd.isna(rows.loc[("got", "male"), "treated_mean"])
    assert rows.loc[("got", "male"), "wwc_class"] == "satisfied"


def few_lost(plan: Plan) -> tuple[dict[str, pd.DataFrame], dict]:
    """Tables and evidence of a study that lost four of one arm."""
    analysis = study(0)
    analysis = analysis.fillna({"male": 0, "age": 40, "age_squared": 1600, "hiv2004": 0})
    analysis["got"] = (analysis.index % 3 == 0).astype(float)
    analysis.loc[analysis.index[analysis["any"] == 0][:4], "got"] = np.nan
    attrition = balance.attrition_by_arm(analysis, plan)
    evidence = balance.evidence(plan, attrition, baseline_balance(analysis, plan))
    return published(plan, analysis), evidence


def test_where_few_were_lost_no_rate_says_how_many(protected: Folder) -> None:
    plan = load_plan(protected)
    tables, evidence = few_lost(plan)
    rates = tables["attrition.csv"].set_index("arm")
    assert rates.loc[["control", "all", "difference"], "attrition"].isna().all()
    assert pd.isna(rates.loc["difference", "boundary"])
    assert rates.loc["difference", "level"] == "low"
    assert rates.loc[["control", "all"], "analysed"].notna().all()
    safe = without_rates(evidence, tables["attrition.csv"], tables["balance.csv"])["got"]
    assert safe["overall_attrition"] is None
    assert safe["attrition_level"] == "low"
    assert {"overall_attrition", "differential_attrition"} <= set(safe[WITHHELD])


def test_a_report_says_that_the_number_of_the_lost_is_withheld(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, evidence = few_lost(load_plan(folder))
    safe = without_rates(evidence, tables["attrition.csv"], tables["balance.csv"])
    write_json(folder, "evidence.json", safe, TEN)
    monkeypatch.chdir(folder.root)
    page = str(section(open_report(folder.name, "en"), "certainty"))
    assert "the number is withheld" in page
    assert "Withheld(" not in page


def test_public_data_pass_untouched() -> None:
    table = as_table([Check("duplicates", "id", "failed", 3, 0)])
    assert disclosed({"data_checks.csv": table}, 0)["data_checks.csv"] is table


def headline(plan: Plan, analysis: pd.DataFrame) -> pd.DataFrame:
    seeds = estimate.Seeds(1, "x")
    return as_table(with_adjusted_p(estimate.all_estimates(analysis, plan, seeds), plan))


@pytest.mark.parametrize(
    ("keep", "code"),
    [
        (lambda rows: (rows["any"] == 1) | (rows.groupby("any").cumcount() < 8), "E706"),
        (lambda rows: (rows["any"] == 1) | (rows["got"] == 0) | (rows.index < 20), "E707"),
    ],
)
def test_a_headline_of_too_few_stops_the_run(protected: Folder, keep: object, code: str) -> None:
    plan = load_plan(protected)
    design = plan.design.model_copy(update={"strata": None, "clusters": None})
    alone = plan.estimate.model_copy(update={"estimators": ("difference_in_means",)})
    plan = plan.model_copy(update={"design": design, "estimate": alone})
    analysis = study(1).dropna()
    analysis = analysis[keep(analysis)].reset_index(drop=True)
    with pytest.raises(EstimationError) as caught:
        protected_estimates(headline(plan, analysis), analysis, plan)
    assert code in {fault.code for fault in caught.value.faults}
    assert all(fault.help for fault in caught.value.faults)


def test_a_headline_with_few_degrees_of_freedom_stops_the_run(protected: Folder) -> None:
    plan = load_plan(protected)
    estimates = read_table(protected, "estimates.csv").head(4).drop(columns=WITHHELD)
    estimates = estimates.assign(df=9.0)
    analysis = pd.read_parquet(protected.analysis / "analysis.parquet")
    with pytest.raises(EstimationError, match="fewer than 10 degrees of freedom"):
        protected_estimates(estimates, analysis, plan)


def test_no_words_count_a_few_who_were_left_out() -> None:
    words = "CR2; 3 treated and 40 controls trimmed; 2 without a match left out; 12 units left out"
    told = "CR2; fewer than 10 treated and 40 controls trimmed; "
    told += "fewer than 10 without a match left out; 12 units left out"
    assert without_small_counts(words, 10) == told


def test_what_is_withheld_or_rounded_takes_the_detectable_effect_with_it() -> None:
    # It is the standard error times a number that everybody knows.
    assert {"std_error", "minimum_detectable_effect"} <= set(NUMBERS) & set(ROUNDED)


def test_nothing_small_can_be_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "study")
    row = {"outcome": "y", "estimator": "lin", "se_type": "HC2", "n_obs": 40, "n_treated": 4}
    with pytest.raises(ResultsError, match="fewer than 10 people"):
        write_table(folder, "estimates.csv", pd.DataFrame([row]), TEN)
    with pytest.raises(ResultsError, match="fewer than 10 people"):
        write_json(folder, "headline.json", {"y": {"n_treated": 4}}, TEN)
    write_json(folder, "headline.json", {"y": {"n_treated": 0, "n_obs": 10}}, TEN)
    assert not (folder.results / "estimates.csv").exists()


def test_checks_withhold_small_counts_and_the_shares_that_tell_them() -> None:
    rows = [
        Check("constraints", "age", "failed", 3, 0),
        Check("constraints", "pay", "failed", 30, 0),
        Check("constraints", "day", "passed", 0, 0),
        Check("missing", "age", "passed", 4 / 437, 0.2),
        Check("missing", "pay", "passed", 41 / 437, 0.2),
        Check("missing", "day", "failed", 433 / 437, 0.2),
        Check("assignment", "arm", "passed", 0.0412345678, 0.01),
    ]
    table = disclosed({"data_checks.csv": as_table(rows)}, 10)["data_checks.csv"]
    shown = table["value"].tolist()
    assert np.isnan([shown[0], shown[3], shown[5]]).all()
    assert shown[1:3] == [30, 0]
    assert shown[4] == 0.1  # 0.0938215103 would say that 437 were asked
    assert shown[6] == 0.0412345678  # no ratio of whole numbers
    assert table[WITHHELD].tolist() == ["value", "", "", "value", "", "value", ""]


def measures(*rows: tuple) -> pd.DataFrame:
    columns = ["check", "target", "group", "measure", "value", "n"]
    return pd.DataFrame(rows, columns=columns)


def test_measures_of_groups_do_not_add_up_to_a_withheld_one() -> None:
    table = measures(
        ("missing", "pay", "", "share", 0.2, 400),
        ("missing", "pay", "north", "share", 0.5, 8),
        ("missing", "pay", "south", "share", 0.25, 160),
        ("missing", "pay", "west", "share", 36 / 232, 232),
        ("enumerators", "who", "north", "mean_minutes", 44.5, 8),
        ("enumerators", "who", "south", "max_minutes", 90, 160),
        ("enumerators", "who", "south", "mean_minutes", 41, 160),
        ("logic", "a", "south", "broken", 5, 160),
    )
    safe = disclosed({"data_quality.csv": table}, 10)["data_quality.csv"]
    n, value = safe["n"], safe["value"]
    assert n[:4].isna().sum() == 2  # the group of eight and a companion
    assert pd.isna(n[1])
    assert value[:4].isna().sum() >= 2
    assert np.isnan([value[1], value[4], value[5], value[7]]).all()
    assert value[6] == 41 or pd.isna(n[2])
    for row in safe.itertuples():  # what is empty says that it was withheld
        assert pd.notna(row.value) or "value" in row.withheld


def test_withheld_cells_survive_the_file_and_are_words_in_a_report(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "study")
    rows = [Check("constraints", "age", "failed", 3, 0), Check("missing", "age", "passed")]
    write_table(folder, "data_checks.csv", as_table(rows), TEN)
    text = (folder.results / "data_checks.csv").read_text().splitlines()
    assert text[0].endswith(",table,withheld")
    assert text[1] == "constraints,age,failed,,0,,,,value"
    first, second = facts_of(folder).rows("data_checks.csv")
    assert first["value"] == Withheld("data_checks.csv#constraints/age/value") or np.isnan(
        first["value"].value
    )
    assert second["value"] is None
    words = words_in("en")
    assert "withheld" in words.number(first["value"])
    assert "withheld" in words.p_value(first["value"])
    before = (folder.results / "data_checks.csv").read_bytes()
    write_table(folder, "data_checks.csv", read_table(folder, "data_checks.csv"), TEN)
    assert (folder.results / "data_checks.csv").read_bytes() == before


def test_a_report_says_what_is_withheld(protected: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(protected.root)
    page = open_report(protected.name, "en")
    sections = {name: str(section(page, name)) for name in (
        "bottom_line", "results", "certainty", "flow", "annex", "sources"
    )}  # fmt: skip
    assert "Withheld(" not in "".join(sections.values())
    assert "nan" not in "".join(sections.values()).replace("nance", "").lower().split()
    assert '<span class="withheld">withheld</span>' in sections["flow"]
    assert "fewer than 10 people are withheld" in Markup(sections["sources"]).striptags()
