"""How far is the survey from what the sampling plan wants?"""

import pandas as pd

from pipeline.data_checks.lists import EVERYBODY, group_text, measures
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """In how many groups too few units have been interviewed, each unit counted once.

    One target for every group can only be held against groups that somebody reached; a target for
    each, against all of them.
    """
    asked = plan.check.progress
    if asked is None:
        return []
    rows = survey.wave(asked.wave)
    unit = plan.clean.unit
    once = rows.drop_duplicates(unit) if unit in rows else rows
    made = once.groupby(once[asked.by].map(group_text, na_action="ignore")).size()
    if isinstance(asked.target, int):
        targets = pd.Series(asked.target, index=made.index)
    else:
        targets = pd.Series(asked.target, dtype=float)
    done = made.reindex(targets.index, fill_value=0)
    behind = int((done < asked.least * targets).sum())
    unplanned = int(made[~made.index.isin(targets.index)].sum()) + int(once[asked.by].isna().sum())
    table: list[tuple[object, str, float, int]] = []
    for group in sorted(targets.index):
        n = int(done[group])
        table += [
            (group, "interviews", float(n), n),
            (group, "target", float(targets[group]), n),
            (group, "share_reached", n / float(targets[group]), n),
        ]
    whole = int(done.sum())
    table.append((EVERYBODY, "share_reached", whole / float(targets.sum()), whole))
    detail = f"groups with less than {asked.least:g} of the interviews that are wanted"
    status = "failed" if behind else "passed"
    finding = Finding(
        Check("progress", asked.by, status, behind, 0, detail=detail), measures(table)
    )
    if not unplanned:
        return [finding]
    detail = "interviews in no group of the sampling plan"
    name = f"{asked.by} not planned"
    return [finding, Finding(Check("progress", name, "failed", unplanned, 0, detail=detail))]
