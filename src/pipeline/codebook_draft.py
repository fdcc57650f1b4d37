"""A codebook made from forms and files, for the evaluator to complete: nobody types it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import ENGLISH, GROUP, ROW, SOURCE, TRANSLATED, WAVES, columns_with
from pipeline.forms.form import MULTIPLE, Form, Question, Texts, choice_column
from pipeline.forms.missing_codes import meaning, missing_choices, missing_numbers
from pipeline.forms.repeats import INDEX, PARENT, POSITION
from pipeline.readers.languages import script_language

PLACES = {ROW, SOURCE, INDEX, PARENT, POSITION}  # that `clean` gives to the rows of repeats
KINDS = {
    "integer": "integer",
    "decimal": "number",
    "range": "number",
    "select_one": "category",
    "date": "date",
    "datetime": "date",
    "start": "date",
    "end": "date",
    "today": "date",
}
COMPUTED = ("calculate", "hidden")  # the form does not say what comes out
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?"
INTEGER = r"-?(?:0|[1-9][0-9]{0,14})"
NUMBER = r"-?(?:0|[1-9][0-9]{0,14})?(?:\.[0-9]+)?"

Line = dict[str, str]
Identifier = Callable[[str, str], str]  # (name, label) -> direct, indirect or no


@dataclass(frozen=True)
class WaveExport:
    """What one wave has to say of its variables.

    ``rows`` and ``repeats`` are coded (`collected.code_answers`), ``forms`` its versions, oldest
    first; ``labels`` and ``codes`` those of the files themselves, as Stata and SPSS have them.
    """

    name: str
    rows: pd.DataFrame
    repeats: dict[str, pd.DataFrame] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)


def draft_lines(waves: Sequence[WaveExport], identifier: Identifier) -> list[Line]:
    """The lines of `codebook.csv`, one a variable, with the waves and repeat groups that ask it.

    Types, labels and choices are those of the newest form that asks it; choices of older forms
    are kept. Codes that stand for no answer are proposed as missing. What no form explains gets
    its labels from the file and its type from the answers, as text where there is doubt.
    """
    asked: dict[str, list[WaveExport]] = {}
    places: dict[str, list[str]] = {}
    for wave in waves:
        for name, place in _variables(wave).items():
            asked.setdefault(name, []).append(wave)
            places.setdefault(name, []).append(place)
    choices = {name: pair for wave in waves for form in wave.forms for name, pair in _split(form)}
    lines = []
    for name, among in asked.items():
        line = _from_form(name, among, choices) or _from_file(name, among)
        labels = (text for column, text in line.items() if column.startswith("label_"))
        line["identifier"] = identifier(name, next((text for text in labels if text), ""))
        line[WAVES] = " ".join(places[name])
        lines.append(line)
    columns = columns_with(column for line in lines for column in line)
    return [{column: line.get(column, "") for column in (*columns, WAVES)} for line in lines]


def _variables(wave: WaveExport) -> dict[str, str]:
    """Each variable of a wave, and who answers it: the wave, or one of its repeat groups."""
    asked = {name: wave.name for name in wave.rows if name not in (ROW, SOURCE)}
    for group, rows in wave.repeats.items():
        for name in rows:
            if name not in PLACES:
                asked.setdefault(name, f"{wave.name}{GROUP}{group}")
    return asked


def _split(form: Form) -> Iterator[tuple[str, tuple[Question, Texts]]]:
    """The 0/1 columns of a form: their question, and the labels of their choice."""
    for question in form.questions.values():
        if question.kind == MULTIPLE:
            for code, labels in question.choices.items():
                yield choice_column(question.name, code), (question, labels)


def _from_form(
    name: str, waves: list[WaveExport], choices: dict[str, tuple[Question, Texts]]
) -> Line | None:
    versions = [
        (form, form.questions[name])
        for wave in waves
        for form in wave.forms
        if name in form.questions
    ]
    if versions:
        return _question_line(name, versions, waves)
    if name in choices:
        question, labels = choices[name]
        both = {
            language: f"{_clean(question.labels.get(language, ''))}: {_clean(text)}"
            for language, text in labels.items()
        }
        return _line(name, both, "boolean", {}, {"0": "no", "1": "yes"})
    return None


def _question_line(
    name: str, versions: list[tuple[Form, Question]], waves: list[WaveExport]
) -> Line:
    form, newest = versions[-1]
    values = {c: meaning(c, labels) for _, q in versions for c, labels in q.choices.items()}
    missing = {c: text for _, question in versions for c, text in missing_choices(question).items()}
    kind = KINDS.get(newest.kind, "text")
    if newest.kind in COMPUTED:
        kind = _guessed(_cells(name, waves))
    if kind in ("integer", "number"):
        missing |= missing_numbers(newest, form)
    answers = {c: text for c, text in values.items() if c not in missing and kind == "category"}
    texts = {c: labels for q in form.questions.values() for c, labels in q.choices.items()}
    texts |= {c: labels for _, question in versions for c, labels in question.choices.items()}
    line = _line(name, newest.labels, kind, missing, answers)
    return line | _translated("missing", missing, texts) | _translated("values", answers, texts)


def _from_file(name: str, waves: list[WaveExport]) -> Line:
    codes = {code: text for wave in waves for code, text in wave.codes.get(name, {}).items()}
    label = next((wave.labels[name] for wave in reversed(waves) if name in wave.labels), "")
    kind = "category" if codes else _guessed(_cells(name, waves))
    return _line(name, {"en": label} if label else {}, kind, {}, codes)


def _cells(name: str, waves: list[WaveExport]) -> pd.Series:
    tables = [table for wave in waves for table in (wave.rows, *wave.repeats.values())]
    return pd.concat([table[name].dropna() for table in tables if name in table], ignore_index=True)


def _guessed(cells: pd.Series) -> str:
    """The type that every answer has; text where there is none, or a number begins with 0."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return "date"
    if pd.api.types.is_float_dtype(cells) and (cells % 1 == 0).all():
        cells = cells.astype("int64")
    answers = pd.Series(cells.astype("str").unique(), dtype="str")
    if answers.empty:
        return "text"
    if answers.isin(["0", "1"]).all():
        return "boolean"
    patterns = {"date": DATE, "integer": INTEGER, "number": NUMBER}
    fitting = (kind for kind, pattern in patterns.items() if answers.str.fullmatch(pattern).all())
    return next(fitting, "text")


