"""What is measured of each enumerator, and when it is too unlike what is measured of the others.

Each trait has a value for every interview. An enumerator is flagged when two things hold: its own
value lies beyond a limit that matters, and its interviews rank beyond everybody else's by more than
chance (`significance`). The limit keeps large surveys from flagging trifles, the test keeps small
ones from flagging luck. An enumerator who worked alone in a place cannot be told from the place.
"""

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook import ROW
from pipeline.data_checks.fabrication import heaping, measured_numbers, near, spread
from pipeline.data_checks.interviews import minutes
from pipeline.data_checks.lists import answers_by_question, first_wave, local
from pipeline.data_checks.trait import Trait, mean_of
from pipeline.plan import Plan
from pipeline.sections.check import Enumerators
from pipeline.survey import Survey

DONT_KNOW = (
    r"do(?:es)?.?n.?t.?know|do(?:es)?.not.know|\bdk\b|unsure|sait.pas|no.sabe"
    r"|لا.?[اأ]?عرف|لا.?[يت]عرف|لا.?[اأ]دري"
)
REFUSED = r"refus|prefer.not|declin|no.response|rehus|رفض|فض[لّ]+.عدم|عدم.ال[إا]جابة"
MORE_MISSING = 0.1  # share of answers missing beyond the median enumerator's
HALF, TWICE = 0.5, 2.0  # of the median enumerator's length, of its interviews a day
FEWEST_DAYS = 5


def traits(survey: Survey, plan: Plan, asked: Enumerators) -> Iterator[Trait]:
    """Every trait that these data and this plan allow to be measured."""
    rows = survey.wave(asked.wave)
    rows = rows[rows[asked.column].notna()].reset_index(drop=True)
    who = rows[asked.column]
    wave = asked.wave or first_wave(plan)
    answers = answers_by_question(rows, plan)
    yield from _nonresponse(rows, answers, survey.missing[survey.missing["wave"] == wave], asked)
    numbers = measured_numbers(rows, survey, plan)
    for found in (
        _missing(answers, who),
        heaping(numbers, who),
        spread(numbers, who, asked),
        near(answers, who, asked),
        _length(minutes(rows, plan.check.interviews), who),
        _per_day(rows, who, plan),
    ):
        if found is not None:
            yield found


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
        yield Trait(measure, share, who, mean_of(share, who), most, "greater", rule)


def _lines(rows: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    return rows[ROW].map(lines.groupby(ROW).size()).fillna(0)


def _missing(answers: pd.DataFrame, who: pd.Series) -> Trait:
    share = answers.isna().mean(axis=1)
    own = mean_of(share, who)
    limit = float(own.median()) + MORE_MISSING
    rule = f"more than {MORE_MISSING:g} beyond the median enumerator's, and more than the others'"
    return Trait("missing_share", share, who, own, limit, "greater", rule)


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
