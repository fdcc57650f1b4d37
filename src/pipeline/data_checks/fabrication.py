"""Traits of answers that were made up: rounded, too much alike, copied from each other."""

import pandas as pd

from pipeline.data_checks.duplicates import FEWEST_QUESTIONS
from pipeline.data_checks.lists import answer_columns
from pipeline.data_checks.trait import Trait, mean_of
from pipeline.errors import DataError
from pipeline.plan import Plan
from pipeline.sections.check import Enumerators
from pipeline.survey import Survey

NEAR_TWINS = "near_twin_share"
MORE_HEAPED = 0.15  # share of numbers ending in 0 or 5 beyond the median enumerator's
MORE_ALIKE = 0.1  # share of interviews with a near twin beyond the median enumerator's
FEWEST_VALUES = 10  # different values below which a number is as good as a category
FEWEST_NUMBERS = 3  # variables whose variances make a median
MOST_COMPARED = 1_000  # latest interviews of one enumerator, each held against all others of these
SEED = 0  # of the random sets of questions by which large surveys are searched


def measured_numbers(rows: pd.DataFrame, survey: Survey, plan: Plan) -> pd.DataFrame:
    """Columns of measured numbers: codes of choices, ticks and near-constants left out."""
    kinds = {name: variable.kind for name, variable in survey.codebook.items()}
    names = [
        name
        for name in answer_columns(rows, plan)
        if "__" not in name
        and pd.api.types.is_numeric_dtype(rows[name])
        and kinds.get(name, "number") in ("integer", "number")
        and rows[name].nunique() >= FEWEST_VALUES
    ]
    return rows[names].astype(float)


def heaping(numbers: pd.DataFrame, who: pd.Series) -> Trait | None:
    """The share of numbers that end in 0 or 5, among variables of many values that others do not
    round as well (digit preference, as in Whipple's index)."""
    wide = [name for name in numbers if _can_be_heaped(numbers[name].dropna())]
    if not wide:
        return None
    ends = (numbers[wide] % 5 == 0).astype(float).where(numbers[wide].notna())
    share = ends.mean(axis=1)
    own = mean_of(share, who)
    limit = float(own.median()) + MORE_HEAPED
    rule = f"more than {MORE_HEAPED:g} beyond the median enumerator's, and more than the others'"
    return Trait("ends_in_0_or_5", share, who, own, limit, "greater", rule)


def _can_be_heaped(answers: pd.Series) -> bool:
    if answers.empty or not (answers % 1 == 0).all() or answers.nunique() < 15:
        return False
    low, high = answers.quantile([0.1, 0.9])
    return bool(high - low >= 20 and (answers % 5 == 0).mean() <= 0.8)


def spread(numbers: pd.DataFrame, who: pd.Series, asked: Enumerators) -> Trait | None:
    """The median over variables of an enumerator's variance to the median enumerator's.

    Variances are of ranks: one rich household would otherwise make everybody else's look small.
    """
    counts = numbers.notna().groupby(who).transform("sum")
    ranks = numbers.rank(pct=True).where(counts >= asked.fewest_interviews)
    ranks = ranks.dropna(axis=1, how="all")
    if ranks.shape[1] < FEWEST_NUMBERS:
        return None
    variances = ranks.groupby(who, sort=True).var()
    ratio = (variances / variances.median()).median(axis=1)
    away = (ranks - ranks.groupby(who).transform("median")).abs().mean(axis=1)
    limit = asked.smallest_variance_ratio
    rule = f"less than {limit:g} of the median enumerator's, and less than the others'"
    return Trait("variance_ratio", away, who, ratio, limit, "less", rule)


def near(answers: pd.DataFrame, who: pd.Series, asked: Enumerators) -> Trait | None:
    """The share of interviews of which another by the same enumerator is nearly a copy."""
    from pipeline.cleaning.near_duplicates import nearest

    if answers.shape[1] < FEWEST_QUESTIONS:
        return None
    latest = who.groupby(who).cumcount(ascending=False) < MOST_COMPARED
    try:
        likeness = nearest(answers[latest], who[latest], SEED).reindex(who.index)
    except DataError:  # so many are alike that the answers tell nobody apart
        return None
    own = mean_of((likeness >= asked.near_share).astype(float).where(latest), who)
    limit = float(own.median()) + MORE_ALIKE
    rule = (
        f"with at least {asked.near_share:g} of answers alike: more than {MORE_ALIKE:g} beyond "
        "the median enumerator's, and nearer to each other than the others'"
    )
    return Trait(NEAR_TWINS, likeness, who, own, limit, "greater", rule)
