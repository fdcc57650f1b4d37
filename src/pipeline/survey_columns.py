"""Which columns the survey will have, told from plan and codebook before any data are read."""

from pydantic import ValidationError

from pipeline.cleaning.merging import WAVE, wide_columns
from pipeline.codebook import ROW, SOURCE, Codebook, of_wave
from pipeline.document import Document, at, plain
from pipeline.sections.clean import Clean

# What `clean` derives of a direct identifier before it drops it: `<column>__<ending>`.
PLACES = ("outside", "shared", "km")
OTHERS = ("given", "choice")
OTHER = "_other"


def clean_section(document: Document) -> Clean | None:
    """The plan's `clean:` where it can be read; its faults are told elsewhere."""
    try:
        return Clean.model_validate(plain(at(document, "clean")))
    except ValidationError:
        return None


def pseudonymous(codebook: Codebook, clean: Clean) -> frozenset[str]:
    """The variables that leave `clean` as pseudonyms."""
    unit = codebook.get(clean.unit or "")
    units = {unit.name} if unit is not None and unit.identifier != "no" else set()
    return frozenset({*clean.pseudonyms, *units})


def is_secret(name: str, codebook: Codebook, clean: Clean) -> bool:
    """Whether a variable's answers may stand nowhere outside `raw/`: what is not described, direct
    identifiers, and whatever leaves as a pseudonym."""
    described = codebook.get(name)
    direct = described is None or described.identifier == "direct"
    return direct or name in pseudonymous(codebook, clean)


def wave_columns(codebook: Codebook, clean: Clean, wave: str) -> set[str]:
    """The columns of one wave, or of a repeat group (`wave.group`), that leave `clean`."""
    hidden = {*pseudonymous(codebook, clean), clean.unit}
    asked = of_wave(codebook, wave).values()
    kept = {item.name for item in asked if item.identifier != "direct" or item.name in hidden}
    derived = {f"{item.name}__{ending}" for item in asked for ending in PLACES}
    derived |= {
        f"{item.name}__{ending}" for item in asked if item.name.endswith(OTHER) for ending in OTHERS
    }
    return kept | derived | {ROW, SOURCE}


def survey_columns(codebook: Codebook, document: Document) -> set[str]:
    """The columns of the survey: those of all merged waves, under the names that merging gives."""
    clean = clean_section(document)
    if clean is None:
        names = {name for name, line in codebook.items() if line.identifier != "direct"}
        return names | {ROW, SOURCE, str(at(document, "clean", "unit"))}
    columns = {wave: sorted(wave_columns(codebook, clean, wave)) for wave in clean.merged}
    names = wide_columns(columns, clean)
    found = {name for wave in clean.merged for name in names[wave].values()}
    return found | ({WAVE} if clean.layout == "long" and clean.merge else set())
