"""`athar codebook`: the codebook made from forms and exports, for the evaluator to complete."""

import csv

from pipeline.cleaning.collect import collect_waves
from pipeline.cleaning.identifiers import suspects
from pipeline.codebook import COLUMNS, WAVES, columns_with, read_lines, without
from pipeline.codebook_draft import WaveExport, draft_lines
from pipeline.document import read_document
from pipeline.errors import DataError, Fault, PlanError
from pipeline.project import Folder, whole_file
from pipeline.survey_columns import OTHER, clean_section

Line = dict[str, str]


def write_codebook(folder: Folder) -> str:
    """Write `codebook.csv` from the plan's files and forms; what a person wrote in it stays.

    A column that looks like a direct identifier is proposed as one, so that nothing passes because
    nobody looked. Only `clean:` of the plan must be in order.

    Raises
    ------
    PlanError
        Where `clean:` cannot be read.
    DataError
        Where a file or form cannot.
    """
    document = read_document(folder.plan, folder.relative(folder.plan))
    clean = clean_section(document)
    if clean is None:
        message = "the files cannot be found: `clean:` of the plan is not in order"
        help_ = f"see `athar check-plan {folder.name}`"
        raise PlanError(Fault("E129", message, document.file, key="clean", help=help_))
    waves = collect_waves(folder, clean)
    proposed = _proposed(waves)
    lines = [
        _nameless(line) for line in draft_lines(waves, lambda name, _: proposed.get(name, "no"))
    ]
    written = _written(folder)
    asked = {line["variable"] for line in lines}
    _refuse_headless(folder, asked)
    new = len(asked - set(written))
    gone = [line for name, line in written.items() if name not in asked]
    lines = [written.get(line["variable"], {}) | _waves(line, written) for line in lines]
    lines = [_nameless(line) for line in [*lines, *gone]]
    _write(folder, lines)
    marked = sum(line["identifier"] == "direct" for line in lines)
    file = folder.relative(folder.codebook)
    counts = f"{len(lines)} variables, {new} new, {len(gone)} in no export"
    return f"{file}: {counts}, {marked} direct identifiers"


def _waves(line: Line, written: dict[str, Line]) -> Line:
    """Of a line that a person has seen, only who is asked can have changed."""
    return {WAVES: line[WAVES]} if line["variable"] in written else line


def _refuse_headless(folder: Folder, names: set[str]) -> None:
    """Stop where the columns' names are numbers: they would be the answers of the first interview.

    Raises
    ------
    DataError
        Without any of the names.
    """
    numbers = [name for name in names if name.replace(".", "").replace("-", "").isdigit()]
    if numbers:
        message = f"{len(numbers)} columns are called by a number: has a file no header row?"
        help_ = "add a first row that names the columns"
        raise DataError(
            Fault("E203", message, folder.relative(folder.plan), key="clean.files", help=help_)
        )


def _nameless(line: Line) -> Line:
    """The codes of a direct identifier are left out: their meanings may be people's names."""
    return without(line, "values") if line["identifier"] == "direct" else line


def _proposed(waves: list[WaveExport]) -> dict[str, str]:
    """`direct` for each column that looks like it in any wave."""
    marks: dict[str, str] = {}
    for wave in waves:
        labels = {name: {"en": label} for name, label in wave.labels.items()}
        for form in wave.forms:
            labels |= {name: question.labels for name, question in form.questions.items()}
        kinds = {name: q.kind for form in wave.forms for name, q in form.questions.items()}
        for rows in (wave.rows, *wave.repeats.values()):
            marks |= {found.column: "direct" for found in suspects(rows, labels, kinds)}
        marks |= {name: "direct" for name, kind in kinds.items() if _specifies(name, kind)}
    return marks


def _specifies(name: str, kind: str) -> bool:
    """Whether people can write what they like after "other", which is often a name."""
    return kind == "text" and name.endswith(OTHER)


def _written(folder: Folder) -> dict[str, Line]:
    if not folder.codebook.is_file():
        return {}
    lines = read_lines(folder.codebook, folder.relative(folder.codebook), COLUMNS)
    return {line["variable"]: line for _, line in lines}


def _write(folder: Folder, lines: list[Line]) -> None:
    columns = columns_with(name for line in lines for name in line)
    known = (*columns, *((WAVES,) if any(line.get(WAVES) for line in lines) else ()))
    own = dict.fromkeys(name for line in lines for name in line if name and name != WAVES)
    columns = [*known, *(name for name in own if name not in known)]
    with (
        whole_file(folder.codebook) as path,
        path.open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.DictWriter(
            stream, columns, extrasaction="ignore", restval="", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(lines)
