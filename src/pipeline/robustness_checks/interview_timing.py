"""Were the arms interviewed at different times, and does when explain what is found?

Fails when the comparison among people interviewed in the same week says something else than the
headline (above zero, below it, or neither) and its range does not hold the headline's estimate; or
when fewer than half of the interviews were made in weeks in which both arms were interviewed, so
that nobody can tell what the programme did from the season.
"""

from dataclasses import replace

import pandas as pd

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.linear import regression_effect, treatment_first
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.adjusted_further import (
    Further,
    adjusted_further,
    each_in_one,
    independent,
    plain_error,
)
from pipeline.robustness_checks.alternative_answer import answered, silent
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "interview_timing"
WEEK, MONTH = 7, 28  # days
MOST_WEEKS = 26  # from more on months are compared
LEAST_BOTH = 0.5  # of interviews, in weeks in which both arms were interviewed


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The headline's regression with an intercept for each week, and how far apart the arms' days.

    Weeks are counted from the first interview; of surveys that took more than half a year, four of
    them together.
    """
    if settings.interview_date is None:
        return silent(NAME, outcome, "the plan names no date of the interview")
    days = days_since_first(data[settings.interview_date], settings.interview_date)
    length = WEEK if days.max() < WEEK * MOST_WEEKS else MONTH
    found = adjusted_further(data, design, outcome, settings, days // length)
    if isinstance(found, str):
        return silent(NAME, outcome, found)
    number = int(found.groups.max()) + 1
    period = "weeks" if length == WEEK else "periods of four weeks"
    if number < 2:
        return silent(NAME, outcome, f"all interviews took place within {length} days")
    if design.rule.assigns_clusters and each_in_one(found.groups, found.sample.clusters):
        reason = f"no two clusters were interviewed in the same of {number} {period}"
        return silent(NAME, outcome, reason)
    words = f"{number} {period}; {_apart(found, days, design, settings)}"
    if found.both < LEAST_BOTH or found.adjusted is None:
        rows = [Check(NAME, outcome, "failed", detail=f"{words}; mostly one arm at a time")]
    else:
        words += f"; {found.adjusted.inference}"
        headline = found.headline(settings.headline)
        rows = answered(NAME, outcome, found.adjusted, headline, words)
    return [*rows, Check(NAME, f"{outcome}, both", "informative", found.both, detail=words)]


def days_since_first(dates: pd.Series, column: str) -> pd.Series:
    """Days (n,) since the first interview, missing where the date is.

    Raises
    ------
    EstimationError
        Where the column holds neither dates nor numbers of days.
    """
    if pd.api.types.is_datetime64_any_dtype(dates):
        return (dates - dates.min()).dt.total_seconds() // 86_400
    if pd.api.types.is_numeric_dtype(dates):
        return dates - dates.min()
    message = f"`{column}` holds neither dates nor numbers of days"
    help_ = "give it the type date in codebook.csv"
    raise EstimationError(Fault("E788", message, key="robustness.interview_date", help=help_))


def _apart(found: Further, days: pd.Series, design: Design, settings: RobustnessSettings) -> str:
    """How many days later the treated were interviewed, with its error, in words."""
    sample = found.sample
    day = days.loc[found.rows].fillna(days.loc[found.rows].mean()).to_numpy(float)
    told = replace(settings.estimator, se_type=plain_error(design, settings))
    exog = treatment_first(sample, independent(sample.centred))
    _, later, error = regression_effect(replace(sample, outcome=day), exog, told)
    return f"the treated {later:+.2g} days later (standard error {error.std_error:.2g})"
