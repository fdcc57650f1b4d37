"""Interviewers side by side: what was measured of each, and whose work is unlike the others'."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.quality import Quality
from pipeline.reporting.quality_page.lines import error_rates, flags
from pipeline.reporting.quality_page.targets import SECOND_VISIT, TRAITS
from pipeline.reporting.quality_page.wording import Row, known, measure

FEWER_IS_ODD = ("minutes_median", "variance_ratio")
SHARES = ("dont_know_share", "refused_share", "missing_share", "ends_in_0_or_5", "near_twin_share")
SHORTEST = 0.1  # of a line of shares
# How each trait is shown: its decimals and its scale.
DECIMALS = {trait: (1, 100) for trait in (*SHARES, SECOND_VISIT)} | {
    "variance_ratio": (2, 1),
    "interviews_a_day": (1, 1),
    "minutes_median": (0, 1),
}


@dataclass(frozen=True)
class Interviewer:
    """One interviewer by pseudonym: interviews, flags, and what each trait measured.

    ``flagged`` has also those without a flag whose second visits differ too much.
    """

    name: str
    interviews: Fact | None
    flags: Fact | None
    judged: bool
    flagged: bool
    values: dict[str, Fact]


@dataclass(frozen=True)
class Strip:
    """One trait over all interviewers: who of them is flagged and farthest out, and its ends."""

    trait: str
    points: list[tuple[float, bool]]
    least: float  # where the line ends at least, so that next to nothing does not look like much
    low: Markup
    high: Markup
    odd: list[str]


def interviewers(quality: Quality) -> list[Interviewer]:
    """Everybody who interviewed: those with flags first, then in the order of the pseudonyms."""
    volume = quality.measures.get(("enumerators", "too few interviews"), [])
    raised = flags(quality.measures)
    again = {line.target.variable for line in quality.again}
    values: dict[str, dict[str, Fact]] = {}
    for trait in (*TRAITS, SECOND_VISIT):
        for row in _rows(quality, trait):
            values.setdefault(row["group"], {})[trait] = row["value"]
    counted = {row["group"]: row["value"] for row in volume if row["measure"] == "flags"}
    found = [
        Interviewer(
            name=row["group"],
            interviews=row["value"],
            flags=counted.get(row["group"]),
            judged=row["group"] in counted,
            flagged=row["group"] in raised or row["group"] in again,
            values=values.get(row["group"], {}),
        )
        for row in volume
        if row["measure"] == "interviews"
    ]
    return sorted(found, key=lambda one: (not one.flagged, -_number(one.flags), one.name))


def _rows(quality: Quality, trait: str) -> list[Row]:
    """What was measured of each interviewer."""
    if trait == SECOND_VISIT:
        return error_rates(quality.measures)
    return quality.measures.get(("enumerators", trait), [])


def _number(flags: Fact | None) -> float:
    return flags.value if known(flags) else 0.0


def traits_shown(quality: Quality) -> list[tuple[str, int, int]]:
    """The traits that could be measured, in their order, each with its decimals and its scale."""
    found = [trait for trait in (*TRAITS, SECOND_VISIT) if _rows(quality, trait)]
    return [(trait, *DECIMALS[trait]) for trait in found]


def farthest(quality: Quality) -> set[tuple[str, str]]:
    """Interviewer and trait where the trait raised flags: the flagged who lie farthest out; and
    whoever's second visits differ too much.

    The results say how many interviewers a trait flags, and how many flags each has.
    """
    raised = flags(quality.measures)
    found = {(line.target.variable, SECOND_VISIT) for line in quality.again}
    for line in quality.lines:
        trait = line.target.kind
        if trait not in TRAITS or line.status != "failed":
            continue
        number = int(line.row["value"].value) if known(line.row["value"]) else 1
        rows = [
            row for row in _rows(quality, trait) if row["group"] in raised and known(row["value"])
        ]
        rows.sort(key=lambda row: row["value"].value, reverse=trait not in FEWER_IS_ODD)
        found |= {(row["group"], trait) for row in rows[:number]}
    return found


def strips(quality: Quality) -> list[Strip]:
    """Each trait with a point for each interviewer; those of `farthest` are marked."""
    odd, found = farthest(quality), []
    for trait, decimals, scale in traits_shown(quality):
        rows = [row for row in _rows(quality, trait) if known(row["value"])]
        if not rows:
            continue
        rows.sort(key=lambda row: row["value"].value)
        marked = [(row["value"].value, (row["group"], trait) in odd) for row in rows]
        names = [row["group"] for row in rows if (row["group"], trait) in odd]
        ends = [
            measure(quality.report.words, row["value"], decimals, scale=scale)
            for row in (rows[0], rows[-1])
        ]
        found.append(Strip(trait, marked, SHORTEST if scale > 1 else 1.0, *ends, names))
    return found
