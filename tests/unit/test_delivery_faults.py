"""A plan that says too much, too little or the impossible of its indicators and its costs."""

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from pipeline.errors import Fault, PlanError
from pipeline.plan_file import load_plan
from pipeline.project import Folder

NAME = "savings-groups"
INDICATOR = "framework.indicators."


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The simulated evaluation's plan and codebook, to be edited."""
    made = Folder(tmp_path, NAME)
    made.data.mkdir(parents=True)
    for name in ("plan.yaml", "codebook.csv"):
        shutil.copy(ROOT / "data" / NAME / name, made.data)
    return made


def faults_of(folder: Folder, old: str, new: str) -> tuple[int, list[Fault]]:
    """The line that was edited and what is found wrong with the plan then."""
    text = folder.plan.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"the shipped plan no longer holds {old!r}"
    folder.plan.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(folder)
    return text[: text.index(old)].count("\n") + 1, list(caught.value.faults)


def test_the_shipped_plan_is_in_order(folder: Folder) -> None:
    plan = load_plan(folder)
    assert plan.costs.known
    assert plan.counted_by == ("household_id", "group_member_endline", "decisions")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("target: 60\n", "target: 0\n", INDICATOR + "groups_formed.target", "greater than 0"),
        ("achieved: 60 ", "achieved: -1", INDICATOR + "groups_formed.achieved", "or equal to 0"),
        ("level: activity", "level: input", INDICATOR + "groups_formed.level", "must be one of"),
        ('sdg: "1.4"', 'sdg: "goal 1"', INDICATOR + "women_offered.sdg", "pattern"),
        ("target: 0.75", "target: 75", INDICATOR + "members.target", "from 0 to 1"),
        (
            "count: notna(household_id)  ",
            "{count: notna(household_id), achieved: 3}"[1:-1].replace(", ", "\n      "),
            INDICATOR + "women_offered.count",
            "more than once",
        ),
        (
            "share: decisions >= 0.6",
            'arm: treated',
            INDICATOR + "has_a_say",
            "nothing says what was achieved",
        ),
        (
            "share: decisions >= 0.6",
            "share: decision >= 0.6",
            INDICATOR + "has_a_say.share",
            "names `decision`",
        ),
        (
            "share: decisions >= 0.6",
            "share: assigned == 1",
            INDICATOR + "has_a_say.share",
            "is the treatment",
        ),
        (
            "share: decisions >= 0.6",
            "share: savings_baseline > 0",
            INDICATOR + "has_a_say.share",
            "are filled in",
        ),
        (
            "share: decisions >= 0.6",
            "share: decisions >= 0.6\n      arm: second",
            INDICATOR + "has_a_say",
            "no arm",
        ),
        ("per_unit_offered: 38", "per_unit_offered: -38", "costs.per_unit_offered", "than 0"),
        ("per_unit_offered: 38", "total: 9\n  per_unit_offered: 38", "costs.per", "in one way"),
        ("per_unit_offered: 38", "offered: 3", "costs", "nothing says what it cost"),
        ("per_unit_offered: 38", "per_unit_offered: 38\n  offered: 3", "costs.off", "for a total"),
        ("per_unit_offered: 38", "arms: {second: 3}", "costs.arms.second", "no arm"),
        ("  year: 2025\n", "", "costs", "without its year"),
    ],
)  # fmt: skip
def test_each_fault_names_its_place(
    folder: Folder, old: str, new: str, key: str, message: str
) -> None:
    line, faults = faults_of(folder, old, new)
    found = [fault for fault in faults if message in fault.message]
    assert found, [fault.message for fault in faults]
    assert found[0].key.startswith(key)
    assert found[0].file == f"data/{NAME}/plan.yaml"
    assert abs(found[0].line - line) <= 8


def test_an_entered_number_needs_a_source(folder: Folder) -> None:
    source = folder.plan.read_text(encoding="utf-8")
    start = source.index("      source:", source.index("groups_formed:"))
    end = source.index("    training_sessions:")
    _, faults = faults_of(folder, source[start:end], "")
    assert [fault.key for fault in faults] == [INDICATOR + "groups_formed.achieved"]


@pytest.mark.parametrize("section", ["framework", "costs"])
def test_no_section_may_be_left_out(folder: Folder, section: str) -> None:
    _, faults = faults_of(folder, f"\n{section}: ", f"\nnot_{section}: ")
    assert f"the key `{section}` is missing" in [fault.message for fault in faults]
