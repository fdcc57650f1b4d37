"""The simulated evaluation: the same files from the same seed, true effects, and every fault."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from conftest import ROOT, athar
from fault_finders import ALIKE, FINDERS, Exported, most_alike, read_export
from pipeline.cleaning.corrections import COLUMNS as CORRECTION_COLUMNS
from pipeline.codebook import read_lines
from pipeline.published import prints_as
from pipeline.seeds import Seeds
from pipeline.simulate import EVALUATION, SEED, write_study
from pipeline.simulation.outcomes import AMOUNTS, ITEMS, draw_potential
from pipeline.simulation.population import draw_population
from pipeline.simulation.study import Study
from pipeline.simulation.tracking import INTERVIEWED, LOST, draw_status
from pipeline.simulation.truth import intracluster_correlation, outcome_pairs
from pipeline.simulation.workbook import write_workbook

HERE = ROOT / "data" / EVALUATION
BOOKS = ("baseline", "endline", "backcheck", "form_v1", "form_v2", "form_backcheck")
TABLES = (
    "raw/assignment.csv",
    "raw/tracking.csv",
    "truth.csv",
    "planted.csv",
    "raw/corrections.csv",
)
DRAWS = 200
# A mean of 200 draws lies within 3.5 of its standard errors in all but one of 2,000 cases.
MOST_Z = 3.5
# A 95% interval should hold the truth in 190 of 200 draws; 178 to 198 is beyond chance at 0.001.
FEWEST_HELD, MOST_HELD = 178, 198
# Kinds of fault that are a pattern over an interviewer's rows, each with a test of its own here.
PATTERNS = {
    "careless_interviews", "rounded_amounts", "ready_dont_knows", "thin_village", "swapped_age",
    "mistyped_id", "unlisted_household",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Study]:
    target = tmp_path_factory.mktemp("again")
    return target, write_study(target, Seeds(SEED, EVALUATION))


@cache
def export(wave: str) -> Exported:
    return read_export(HERE / "raw" / f"{wave}.xlsx")


@cache
def planted() -> pd.DataFrame:
    return pd.read_csv(HERE / "planted.csv", keep_default_na=False)


def rows_of(lines: pd.DataFrame) -> set[int]:
    return {int(row) for rows in lines["rows"] for row in rows.split()}


def test_the_committed_tables_are_those_of_the_seed(written: tuple[Path, Study]) -> None:
    for name in TABLES:
        assert (written[0] / name).read_bytes() == (HERE / name).read_bytes(), name


@pytest.mark.parametrize("name", BOOKS)
def test_the_committed_workbooks_hold_the_cells_of_the_seed(
    written: tuple[Path, Study], name: str
) -> None:
    # Cells, not bytes: how text is compressed may differ with the version of zlib.
    ours, theirs = (
        pd.read_excel(
            top / "raw" / f"{name}.xlsx", sheet_name=None, engine="calamine", dtype=object
        )
        for top in (written[0], HERE)
    )
    assert list(ours) == list(theirs)
    for sheet in ours:
        pd.testing.assert_frame_equal(ours[sheet], theirs[sheet])


def test_a_workbook_has_the_same_bytes_twice(written: tuple[Path, Study], tmp_path: Path) -> None:
    for name in ("form_v2", "backcheck"):
        source = written[0] / "raw" / f"{name}.xlsx"
        sheets = pd.read_excel(source, sheet_name=None, engine="calamine", dtype=object)
        for copy in ("one.xlsx", "two.xlsx"):
            write_workbook(tmp_path / copy, sheets)
        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_only_the_simulated_evaluation_is_written_again(project: Path) -> None:
    refused = athar(project, "simulate", "hiv-results")
    assert refused.returncode == 2
    assert "E104" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", [name for name in BOOKS if name.startswith("form")])
def test_the_forms_are_valid(name: str) -> None:
    from pyxform.xls2xform import convert

    assert convert(str(HERE / "raw" / f"{name}.xlsx")).warnings == []


def test_the_study_is_as_designed(written: tuple[Path, Study]) -> None:
    study = written[1]
    villages = study.population.villages
    arms = villages.groupby("district")["assigned"].agg(["size", "sum"])
    assert arms.to_numpy().tolist() == [[20, 10]] * 6
    assert len(study.population.households) == 2400
    assert villages["households"].nunique() > 10
    followed = study.status != "refused_baseline"
    lost = (study.status != INTERVIEWED)[followed]
    for arm, share in LOST.items():
        # Whole households: half of one in about 1,200.
        assert lost[study.population.assigned[followed] == arm].mean() == pytest.approx(
            share, abs=0.0005
        )


def test_true_effects_are_the_mean_of_the_differences(written: tuple[Path, Study]) -> None:
    study = written[1]
    truth = pd.read_csv(HERE / "truth.csv").set_index("outcome")
    potential, village = study.potential, study.population.households["village_number"].to_numpy()
    assert truth.loc["food_spending", "true_effect"] == 0
    assert (potential.treated["food_spending"] == potential.untreated["food_spending"]).all()
    for name in AMOUNTS:
        gain = (potential.treated[name] - potential.untreated[name]).mean()
        assert truth.loc[name, "true_effect"] == pytest.approx(gain, abs=1e-4)  # as printed
    says = (potential.treated - potential.untreated)[list(ITEMS)].mean(axis=1).mean()
    assert truth.loc["decisions", "true_effect"] == pytest.approx(says, abs=1e-4)
    children = potential.children[potential.children["member_age"].between(6, 14)]
    out = [
        len(set(children.loc[~children[f"in_school_{arm}"], "household"])) / 2400
        for arm in ("treated", "untreated")
    ]
    assert truth.loc["child_out_of_school", "true_effect"] == pytest.approx(
        out[0] - out[1], abs=1e-4
    )
    assert truth["icc"].between(0.05, 0.1).all()
    pair = outcome_pairs(potential)["savings"]
    assert intracluster_correlation(pair.untreated, village) == pytest.approx(
        truth.loc["savings", "icc"], abs=1e-4
    )


def test_what_an_outcome_was_before_predicts_it(written: tuple[Path, Study]) -> None:
    before, after = written[1].potential.baseline, written[1].potential.untreated
    for name in AMOUNTS:
        assert np.corrcoef(before[name], after[name])[0, 1] == pytest.approx(0.5, abs=0.08)


def naive(outcome: np.ndarray, sample: pd.DataFrame) -> tuple[float, float]:
    """Treatment effect within districts, and its standard error clustered by village."""
    x, y = sample["assigned"].to_numpy(float), pd.Series(outcome[sample.index], sample.index)
    within = sample["district"]
    x, y = (
        x - pd.Series(x, sample.index).groupby(within).transform("mean"),
        y - y.groupby(within).transform("mean"),
    )
    effect = float(x @ y / (x @ x))
    scores = (x * (y - effect * x)).groupby(sample["village"]).sum()
    k = len(scores)
    return effect, float(np.sqrt((scores**2).sum() * k / (k - 1)) / (x @ x))


def test_a_naive_analysis_without_faults_recovers_the_truth() -> None:
    errors: dict[str, list[tuple[float, float]]] = {}
    for seed in range(DRAWS):
        seeds = Seeds(seed, EVALUATION)
        population = draw_population(seeds)
        potential = draw_potential(seeds, population)
        sample = pd.DataFrame(
            {
                "assigned": population.assigned,
                "village": population.households["village_number"],
                "district": population.households["village_number"] // 20,
            }
        )[draw_status(seeds, population) == INTERVIEWED]
        for name, pair in outcome_pairs(potential).items():
            seen = np.where(population.assigned == 1, pair.treated, pair.untreated)
            effect, error = naive(seen, sample)
            errors.setdefault(name, []).append((effect - pair.effect, error))
    for name, found in errors.items():
        off, error = np.array(found).T
        assert abs(off.mean()) < MOST_Z * off.std(ddof=1) / np.sqrt(DRAWS), name
        held = int((abs(off) < 1.98 * error).sum())  # t with about 113 degrees of freedom
        assert FEWEST_HELD <= held <= MOST_HELD, (name, held)


FOUND_AGAIN = sorted(
    {tuple(line) for line in planted()[["fault", "file", "sheet", "variable"]].to_numpy()}
)


@pytest.mark.parametrize(
    ("fault", "file", "sheet", "variable"),
    [line for line in FOUND_AGAIN if line[0] not in PATTERNS],
    ids=lambda part: str(part).removeprefix("raw/"),
)
def test_a_planted_fault_is_in_the_file_and_nowhere_else(
    fault: str, file: str, sheet: str, variable: str
) -> None:
    lines = planted()
    same = (lines[["fault", "file", "sheet", "variable"]] == [fault, file, sheet, variable]).all(
        axis=1
    )
    wanted = rows_of(lines[same])
    found = FINDERS[fault](export(Path(file).stem), variable, sheet)
    if fault == "copied_interview":  # the two that were copied are as alike
        at = (lines["fault"] == "same_point") & (lines["who"] == "e17")
        wanted = rows_of(lines[at])
    assert found == wanted
    assert lines.loc[same, "n"].sum() == len(rows_of(lines[same]))


def test_every_kind_of_fault_is_looked_for() -> None:
    assert set(planted()["fault"]) == set(FINDERS) | PATTERNS


def test_true_interviews_are_not_alike() -> None:
    for wave in ("baseline", "endline"):
        lines = planted()
        told = lines[(lines["file"] == f"raw/{wave}.xlsx") & (lines["who"] == "e17")]
        # Those of the trial day are all ones, and so like one another.
        trial = lines[lines["fault"] == "trial_submission"]
        known = rows_of(told) | rows_of(trial[trial["file"] == f"raw/{wave}.xlsx"])
        alike = most_alike(export(wave))
        assert alike[~alike.index.isin(known)].max() < ALIKE - 0.05


def ids_in(wave: str) -> pd.Series:
    return export(wave).asked["household_id"]


@pytest.mark.parametrize("wave", ["baseline", "endline"])
def test_households_that_nobody_listed(wave: str) -> None:
    lines = planted()
    lines = lines[lines["file"] == f"raw/{wave}.xlsx"]
    kinds = ["mistyped_id", "unlisted_household", "trial_submission"]
    listed = pd.read_csv(HERE / "raw" / "tracking.csv")["household_id"]
    unlisted = ids_in(wave).index[~ids_in(wave).isin(listed)]
    assert set(unlisted) == rows_of(lines[lines["fault"].isin(kinds)])


def test_ages_that_do_not_follow_from_the_baseline() -> None:
    lines = planted()
    ages = {
        wave: export(wave).number("age")[ids_in(wave).index].groupby(ids_in(wave)).last()
        for wave in ("baseline", "endline")
    }
    change = (ages["endline"] - ages["baseline"]).dropna()
    strange = set(change.index[~change.between(0, 2)])
    planted_there = {
        ids_in(wave)[row]
        for wave in ("baseline", "endline")
        for row in rows_of(
            lines[
                lines["fault"].isin(["swapped_age", "impossible_age", "copied_interview"])
                & (lines["file"] == f"raw/{wave}.xlsx")
            ]
        )
    }
    swapped = {ids_in("endline")[row] for row in rows_of(lines[lines["fault"] == "swapped_age"])}
    assert swapped <= strange <= planted_there


def by_interviewer(values: pd.Series) -> pd.Series:
    return values.groupby(export("endline").asked["enumerator"]).mean()


def test_interviewers_stand_out_where_planted() -> None:
    asked = export("endline").asked
    unknown = asked[[*AMOUNTS, *(f"decides_{item}" for item in ITEMS)]].isin([-98, "dont_know"])
    shares = by_interviewer(unknown.mean(axis=1))
    assert shares["e05"] > 0.25
    assert shares.drop("e05").max() < 0.03
    food = export("endline").number("food_spending")[asked.index]
    rounded = by_interviewer((food % 10 == 0).where(food > 0))
    assert rounded["e20"] == 1
    assert rounded.drop("e20").max() < 0.3
    volume = asked["enumerator"].value_counts()
    assert len(volume) == 24
    assert volume.min() > 50


def test_back_checks_disagree_with_one_interviewer() -> None:
    second = export("backcheck").asked.set_index("household_id")
    first = export("endline").asked.drop_duplicates("household_id", keep="last")
    both = first.set_index("household_id").loc[lambda rows: rows.index.isin(second.index)]
    names = ["marital_status", "schooling", "woman_headed"]
    differ = (both[names] != second.loc[both.index, names]).mean(axis=1)
    shares = differ.groupby(both["enumerator"]).mean()
    assert shares["e09"] > 0.3
    assert shares.drop("e09").max() < 0.15
    assert 0.08 < len(second) / len(first) < 0.12


def test_two_villages_have_too_few_interviews() -> None:
    done = export("endline").asked["interview_village"].value_counts()
    thin = planted()[planted()["fault"] == "thin_village"]
    assert set(done.index[done < 10]) == set(thin["who"])
    assert dict(zip(thin["who"], thin["n"], strict=True)) == done[thin["who"]].to_dict()


def test_repeats_and_choices_agree_with_their_interviews() -> None:
    for wave in ("baseline", "endline"):
        main, members = export(wave).asked, export(wave).members
        sizes = members.groupby("_parent_index").size()
        told = main.set_index("_index")["household_size"]
        assert (sizes.reindex(told.index) == told).all()
        places = main["savings_places"].dropna()
        one_each = main.loc[places.index].filter(regex="savings_places/")
        assert (one_each.sum(axis=1) == places.str.split().str.len()).all()
        assert (
            main.loc[main["savings_places"].isna()]
            .filter(regex="savings_places/")
            .isna()
            .all(axis=None)
        )


def test_corrections_name_one_answer_each_and_what_it_was() -> None:
    lines = [line for _, line in read_lines(HERE / "raw/corrections.csv", "", CORRECTION_COLUMNS)]
    assert len(lines) >= 20
    for line in lines:
        rows = export(line["wave"]).main
        (row,) = rows.index[rows["household_id"] == line["id"]]
        assert str(rows.loc[row, line["variable"]]) == line["old"], line["id"]
        assert line["new"] != line["old"]


def test_the_list_of_faults_holds_no_answers() -> None:
    with (HERE / "planted.csv").open(encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        assert set(line["rows"]) <= set("0123456789 ")
    text = (HERE / "planted.csv").read_text(encoding="utf-8")
    for wave in ("baseline", "endline"):
        for name in ("household_id", "respondent_name", "phone", "comments"):
            told = export(wave).main[name].dropna().astype(str)
            assert not [cell for cell in told if len(cell) > 4 and cell in text]


def test_the_plan_compares_with_the_truth() -> None:
    plan = YAML(typ="safe").load(HERE / "plan.yaml")
    truth = pd.read_csv(HERE / "truth.csv").set_index("outcome")["true_effect"]
    told = {item["outcome"]: item["estimate"] for item in plan["robustness"]["published"]}
    assert set(told) == set(plan["construct"]["outcomes"])
    for outcome, printed in told.items():
        assert prints_as(truth[outcome.removesuffix("_endline")], printed), outcome


def test_the_plan_expects_the_households_that_do_not_match() -> None:
    """What the planned cleaning leaves, counted here without it."""
    plan = YAML(typ="safe").load(HERE / "plan.yaml")
    expected = {item["wave"]: item["unmatched"] for item in plan["clean"]["merge"]}
    corrected = {
        (line["wave"], line["old"]): line["new"]
        for _, line in read_lines(HERE / "raw/corrections.csv", "", CORRECTION_COLUMNS)
        if line["variable"] == "household_id"
    }
    lines, kept = planted(), {}
    copied = (lines["fault"] == "same_point") & (lines["who"] == "e17")
    for wave in ("baseline", "endline"):
        ids = ids_in(wave)
        ids = ids.drop(index=rows_of(lines[copied])) if wave == "endline" else ids
        kept[wave] = {corrected.get((wave, name), name) for name in ids}
    listed = set(pd.read_csv(HERE / "raw" / "tracking.csv")["household_id"])
    assert expected["tracking"] == {
        "survey": len(kept["baseline"] - listed),
        "wave": len(listed - kept["baseline"]),
    }
    assert expected["endline"]["wave"] == len(kept["endline"] - kept["baseline"])
    lost = len(kept["baseline"] - kept["endline"])
    assert lost <= expected["endline"]["survey"] < lost + 10
