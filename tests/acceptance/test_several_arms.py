"""Three arms, two families, declared groups and people who were lost: from plan to report."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from conftest import athar, copy_project
from pipeline.project import evaluation
from pipeline.results import read_json, read_table
from reading import disagreements

NAME = "cash-and-training"
STAGES = (
    "identify", "clean", "check", "construct", "balance", "estimate", "robustness", "rehearse",
    "conclude", "report",
)  # fmt: skip
YAML = """\
evaluation:
  title: {en: Cash and training}
  question: {en: "What does cash add, and what does training?"}
  programme: {en: Cash and training}
  place: {en: Two districts}
  period: "2020"
  people: {en: households}
  source: {citation: Simulated for a test.}
  simulated: true

design:
  kind: randomised
  treatment: arm
  arms:
    control: {value: 0, label: {en: nothing}}
    treated: {value: 1, label: {en: training}}
    cash: {value: 2, label: {en: cash}}
    cash_and_training: {value: 5, label: {en: cash and training}}
  strata: district

graph: implied

clean:
  files:
    - path: raw/households.csv

check: {}

construct:
  outcomes:
    income:
      label: {en: Income}
      unit: {en: dollars}
      kind: continuous
      direction: increase
      smallest_change_that_matters: 2
      family: livelihoods
    works:
      label: {en: Works}
      kind: binary
      direction: increase
      smallest_change_that_matters: 0.05
      family: livelihoods
  covariates: [income_before]
  subgroups: [woman_headed, {column: region, role: secondary}]

estimate: {adjustment: ADJUSTMENT}

robustness: {}

framework: {}

costs: {}

disclosure: {threshold: 10}

