"""What changed since a version: which of data, plan and code differ, and what they moved."""

import math
from pathlib import Path

import pytest

from pipeline.project import Folder
from pipeline.releases.comparing import changes, document, standing
from pipeline.releases.fingerprints import changed, made_from, movers
from pipeline.versions import FIRST_PREVIOUS, Headline, Version
from tiny_evaluation import FLOW, NAME
from villages import CODEBOOK, YAML

RAW, PLAN, CODE = f"data/{NAME}/raw/rows.csv", f"data/{NAME}/plan.yaml", "src/code.py"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    files = {
        RAW: "savings\n12\n",
        PLAN: YAML,
        CODE: "one = 1\n",
        "dvc.yaml": FLOW,
        "requirements.txt": "numpy==2.4\n",
        "params.yaml": "evaluations: []\nlanguages: [en]\nseed: 1\ndraws: {refuters: 100}\n",
        "src/pipeline/reporting/words.py": "",
        f"data/{NAME}/codebook.csv": CODEBOOK,
        f"data/{NAME}/corrections.csv": "id\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Folder(tmp_path, NAME)


def headline(estimate: float | None, verdict: str = "increase") -> Headline:
    low, high = (None, None) if estimate is None else (estimate - 1, estimate + 1)
    numbers = {"estimate": estimate, "conf_low": low, "conf_high": high}
    return Headline(label={"en": "Savings"}, verdict=verdict, certainty="high", **numbers)


def version(folder: Folder, number: int = 1, **given: object) -> Version:
    content = {
        "number": number,
        "evaluation": NAME,
        "date": f"2026-0{number}-01",
        "commit": "",
        "note": "first",
        "made_from": made_from(folder),
        "headline": {"savings": headline(12.0)},
        "previous": FIRST_PREVIOUS,
    }
    return Version.model_validate(content | given)


def edit(folder: Folder, name: str, old: str, new: str) -> None:
    path = folder.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("edits", "parts", "moved_by"),
    [
        ([(RAW, "12", "13")], ("raw",), ("data",)),
        ([(f"data/{NAME}/corrections.csv", "id", "id,why")], ("corrections",), ("data",)),
        ([(f"data/{NAME}/codebook.csv", "0=no; 1=yes", "0=no")], ("codebook",), ("data",)),
        ([(PLAN, "[savings_before]", "[]")], ("plan.construct",), ("plan",)),
        ([("params.yaml", "seed: 1", "seed: 2")], ("settings",), ("plan",)),
        ([(CODE, "one", "two")], ("code",), ("code",)),
        ([("requirements.txt", "2.4", "2.5")], ("requirements",), ("code",)),
        ([(RAW, "12", "13"), (CODE, "one", "two")], ("raw", "code"), ("data", "code")),
        ([(PLAN, "label: {en: Savings}", "label: {en: Money}")], ("words",), ()),
        ([(f"data/{NAME}/codebook.csv", "Savings before", "Before")], ("words",), ()),
        ([("src/pipeline/reporting/words.py", "", "# new\n")], ("pages",), ()),
        ([(PLAN, "graph: implied", "# a comment\ngraph:   implied")], (), ()),
    ],
)
def test_what_changed_is_named(
    folder: Folder, edits: list[tuple[str, str, str]], parts: tuple, moved_by: tuple
) -> None:
    then = made_from(folder)
    for name, old, new in edits:
        edit(folder, name, old, new)
    found = changed(then, made_from(folder))
    assert found == parts
    assert movers(found) == moved_by


def test_without_versions_nothing_is_compared(folder: Folder) -> None:
    found = standing((), made_from(folder))
    assert found.state == "unreleased"
    assert changes(found, {"savings": headline(12.0)}) == []


