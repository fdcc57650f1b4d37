"""The folder that leaves the house: nobody is in it, and the pipeline runs on it."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from conftest import athar, copy_project
from pipeline import (
    balance,
    check,
    clean,
    conclude,
    construct,
    estimate,
    identify,
    rehearse,
    robustness,
)
from pipeline.errors import ResultsError
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.sections.design import Arm, Arms, Design
from pipeline.share import share
from pipeline.sharing.synthetic import assignment, closeness, margin_of, synthesise
from pipeline.sharing.synthetic_evaluation import EXPORT, MARK

NAME = "job-training"
LEAST = 10
# What only one person has, or said, or what stands of them in files beside the data.
PLANTED = (
    "Zuberi Kiplagat",
    "فاطمة الزبيري",
    "987654",
    "quiet street by the well",
    "old-answer-77",
)
STAGES = (
    "identify", "clean", "check", "construct", "balance", "estimate", "robustness", "rehearse",
    "conclude", "report",
)  # fmt: skip
# Correlations are told to one decimal, and drawn from some hundred rows.
CORRELATION_WITHIN = 0.15


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The job training study with planted people, a threshold of 10, its results and a report."""
    folder = Folder(copy_project(tmp_path_factory.mktemp("share") / "house"), NAME)
    rows = pd.read_stata(folder.data / "raw" / "nsw.dta", convert_categoricals=False)
    rows["respondent"] = [f"Respondent {number}" for number in range(len(rows))]
    rows.loc[7, ["respondent", "re78", "re74"]] = [PLANTED[0], 987654.25, 987654.5]
    rows.to_csv(folder.data / "raw" / "nsw.csv", index=False)
    text = folder.plan.read_text(encoding="utf-8")
    text = text.replace("threshold: 0", "threshold: 10").replace("raw/nsw.dta", "raw/nsw.csv")
    folder.plan.write_text(text, encoding="utf-8")
    with folder.codebook.open("r+", encoding="utf-8", newline="") as stream:
        columns = csv.DictReader(stream).fieldnames or []
        stream.seek(0, io.SEEK_END)
        line = {"variable": "respondent", "label_en": "Name", "label_ar": "الاسم", "type": "text"}
        line |= {"values": f"1={PLANTED[1]}", "values_ar": f"1={PLANTED[1]}"}
        csv.DictWriter(stream, columns, lineterminator="\n").writerow(
            line | {"identifier": "direct"}
        )
    settings = folder.root / "params.yaml"
    fewer = re.sub(
        r"randomization_inference: \d+", "randomization_inference: 99", settings.read_text()
    )
    settings.write_text(re.sub(r"(evaluations:\n)(  - .*\n)+", rf"\1  - {NAME}\n", fewer))
    stages = (identify, clean, check, construct, balance, estimate, robustness, rehearse, conclude)
    for stage in stages:
        stage.run(folder)
    folder.reports.mkdir(parents=True)
    (folder.reports / "evaluation.en.html").write_text("<p>A report.</p>", encoding="utf-8")
    said = f"clean:\n  harmonise: [{{variable: data_id, map: {{{PLANTED[3]}: x}}}}]\n"
    folder.plan.write_text(text.replace("clean:\n", said), encoding="utf-8")
    with folder.corrections.open("a", encoding="utf-8") as stream:
        stream.write(f"8,re78,{PLANTED[4]},987654.25,me,2020-01-01,typing\n")
    return folder


@pytest.fixture(scope="module")
def shared(house: Folder) -> Path:
    """The folder that `athar share` makes of it."""
    result = athar(house.root, "share", NAME)
    assert result.returncode == 0, result.stderr
    assert "445" not in result.stdout  # the results may withhold how many there were
    return house.root / "shared" / NAME


