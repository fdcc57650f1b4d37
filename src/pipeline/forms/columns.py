"""Which column of an export answers which question of its form.

Platforms write a question's name with its groups or without, joined by `/`, `-` or `.`; a
`select_multiple` as one column, as one per choice, or as both; a geopoint in parts; the rows of a
repeat group as numbered columns (`name_1`, `name_2`). Stata writes all names in small letters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.forms.form import METADATA, MULTIPLE, NOTE, Form, choice_column
from pipeline.forms.platform_columns import platform_column
from pipeline.forms.spellings import Spellings, Target, form_spellings

NUMBERED = re.compile(r"(.+?)((?:_[0-9]+)+)")


@dataclass(frozen=True)
class Match:
    """What the columns of an export are.

    ``names`` gives each column the name that everything after `clean` knows it by: that of its
    question, `<question>__<choice>`, `<geopoint>__latitude`. ``repeated`` has the numbered columns
    of repeat groups: their name and their numbers, outermost first. ``metadata`` says what the
    columns of devices and platforms are, by their new names. ``unknown`` are columns that the form
    does not explain, ``absent`` questions without a column, notes aside.
    """

    names: dict[str, str]
    repeated: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def match_columns(columns: Iterable[str], form: Form, repeat: str = "") -> Match:
    """What each column is; ``repeat`` names the repeat group whose own sheet they are from.

    A column that is a question's name is that question, whatever else it might be: of
    `water` with the choice `other`, `water_other` is the text if the form asks for one.
    """
    spellings = form_spellings(form)
    names, repeated, metadata, unknown = {}, {}, {}, []
    for column in columns:
        numbered = None if repeat else _numbered(column, form, spellings)
        if numbered and not spellings.question(column):
            repeated[column] = numbered
        elif target := spellings.find(column) or _moved(column, spellings):
            names[column] = target.name
            kind = form.questions[target.question].kind
            metadata |= {target.name: kind} if kind in METADATA else {}
        elif kind := platform_column(column, form):
            names[column] = _bare(column)
            metadata[_bare(column)] = kind
        elif choice := _unlisted_choice(column, form, spellings):
            names[column] = choice
        else:
            unknown.append(column)
    answered = {*names.values(), *(name for name, _ in repeated.values())}
    absent = tuple(_absent(form, answered, repeat))
    return Match(names, repeated, metadata, tuple(unknown), absent)


def _moved(column: str, spellings: Spellings) -> Target | None:
    """A question that lay in other groups in another version of the form."""
    return spellings.question(_bare(column)) if "/" in column else None


def _bare(column: str) -> str:
    return column.rsplit("/", 1)[-1]


def _numbered(column: str, form: Form, spellings: Spellings) -> tuple[str, tuple[int, ...]] | None:
    """`name_2_1` as the question `name` and its numbers, if its repeat groups are as deep."""
    found = NUMBERED.fullmatch(column)
    numbers = found[2].split("_")[1:] if found else []
    for depth in range(1, len(numbers) + 1):
        stem = column[: -sum(len(number) + 1 for number in numbers[-depth:])]
        target = spellings.find(stem)
        if target and form.depth(form.questions[target.question].repeat) == depth:
            return target.name, tuple(int(number) for number in numbers[-depth:])
    return None


def _unlisted_choice(column: str, form: Form, spellings: Spellings) -> str:
    """The column of a choice that another version of the form has."""
    before, slash, code = column.rpartition("/")
    target = spellings.question(before) or _moved(before, spellings) if slash else None
    if target and form.questions[target.question].kind == MULTIPLE:
        return choice_column(target.question, code)
    return ""


def _absent(form: Form, answered: set[str], repeat: str) -> Iterator[str]:
    stems = {name.partition("__")[0] for name in answered} | answered
    for question in form.questions.values():
        if question.kind != NOTE and question.name not in stems and question.repeat == repeat:
            yield question.name