def test_the_newest_version_is_final_and_compares_with_the_one_before(folder: Folder) -> None:
    first = version(folder)
    edit(folder, RAW, "12", "13")
    second = version(folder, 2, headline={"savings": headline(13.0)})
    found = standing((first, second), made_from(folder))
    assert (found.state, found.since) == ("final", first)
    row = changes(found, second.headline)[0]
    assert (row["then_estimate"], row["estimate"], row["state"]) == (12.0, 13.0, "changed")
    assert (row["by_data"], row["by_plan"], row["by_code"]) == (1.0, 0.0, 0.0)


def test_other_wording_of_the_pages_leaves_a_version_final(folder: Folder) -> None:
    """The report itself looks at its wording: `conclude` does not depend on it."""
    first = version(folder)
    edit(folder, "src/pipeline/reporting/words.py", "", "# new\n")
    assert standing((first,), made_from(folder)).state == "final"


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        (RAW, "12", "13", "by_data"),
        (PLAN, "[savings_before]", "[]", "by_plan"),
        (CODE, "one", "two", "by_code"),
    ],
)
def test_the_only_thing_that_changed_moved_it(
    folder: Folder, name: str, old: str, new: str, column: str
) -> None:
    first = version(folder)
    edit(folder, name, old, new)
    found = standing((first,), made_from(folder))
    assert (found.state, found.since) == ("draft", first)
    row = changes(found, {"savings": headline(14.5)})[0]
    movements = {key: row[key] for key in ("by_data", "by_plan", "by_code")}
    assert movements == dict.fromkeys(movements, 0.0) | {column: 2.5}


def test_two_things_that_changed_are_not_told_apart_by_fingerprints(folder: Folder) -> None:
    first = version(folder)
    edit(folder, RAW, "12", "13")
    edit(folder, CODE, "one", "two")
    found = standing((first,), made_from(folder))
    row = changes(found, {"savings": headline(14.5)})[0]
    assert all(math.isnan(row[name]) for name in ("by_data", "by_plan", "by_code"))
    told = found.model_copy(update={"moved": {"savings": {"code": 0.5, "data": 2.0}}})
    row = changes(told, {"savings": headline(14.5)})[0]
    assert (row["by_data"], row["by_plan"], row["by_code"]) == (2.0, 0.0, 0.5)


def test_outcomes_come_and_go(folder: Folder) -> None:
    first = version(folder)
    edit(folder, PLAN, "[savings_before]", "[]")
    found = standing((first,), made_from(folder))
    rows = {row["outcome"]: row["state"] for row in changes(found, {"income": headline(1.0)})}
    assert rows == {"income": "new", "savings": "gone"}


def test_a_verdict_alone_is_a_change(folder: Folder) -> None:
    first = version(folder)
    edit(folder, PLAN, "smallest_change_that_matters: 5", "smallest_change_that_matters: 50")
    found = standing((first,), made_from(folder))
    row = changes(found, {"savings": headline(12.0, "no_difference")})[0]
    assert (row["state"], row["difference"]) == ("changed", 0.0)


DECISIONS = """\
report:
  decisions:
    - {date: "2026-01-15", by: The board, what: Extend, on: [savings]}
    - {date: "2025-12-01", by: The board, what: Wait, on: [savings]}
"""


def test_a_planned_decision_rests_on_the_version_that_was_out(folder: Folder) -> None:
    from pipeline.document import plain, read_document
    from pipeline.plan import Plan

    edit(folder, PLAN, "report: {}\n", DECISIONS)
    plan = Plan.model_validate(plain(read_document(folder.plan, "plan.yaml").content))
    own = {"what": {"en": "Extend all"}, "by": {"en": "Funder"}, "on": ["savings"]}
    versions = (
        version(folder),
        version(folder, 2, decision=own, headline={"savings": headline(13.0)}),
    )
    found = standing(versions, made_from(folder))
    told = document(found, plan, versions, {"savings": headline(14.0)})["decided"]
    assert [told[place]["date"] for place in "123"] == ["2025-12-01", "2026-01-15", "2026-02-01"]
    assert [told[place]["version"] for place in "123"] == [None, 1, 2]
    assert [told[place]["on"]["savings"]["estimate"] for place in "123"] == [14.0, 12.0, 13.0]