def test_no_byte_of_it_is_a_planted_person(house: Folder, shared: Path) -> None:
    assert PLANTED[0] in (house.data / "raw" / "nsw.csv").read_text()
    files = [path for path in shared.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        content = path.read_bytes()
        for planted in PLANTED:
            assert planted.encode() not in content, path
    assert not list(shared.rglob("*.parquet"))
    assert not [path for path in shared.rglob("raw/*") if path.name != EXPORT]


def test_it_says_what_it_is_where_it_can_be_read(shared: Path) -> None:
    readme = (shared / "README.md").read_text(encoding="utf-8")
    assert "No row is a person" in readme
    assert "Their results are not the results" in readme
    folder = Folder(shared, f"{NAME}-synthetic")
    assert (folder.data / "raw" / EXPORT).read_text().startswith(MARK)
    about = load_plan(folder).evaluation
    assert about.title["en"].startswith("[Synthetic data]")
    assert about.title["ar"].startswith("[بيانات اصطناعية]")
    assert about.simulated
    assert "no effect" in load_plan(folder).report.limits[0]["en"]


def test_results_and_reports_are_those_that_were_published(house: Folder, shared: Path) -> None:
    for path in house.results.iterdir():
        assert (shared / "real" / "results" / path.name).read_bytes() == path.read_bytes()
    assert (shared / "real" / "reports" / "evaluation.en.html").is_file()
    with (shared / "real" / "codebook.csv").open(encoding="utf-8", newline="") as stream:
        lines = {line["variable"]: line for line in csv.DictReader(stream)}
    name = {column: text for column, text in lines["respondent"].items() if text}
    assert name == {
        "variable": "respondent", "label_en": "Name", "label_ar": "الاسم", "type": "text",
        "identifier": "direct",
    }  # fmt: skip


def test_the_pipeline_runs_on_it_to_a_report(shared: Path) -> None:
    for stage in STAGES:
        result = athar(shared, "stage", stage, f"{NAME}-synthetic", PYTHONPATH=str(shared / "src"))
        assert result.returncode == 0, result.stdout + result.stderr
    page = shared / "reports" / f"{NAME}-synthetic" / "evaluation.en.html"
    text = page.read_text(encoding="utf-8")
    assert "simulated data" in text
    assert "[Synthetic data]" in text


def test_the_same_folder_again_to_the_byte(
    house: Folder, shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(house.root)
    share(NAME, str(tmp_path / "again"))
    first = (shared / "data" / f"{NAME}-synthetic" / "raw" / EXPORT).read_bytes()
    again = tmp_path / "again" / "data" / f"{NAME}-synthetic" / "raw" / EXPORT
    assert again.read_bytes() == first
    share(NAME, str(tmp_path / "again"))  # what it wrote itself it may replace
    assert again.read_bytes() == first


def test_what_it_did_not_write_it_does_not_replace(
    house: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(house.root)
    (tmp_path / "thesis.txt").write_text("years of work")
    for target in (tmp_path, house.root):
        with pytest.raises(ResultsError, match="did not write"):
            share(NAME, str(target))
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_results_that_tell_of_few_are_not_shared(
    house: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(house.root)
    path = house.results / "headline.json"
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b'"n_treated": 185', b'"n_treated": 4'))
        with pytest.raises(ResultsError, match="fewer than 10 people"):
            share(NAME, str(tmp_path / "out"))
    finally:
        path.write_bytes(before)
    assert not (tmp_path / "out").exists()


# --- the synthetic rows


def design(**groups: str) -> Design:
    arms = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
    return Design(kind="randomised", treatment="treated", arms=arms, **groups)


def people(n: int = 600) -> pd.DataFrame:
    """Units in 30 villages of 2 districts; many earn nothing, one is very rich."""
    rng = np.random.default_rng(11)
    village = np.arange(n) % 30
    schooling = rng.integers(0, 13, n)
    earned = np.exp(rng.normal(5, 1, n)) * (schooling + 1) * (rng.random(n) > 0.3)
    earned[3] = 987654.25
    treated = (village % 2).astype(float)
    return pd.DataFrame(
        {
            "village": village,
            "district": village % 3 // 2,
            "treated": treated,
            "earned": earned + 5000 * treated,
            "schooling": schooling.astype(float),
            "age": np.clip(rng.normal(40, 15, n).round(), 15, 99),
            "owns": rng.integers(0, 2, n).astype(float),
        }
    )


def made(rows: pd.DataFrame, seed: int = 1, **groups: str) -> pd.DataFrame:
    return synthesise(rows, design(**groups), LEAST, np.random.default_rng(seed))


def test_no_value_of_fewer_than_the_threshold_is_reproduced() -> None:
    rows = people()
    synthetic = made(rows, clusters="village", strata="district")
    for name in ("earned", "schooling", "age", "owns"):
        counts = rows[name].value_counts()
        rare = set(counts[counts < LEAST].index)
        assert rare or name in ("schooling", "owns")
        assert rare.isdisjoint(synthetic[name].dropna())
    assert synthetic["earned"].max() < rows["earned"].nlargest(LEAST).mean() * 1.01
    assert synthetic["age"].max() <= rows["age"].nlargest(LEAST).mean() + 0.5


def test_outlines_are_kept_and_the_effect_is_not() -> None:
    rows = people(3000)
    synthetic = made(rows, clusters="village", strata="district")
    for name in ("schooling", "age", "owns"):
        assert synthetic[name].mean() == pytest.approx(rows[name].mean(), abs=rows[name].std() / 10)
        assert synthetic[name].std() == pytest.approx(rows[name].std(), rel=0.1)
    pair = ["earned", "schooling"]
    real, ours = (frame[pair].corr("spearman").iloc[0, 1] for frame in (rows, synthetic))
    assert ours == pytest.approx(real, abs=CORRELATION_WITHIN)
    arms = synthetic.groupby("treated")["earned"]
    error = np.sqrt((arms.var() / arms.size()).sum())
    assert abs(arms.mean()[1] - arms.mean()[0]) < 3.5 * error  # true effect 0; in truth 5,000
    assert made(rows).equals(made(rows))
    assert not made(rows, seed=2).equals(made(rows))


def test_arms_strata_and_clusters_keep_their_sizes_to_the_nearest_ten() -> None:
    rows = people(603)
    groups = assignment(
        rows, design(clusters="village", strata="district"), LEAST, np.random.default_rng(3)
    )
    sizes = {"n": ("village", "size"), "c": ("village", "nunique")}
    real = rows.groupby(["district", "treated"]).agg(**sizes)
    ours = groups.groupby(["district", "treated"]).agg(**sizes)
    assert (ours["n"] % LEAST == 0).all()
    key = ["n", "c"]
    near = real.assign(n=(real["n"] / LEAST).round() * LEAST)
    assert sorted(near[key].itertuples(index=False)) == sorted(ours[key].itertuples(index=False))
    assert groups.groupby("village")["treated"].nunique().max() == 1
    crossed = assignment(
        rows.assign(treated=np.arange(603) // 30 % 2), design(clusters="village"), LEAST,
        np.random.default_rng(3),
    )  # fmt: skip
    assert crossed["village"].nunique() == 30
    assert crossed.groupby("village")["treated"].nunique().min() == 2


def test_a_group_smaller_than_the_threshold_is_not_reproduced() -> None:
    rows = people(200).assign(district=lambda frame: (frame.index < 8).astype(int))
    groups = assignment(rows, design(strata="district"), LEAST, np.random.default_rng(3))
    assert groups.groupby(["district", "treated"]).size().min() >= LEAST


def test_a_margin_of_few_or_of_one_value() -> None:
    few = margin_of(pd.Series([1.0, 2.0, 3.0, *[np.nan] * 30]), LEAST)
    assert few.low.tolist() == [0.0]  # three answers shape nothing
    one = margin_of(pd.Series([5.0] * 40 + [9.0] * 3), LEAST)
    assert one.low.tolist() == one.high.tolist() == [5.0]
    rare = margin_of(pd.Series([1.0] * 40 + [np.nan] * 3), LEAST)
    assert rare.missing == 0


def test_synthetic_rows_lie_no_nearer_to_those_they_were_made_from() -> None:
    rows = people(1200)
    near = closeness(rows, design(), LEAST, np.random.default_rng(5))
    assert near.nearer == pytest.approx(0.5, abs=0.05)
    assert near.equal_to_seen == pytest.approx(near.equal_to_unseen, abs=0.02)


def test_copies_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of closeness can fail: a generator that copies is seen at once."""
    monkeypatch.setattr("pipeline.sharing.synthetic.synthesise", lambda rows, *_: rows)
    near = closeness(people(1200), design(), LEAST, np.random.default_rng(5))
    assert near.nearer > 0.9
    assert near.equal_to_seen == 1
