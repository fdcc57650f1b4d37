"""Git and DVC, asked and told on the command line."""

import json
import subprocess
import sys
from pathlib import Path

from pipeline.errors import Fault, ResultsError
from pipeline.project import Folder


def git(root: Path, *arguments: str, said: str = "") -> str:
    """What git answers, told something on its standard input if need be.

    Raises
    ------
    ResultsError
        Where it refuses, with its own last words.
    """
    answer = ask_git(root, *arguments, said=said)
    if answer is None or answer.returncode:
        words = "git is not installed" if answer is None else answer.stderr
        message = f"`git {arguments[0]}` failed"
        raise ResultsError(Fault("E650", message, found=last_words(words)))
    return answer.stdout


def ask_git(root: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str] | None:
    """Git's answer whatever it is; None where there is no git on this computer."""
    command = ["git", "-c", "core.quotepath=off", *arguments]
    try:
        return subprocess.run(
            command, cwd=root, capture_output=True, encoding="utf-8", input=said, check=False
        )
    except FileNotFoundError:
        return None


def has_history(root: Path) -> bool:
    """Whether the project's own folder is a git repository with a commit."""
    top = ask_git(root, "rev-parse", "--show-toplevel", "HEAD^{commit}")
    if top is None or top.returncode:
        return False
    return Path(top.stdout.splitlines()[0]).resolve() == root.resolve()


def in_commit(root: Path, commit: str, file: str) -> str | None:
    """A file's text as a commit or tag holds it, or None where it does not."""
    answer = ask_git(root, "show", f"{commit}:{file}")
    return None if answer is None or answer.returncode else answer.stdout


def tag_of(name: str, number: int) -> str:
    """The git tag of a version."""
    return f"{name}-v{number}"


def tagged(folder: Folder) -> dict[int, str]:
    """The versions that git has a tag for, by number."""
    if not has_history(folder.root):
        return {}
    listed = git(folder.root, "tag", "--list", f"{folder.name}-v*").split()
    numbers = {tag: tag.rpartition("-v")[2] for tag in listed}
    return {
        int(number): tag
        for tag, number in numbers.items()
        if number.isdecimal() and tag == tag_of(folder.name, int(number))
    }


def dvc(root: Path, *arguments: str) -> str:
    """What DVC answers.

    Raises
    ------
    ResultsError
        Where it refuses, with its own last words.
    """
    command = [sys.executable, "-m", "dvc", *arguments]
    answer = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    if answer.returncode:
        message = f"`dvc {arguments[0]}` failed"
        found = last_words(answer.stderr) or last_words(answer.stdout)
        raise ResultsError(Fault("E651", message, found=found, help="run `dvc status`"))
    return answer.stdout


def stale_stages(root: Path) -> tuple[str, ...]:
    """The stages that DVC would run again, and the kept versions that differ from theirs."""
    return tuple(json.loads(dvc(root, "status", "--json")))


def stages_of(folder: Folder, stages: tuple[str, ...], languages: tuple[str, ...]) -> list[str]:
    """Those of some stages that belong to one evaluation."""
    own = {folder.name, *(f"{folder.name}-{language}" for language in languages)}
    kept = f"reports/{folder.name}/"
    return [stage for stage in stages if stage.partition("@")[2] in own or stage.startswith(kept)]


def last_words(text: str) -> str:
    """The last line that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
