"""Is any enumerator's work too unlike everybody else's?"""

import pandas as pd

from pipeline.data_checks.enumerator_traits import FEWEST_DAYS, traits
from pipeline.data_checks.fabrication import NEAR_TWINS
from pipeline.data_checks.lists import first_wave, issues, measures
from pipeline.data_checks.significance import holm, rank_sums
from pipeline.data_checks.trait import Trait
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Enumerators
from pipeline.survey import Survey

ALPHA = 0.05  # chance of any false alarm, over all enumerators and all traits together


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each trait how many enumerators are flagged; each trait has its rule in `detail`.

    Only enumerators of at least ``fewest_interviews`` are judged, and by pseudonym; all tests of
    all traits share one error rate (Holm).
    """
    asked = plan.check.enumerators
    if asked is None:
        return []
    found = list(traits(survey, plan, asked))
    flagged = flags(found, asked)
    rows = survey.wave(asked.wave)
    findings = []
    for trait in found:
        judged = flagged[flagged["measure"] == trait.measure]
        listed = _twins(trait, rows, judged.loc[judged["flagged"], "enumerator"], plan)
        findings.append(_finding(trait, judged, listed))
    return [_volume(rows, flagged, asked), *findings]


def flags(found: list[Trait], asked: Enumerators) -> pd.DataFrame:
    """For each enumerator and trait: p-value, its adjusted value, and whether it is ``flagged``.

    Columns: measure, enumerator, p_value, p_adjusted, beyond, flagged.
    """
    parts = []
    for trait in found:
        p_values = rank_sums(trait.answers, trait.who, trait.side)
        fewest = FEWEST_DAYS if trait.measure == "interviews_a_day" else asked.fewest_interviews
        enough = trait.answers.notna().groupby(trait.who, sort=True).sum() >= fewest
        p_values = p_values[p_values.index.isin(enough.index[enough])]
        own = trait.own.reindex(p_values.index)
        beyond = own > trait.limit if trait.side == "greater" else own < trait.limit
        parts.append(
            pd.DataFrame(
                {
                    "measure": trait.measure,
                    "enumerator": p_values.index,
                    "p_value": p_values.to_numpy(),
                    "beyond": beyond.to_numpy(dtype=bool),
                }
            )
        )
    columns = ["measure", "enumerator", "p_value", "beyond"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    table["p_adjusted"] = holm(table["p_value"].astype(float))
    table["flagged"] = table["beyond"].astype(bool) & (table["p_adjusted"] < ALPHA)
    return table


def _finding(trait: Trait, judged: pd.DataFrame, listed: pd.DataFrame | None) -> Finding:
    count = int(judged["flagged"].sum())
    status = "failed" if count else "passed" if len(judged) > 1 else "not_applicable"
    n = trait.answers.notna().groupby(trait.who, sort=True).sum()
    table = [(who, trait.measure, float(value), int(n[who])) for who, value in trait.own.items()]
    finding = Check("enumerators", trait.measure, status, count, 0, detail=trait.rule)
    return Finding(finding, measures([row for row in table if row[2] == row[2]]), listed)


def _volume(rows: pd.DataFrame, flagged: pd.DataFrame, asked: Enumerators) -> Finding:
    """How many interviews each enumerator made, and how many traits flag it."""
    made = rows.groupby(asked.column, sort=True).size()
    raised = flagged[flagged["flagged"]].groupby("enumerator").size()
    table = [(who, "interviews", float(count), int(count)) for who, count in made.items()]
    table += [
        (who, "flags", float(raised.get(who, 0)), int(count))
        for who, count in made.items()
        if count >= asked.fewest_interviews
    ]
    few = int((made < asked.fewest_interviews).sum())
    detail = f"enumerators of fewer than {asked.fewest_interviews} interviews, who are not judged"
    finding = Check("enumerators", "too few interviews", "informative", few, detail=detail)
    return Finding(finding, measures(table))


def _twins(trait: Trait, rows: pd.DataFrame, flagged: pd.Series, plan: Plan) -> pd.DataFrame | None:
    """The interviews of flagged enumerators that another of their own nearly repeats."""
    asked = plan.check.enumerators
    if asked is None or trait.measure != NEAR_TWINS:
        return None
    known = rows[rows[asked.column].notna()].reset_index(drop=True)
    twins = (trait.answers >= asked.near_share) & trait.who.isin(flagged)
    wave = asked.wave or first_wave(plan)
    return issues(known, wave, twins, asked.column, "nearly a copy of another by this enumerator")
