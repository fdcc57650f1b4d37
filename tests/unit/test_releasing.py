"""`athar release`: what it writes, what it refuses, what it leaves when it fails."""

import json
import shutil
from pathlib import Path

import pytest

from conftest import ROOT, dvc
from pipeline.errors import AtharError, PlanError, ResultsError
from pipeline.project import Folder
from pipeline.release import release
from pipeline.releases.refusals import Asked
from pipeline.releases.repository import tagged
from pipeline.versions import chain_faults, read_versions
from tiny_evaluation import NAME, git, rerun, tiny_evaluation, write

IGNORED = (ROOT / ".gitignore").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluation before any release; tests copy it."""
    return tiny_evaluation(tmp_path_factory.mktemp("tiny") / "project", IGNORED).root


@pytest.fixture(scope="module")
def twice(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After a release, more data, and a second release."""
    folder = Folder(shutil.copytree(made, tmp_path_factory.mktemp("twice") / "project"), NAME)
    decision = ("Extend the groups", "Steering committee", ("savings",))
    release(folder, Asked("Endline complete", *decision))
    write(folder, 13.5)
    rerun(folder)
    release(folder, Asked("Late interviews added"))
    return folder.root


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(made, tmp_path / "project"), NAME)


@pytest.fixture
def released(twice: Path, tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(twice, tmp_path / "project"), NAME)


def everything(root: Path) -> dict[str, bytes]:
    """Every file of a project but those that git and DVC keep for themselves."""
    own = (".git", ".dvc")
    files = [path for path in root.rglob("*") if path.is_file()]
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in files
        if path.relative_to(root).parts[0] not in own
    }


def codes(error: pytest.ExceptionInfo[AtharError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_a_release_is_written_kept_committed_and_tagged(released: Folder) -> None:
    first, second = read_versions(released)
    assert (first.number, first.headline["savings"].estimate) == (1, 12.0)
    assert (second.number, second.headline["savings"].estimate) == (2, 13.5)
    assert first.decision is not None
    assert first.decision.by == {"en": "Steering committee"}
    assert second.previous == first.fingerprint == first.sha256
    assert set(tagged(released)) == {1, 2}
    assert git(released.root, "status", "--porcelain") == ""
    assert json.loads(dvc(released.root, "status", "--json").stdout) == {}
    assert second.sha256 in git(released.root, "tag", "--list", "-n9", f"{NAME}-v2")
    assert chain_faults(released) == []


def test_pages_say_which_version_they_are_and_each_is_kept(released: Folder) -> None:
    for language in ("en", "ar"):
        name = f"evaluation.{language}.html"
        kept = [(released.reports / f"v{n}" / name).read_text("utf-8") for n in (1, 2)]
        assert kept[1] == (released.reports / name).read_text("utf-8")
        assert "number: 2" in kept[1]
        assert "number: 2" not in kept[0]
    listed = git(released.root, "ls-files", "reports").split()
    assert [file for file in listed if file.endswith(".dvc")] == [
        f"reports/{NAME}/v1.dvc",
        f"reports/{NAME}/v2.dvc",
    ]
    assert not [file for file in listed if file.endswith(".html")]


def test_kept_pages_come_back_from_dvc(released: Folder) -> None:
    page = released.reports / "v1" / "evaluation.en.html"
    before = page.read_bytes()
    shutil.rmtree(released.reports / "v1")
    assert dvc(released.root, "checkout", "--quiet").returncode == 0
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("  "), "E652"),
        (Asked("Endline\u202e complete"), "E115"),
        (Asked("new", decision="Extend"), "E653"),
        (Asked("new", by="The board"), "E653"),
        (Asked("new", on=("savings",)), "E653"),
        (Asked("new", "Extend", "The board", ("income",)), "E654"),
    ],
)
def test_too_little_said_is_refused(folder: Folder, asked: Asked, code: str) -> None:
    with pytest.raises(ResultsError) as error:
        release(folder, asked)
    assert codes(error) == [code]


def test_what_is_not_committed_is_refused(folder: Folder) -> None:
    (folder.root / "notes.txt").write_text("later")
    with pytest.raises(ResultsError, match="differ from the last commit") as error:
        release(folder, Asked("new"))
    assert error.value.faults[0].found == "notes.txt"


def test_results_of_other_data_are_refused(folder: Folder) -> None:
    write(folder, 99.0)
    git(folder.root, "commit", "--quiet", "--all", "--message", "Data alone")
    with pytest.raises(ResultsError) as error:
        release(folder, Asked("new"))
    assert codes(error) == ["E657"]
    assert f"estimate@{NAME}" in error.value.faults[0].found


def test_a_report_that_was_not_made_is_refused(folder: Folder) -> None:
    (folder.reports / "evaluation.ar.html").unlink()
    with pytest.raises(ResultsError, match="no report yet"):
        release(folder, Asked("new"))