report: {}
"""
CODEBOOK = """\
variable,label_en,label_ar,unit,type,missing,values,identifier
district,District,,,integer,,,no
arm,Assigned to,,,integer,,0=nothing; 1=training; 2=cash; 5=both,no
woman_headed,Headed by a woman,,,boolean,,0=no; 1=yes,no
region,Region,,,integer,,1=north; 2=middle; 3=south,no
income_before,Income before,,dollars,number,,,no
income,Income,,dollars,number,,,no
works,Works,,,boolean,,0=no; 1=yes,no
"""


def households(few_in_the_south: int = 200) -> pd.DataFrame:
    """Cash gains 6, training 2, both 8; women twice as much of cash; some are lost."""
    rng = np.random.default_rng(20210604)
    n = 1600
    district = np.repeat([1, 2], n // 2)
    arm = np.concatenate([rng.permutation(np.repeat([0, 1, 2, 5], n // 8)) for _ in range(2)])
    woman = rng.integers(0, 2, n)
    region = np.ones(n, int) + (np.arange(n) % 2)
    region[rng.permutation(n)[:few_in_the_south]] = 3
    before = 50 + 10 * rng.normal(size=n)
    gain = np.select([arm == 1, arm == 2, arm == 5], [2.0, 4.0 + 4 * woman, 6.0 + 4 * woman], 0)
    income = before + 5 * district + gain + 8 * rng.normal(size=n)
    works = (rng.random(n) < 0.4 + 0.1 * (arm > 0)).astype(float)
    lost = rng.random(n) < 0.15 - 0.05 * (arm > 0)
    rows = pd.DataFrame(
        {
            "district": district, "arm": arm, "woman_headed": woman, "region": region,
            "income_before": before.round(2), "income": income.round(2), "works": works,
        }
    )  # fmt: skip
    rows.loc[lost, ["income", "works"]] = np.nan
    return rows


def made(project: Path, rows: pd.DataFrame, adjustment: str, stages: tuple[str, ...]) -> Path:
    """The evaluation as the only one of a copied project, run so far."""
    copy_project(project)
    folder = project / "data" / NAME
    (folder / "raw").mkdir(parents=True)
    plan = YAML.replace("ADJUSTMENT", adjustment)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    (folder / "corrections.csv").write_text("id,variable,old,new,who,when,why\n", encoding="utf-8")
    (folder / "versions.yaml").write_text("[]\n")
    rows.to_csv(folder / "raw" / "households.csv", index=False)
    (project / "params.yaml").write_text(
        f"evaluations:\n  - {NAME}\nlanguages: [en, ar]\nseed: 20080101\n"
        "draws:\n  randomization_inference: 999\n  refuters: 100\n  multiple_testing: 999\n",
        encoding="utf-8",
    )
    for stage in stages:
        result = athar(project, "stage", stage, NAME)
        assert result.returncode == 0, f"{stage}: {result.stderr}"
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("arms") / "project"
    return made(project, households(), "westfall_young", STAGES)


def test_each_arm_has_its_headline_and_its_adjusted_p(built: Path) -> None:
    headline = read_json(evaluation(NAME, built), "headline.json")
    assert set(headline) == {
        f"{outcome}{arm}"
        for outcome in ("income", "works")
        for arm in ("", ", cash", ", cash_and_training")
    }
    found = {name: row["estimate"] for name, row in headline.items()}
    for name, truth in (("income", 2), ("income, cash", 6), ("income, cash_and_training", 8)):
        assert abs(found[name] - truth) < 4 * headline[name]["std_error"]
    for row in headline.values():
        assert row["p_adjusted"] >= row["p_value"] - 0.02  # draws against a t distribution
    # 999 draws cannot say less than one in a thousand.
    assert headline["income, cash"]["p_adjusted"] == pytest.approx(0.001)


def test_two_arms_are_compared_with_their_controls_shared(built: Path) -> None:
    table = read_table(evaluation(NAME, built), "differences.csv")
    arms = table[(table["outcome"] == "income") & (table["between"] == "arm")]
    assert len(arms) == 4  # three pairs, and all together
    cash = arms[(arms["one"] == "cash") & (arms["other"] == "treated")].iloc[0]
    assert abs(cash["difference"] - 4) < 4 * cash["std_error"]
    estimates = read_table(evaluation(NAME, built), "estimates.csv").set_index(
        ["outcome", "arm", "subgroup", "estimator"]
    )
    alone = [estimates.loc[("income", arm, "", "lin"), "std_error"] for arm in ("cash", "treated")]
    assert cash["std_error"] < np.hypot(*alone)  # as if the controls had been others each time


def test_groups_differ_where_the_simulation_says_so(built: Path) -> None:
    table = read_table(evaluation(NAME, built), "differences.csv")
    women = table[(table["between"] == "woman_headed") & (table["outcome"] == "income")]
    gaps = women.set_index("arm")["difference"]
    errors = women.set_index("arm")["std_error"]
    for arm, truth in (("treated", 0), ("cash", 4), ("cash_and_training", 4)):
        assert abs(gaps[arm] - truth) < 4 * errors[arm]
    regions = table[(table["between"] == "region") & (table["arm"] == "cash")]
    assert list(regions[regions["outcome"] == "income"]["one"]) == ["2", "3", "all"]


def test_groups_sum_to_the_whole(built: Path) -> None:
    estimates = read_table(evaluation(NAME, built), "estimates.csv")
    heads = estimates[(estimates["subgroup"] == "") & (estimates["role"] != "robustness")]
    for head in heads.itertuples():
        same = (estimates["outcome"] == head.outcome) & (estimates["arm"] == head.arm)
        women = estimates[same & estimates["subgroup"].str.startswith("woman_headed=")]
        assert women["n_obs"].sum() == head.n_obs


def test_who_was_lost_is_counted_arm_by_arm(built: Path) -> None:
    folder, rows = evaluation(NAME, built), households()
    attrition = read_table(folder, "attrition.csv").set_index(["outcome", "arm"])
    for code, arm in ((0, "control"), (1, "treated"), (2, "cash"), (5, "cash_and_training")):
        mine = rows[rows["arm"] == code]
        assert attrition.loc[("income", arm), "assigned"] == len(mine)
        assert attrition.loc[("income", arm), "analysed"] == mine["income"].notna().sum()
    assert {"all_cash", "difference_cash"} <= set(attrition.loc["income"].index)
    bounds = read_table(folder, "robustness.csv")
    bounds = bounds[bounds["check"] == "lee_bounds"].set_index("target")["value"]
    assert bounds["income, lower, cash"] < bounds["income, upper, cash"]
    assert bounds["income, from, cash"] < 6 < bounds["income, to, cash"]


def test_the_report_says_every_arm_and_agrees_with_the_results(built: Path) -> None:
    pages = [built / "reports" / NAME / f"{part}.en.html" for part in ("evaluation", "annex")]
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    page = " ".join(text.split())
    for words in ("Income: training", "Income: cash", "Income: cash and training"):
        assert words in page
    assert "Was the effect the same for everybody?" in page
    assert "need not differ" in page
    assert "Westfall and Young" in page
    assert disagreements(text, built / "data" / NAME / "results") == []


def test_a_small_group_takes_all_groups_of_its_column_with_it(tmp_path: Path) -> None:
    project = made(tmp_path / "project", households(30), "holm", STAGES[:6])
    estimates = read_table(evaluation(NAME, project), "estimates.csv")
    by_column = estimates[estimates["subgroup"] != ""]
    regions = by_column["subgroup"].str.startswith("region=")
    assert by_column.loc[regions, ["estimate", "n_obs", "conf_low"]].isna().all().all()
    assert by_column.loc[~regions, "estimate"].notna().all()
    gaps = read_table(evaluation(NAME, project), "differences.csv")
    assert gaps.loc[gaps["between"] == "region", "difference"].isna().all()