def _line(
    name: str, labels: Texts, kind: str, missing: dict[str, str], values: dict[str, str]
) -> Line:
    latin = (text for text in labels.values() if script_language([text]) == ENGLISH)
    others = {code: text for code, text in labels.items() if code != ENGLISH}
    return {
        "variable": name,
        "label_en": _clean(labels.get(ENGLISH) or next(latin, "")),
        **_columns({f"label_{code}": _clean(text) for code, text in others.items()}),
        "unit": "",
        "type": kind,
        "missing": _pairs(missing),
        "values": _pairs(values),
    }


def _translated(stem: str, codes: Iterable[str], texts: dict[str, Texts]) -> Line:
    """What codes mean in each further language of the form, in a column for each."""
    languages = {language for code in codes for language in texts.get(code, {})} - {ENGLISH}
    said = {
        f"{stem}_{language}": _pairs(
            {c: texts[c][language] for c in codes if texts.get(c, {}).get(language)}
        )
        for language in sorted(languages)
    }
    return _columns(said)


def _columns(texts: Line) -> Line:
    """Texts of languages that the form names by their code: others have no column."""
    return {column: text for column, text in texts.items() if TRANSLATED.fullmatch(column)}


def _pairs(codes: dict[str, str]) -> str:
    """`1=yes; 2=no`; what separates pairs cannot stand in one."""
    texts = {code: _clean(text).replace(";", ",").replace("=", ":") for code, text in codes.items()}
    return "; ".join(f"{code}={text}" for code, text in texts.items())


def _clean(text: str) -> str:
    """A label in one line, without the tags that forms put into it."""
    return " ".join(re.sub(r"</?[A-Za-z][^<>]*>", " ", text).split())