def test_a_folder_without_history_is_refused(folder: Folder) -> None:
    shutil.rmtree(folder.root / ".git")
    with pytest.raises(ResultsError) as error:
        release(folder, Asked("new"))
    assert codes(error) == ["E655"]


def test_versions_of_another_evaluation_are_refused(released: Folder) -> None:
    copy = Folder(released.root, "copied")
    shutil.copytree(released.data, copy.data)
    with pytest.raises(PlanError, match="another evaluation") as error:
        read_versions(copy)
    assert error.value.faults[0].found == NAME


def test_a_missing_file_says_what_to_write(folder: Folder) -> None:
    folder.versions.unlink()
    with pytest.raises(PlanError) as error:
        read_versions(folder)
    assert codes(error) == ["E640"]
    assert "[]" in error.value.faults[0].help


@pytest.mark.parametrize("hook", ["pre-commit", "reference-transaction"])
def test_a_release_that_fails_leaves_nothing(released: Folder, hook: str) -> None:
    """A commit that is refused; and a tag that is, once the commit is made."""
    before, head = everything(released.root), git(released.root, "rev-parse", "HEAD")
    script = released.root / ".git" / "hooks" / hook
    only_tags = '[ "$1" = prepared ] && grep -q " refs/tags/" && exit 1; exit 0'
    script.write_text("#!/bin/sh\n" + ("exit 1\n" if hook == "pre-commit" else only_tags + "\n"))
    script.chmod(0o755)
    with pytest.raises(ResultsError) as error:
        release(released, Asked("new"))
    assert codes(error) == ["E650"]  # git's own refusal, not one of ours before anything was done
    script.unlink()
    assert git(released.root, "rev-parse", "HEAD") == head
    assert set(tagged(released)) == {1, 2}
    assert everything(released.root) == before
    assert git(released.root, "status", "--porcelain") == ""
    assert json.loads(dvc(released.root, "status", "--json").stdout) == {}


def edited(folder: Folder, old: str, new: str) -> list[str]:
    """The codes of what is found wrong after an edit of `versions.yaml`."""
    text = folder.versions.read_text(encoding="utf-8")
    assert old in text
    folder.versions.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [fault.code for fault in chain_faults(folder)]


def test_an_edited_past_entry_is_found_without_git(released: Folder) -> None:
    shutil.rmtree(released.root / ".git")
    assert edited(released, "note: Endline complete", "note: Endline begun") == ["E643", "E644"]


def test_an_entry_edited_together_with_its_own_fingerprint_is_found(released: Folder) -> None:
    shutil.rmtree(released.root / ".git")
    first = read_versions(released)[0]
    forged = first.model_copy(update={"note": "Forged"})
    text = released.versions.read_text(encoding="utf-8")
    text = text.replace("note: Endline complete", "note: Forged")
    text = text.replace(f"sha256: {first.sha256}", f"sha256: {forged.fingerprint}")
    released.versions.write_text(text, encoding="utf-8")
    faults = chain_faults(released)
    assert [fault.code for fault in faults] == ["E644"]
    assert faults[0].line


def test_a_removed_entry_is_found(released: Folder) -> None:
    text = released.versions.read_text(encoding="utf-8")
    place = text.index("- number: 2")
    released.versions.write_text(text[:place], encoding="utf-8")
    assert [fault.code for fault in chain_faults(released)] == ["E645"]
    released.versions.write_text(text[: text.index("- number")] + text[place:], encoding="utf-8")
    found = [fault.code for fault in chain_faults(released)]
    assert {"E642", "E644", "E645"} <= set(found)


def test_a_newest_entry_forged_whole_is_found_by_its_tag(released: Folder) -> None:
    newest = read_versions(released)[-1]
    better = newest.headline["savings"].model_copy(update={"estimate": 20.5})
    forged = newest.model_copy(update={"headline": {"savings": better}})
    text = released.versions.read_text(encoding="utf-8")
    text = text.replace("estimate: 13.5", "estimate: 20.5")
    text = text.replace(newest.sha256, forged.fingerprint)
    released.versions.write_text(text, encoding="utf-8")
    assert [fault.code for fault in chain_faults(released)] == ["E646", "E647"]


def test_a_release_on_a_changed_past_is_refused(released: Folder) -> None:
    edited(released, "note: Endline complete", "note: Endline begun")
    git(released.root, "commit", "--quiet", "--all", "--message", "The past, improved")
    with pytest.raises(ResultsError, match="changed after its release"):
        release(released, Asked("new"))


def test_an_unknown_key_of_an_entry_is_told_with_its_line(released: Folder) -> None:
    text = released.versions.read_text(encoding="utf-8").replace("note:", "nota:", 1)
    released.versions.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as error:
        read_versions(released)
    lines = text.splitlines()
    unknown = next(fault for fault in error.value.faults if fault.code == "E111")
    assert lines[unknown.line - 1].strip().startswith("nota:")
