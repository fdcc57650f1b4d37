"""Why a version cannot be released now, each with what to do about it."""

from dataclasses import dataclass

from pipeline.errors import Fault, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_settings
from pipeline.project import Folder
from pipeline.releases.repository import (
    ask_git,
    git,
    has_history,
    stages_of,
    stale_stages,
    tag_of,
    tagged,
)
from pipeline.results import read_json
from pipeline.sections.decisions import Decided
from pipeline.sections.written_text import unseen
from pipeline.versions import Version, chain_faults

SHOWN = 3  # files or stages that a message names


@dataclass(frozen=True)
class Asked:
    """What a release is told: a note on what is new, and the decision taken on it, if any."""

    note: str
    decision: str = ""
    by: str = ""
    on: tuple[str, ...] = ()

    @property
    def decided(self) -> Decided | None:
        """The decision as a version keeps it; None where there is none."""
        if not self.decision:
            return None
        return Decided(what={"en": self.decision}, by={"en": self.by}, on=self.on)


def refuse_asked(plan: Plan, asked: Asked) -> None:
    """Stop where the note says nothing, or half of a decision is given.

    Raises
    ------
    ResultsError
        With all faults of what was asked together.
    """
    given = {"--note": asked.note, "--decision": asked.decision, "--by": asked.by}
    hidden = {key: found for key, text in given.items() if (found := unseen(text))}
    message = "a character that no reader can see"
    faults = [
        Fault("E115", message, key=key, found=found, help="type the text again")
        for key, found in hidden.items()
    ]
    if not asked.note.strip():
        help_ = 'say what is new, such as --note "Endline survey complete"'
        faults.append(Fault("E652", "a version needs a note", key="--note", help=help_))
    if bool(asked.decision.strip()) != bool(asked.by.strip()):
        help_ = "give --decision and --by together, or neither"
        faults.append(Fault("E653", "a decision is somebody's", key="--by", help=help_))
    if asked.on and not asked.decision.strip():
        message = "a result is named that nothing was decided on"
        faults.append(Fault("E653", message, key="--on", help="give --decision as well"))
    arms = plan.design.arms.further
    known = [*plan.outcomes, *(f"{name}, {arm}" for name in plan.outcomes for arm in arms)]
    for name in asked.on:
        if name not in known:
            message = f"the plan has no outcome `{name}`"
            help_ = "its outcomes: " + ", ".join(known)
            faults.append(Fault("E654", message, key="--on", help=help_))
    if faults:
        raise ResultsError(faults)


def refuse_state(folder: Folder, versions: tuple[Version, ...]) -> tuple[str, ...]:
    """Stop where what lies here is not exactly what is in git and what the data give.

    The stages of other evaluations that DVC would run again are no hindrance; they are returned.

    Raises
    ------
    ResultsError
        Where there is no git, the past was changed, the report was not made, files differ from
        the last commit, or DVC would run something again.
    """
    if not has_history(folder.root):
        help_ = "git init, git add --all and git commit; then release"
        message = "a version is kept in git, and this folder has no history"
        raise ResultsError(Fault("E655", message, help=help_))
    if faults := chain_faults(folder):
        raise ResultsError(faults)
    refuse_unreported(folder)
    _refuse_changes(folder)
    languages = load_settings(folder.root).languages
    waiting = stale_stages(folder.root)
    if stale := stages_of(folder, waiting, languages):
        help_ = f"run `athar run {folder.name}`, look at the report, commit, and release"
        message = "the report is not what data, plan and code give now"
        raise ResultsError(Fault("E657", message, found=_some(stale), help=help_))
    tag = tag_of(folder.name, len(versions) + 1)
    if len(versions) + 1 in tagged(folder):
        raise ResultsError(Fault("E658", f"git has a tag `{tag}` already", help=f"git show {tag}"))
    return waiting


def refuse_unreported(folder: Folder) -> None:
    """Stop where there is no report to release.

    Raises
    ------
    ResultsError
        Where a page of a language is missing, or results are.
    """
    read_json(folder, "conclusions.json")
    missing = [
        folder.relative(path)
        for language in load_settings(folder.root).languages
        for path in (folder.reports / f"evaluation.{language}.html",)
        if not path.is_file()
    ]
    if missing:
        message = f"`{folder.name}` has no report yet"
        help_ = f"run `athar run {folder.name}`"
        raise ResultsError(Fault("E603", message, found=_some(missing), help=help_))


def _refuse_changes(folder: Folder) -> None:
    lines = git(folder.root, "status", "--porcelain", "--untracked-files=all").splitlines()
    if lines:
        message = "files differ from the last commit"
        help_ = "commit them, or put them away with `git stash --include-untracked`"
        found = _some([line[3:] for line in lines])
        raise ResultsError(Fault("E656", message, found=found, help=help_))
    for setting in ("user.name", "user.email"):
        answer = ask_git(folder.root, "config", setting)
        if answer is None or not answer.stdout.strip():
            message = f"git does not know your {setting.partition('.')[2]}"
            help_ = f'git config {setting} "…"'
            raise ResultsError(Fault("E659", message, key=setting, help=help_))


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
