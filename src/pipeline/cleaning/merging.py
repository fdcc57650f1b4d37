"""Waves to one survey: joined on the unit, as the plan expects, or the run stops with counts."""

import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.document import Document
from pipeline.errors import DataError, Fault
from pipeline.sections.clean import Clean, Merge

WAVE = "wave"  # in a long survey, the wave of each row


def merged(
    waves: dict[str, pd.DataFrame], clean: Clean, document: Document
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """The survey that the study is made of, and for each wave joined its rows without a partner.

    In the wide layout a variable that several merged waves hold takes the wave's name as its
    ending, but for the keys of the merges: the first wave that holds one keeps its name. In the
    long layout waves joined one to one are stacked under a column `wave`.

    Raises
    ------
    DataError
        With counts, where keys repeat or are missing, or more rows have no partner than planned.
    """
    first = clean.waves[0]
    faults = [
        fault
        for number in range(len(clean.merge))
        for fault in _faults(waves, clean, number, document)
    ]
    faults += _clashes(waves, clean, document)
    if faults:
        raise DataError(faults)
    alone = {
        merge.wave: ~waves[merge.wave][merge.on].isin(waves[_holder(waves, clean, merge)][merge.on])
        for merge in clean.merge
    }
    if clean.layout == "long" and clean.merge:
        return _long(waves, clean, alone), alone
    names = _wide_names(waves, clean)
    survey = waves[first].rename(columns=names[first])
    for merge in clean.merge:
        other = waves[merge.wave].drop(columns=[ROW, SOURCE]).rename(columns=names[merge.wave])
        survey = survey.merge(other, how="left", on=merge.on, sort=False)
    return survey, alone


def wide_columns(columns: dict[str, list[str]], clean: Clean) -> dict[str, dict[str, str]]:
    """For each merged wave, the name in the survey of each of its columns; see `merged`."""
    if len(clean.merged) == 1 or clean.layout == "long":
        return {wave: {name: name for name in columns[wave]} for wave in clean.merged}
    held = pd.Series([name for wave in clean.merged for name in columns[wave]], dtype="str")
    shared = set(held[held.duplicated()]) - {ROW, SOURCE}
    keys = {merge.on for merge in clean.merge}
    joined_on = {merge.wave: merge.on for merge in clean.merge}
    names: dict[str, dict[str, str]] = {}
    for wave in clean.merged:
        kept = keys | {joined_on.get(wave)}
        names[wave] = {
            name: f"{name}_{wave}" if name in shared - kept else name for name in columns[wave]
        }
        keys -= set(columns[wave])  # a later wave's copy of a key is an answer like others
    return names


def _wide_names(waves: dict[str, pd.DataFrame], clean: Clean) -> dict[str, dict[str, str]]:
    return wide_columns({wave: list(waves[wave].columns) for wave in clean.merged}, clean)


def _holder(waves: dict[str, pd.DataFrame], clean: Clean, merge: Merge) -> str:
    """The wave, before the one that joins, whose rows hold the key: the first that does."""
    before = clean.merged[: clean.merged.index(merge.wave)]
    return next(wave for wave in before if merge.on in waves[wave])


def _long(
    waves: dict[str, pd.DataFrame], clean: Clean, alone: dict[str, pd.Series]
) -> pd.DataFrame:
    rounds = [clean.waves[0]]
    rounds += [merge.wave for merge in clean.merge if merge.expect == "one_to_one"]
    parts = [waves[wave][~alone[wave]] if wave in alone else waves[wave] for wave in rounds]
    survey = pd.concat(
        [part.assign(**{WAVE: wave}) for wave, part in zip(rounds, parts, strict=True)],
        ignore_index=True,
    )
    for merge in clean.merge:
        if merge.wave not in rounds:
            other = waves[merge.wave].drop(columns=[ROW, SOURCE])
            survey = survey.merge(other, how="left", on=merge.on, sort=False)
    return survey


def _clashes(waves: dict[str, pd.DataFrame], clean: Clean, document: Document) -> list[Fault]:
    """Columns of different waves that would have the same name in the survey."""
    if len(clean.merged) == 1:
        return []
    names = _wide_names(waves, clean)
    given = [name for wave in clean.merged for name in names[wave].values()]
    keys = {merge.on for merge in clean.merge} | {ROW, SOURCE}
    clashing = {name for name in given if name not in keys and given.count(name) > 1}
    if clean.layout == "long":
        rounds = {clean.waves[0], *(m.wave for m in clean.merge if m.expect == "one_to_one")}
        stacked = {name for wave in rounds for name in waves[wave]}
        listed = {name for wave in clean.merged if wave not in rounds for name in waves[wave]}
        clashing = ({WAVE} & stacked) | ((stacked & listed) - keys)
    help_ = "rename one of them in its form or export"
    return [
        document.fault(
            "E262",
            f"two columns of the survey would be called `{name}`",
            ("clean", "merge"),
            help=help_,
        )
        for name in sorted(clashing)
    ]


def _faults(
    waves: dict[str, pd.DataFrame], clean: Clean, number: int, document: Document
) -> list[Fault]:
    """What one merge expects and the two waves do not hold."""
    merge, place = clean.merge[number], ("clean", "merge", number)
    survey = waves[_holder(waves, clean, merge)][merge.on]
    wave = waves[merge.wave][merge.on]
    sides = [(merge.wave, wave)]
    if merge.expect == "one_to_one":
        sides.append(("the survey", survey))
    faults = []
    for name, keys in sides:
        absent, repeated = int(keys.isna().sum()), int(keys.dropna().duplicated().sum())
        if absent or repeated:
            message = f"`{merge.on}` does not tell the rows of {name} apart"
            found = f"{repeated} rows repeat an earlier key, {absent} have none"
            help_ = "say under clean: duplicates: which stays, correct them, or expect many_to_one"
            faults.append(document.fault("E260", message, place, found=found, help=help_))
    lonely = {
        "survey": (int((~survey.isin(wave)).sum()), f"rows of the survey without {merge.wave}"),
        "wave": (int((~wave.isin(survey)).sum()), f"rows of {merge.wave} without the survey"),
    }
    for side, (count, words) in lonely.items():
        allowed = getattr(merge.unmatched, side)
        if count > allowed:
            message = f"{count} {words}; the plan expects {allowed} at most"
            help_ = f"look at them in the export; if they are right, allow them: {side}: {count}"
            key = (*place, "unmatched", side)
            faults.append(document.fault("E261", message, key, help=help_))
    return faults
