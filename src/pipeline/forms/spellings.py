"""Every way in which platforms write the names of what a form asks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.forms.form import MULTIPLE, Form, Question, choice_column

GROUP_SEPARATORS = ("/", "-", ".")
CHOICE_SEPARATORS = ("/", "-", ".", "_")
GEOPOINTS = ("geopoint", "start-geopoint", "background-geopoint")
PARTS = {
    "latitude": "latitude",
    "longitude": "longitude",
    "altitude": "altitude",
    "precision": "accuracy",
    "accuracy": "accuracy",
}


@dataclass(frozen=True)
class Target:
    """What a column is about: its question, and its own name after `clean`."""

    question: str
    name: str


Spelled = dict[str, Target | None]  # nothing for what can be read in two ways


@dataclass(frozen=True)
class Spellings:
    """Columns by spelling, the surest first: questions; their choices and parts; their labels."""

    questions: Spelled
    derived: Spelled
    labels: Spelled

    def find(self, column: str) -> Target | None:
        """What a column can only be."""
        return self.question(column) or _find(column, self.derived) or _find(column, self.labels)

    def question(self, column: str) -> Target | None:
        """The question that a column is named after."""
        return _find(column, self.questions)


def form_spellings(form: Form) -> Spellings:
    """All spellings of what a form asks, also in small letters."""
    questions = list(form.questions.values())
    return Spellings(
        _spelled(pair for question in questions for pair in _name_spellings(question)),
        _spelled(pair for question in questions for pair in _derived_spellings(question)),
        _spelled(pair for question in questions for pair in _label_spellings(question)),
    )


def _name_spellings(question: Question) -> Iterator[tuple[str, Target]]:
    for spelling in _with_groups(question):
        yield spelling, Target(question.name, question.name)


def _derived_spellings(question: Question) -> Iterator[tuple[str, Target]]:
    if question.kind == MULTIPLE:
        for spelling in _with_groups(question):
            yield from _choice_spellings(spelling, question)
    if question.kind in GEOPOINTS:
        yield from _part_spellings(question)


def _label_spellings(question: Question) -> Iterator[tuple[str, Target]]:
    for label in question.labels.values():
        yield label, Target(question.name, question.name)
        if question.kind == MULTIPLE:
            yield from _choice_spellings(label, question)


def _with_groups(question: Question) -> Iterator[str]:
    steps = (*question.path, question.name)
    for start in range(len(steps)):
        for separator in GROUP_SEPARATORS:
            yield separator.join(steps[start:])


def _choice_spellings(spelling: str, question: Question) -> Iterator[tuple[str, Target]]:
    for code, labels in question.choices.items():
        target = Target(question.name, choice_column(question.name, code))
        for separator in CHOICE_SEPARATORS:
            yield f"{spelling}{separator}{code}", target
        plain = re.sub(r"\W", "_", code)  # SurveyCTO: q__99 for the code -99
        yield f"{spelling}_{plain}", target
        for label in labels.values():
            yield f"{spelling}/{label}", target


def _part_spellings(question: Question) -> Iterator[tuple[str, Target]]:
    steps = (*question.path, question.name)
    for part, name in PARTS.items():
        target = Target(question.name, f"{question.name}__{name}")
        for spelling in _with_groups(question):  # ODK and SurveyCTO, then Stata
            yield from ((f"{spelling}{between}{part}", target) for between in ("-", "_", ".", ""))
        for start in range(len(steps)):  # Kobo
            for separator in GROUP_SEPARATORS:
                yield separator.join((*steps[start:-1], f"_{steps[-1]}_{part}")), target


def _spelled(spellings: Iterable[tuple[str, Target]]) -> Spelled:
    found: Spelled = {}
    small: Spelled = {}
    for spelling, target in spellings:
        for book, key in ((found, spelling), (small, spelling.casefold())):
            book[key] = target if book.get(key, target) == target else None
    return small | found


def _find(column: str, spelled: Spelled) -> Target | None:
    return spelled.get(column) or spelled.get(column.casefold())
