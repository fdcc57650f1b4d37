"""XLSForm: what a form asks, in which groups and repeats, with which choices and conditions.

Read here and not through pyxform's conversion, because that refuses what platforms accept and
people used: SurveyCTO's own types, a code that a list has twice, a name at an `end group`.
"""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import DataError, Fault, nearest
from pipeline.forms.form import Form, Question, Texts
from pipeline.readers.form_sheets import Line, read_sheets
from pipeline.readers.question_types import QuestionType, question_type

Choices = dict[str, dict[str, Texts]]  # by list, by code
YES = ("yes", "true", "true()", "1")
OTHER = {"en": "Other", "ar": "أخرى", "fr": "Autre", "es": "Otro"}


@dataclass
class _Open:
    """The groups that are open at a row, outermost first, and what has been found so far."""

    name: str
    groups: list[tuple[Line, str]] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    repeats: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, message: str, line: Line, **words: str) -> None:
        self.faults.append(Fault("E251", message, self.name, line.number, "survey", **words))

    @property
    def repeat(self) -> str:
        return next((line["name"] for line, kind in self.groups[::-1] if kind == "repeat"), "")


def read_form(path: Path, name: str) -> Form:
    """The form in a workbook; ``name`` is what messages call the file.

    Labels are by language code. Notes are questions too: some platforms export an empty column
    for them. `or_other` adds its choice and the question `<name>_other`.

    Raises
    ------
    DataError
        Where the file is no XLSForm, or with every group or repeat that is not closed, repeat
        within itself, name that occurs twice and list of choices that is not there.
    """
    sheets = read_sheets(path, name)
    choices = _choices(sheets["choices"])
    found = _Open(name)
    for line in sheets["survey"]:
        kind = question_type(line["type"])
        if not kind.kind or line["disabled"].lower() in YES:
            continue
        if kind.control:
            _enter_or_leave(found, line, kind)
        else:
            _add(found, line, kind, choices)
    for line, kind in found.groups:
        found.refuse(f"{kind} `{line['name']}` begins here and does not end", line)
    if not found.questions and not found.faults:
        found.faults.append(Fault("E251", "the form asks nothing", name))
    if found.faults:
        raise DataError(found.faults)
    version = next((line["version"] for line in sheets["settings"]), "")
    return Form(name, version, found.questions, found.repeats)


def _choices(lines: list[Line]) -> Choices:
    """Each list's codes with their labels; of a code that a list has twice, the first."""
    choices: Choices = {}
    for line in lines:
        if line["list"] and line["name"]:
            choices.setdefault(line["list"], {}).setdefault(line["name"], line.labels)
    return choices


def _enter_or_leave(found: _Open, line: Line, kind: QuestionType) -> None:
    if kind.control == "end":
        if not found.groups:
            found.refuse(f"a {kind.kind} ends here that did not begin", line)
        elif found.groups[-1][1] != kind.kind:
            opened = found.groups[-1][0]
            message = f"a {kind.kind} ends here, and the one open is a {found.groups[-1][1]}"
            found.refuse(message, line, found=f"`{opened['name']}` of line {opened.number}")
            found.groups.pop()
        else:
            found.groups.pop()
        return
    if kind.kind == "repeat":
        if line["name"] in found.repeats:
            inside = any(line["name"] == outer["name"] for outer, _ in found.groups)
            how = "lies within itself" if inside else "begins a second time"
            found.refuse(f"repeat `{line['name']}` {how}", line)
        found.repeats.setdefault(line["name"], found.repeat)
    found.groups.append((line, kind.kind))


def _add(found: _Open, line: Line, kind: QuestionType, choices: Choices) -> None:
    name = line["name"]
    if not name:
        if kind.kind != "note":
            found.refuse(f"a question of type {kind.kind} has no name", line)
        return
    if name in found.lines:
        message = f"`{name}` is asked twice"
        help_ = "rename one of the two, in the form and in the export"
        found.refuse(message, line, found=f"first on line {found.lines[name]}", help=help_)
        return
    found.lines[name] = line.number
    # Of a list that is searched in another file, the form holds only where to look.
    elsewhere = kind.elsewhere or "search(" in line["appearance"]
    listed = {} if elsewhere else choices.get(kind.choices, {})
    if kind.choices and not (listed or elsewhere):
        help_ = nearest(kind.choices, choices)
        found.refuse(f"`{name}` takes its choices from a list that is not there", line, help=help_)
    question = Question(
        name=name,
        kind=kind.kind,
        labels=line.labels,
        choices=dict(listed),
        path=tuple(group["name"] for group, _ in found.groups),
        repeat=found.repeat,
        relevant=_joined([*(group["relevant"] for group, _ in found.groups), line["relevant"]]),
        constraint=line["constraint"],
        calculation=line["calculation"],
        required=line["required"].lower() in YES,
    )
    found.questions[name] = question
    if kind.or_other:
        _add_other(found, question)


def _joined(conditions: list[str]) -> str:
    """All conditions in one: a question is asked where its groups are, too."""
    stated = [condition for condition in conditions if condition]
    return stated[0] if len(stated) == 1 else " and ".join(f"({text})" for text in stated)


def _add_other(found: _Open, question: Question) -> None:
    question.choices.setdefault("other", OTHER)
    name = f"{question.name}_other"
    found.questions[name] = Question(
        name=name,
        kind="text",
        labels={
            language: f"{text}: {OTHER.get(language, OTHER['en'])}"
            for language, text in question.labels.items()
        },
        choices={},
        path=question.path,
        repeat=question.repeat,
        relevant=_joined([question.relevant, f"selected(${{{question.name}}}, 'other')"]),
    )
