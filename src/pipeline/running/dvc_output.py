"""What `dvc repro` prints, read line by line: which stage began, what it did, what failed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["began", "progress", "did", "unchanged", "restored", "failed", "stopped"]

BEGAN = re.compile(r"^Running stage '(?P<stage>[^']+)'")
UNCHANGED = re.compile(r"^Stage '(?P<stage>[^']+)' didn't change, skipping")
RESTORED = re.compile(r"^Stage '(?P<stage>[^']+)' is cached - skipping run")
FAILED = re.compile(r"^ERROR: failed to reproduce '(?P<stage>[^']+)'(: (?P<why>.*))?")
EXITED = re.compile(r"exited with (-?\d+)")
PROGRESS = re.compile(r"^[\d,]+ of [\d,]+ draws, about ")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
DVC_ITSELF = re.compile(r"^(ERROR|WARNING): ")
OF_DVC = ("> ", "Updating lock file", "Generating lock file", "To track the changes")


@dataclass(frozen=True)
class Event:
    """One step of a run: what happened to a stage, in its words.

    ``text`` is the one line of a stage that did its work, the message of one that failed, or what
    DVC said where it stopped for a reason of its own. ``code`` is the exit code of a failed stage.
    """

    kind: Kind
    stage: str = ""
    text: str = ""
    code: int = 0


def events(lines: Iterable[str]) -> Iterator[Event]:
    """The steps of a run, as its lines come in."""
    stage, said, own = "", [], []
    for line in lines:
        plain = COLOUR.sub("", line).rstrip()
        if step := _boundary(plain, said):
            yield step
            stage, said = (step.stage, []) if step.kind == "began" else ("", [])
        elif stage and (did := _did(stage, plain)):
            yield Event("did", stage, did)
            stage, said = "", []
        elif stage and PROGRESS.match(plain):
            yield Event("progress", stage, plain)
        elif stage and not plain.startswith(OF_DVC):
            said.append(line.rstrip())
        elif plain.startswith("ERROR: "):
            own.append(plain.removeprefix("ERROR: "))
    if own:
        yield Event("stopped", text="\n".join(own))


def _boundary(line: str, said: list[str]) -> Event | None:
    if found := BEGAN.match(line):
        return Event("began", found["stage"])
    if found := UNCHANGED.match(line):
        return Event("unchanged", found["stage"])
    if found := RESTORED.match(line):
        return Event("restored", found["stage"])
    if found := FAILED.match(line):
        exited = EXITED.search(found["why"] or "")
        text = "\n".join(said).strip() or found["why"] or ""
        return Event("failed", found["stage"], text, int(exited[1]) if exited else 1)
    return None


def _did(stage: str, line: str) -> str:
    """The phrase of a stage that has done its work: `estimate hiv-results: …` without its name."""
    name, _, of = stage.partition("@")
    if not line.startswith(name):
        return ""
    head, colon, phrase = line.partition(": ")
    words = head.split(" ")
    named = words[0] == name and (not of or (len(words) > 1 and of.startswith(words[1])))
    return phrase if colon and named else ""
