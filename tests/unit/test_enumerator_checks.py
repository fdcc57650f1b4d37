"""Who among the interviewers works unlike the others, and who does not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from check_surveys import ask, backchecked, failed, measured, people, plan_with, rows_of
from pipeline.data_checks.enumerator_traits import traits
from pipeline.data_checks.enumerators import flags
from pipeline.data_checks.significance import holm, rank_sums
from pipeline.plan import Plan
from pipeline.survey import MISSING, Survey

NULL_SURVEYS = 30


# Each null survey raises a false alarm with a probability of at most 0.05; of 30, more than 5 do
# with a probability below 0.005 (binomial).
MOST_FALSE_ALARMS = 5


def test_missing_by_variable_arm_enumerator_and_reason() -> None:
    rows = people()
    rows.loc[rows["arm"].eq(1) & (rows.index < 101), "income"] = np.nan  # 50 of 100 treated
    reasons = pd.DataFrame([("survey", 2, "income", "refused")], columns=list(MISSING))
    found = ask(
        "missing", Survey(rows, {}, missing=reasons), plan_with({"enumerators": {"column": "who"}})
    )
    assert failed(found)["income"] == 0.25
    assert measured(found["income"])["treated", "share"] == (0.5, 100)
    assert measured(found["income"])["control", "share"] == (0.0, 100)
    by_enumerator = rows["income"].isna().groupby(rows["who"]).mean()
    assert measured(found["income"])["e1", "share"] == (by_enumerator["e1"], 40)
    assert measured(found["reasons"])["income", "missing: refused"] == (1, 1)
    table = [[50, 50], [0, 100]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert found["income by arm"].check.value == pytest.approx(expected)
    assert "age by arm" not in found


def field_work(
    seed: int, enumerators: int = 12, each: int = 25, villages: float = 0.05
) -> tuple[Survey, Plan]:
    """A survey in which every enumerator does honest work, each in villages of their own: the
    share ``villages`` of the variance of each answer lies between villages."""
    draw = np.random.default_rng(seed)
    n = enumerators * each
    village = np.arange(n) // 12

    def answer() -> np.ndarray:
        between = draw.normal(size=n)[village] * np.sqrt(villages)
        return between + draw.normal(size=n) * np.sqrt(1 - villages)

    rows = people(n).assign(
        who=[f"e{number // each:02d}" for number in range(n)],
        age=np.round(45 + 12 * answer()),
        income=np.round(np.exp(6 + answer())),
        start=pd.Timestamp("2025-03-02 08:00")
        + pd.to_timedelta(np.arange(n) % each // 4, unit="D")
        + pd.to_timedelta(np.arange(n) % 4 * 120, unit="min"),
    )
    rows["end"] = rows["start"] + pd.to_timedelta(np.exp(3.5 + 0.3 * answer()), unit="min")
    numbers = {f"n{number}": np.round(40 + 15 * answer()) for number in range(6)}
    scales = {f"s{number}": np.clip(np.round(3 + answer()), 1, 5) for number in range(24)}
    rows = pd.concat([rows, pd.DataFrame(numbers | scales)], axis=1)
    lost = draw.random((n, 24)) < 0.08
    reasons = []
    for number in range(24):
        rows.loc[lost[:, number], f"s{number}"] = np.nan
        said = draw.choice(["don't know", "refused"], lost[:, number].sum())
        who = rows.loc[lost[:, number], "row_id"]
        reasons += [("survey", row, f"s{number}", why) for row, why in zip(who, said, strict=True)]
    missing = pd.DataFrame(reasons, columns=list(MISSING))
    plan = plan_with(
        {"enumerators": {"column": "who"}, "interviews": {"start": "start", "end": "end"}}
    )
    return Survey(rows, {}, missing=missing), plan


TRAITS = {
    "dont_know_share", "refused_share", "missing_share", "ends_in_0_or_5", "variance_ratio",
    "near_twin_share", "minutes_median", "interviews_a_day",
}  # fmt: skip


def plant(survey: Survey, trait: str) -> Survey:
    """The same survey with one enumerator, e03, whose work shows one trait."""
    rows, missing = survey.rows.copy(), survey.missing
    mine = rows["who"] == "e03"
    n = int(mine.sum())
    scales = [name for name in rows if name.startswith("s") and name[1:].isdigit()]
    numbers = ["age", "income", *(f"n{number}" for number in range(6))]
    draw = np.random.default_rng(99)
    if trait in ("dont_know_share", "refused_share", "missing_share"):
        rows.loc[mine, scales[:12]] = np.nan
        why = {"dont_know_share": "dont_know", "refused_share": "prefer not to say"}.get(trait)
        said = [
            ("survey", row, name, why) for row in rows.loc[mine, "row_id"] for name in scales[:12]
        ]
        if why:
            missing = pd.concat([missing, pd.DataFrame(said, columns=list(MISSING))])
    elif trait == "ends_in_0_or_5":
        rows.loc[mine, numbers] = (rows.loc[mine, numbers] / 5).round() * 5
    elif trait == "variance_ratio":
        rows.loc[mine, numbers] = rows[numbers].median().to_numpy() + draw.integers(-1, 2, (n, 8))
    elif trait == "near_twin_share":
        copied = [*scales, *numbers]
        rows.loc[mine, copied] = rows.loc[mine, copied].iloc[[0, 1] * n].to_numpy()[:n]
        rows.loc[mine, "n1"] = draw.integers(10, 70, n).astype(float)
    elif trait == "minutes_median":
        rows.loc[mine, "end"] = rows.loc[mine, "start"] + pd.to_timedelta(
            draw.uniform(5, 10, n), unit="min"
        )
    else:
        order = np.arange(n)
        rows.loc[mine, "start"] = pd.Timestamp("2025-03-02 06:00") + pd.to_timedelta(
            order % 6, unit="D"
        )
        extra = [rows[mine].assign(row_id=rows.loc[mine, "row_id"] + 10_000 * k) for k in (1, 2, 3)]
        rows = pd.concat([rows, *extra], ignore_index=True)
    return replace(survey, rows=rows, missing=missing)


@pytest.mark.parametrize("trait", sorted(TRAITS))
def test_an_enumerator_with_one_trait_is_flagged_for_it(trait: str) -> None:
    honest, plan = field_work(seed=0, each=30)
    assert failed(ask("enumerators", honest, plan)) == {}
    survey = plant(honest, trait)
    found = ask("enumerators", survey, plan)
    assert found[trait].check.status == "failed"
    asked = plan.check.enumerators
    judged = flags(list(traits(survey, plan, asked)), asked)
    mine = judged[(judged["measure"] == trait) & judged["flagged"]]
    assert mine["enumerator"].tolist() == ["e03"]
    assert set(judged.loc[judged["flagged"], "enumerator"]) == {"e03"}
    raised = measured(found["too few interviews"])
    assert raised["e03", "flags"][0] >= 1
    assert raised["e04", "flags"][0] == 0
    if trait == "near_twin_share":
        assert len(rows_of(found[trait])) == 30


def test_who_made_few_interviews_is_not_judged() -> None:
    survey, plan = field_work(seed=0)
    survey = plant(survey, "minutes_median")
    kept = survey.rows[(survey.rows["who"] != "e03") | (survey.rows.groupby("who").cumcount() < 9)]
    found = ask("enumerators", replace(survey, rows=kept.reset_index(drop=True)), plan)
    assert failed(found) == {}
    assert found["too few interviews"].check.value == 1


def test_honest_field_work_raises_few_false_alarms() -> None:
    alarms = 0
    for seed in range(NULL_SURVEYS):
        survey, plan = field_work(seed=1000 + seed)
        alarms += bool(failed(ask("enumerators", survey, plan)))
    assert alarms <= MOST_FALSE_ALARMS


@pytest.mark.parametrize("side", ["greater", "less"])
def test_rank_sums_are_mann_and_whitneys(side: str) -> None:
    draw = np.random.default_rng(4)
    values = pd.Series(np.round(draw.normal(size=300), 1))  # with ties
    groups = pd.Series(draw.integers(0, 6, 300))
    values[::17] = np.nan
    known = values.notna()
    for group, p_value in rank_sums(values, groups, side).items():
        mine = known & (groups == group)
        expected = stats.mannwhitneyu(
            values[mine], values[known & ~mine], alternative=side, method="asymptotic"
        )
        assert p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_rank_sums_of_one_value_only() -> None:
    assert (rank_sums(pd.Series([1.0] * 20), pd.Series([0, 1] * 10), "greater") == 1).all()


def test_an_enumerator_whose_answers_differ_beyond_chance_is_told() -> None:
    survey, plan = backchecked()
    first, again = survey.waves["survey"], survey.waves["again"]
    mine = first["who"].iloc[:40].to_numpy() == "e2"
    again["sex"] = np.where(mine, "m", "f")
    found = ask("backchecks", survey, plan)["enumerators, type 1"]
    assert found.check.value == 1
    flagged = found.measures[found.measures["value"] == 1]["group"].tolist()
    assert flagged == ["e2"]


def test_holm_is_holms() -> None:
    p_values = pd.Series(np.random.default_rng(6).uniform(size=40) ** 3)
    expected = multipletests(p_values, method="holm")[1]
    assert np.allclose(holm(p_values), expected)
    assert holm(pd.Series(dtype=float)).empty
