"""The people in the data: what names them is found, used for what it tells, and left behind."""

from dataclasses import replace

import pandas as pd

from pipeline.cleaning.identifiers import Suspect, suspects
from pipeline.cleaning.normalise import as_written
from pipeline.cleaning.other_texts import other_texts
from pipeline.cleaning.places import place_columns
from pipeline.cleaning.pseudonyms import find_key, pseudonymise
from pipeline.codebook import ROW, SOURCE, Codebook
from pipeline.errors import DataError, Fault
from pipeline.forms.form import Form, Question, choice_column
from pipeline.plan import Plan
from pipeline.project import Folder
from pipeline.sections.clean import Clean
from pipeline.survey_columns import pseudonymous

OTHER = "_other"  # the ending of the text that goes with an "other, specify"


def refuse_unmarked_identifiers(
    folder: Folder, rows: pd.DataFrame, codebook: Codebook, clean: Clean
) -> None:
    """Stop where a column looks like a direct identifier and the codebook does not say so.

    A name that only sounds like one may also be marked `indirect`; a column whose values are
    telephone numbers may not. Either may be explained under `clean: not_identifying`.

    Raises
    ------
    DataError
        With every such column, what it looks like and how to mark it; never a value of it.
    """
    marked = {name: line.identifier for name, line in codebook.items()}
    asked = [
        name
        for name in rows
        if name in codebook and marked[name] != "direct" and name not in clean.not_identifying
    ]
    labels = {name: codebook[name].label for name in asked}
    kinds = {name: codebook[name].kind for name in asked}
    found = [
        suspect
        for suspect in suspects(rows[asked], labels, kinds)
        if suspect.certain or marked[suspect.column] == "no"
    ]
    if found:
        raise DataError([_unmarked(folder, suspect) for suspect in found])


def _unmarked(folder: Folder, suspect: Suspect) -> Fault:
    choices = "direct" if suspect.certain else "direct or indirect"
    return Fault(
        "E240",
        f"`{suspect.column}` looks like {suspect.what}",
        folder.relative(folder.codebook),
        found=suspect.why,
        help=f"mark it {choices} in the column `identifier`; if it names nobody, say why in the "
        f"plan: clean: not_identifying: {{{suspect.column}: …}}",
    )


def derived(rows: pd.DataFrame, forms: tuple[Form, ...], plan: Plan) -> pd.DataFrame:
    """What direct identifiers tell without naming anybody: distances, and texts that name a choice.

    Columns aligned with ``rows``: for the plan's points `<point>__outside`, `__shared` and `__km`,
    for each text that specifies an "other" `<text>__given` and `__choice`.
    """
    parts = []
    place = plan.check.gps
    if place is not None and place.point in rows:
        clusters = rows.get(place.cluster) if place.cluster else None
        columns = place_columns(rows[place.point], clusters, place.area)
        parts.append(columns.add_prefix(f"{place.point}__"))
    choices = {
        name: question.choices for form in forms for name, question in form.questions.items()
    }
    for name in rows:
        asked = name.removesuffix(OTHER)
        if name.endswith(OTHER) and choices.get(asked):
            texts = other_texts(rows[name], choices[asked])
            if asked in rows:  # a text whose choice was given as well has nothing more to say
                texts["choice"] = texts["choice"].mask(texts["choice"] == as_written(rows[asked]))
            parts.append(texts.add_prefix(f"{name}__"))
    return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=rows.index)


def without_identifiers(
    folder: Folder, rows: pd.DataFrame, codebook: Codebook, plan: Plan
) -> pd.DataFrame:
    """The rows without direct identifiers, but for those that the plan needs: these as pseudonyms.

    The unit gets a pseudonym where it is marked as an identifier of any kind; the same value gets
    the same one in every wave.
    """
    needed = pseudonymous(codebook, plan.clean)
    hidden = [name for name in rows if name in needed]
    kept = [name for name in rows if name in hidden or not _is_direct(codebook, name)]
    rows = rows[kept].copy()
    if hidden:
        key = find_key(folder.root, folder.name, plan.evaluation.simulated)
        for name in hidden:
            rows[name] = pseudonymise(rows[name], name, key)
    return rows


def without_names(form: Form, codebook: Codebook, clean: Clean) -> Form:
    """The form without the choices of what must not be told: their labels are people's names."""
    hidden = pseudonymous(codebook, clean)
    questions = {
        name: replace(question, choices={})
        if name in hidden or any(_is_direct(codebook, column) for column in _columns(question))
        else question
        for name, question in form.questions.items()
    }
    return replace(form, questions=questions)


def _columns(question: Question) -> list[str]:
    return [question.name, *(choice_column(question.name, code) for code in question.choices)]


def _is_direct(codebook: Codebook, name: str) -> bool:
    return name not in (ROW, SOURCE) and name in codebook and codebook[name].identifier == "direct"
