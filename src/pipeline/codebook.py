"""`codebook.csv`: what each variable of the export means, its codes, and whom it could identify."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import Fault, PlanError, nearest
from pipeline.project import Folder
from pipeline.sections.base import LONGEST_WORD
from pipeline.sections.written_text import longest_word, unseen

Texts = dict[str, str]  # the same text by language
Kind = Literal["integer", "number", "text", "date", "category", "boolean"]
Identifier = Literal["direct", "indirect", "no"]

# A codebook may have one more column: the waves that ask each variable, all where it is empty.
WAVES = "waves"
LONGEST_LABEL = 1_000
GROUP = "."  # between a wave and one of its repeat groups
COLUMNS = ("variable", "label_en", "unit", "type", "missing", "values", "identifier")
# Texts that readers see may have a column for each further language: `label_ar`, `values_fr`, ….
LABELS = re.compile(r"label_[a-z]{2,3}")
TRANSLATED = re.compile(r"(label|unit|missing|values)_([a-z]{2,3})")
ENGLISH = "en"  # the language of the columns that have none in their name
# Two columns that `clean` adds: the number of the row in the export, and the file it came from.
ROW, SOURCE = "row_id", "source"
KINDS = get_args(Kind)
IDENTIFIERS = get_args(Identifier)


@dataclass(frozen=True)
class Variable:
    """One line of the codebook; ``missing`` and ``codes`` map codes to what they mean.

    What readers see is by language: ``label``, ``units``, and by code ``reasons`` (of missing
    answers) and ``answers``.
    """

    name: str
    label: Texts
    unit: str
    kind: Kind
    missing: dict[str, str]
    codes: dict[str, str]
    identifier: Identifier
    waves: tuple[str, ...] = ()
    units: Texts = field(default_factory=dict)
    reasons: dict[str, Texts] = field(default_factory=dict)
    answers: dict[str, Texts] = field(default_factory=dict)


Codebook = dict[str, Variable]


def read_codebook(folder: Folder) -> Codebook:
    """The codebook of an evaluation, by variable, in the order of the file.

    Raises
    ------
    PlanError
        With every line that has an unknown type, an unknown identifier mark or a variable that
        another line already names, and where a column of the codebook itself is missing.
    """
    file = folder.relative(folder.codebook)
    if not folder.codebook.is_file():
        raise PlanError(Fault("E120", "the codebook is missing", file))
    lines = read_lines(folder.codebook, file, COLUMNS)
    faults = _line_faults(lines, file)
    if faults:
        raise PlanError(faults)
    return {line["variable"]: _variable(line) for _, line in lines}


def read_lines(path: Path, file: str, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The lines of a CSV file that a person wrote, each with its number.

    Raises
    ------
    PlanError
        Where the file is not UTF-8, or lacks one of its columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="")
            header = reader.fieldnames or []
            lines = [(reader.line_num, line) for line in reader]
    except (UnicodeDecodeError, csv.Error):
        help_ = "save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8)"
        raise PlanError(Fault("E126", "not readable as CSV in UTF-8", file, help=help_)) from None
    absent = [column for column in columns if column not in header]
    if absent:
        message = f"the file lacks the column {', '.join(absent)}"
        help_ = "separate columns by commas" if len(header) == 1 else ""
        raise PlanError(Fault("E121", message, file, 1, found=", ".join(header), help=help_))
    return lines


def _line_faults(lines: list[tuple[int, dict[str, str]]], file: str) -> list[Fault]:
    faults, seen = [], {}
    for number, line in lines:
        name = line["variable"]
        if name in seen:
            message = f"`{name}` is in the codebook twice"
            faults.append(Fault("E122", message, file, number, found=f"first on line {seen[name]}"))
        seen.setdefault(name, number)
        if name in (ROW, SOURCE):
            message = f"`{name}` is a name that `clean` gives to a column of its own"
            help_ = "rename the column in the export and here"
            faults.append(Fault("E127", message, file, number, help=help_))
        faults += _untold(line, number, file)
        for column, allowed in (("type", KINDS), ("identifier", IDENTIFIERS)):
            if line[column] not in allowed:
                message = f"{column} of `{name}` must be one of {', '.join(allowed)}"
                help_ = nearest(line[column] or "", allowed)
                faults.append(Fault("E123", message, file, number, found=line[column], help=help_))
        faults += _text_faults(line, file, number)
    return faults


def _text_faults(line: dict[str, str], file: str, number: int) -> list[Fault]:
    """What a line's texts hold that no reader can see, and a label that no page has room for."""
    faults = []
    line = {column: text for column, text in line.items() if column}  # cells beyond the header
    for column, text in line.items():
        if found := unseen(text or ""):
            message = f"{column} of line {number} has a character that no reader can see"
            faults.append(Fault("E108", message, file, number, found=found, help="delete it"))
    for column in filter(LABELS.fullmatch, line):
        if len(line[column] or "") > LONGEST_LABEL:
            message = f"{column} is longer than {LONGEST_LABEL:,} characters"
            help_ = "shorten it: it stands in tables; the form keeps the whole question"
            faults.append(Fault("E109", message, file, number, help=help_))
        if longest_word(line[column] or "") > LONGEST_WORD:
            message = f"{column} has a word of more than {LONGEST_WORD} letters"
            faults.append(Fault("E109", message, file, number, help="put a space into it"))
    return faults


