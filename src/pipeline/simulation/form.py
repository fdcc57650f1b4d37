"""The XLSForms of the survey: two versions of the household form, and that of the back-checks."""

import pandas as pd

from pipeline.simulation.lists import CHOICES, MOBILE_WALLET
from pipeline.simulation.names import BACKCHECKERS, INTERVIEWERS
from pipeline.simulation.questions import (
    BACKCHECK,
    V2,
    ask,
    consent,
    decisions,
    group,
    hours,
    location,
    metadata,
    money,
    respondent,
    roster,
)

TITLE = {"en": "Savings groups household survey", "ar": "مسح الأسر لمجموعات الادخار"}
SURVEY = (
    "type", "name", "label::English (en)", "label::Arabic (ar)", "hint::English (en)",
    "hint::Arabic (ar)", "required", "relevant", "constraint", "constraint_message::English (en)",
    "constraint_message::Arabic (ar)", "calculation", "appearance",
)  # fmt: skip
CHOICE = ("list_name", "name", "label::English (en)", "label::Arabic (ar)")
SETTINGS = ("form_title", "form_id", "version", "default_language")


def household_form(version: str, villages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The sheets survey, choices and settings of one version.

    The second version adds savings kept in a mobile wallet, and asks for the household's income
    with a higher limit and in other words.
    """
    questions = [
        *metadata(),
        consent(),
        *group("location", "Where and who", "المكان والمقابلة", location()),
        *group("respondent", "The respondent", "المستجيبة", respondent()),
        *roster(),
        *group("money", "Money", "المال", money(version)),
        *group("time", "Time", "الوقت", [hours()]),
        *group("decisions", "Decisions", "القرارات", decisions()),
        ask("text", "comments", ("Comments", "ملاحظات"), appearance="multiline", required="no"),
    ]
    return _sheets(questions, _choices(villages, version), ("savings_groups", TITLE, version))


def backcheck_form(villages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The short form of the second visit: some of the same questions."""
    asked = {row["name"]: row for row in (*respondent(), *money(V2), hours())}
    visit = [row for row in location() if row["name"] in ("household_id", "interview_village")]
    who = ask("select_one backchecker", "backchecker", ("Back-checker", "المدققة"))
    size = ask("integer", "household_size", ("How many live here?", "كم عدد أفراد الأسرة؟"))
    again = ("age", "marital_status", "schooling", "woman_headed", "dwelling")
    amounts = ("food_spending", "savings", "loan", "group_member")
    questions = [
        *metadata(),
        consent(),
        *group("visit", "The visit", "الزيارة", [*visit, who]),
        *group("again", "Asked again", "أسئلة معادة", [*(asked[name] for name in again), size]),
        *group("money", "Money", "المال", [asked[name] for name in amounts]),
        *group("time", "Time", "الوقت", [asked["unpaid_hours"]]),
    ]
    title = {"en": "Back-check", "ar": "زيارة التدقيق"}
    return _sheets(questions, _choices(villages, V2), ("savings_backcheck", title, BACKCHECK))


def _choices(villages: pd.DataFrame, version: str) -> pd.DataFrame:
    lines = [
        (name, *choice)
        for name, choices in CHOICES.items()
        for choice in choices
        if version == V2 or choice != MOBILE_WALLET
    ]
    lines += [("village", *row) for row in villages[["village", "name_en", "name_ar"]].to_numpy()]
    for name, prefix, people in (
        ("enumerator", "e", INTERVIEWERS), ("backchecker", "b", BACKCHECKERS),
    ):  # fmt: skip
        lines += [(name, f"{prefix}{n:02}", *who) for n, who in enumerate(people, start=1)]
    return pd.DataFrame(lines, columns=list(CHOICE))


def _sheets(
    questions: list[dict], choices: pd.DataFrame, about: tuple[str, dict[str, str], str]
) -> dict[str, pd.DataFrame]:
    lists = {str(row["type"]).partition(" ")[2] for row in questions}
    form_id, title, version = about
    settings = [(title["en"], form_id, version, "Arabic (ar)")]
    return {
        "survey": pd.DataFrame(questions, columns=list(SURVEY)),
        "choices": choices[choices["list_name"].isin(lists)].reset_index(drop=True),
        "settings": pd.DataFrame(settings, columns=list(SETTINGS)),
    }
