"""Names in `clean:` and `check:` that no wave holds, and waves that do not fit together.

Like `plan_faults`, it reads the document as it was written.
"""

from collections.abc import Iterator

from pipeline import expressions
from pipeline.codebook import Codebook
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.sections.clean import Clean
from pipeline.survey_columns import clean_section, wave_columns

# Where a check names columns of the wave that it names too (or of the survey, where it names none).
OF_A_WAVE: dict[str, tuple[str, ...]] = {
    "enumerators": ("column",),
    "interviews": ("start", "end"),
    "gps": ("point", "cluster"),
    "progress": ("by",),
}
ANSWERS = ("type_1", "type_2", "type_3")


def wave_faults(document: Document, codebook: Codebook, survey: set[str]) -> list[Fault]:
    """Every wave, and every column of a wave, that `clean:` and `check:` name in vain.

    ``survey`` holds the columns that the merged survey will have.
    """
    clean = clean_section(document)
    if clean is None:
        return []
    return [
        *_merge_faults(document, codebook, clean),
        *_clean_faults(document, codebook, clean),
        *_check_faults(document, codebook, clean, survey),
    ]


def _merge_faults(document: Document, codebook: Codebook, clean: Clean) -> Iterator[Fault]:
    joined = [clean.waves[0]]
    for number, merge in enumerate(clean.merge):
        place: Location = ("clean", "merge", number)
        if merge.wave not in clean.waves:
            message = f"no file is of the wave `{merge.wave}`"
            help_ = nearest(merge.wave, clean.waves) or "waves: " + ", ".join(clean.waves)
            yield document.fault("E160", message, (*place, "wave"), help=help_)
            continue
        if merge.wave in joined:
            message = f"the wave `{merge.wave}` is part of the survey already"
            yield document.fault("E161", message, (*place, "wave"), help="take this line out")
            continue
        before = set().union(*(wave_columns(codebook, clean, wave) for wave in joined))
        for side, columns in (
            ("the survey so far", before),
            (f"the wave {merge.wave}", wave_columns(codebook, clean, merge.wave)),
        ):
            if merge.on not in columns:
                message = f"{side} has no column `{merge.on}`"
                help_ = nearest(merge.on, columns) or _waves_of(codebook, merge.on)
                yield document.fault("E162", message, (*place, "on"), help=help_)
        joined.append(merge.wave)


def _waves_of(codebook: Codebook, name: str) -> str:
    asked = codebook[name].waves if name in codebook else ()
    return f"the codebook has it in: {', '.join(asked)}" if asked else ""


def _clean_faults(document: Document, codebook: Codebook, clean: Clean) -> Iterator[Fault]:
    named: list[tuple[Location, str]] = [
        *((("clean", "pseudonyms", n), name) for n, name in enumerate(clean.pseudonyms)),
        *((("clean", "not_identifying", name), name) for name in clean.not_identifying),
        *(
            (("clean", "harmonise", n, "variable"), h.variable)
            for n, h in enumerate(clean.harmonise)
        ),
        *(
            (("clean", "harmonise", n, "into"), h.into)
            for n, h in enumerate(clean.harmonise)
            if h.into
        ),
    ]
    for key, name in (("submission", clean.submission), ("unit", clean.unit)):
        if name is not None:
            named.append((("clean", key), name))
    if clean.duplicates.order:
        named.append((("clean", "duplicates", "order"), clean.duplicates.order))
    for place, name in named:
        if name not in codebook:
            message = f"column `{name}` is not in the codebook"
            yield document.fault("E130", message, place, help=nearest(name, codebook))
    if clean.duplicates.unit != "all" and clean.unit is None:
        message = "interviews of the same unit cannot be found: the plan names no unit"
        yield document.fault(
            "E163", message, ("clean", "duplicates", "unit"), help="add clean: unit:"
        )
    if clean.consent is not None:
        message, help_ = expressions.complaint(clean.consent, codebook)
        if message:
            yield document.fault(
                "E132", message, ("clean", "consent"), found=clean.consent, help=help_
            )


def _check_faults(
    document: Document, codebook: Codebook, clean: Clean, survey: set[str]
) -> Iterator[Fault]:
    for section, keys in OF_A_WAVE.items():
        content = mapping(document, "check", section)
        wave = content.get("wave")
        if wave is not None and wave not in clean.waves:
            help_ = nearest(str(wave), clean.waves) or "waves: " + ", ".join(clean.waves)
            message = f"no file is of the wave `{wave}`"
            yield document.fault("E160", message, ("check", section, "wave"), help=help_)
            continue
        columns = survey if wave is None else wave_columns(codebook, clean, wave)
        # A point is a direct identifier: what `clean` derives from it is checked in its stead.
        columns = columns | (set(codebook) if section == "gps" else set())
        for key in keys:
            yield from _unknown(document, ("check", section, key), columns)
    yield from _outlier_faults(document, survey)
    yield from _backcheck_faults(document, codebook, clean)
    known = survey | set(mapping(document, "construct", "variables"))
    for index in range(len(listing(document, "check", "logic"))):
        place: Location = ("check", "logic", index, "rule")
        rule = at(document, *place)
        if isinstance(rule, str):
            message, help_ = expressions.complaint(rule, known)
            if message:
                yield document.fault("E132", message, place, found=rule, help=help_)


def _outlier_faults(document: Document, survey: set[str]) -> Iterator[Fault]:
    known = survey | set(mapping(document, "construct", "variables"))
    yield from _unknown(document, ("check", "outliers", "by"), known)
    for index in range(len(listing(document, "check", "outliers", "variables"))):
        yield from _unknown(document, ("check", "outliers", "variables", index), known)


def _backcheck_faults(document: Document, codebook: Codebook, clean: Clean) -> Iterator[Fault]:
    known: list[set[str]] = []
    for key in ("wave", "of"):
        wave = at(document, "check", "backchecks", key)
        if isinstance(wave, str) and wave not in clean.waves:
            help_ = nearest(wave, clean.waves) or "waves: " + ", ".join(clean.waves)
            message = f"no file is of the wave `{wave}`"
            yield document.fault("E160", message, ("check", "backchecks", key), help=help_)
        elif isinstance(wave, str):
            known.append(wave_columns(codebook, clean, wave))
    for kind in ANSWERS if len(known) == 2 else ():
        for index in range(len(listing(document, "check", "backchecks", kind))):
            place: Location = ("check", "backchecks", kind, index)
            yield from _unknown(document, place, known[0] & known[1])


def _unknown(document: Document, place: Location, columns: set[str]) -> Iterator[Fault]:
    name = at(document, *place)
    if isinstance(name, str) and name not in columns:
        message = f"there is no column `{name}` here"
        help_ = nearest(name, columns) or "the codebook says which wave asks what"
        yield document.fault("E130", message, place, help=help_)