def _untold(line: dict[str, str], number: int, file: str) -> list[Fault]:
    """A translation of a code that the line does not have: mistyped, or of another variable."""
    faults = []
    for column, text in line.items():
        found = TRANSLATED.fullmatch(column or "")
        if found and found[1] in ("missing", "values"):
            known = _codes(line[found[1]])
            for code in _codes(text):
                if code not in known:
                    message = f"{column} of `{line['variable']}` names a code that is not one"
                    help_ = nearest(code, known) or f"write the codes of `{found[1]}` there"
                    faults.append(Fault("E119", message, file, number, found=code, help=help_))
    return faults


def _variable(line: dict[str, str]) -> Variable:
    return Variable(
        name=line["variable"],
        label=_texts(line, "label", line["label_en"]),
        unit=line["unit"],
        kind=line["type"],
        missing=_codes(line["missing"]),
        codes=_codes(line["values"]),
        identifier=line["identifier"],
        waves=tuple((line.get(WAVES) or "").split()),
        units=_texts(line, "unit", line["unit"]),
        reasons=_by_code(line, "missing"),
        answers=_by_code(line, "values"),
    )


def _texts(line: dict[str, str], stem: str, english: str) -> Texts:
    """A text in every language that the line has it in."""
    columns = {column: TRANSLATED.fullmatch(column or "") for column in line}
    others = {found[2]: line[name] for name, found in columns.items() if found and found[1] == stem}
    texts = {ENGLISH: english} | {code: text for code, text in others.items() if code != ENGLISH}
    return {language: text for language, text in texts.items() if text}


def _by_code(line: dict[str, str], stem: str) -> dict[str, Texts]:
    """What each code means, by language."""
    meant: dict[str, Texts] = {}
    for language, pairs in _texts(line, stem, line[stem]).items():
        for code, meaning in _codes(pairs).items():
            meant.setdefault(code, {})[language] = meaning
    return meant


def columns_with(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of a codebook that has those names: translations follow what they translate."""
    stems = {name: found[1] for name in names if name and (found := TRANSLATED.fullmatch(name))}
    ordered = []
    for column in COLUMNS:
        stem = column.removesuffix(f"_{ENGLISH}")
        ordered += [column, *(name for name in sorted(stems) if stems[name] == stem != name)]
    return tuple(dict.fromkeys(ordered))


def line_of(variable: Variable) -> dict[str, str]:
    """A variable as a line of `codebook.csv`: what it has no text for has no column in it."""
    line = {
        "variable": variable.name,
        "label_en": variable.label.get(ENGLISH, ""),
        "unit": variable.unit,
        "type": variable.kind,
        "missing": joined(variable.missing),
        "values": joined(variable.codes),
        "identifier": variable.identifier,
    }
    for stem, texts in (("label", variable.label), ("unit", variable.units)):
        line |= {f"{stem}_{code}": text for code, text in texts.items() if code != ENGLISH}
    for stem, meant in (("missing", variable.reasons), ("values", variable.answers)):
        for code in {code for texts in meant.values() for code in texts if code != ENGLISH}:
            said = {answer: texts[code] for answer, texts in meant.items() if code in texts}
            line[f"{stem}_{code}"] = joined(said)
    return line


def without(line: dict[str, str], *stems: str) -> dict[str, str]:
    """A line without its codes (`values`, `missing`) in any language: they may be names."""
    return {name: "" if name.startswith(stems) else text for name, text in line.items()}


def joined(codes: dict[str, str]) -> str:
    """`-1=unclear; -99=refused` of a mapping from code to meaning."""
    return "; ".join(f"{code}={meaning}" for code, meaning in codes.items())


def asked_in(name: str, codebook: Codebook, waves: tuple[str, ...]) -> tuple[str, str]:
    """The variable that a column of the merged survey comes from, and the wave in its name.

    The wave is empty where the name has none; a column that is nobody's is its own variable.
    """
    for wave in waves:
        variable = name.removesuffix(f"_{wave}")
        if name not in codebook and variable != name and variable in codebook:
            return variable, wave
    return name, ""


def of_wave(codebook: Codebook, wave: str) -> Codebook:
    """The lines of the codebook that one wave asks, or one of its repeat groups: `wave.group`."""
    return {
        name: variable
        for name, variable in codebook.items()
        if wave in variable.waves or (not variable.waves and GROUP not in wave)
    }


def _codes(text: str) -> dict[str, str]:
    """`-1=unclear; -99=refused` as a mapping from code to meaning."""
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return {code.strip(): meaning.strip() for code, _, meaning in pairs}
