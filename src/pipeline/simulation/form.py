"""The XLSForms of the survey: two versions of the household form, and that of the back-checks."""

import pandas as pd

from pipeline.simulation.lists import CHOICES, MOBILE_WALLET
from pipeline.simulation.names import BACKCHECKERS, INTERVIEWERS

V1, V2, BACKCHECK = "v1-2024-10", "v2-2025-10", "bc-2025-10"
TITLE = {"en": "Savings groups household survey", "ar": "مسح الأسر لمجموعات الادخار"}
SURVEY = (
    "type", "name", "label::English (en)", "label::Arabic (ar)", "hint::English (en)",
    "hint::Arabic (ar)", "required", "relevant", "constraint", "constraint_message::English (en)",
    "constraint_message::Arabic (ar)", "calculation", "appearance",
)  # fmt: skip
CHOICE = ("list_name", "name", "label::English (en)", "label::Arabic (ar)")
SETTINGS = ("form_title", "form_id", "version", "default_language")
METADATA = ("start", "end", "today", "deviceid")
CODES = ". = -99 or . = -98"
REFUSED = ("-99 if she refuses, -98 if she does not know", "-99 إذا رفضت، -98 إذا كانت لا تعرف")
ID = "regex(., '^HH-[0-9]{4}$')"

# What the woman decides in: item, English, Arabic.
DECISIONS = (
    ("food", "what food is bought", "شراء الطعام"),
    ("health", "her own health care", "رعايتها الصحية"),
    ("schooling", "the children's schooling", "تعليم الأطفال"),
    ("purchases", "large purchases", "المشتريات الكبيرة"),
    ("visits", "visits to her family", "زيارة أهلها"),
)


