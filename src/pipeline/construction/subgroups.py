"""Are the columns of `construct: subgroups:` groups that an effect can be estimated in?"""

import pandas as pd

from pipeline.document import Document
from pipeline.errors import Fault
from pipeline.plan import Plan

MOST_GROUPS = 10  # more than so many values are a measurement, not groups


def subgroup_faults(document: Document, analysis: pd.DataFrame, plan: Plan) -> list[Fault]:
    """Columns with one value or too many, and roles that they already have."""
    faults = []
    for number, subgroup in enumerate(plan.construct_.subgroups):
        place = ("construct", "subgroups", number)
        values = analysis[subgroup.column].nunique()
        if not 2 <= values <= MOST_GROUPS:
            message = f"`{subgroup.column}` has {values} different values in the study's sample"
            help_ = f"groups are 2 to {MOST_GROUPS}: recode it under construct: variables:"
            faults.append(document.fault("E265", message, place, help=help_))
    return faults
