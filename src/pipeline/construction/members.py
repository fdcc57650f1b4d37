"""Members of households as units of analysis, each with what their household answered."""

import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.construction.given import ConstructionError, Given, row_in_wave, waves_of_group
from pipeline.sections.construct import Members

MEMBER = "row__member"  # with the household's `row_id`, what tells the members apart
_HOUSEHOLD = "row__household"


def members(rows: pd.DataFrame, planned: Members, given: Given) -> pd.DataFrame:
    """A row for each row of the repeat group (n members), with its household's columns joined.

    ``rows`` has one row a household. Members keep the household's `row_id`, identifier, cluster
    and arm, and are numbered from 1 within it in the column `row__member`. Households without
    members have no rows here; the sample flow counts them.

    Raises
    ------
    ConstructionError
        Where there is no such group, or a column is in both and would have two meanings.
    """
    (wave,) = waves_of_group(planned.of, planned.wave, given)
    households = rows.assign(**{_HOUSEHOLD: row_in_wave(rows, given, wave)})
    people = given.survey.repeats[wave, planned.of]
    known = [name for name in (SOURCE, given.clean.unit) if name in people]
    people = people.drop(columns=known).rename(columns={ROW: _HOUSEHOLD})
    people[MEMBER] = people.groupby(_HOUSEHOLD).cumcount() + 1
    both = sorted(set(people) & set(households) - {_HOUSEHOLD})
    if both:
        message = f"`{both[0]}` is a column of the household and of its members"
        help_ = "give one of them another name in the form"
        found = f"{len(both)} columns are in both"
        raise ConstructionError("E257", message, ("of",), found, help_)
    joined = households[households[_HOUSEHOLD].notna()].merge(people, on=_HOUSEHOLD, how="inner")
    return joined.drop(columns=_HOUSEHOLD)
