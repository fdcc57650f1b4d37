"""What is measured of each enumerator, and when it is too unlike what is measured of the others.

Each trait has a value for every interview. An enumerator is flagged when two things hold: its own
value lies beyond a limit that matters, and its interviews rank beyond everybody else's by more than
chance (`significance`). The limit keeps large surveys from flagging trifles, the test keeps small
ones from flagging luck. An enumerator who worked alone in a place cannot be told from the place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from pipeline.codebook import ROW
from pipeline.data_checks.interviews import minutes
from pipeline.data_checks.lists import answer_columns, answers_by_question, first_wave, local
from pipeline.errors import DataError
from pipeline.plan import Plan
from pipeline.sections.check import Enumerators
from pipeline.survey import Survey

DONT_KNOW = r"do(?:es)?.?n.?t.?know|do(?:es)?.not.know|\bdk\b|unsure|sait.pas|no.sabe|لا.?[اأ]?عرف|لا.?[يت]عرف|لا.?[اأ]دري"
REFUSED = r"refus|prefer.not|declin|no.response|rehus|رفض|فض[لّ]+.عدم|عدم.ال[إا]جابة"
NEAR_TWINS = "near_twin_share"
MORE_MISSING = 0.1  # share of answers missing beyond the median enumerator's
MORE_HEAPED = 0.15  # share of numbers ending in 0 or 5 beyond the median enumerator's
MORE_ALIKE = 0.1  # share of interviews with a near twin beyond the median enumerator's
HALF, TWICE = 0.5, 2.0  # of the median enumerator's length, of its interviews a day
FEWEST_DAYS = 5
FEWEST_VALUES = 10  # different values below which a number is as good as a category
FEWEST_NUMBERS = 3  # variables whose variances make a median
MOST_COMPARED = 1_000  # latest interviews of one enumerator, each held against all others of these
SEED = 0  # of the random sets of questions by which large surveys are searched


@dataclass(frozen=True)
class Trait:
    """One thing measured of each enumerator.

    ``answers`` and ``who`` have a row for each interview (or day); ``own`` is each enumerator's
    value and ``limit`` what it is held to; ``side`` says which way is suspicious.
    """

    measure: str
    answers: pd.Series
    who: pd.Series
    own: pd.Series
    limit: float
    side: Literal["greater", "less"]
    rule: str


def traits(survey: Survey, plan: Plan, asked: Enumerators) -> Iterator[Trait]:
    """Every trait that these data and this plan allow to be measured."""
    rows = survey.wave(asked.wave)
    rows = rows[rows[asked.column].notna()].reset_index(drop=True)
    who = rows[asked.column]
    wave = asked.wave or first_wave(plan)
    answers = answers_by_question(rows, plan)
    yield from _nonresponse(rows, answers, survey.missing[survey.missing["wave"] == wave], asked)
    numbers = _numbers(rows, survey, plan)
    for found in (
        _missing(answers, who),
        _heaping(numbers, who),
        _spread(numbers, who, asked),
        _near(answers, who, asked),
        _length(minutes(rows, plan.check.interviews), who),
        _per_day(rows, who, plan),
    ):
        if found is not None:
            yield found


def _mean(values: pd.Series, who: pd.Series) -> pd.Series:
    return values.groupby(who, sort=True).mean()


def _nonresponse(
    rows: pd.DataFrame, answers: pd.DataFrame, missing: pd.DataFrame, asked: Enumerators
) -> Iterator[Trait]:
    """The share of "don't know" and of refusals among the answers that were asked for."""
    lines = missing[missing["variable"].isin(answers.columns)]
    if lines.empty:
        return
    given = answers.notna().sum(axis=1) + _lines(rows, lines)
    said = lines["reason"].astype("str").str.lower().str.replace("_", " ")
    who = rows[asked.column]
    for measure, pattern, most in (
        ("dont_know_share", DONT_KNOW, asked.most_dont_know),
        ("refused_share", REFUSED, asked.most_refused),
    ):
        share = (_lines(rows, lines[said.str.contains(pattern)]) / given).where(given > 0)
        rule = f"more than {most:g} of all answers, and more than the others'"
        yield Trait(measure, share, who, _mean(share, who), most, "greater", rule)


def _lines(rows: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    return rows[ROW].map(lines.groupby(ROW).size()).fillna(0)


def _missing(answers: pd.DataFrame, who: pd.Series) -> Trait:
    share = answers.isna().mean(axis=1)
    own = _mean(share, who)
    limit = float(own.median()) + MORE_MISSING
    rule = f"more than {MORE_MISSING:g} beyond the median enumerator's, and more than the others'"
    return Trait("missing_share", share, who, own, limit, "greater", rule)


def _numbers(rows: pd.DataFrame, survey: Survey, plan: Plan) -> pd.DataFrame:
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


def _heaping(numbers: pd.DataFrame, who: pd.Series) -> Trait | None:
    """The share of numbers that end in 0 or 5, among variables of many values that others do not
    round as well (digit preference, as in Whipple's index)."""
    wide = [name for name in numbers if _can_be_heaped(numbers[name].dropna())]
    if not wide:
        return None
    ends = (numbers[wide] % 5 == 0).astype(float).where(numbers[wide].notna())
    share = ends.mean(axis=1)
    own = _mean(share, who)
    limit = float(own.median()) + MORE_HEAPED
    rule = f"more than {MORE_HEAPED:g} beyond the median enumerator's, and more than the others'"
    return Trait("ends_in_0_or_5", share, who, own, limit, "greater", rule)


def _can_be_heaped(answers: pd.Series) -> bool:
    if answers.empty or not (answers % 1 == 0).all() or answers.nunique() < 15:
        return False
    low, high = answers.quantile([0.1, 0.9])
    return bool(high - low >= 20 and (answers % 5 == 0).mean() <= 0.8)


def _spread(numbers: pd.DataFrame, who: pd.Series, asked: Enumerators) -> Trait | None:
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


def _near(answers: pd.DataFrame, who: pd.Series, asked: Enumerators) -> Trait | None:
    """The share of interviews of which another by the same enumerator is nearly a copy."""
    from pipeline.cleaning.near_duplicates import nearest
    from pipeline.data_checks.duplicates import FEWEST_QUESTIONS

    if answers.shape[1] < FEWEST_QUESTIONS:
        return None
    latest = who.groupby(who).cumcount(ascending=False) < MOST_COMPARED
    try:
        likeness = nearest(answers[latest], who[latest], SEED).reindex(who.index)
    except DataError:  # so many are alike that the answers tell nobody apart
        return None
    own = _mean((likeness >= asked.near_share).astype(float).where(latest), who)
    limit = float(own.median()) + MORE_ALIKE
    rule = (
        f"with at least {asked.near_share:g} of answers alike: more than {MORE_ALIKE:g} beyond "
        "the median enumerator's, and nearer to each other than the others'"
    )
    return Trait(NEAR_TWINS, likeness, who, own, limit, "greater", rule)


def _length(taken: pd.Series | None, who: pd.Series) -> Trait | None:
    if taken is None or not taken.notna().any():
        return None
    own = taken.groupby(who, sort=True).median()
    rule = "less than half the median enumerator's, and less than the others'"
    return Trait("minutes_median", taken, who, own, HALF * float(own.median()), "less", rule)


def _per_day(rows: pd.DataFrame, who: pd.Series, plan: Plan) -> Trait | None:
    """Interviews on each day that an enumerator worked; days are what is compared."""
    if plan.check.interviews is None or plan.check.interviews.start not in rows:
        return None
    day = local(rows[plan.check.interviews.start]).dt.normalize()
    counts = rows.groupby([who, day]).size().astype(float).rename("interviews").reset_index()
    worker = counts.columns[0]
    days = counts.groupby(worker)["interviews"].transform("size")
    counts = counts[days >= FEWEST_DAYS]
    if counts.empty:
        return None
    own = counts.groupby(worker, sort=True)["interviews"].median()
    limit = TWICE * float(own.median())
    rule = "more than twice the median enumerator's, and more than the others'"
    return Trait(
        "interviews_a_day", counts["interviews"], counts[worker], own, limit, "greater", rule
    )
