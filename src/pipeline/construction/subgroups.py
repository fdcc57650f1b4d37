"""Are declared groups such that an effect can be estimated in them, and factors those of arms?"""

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
    return [*faults, *_factor_faults(document, analysis, plan)]


def _factor_faults(document: Document, analysis: pd.DataFrame, plan: Plan) -> list[Fault]:
    """Factors that are not 0 and 1, or whose four combinations are not the arms."""
    design = plan.design
    if design.factors is None:
        return []
    columns = analysis[list(design.factors)]
    place = ("design", "factors")
    if not columns.isin([0, 1]).all().all():
        message = "a factor has values that are not 0 and 1"
        return [document.fault("E266", message, place, help="1 is with it, 0 without")]
    combined = 2 * columns.iloc[:, 0] + columns.iloc[:, 1]
    each = combined.groupby(analysis[design.treatment]).nunique()
    if combined.nunique() != 4 or len(each) != 4 or (each > 1).any():
        message = "the arms are not the four combinations of the two factors"
        help_ = "plan an arm for each: neither (control), one, the other, both"
        return [document.fault("E267", message, place, help=help_)]
    return []