def household_form(version: str, villages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The sheets survey, choices and settings of one version.

    The second version adds savings kept in a mobile wallet, and asks for the household's income
    with a higher limit and in other words.
    """
    questions = [
        *_metadata(),
        _consent(),
        *_group("location", "Where and who", "المكان والمقابلة", _location()),
        *_group("respondent", "The respondent", "المستجيبة", _respondent()),
        *_roster(),
        *_group("money", "Money", "المال", _money(version)),
        *_group("time", "Time", "الوقت", [_hours()]),
        *_group("decisions", "Decisions", "القرارات", _decisions()),
        _ask("text", "comments", ("Comments", "ملاحظات"), appearance="multiline", required="no"),
    ]
    return _sheets(questions, _choices(villages, version), ("savings_groups", TITLE, version))


def backcheck_form(villages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The short form of the second visit: some of the same questions."""
    asked = {row["name"]: row for row in (*_respondent(), *_money(V2), _hours())}
    visit = [row for row in _location() if row["name"] in ("household_id", "interview_village")]
    who = _ask("select_one backchecker", "backchecker", ("Back-checker", "المدققة"))
    size = _ask("integer", "household_size", ("How many live here?", "كم عدد أفراد الأسرة؟"))
    again = ("age", "marital_status", "schooling", "woman_headed", "dwelling")
    money = ("food_spending", "savings", "loan", "group_member")
    questions = [
        *_metadata(),
        _consent(),
        *_group("visit", "The visit", "الزيارة", [*visit, who]),
        *_group("again", "Asked again", "أسئلة معادة", [*(asked[name] for name in again), size]),
        *_group("money", "Money", "المال", [asked[name] for name in money]),
        *_group("time", "Time", "الوقت", [asked["unpaid_hours"]]),
    ]
    title = {"en": "Back-check", "ar": "زيارة التدقيق"}
    return _sheets(questions, _choices(villages, V2), ("savings_backcheck", title, BACKCHECK))


def _ask(kind: str, name: str, label: tuple[str, str], **more: object) -> dict[str, object]:
    """A line of the survey sheet; what asks for an answer requires it unless told otherwise."""
    words = {"label::English (en)": label[0], "label::Arabic (ar)": label[1]}
    hint, message = more.pop("hint", None), more.pop("message", None)
    for key, both in (("hint", hint), ("constraint_message", message)):
        if both:
            words |= {f"{key}::English (en)": both[0], f"{key}::Arabic (ar)": both[1]}
    return {"type": kind, "name": name, "required": "yes", **words, **more}


def _group(name: str, english: str, arabic: str, rows: list[dict]) -> list[dict]:
    begin = _ask("begin_group", name, (english, arabic), required="", relevant="${consent} = 'yes'")
    return [begin, *rows, {"type": "end_group"}]


def _metadata() -> list[dict]:
    return [{"type": kind, "name": kind} for kind in METADATA]


def _consent() -> dict:
    text = (
        "We ask about your household for a study. You may stop at any time. May we begin?",
        "نسأل عن أسرتك من أجل دراسة، ويمكنك التوقف في أي وقت. هل نبدأ؟",
    )
    return _ask("select_one yes_no", "consent", text)


def _location() -> list[dict]:
    message = ("Two letters, a line and four digits", "حرفان وشرطة وأربعة أرقام")
    village = ("Village of the interview", "قرية المقابلة")
    return [
        _ask("text", "household_id", ("Household", "رقم الأسرة"), constraint=ID, message=message),
        _ask("select_one enumerator", "enumerator", ("Interviewer", "الباحثة")),
        _ask("select_one village", "interview_village", village, appearance="autocomplete"),
        _ask("geopoint", "gps", ("Where are you now?", "أين أنت الآن؟")),
    ]


def _respondent() -> list[dict]:
    age = {"constraint": ". >= 18 and . <= 95", "message": ("18 to 95", "من 18 إلى 95")}
    headed = ("Is the head of the household a woman?", "هل ترأس الأسرة امرأة؟")
    rooms = {"constraint": ". >= 1 and . <= 15"}
    return [
        _ask("text", "respondent_name", ("Her full name", "الاسم الكامل")),
        _ask("text", "phone", ("Telephone", "رقم الهاتف"), required="no"),
        _ask("integer", "age", ("Her age in years", "العمر بالسنوات"), **age),
        _ask("select_one marital", "marital_status", ("Marital status", "الحالة الاجتماعية")),
        _ask("select_one schooling", "schooling", ("Her schooling", "المستوى التعليمي")),
        _ask("select_one yes_no", "woman_headed", headed),
        _ask("select_one dwelling", "dwelling", ("The dwelling is …", "المسكن …")),
        _ask("integer", "rooms", ("Rooms", "عدد الغرف"), **rooms),
        _ask("select_one water", "water", ("Drinking water", "مصدر مياه الشرب")),
    ]


def _roster() -> list[dict]:
    age = {"constraint": ". >= 0 and . <= 110"}
    school = {"relevant": "${member_age} >= 6 and ${member_age} <= 17"}
    yes = "${consent} = 'yes'"
    start = _ask("begin_repeat", "members", ("Members", "أفراد الأسرة"), required="", relevant=yes)
    return [
        start,
        _ask("text", "member_name", ("First name", "الاسم الأول")),
        _ask("select_one relation", "relation", ("To the respondent", "صلة القرابة بالمستجيبة")),
        _ask("select_one sex", "member_sex", ("Sex", "الجنس")),
        _ask("integer", "member_age", ("Age in years", "العمر بالسنوات"), **age),
        _ask(
            "select_one yes_no", "in_school", ("Goes to school?", "هل يذهب إلى المدرسة؟"), **school
        ),
        {"type": "end_repeat"},
        {"type": "calculate", "name": "household_size", "calculation": "count(${members})"},
    ]


def _money(version: str) -> list[dict]:
    limit, words = (3000, ("Income of the household last month", "دخل الأسرة الشهر الماضي"))
    if version == V2:
        wages = (
            "Income of all members last month, with wages in kind",
            "دخل كل أفراد الأسرة الشهر الماضي",
        )
        limit, words = (5000, wages)
    note = ("All amounts in US dollars", "كل المبالغ بالدولار الأمريكي")
    places, saved = "select_multiple savings_place", {"relevant": "${savings} > 0"}
    other = {"relevant": "selected(${savings_places}, 'other')"}
    other_source = {"relevant": "${income_source} = 'other'"}
    last = {"constraint": ". <= today()", **saved}
    borrowed = {"relevant": "${loan} = 'yes'", "constraint": f"(. > 0 and . <= 5000) or {CODES}"}
    return [
        _ask("note", "money_note", note, required=""),
        _amount("income", words, limit),
        _ask("select_one income_source", "income_source", ("Main source", "المصدر الرئيسي للدخل")),
        _ask("text", "income_source_other", ("Which other?", "مصدر آخر، حدديه"), **other_source),
        _amount("food_spending", ("Spent on food last month", "الإنفاق على الطعام"), 1500),
        _amount("savings", ("What she put aside last month", "ما ادخرته الشهر الماضي"), 1500),
        _ask(places, "savings_places", ("Where does she save?", "أين تدخر؟"), **saved),
        _ask("text", "savings_places_other", ("Which other place?", "مكان آخر، حدديه"), **other),
        _ask("date", "last_saved_on", ("When did she last save?", "تاريخ آخر ادخار"), **last),
        _ask("select_one yes_no", "loan", ("Has she a loan?", "هل عليها قرض؟")),
        _ask(
            "decimal", "loan_amount", ("How much is owed?", "كم المبلغ؟"), hint=REFUSED, **borrowed
        ),
        _ask("select_one yes_no", "group_member", ("In a savings group?", "عضو في مجموعة ادخار؟")),
    ]


def _amount(name: str, label: tuple[str, str], limit: int) -> dict:
    constraint = f"(. >= 0 and . <= {limit}) or {CODES}"
    return _ask("decimal", name, label, hint=REFUSED, constraint=constraint)


def _hours() -> dict:
    label = ("Hours of unpaid work on a usual day", "ساعات العمل غير المأجور في اليوم المعتاد")
    constraint = f"(. >= 0 and . <= 20) or {CODES}"
    return _ask("decimal", "unpaid_hours", label, hint=REFUSED, constraint=constraint)


def _decisions() -> list[dict]:
    return [
        _ask("select_one decides", f"decides_{item}", (f"Who decides on {what}?", f"من يقرر {ar}؟"))
        for item, what, ar in DECISIONS
    ]


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
