"""One wave from its files to rows that may leave `raw/`, in the order in which steps must come."""

from dataclasses import dataclass

import pandas as pd

from pipeline import expressions
from pipeline.cleaning.collect import Collected, collect
from pipeline.cleaning.corrections import Correction
from pipeline.cleaning.harmonise import harmonised_rows
from pipeline.cleaning.log import changes
from pipeline.cleaning.protect import derived, refuse_unmarked_identifiers, without_identifiers
from pipeline.cleaning.repeated import without_repeated
from pipeline.cleaning.variable_types import Typed, typed
from pipeline.codebook import GROUP, ROW, Codebook, of_wave
from pipeline.errors import DataError, Fault
from pipeline.plan import Plan
from pipeline.project import Folder

# What these rules took out leaves no answer behind, not even in the log beside the data.
NO_TRACE = ("no_consent", "removed_by_correction")


@dataclass(frozen=True)
class Wave:
    """A wave cleaned: rows, rows of repeat groups, every change, every stated reason of absence.

    ``exported`` is the number of rows that its files held.
    """

    collected: Collected
    rows: pd.DataFrame
    repeats: dict[str, pd.DataFrame]
    changes: list[pd.DataFrame]
    missing: pd.DataFrame
    exported: int


def clean_wave(
    folder: Folder, plan: Plan, wave: str, codebook: Codebook, corrections: list[Correction]
) -> Wave:
    """Read, correct, type and protect the rows of one wave.

    Corrections come before types, so that they can mend what no type holds; consent before
    everything that looks at answers; identifiers last, because duplicates, texts and places are
    found by what they say.

    Raises
    ------
    DataError
        Where files, corrections, columns or cells are not as the plan and the codebook say, or a
        column looks like an identifier and is not marked.
    """
    collected = collect(folder, plan.clean, wave, codebook, corrections)
    every, codebook = codebook, of_wave(codebook, wave)
    refuse_unmarked_identifiers(folder, collected.rows, codebook, plan.clean)
    answers = typed(folder, wave, collected.rows, codebook, plan.clean)

    rows, lines = with_consent(wave, answers.rows, plan)
    rows, mapped = harmonised_rows(wave, rows, plan.clean, codebook)
    direct = [name for name, variable in codebook.items() if variable.identifier == "direct"]
    apart = (*collected.metadata, *direct)
    surveyed = bool(collected.forms) or wave == plan.clean.waves[0]
    rows, dropped = without_repeated(
        wave, rows, plan.clean, collected.server, apart if surveyed else None
    )
    rows = pd.concat([rows, derived(rows, collected.forms, plan)], axis=1)
    rows = without_identifiers(folder, rows, codebook, plan)

    repeats = {
        group: _members(folder, plan, (wave, group), members, every, rows)
        for group, members in collected.repeats.items()
    }
    kept = rows[ROW]
    missing = [collected.reasons, answers.missing, *(part.missing for part in repeats.values())]
    return Wave(
        collected=collected,
        rows=rows,
        repeats={group: part.rows for group, part in repeats.items()},
        changes=without_answers(
            [*collected.changes, *answers.changes, *lines, *mapped, *dropped]
            + [line for part in repeats.values() for line in part.changes]
        ),
        missing=pd.concat([part[part[ROW].isin(kept)] for part in missing], ignore_index=True),
        exported=collected.exported,
    )


def without_answers(log: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """The log without the answers of those who did not consent or whose interview was removed."""
    gone = {row for part in log for row in part.loc[part["rule"].isin(NO_TRACE), ROW]}
    return [
        part.assign(**{name: part[name].mask(part[ROW].isin(gone), "") for name in ("old", "new")})
        for part in log
    ]


def with_consent(
    wave: str, rows: pd.DataFrame, plan: Plan
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows that meet the plan's condition of consent, and a log line for each that does not.

    A wave that asks none of the condition's columns, such as a list of villages, passes whole.

    Raises
    ------
    DataError
        Where the condition cannot be computed on these columns.
    """
    condition = plan.clean.consent
    if condition is None or not expressions.names(condition) & set(rows):
        return rows, []
    absent = sorted(expressions.names(condition) - set(rows))
    if absent:
        message = f"consent cannot be computed: the wave {wave} does not ask {', '.join(absent)}"
        raise DataError(Fault("E223", message, key="clean.consent", found=condition))
    try:
        given = expressions.condition(rows, condition)
    except expressions.ExpressionError as error:
        message = f"consent cannot be computed: {error}"
        raise DataError(Fault("E223", message, key="clean.consent", found=condition)) from None
    return rows[given].reset_index(drop=True), [changes(wave, rows, ~given, "no_consent")]


def _members(
    folder: Folder,
    plan: Plan,
    named: tuple[str, str],
    members: pd.DataFrame,
    codebook: Codebook,
    households: pd.DataFrame,
) -> Typed:
    """Rows of a repeat group whose household stayed, typed and without direct identifiers."""
    wave, codebook = named[0], of_wave(codebook, GROUP.join(named))
    members = members[members[ROW].isin(households[ROW])].reset_index(drop=True)
    refuse_unmarked_identifiers(folder, members, codebook, plan.clean)
    answers = typed(folder, wave, members, codebook, plan.clean)
    rows = without_identifiers(folder, answers.rows, codebook, plan)
    return Typed(rows, answers.changes, answers.missing)
