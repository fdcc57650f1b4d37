"""The questions of the survey, as lines of an XLSForm's survey sheet, group by group."""

V1, V2, BACKCHECK = "v1-2024-10", "v2-2025-10", "bc-2025-10"
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


def ask(kind: str, name: str, label: tuple[str, str], **more: object) -> dict[str, object]:
    """A line of the survey sheet; what asks for an answer requires it unless told otherwise."""
    words = {"label::English (en)": label[0], "label::Arabic (ar)": label[1]}
    hint, message = more.pop("hint", None), more.pop("message", None)
    for key, both in (("hint", hint), ("constraint_message", message)):
        if both:
            words |= {f"{key}::English (en)": both[0], f"{key}::Arabic (ar)": both[1]}
    return {"type": kind, "name": name, "required": "yes", **words, **more}


def group(name: str, english: str, arabic: str, rows: list[dict]) -> list[dict]:
    """A group of questions that only a woman who agreed is asked."""
    begin = ask("begin_group", name, (english, arabic), required="", relevant="${consent} = 'yes'")
    return [begin, *rows, {"type": "end_group"}]


def metadata() -> list[dict]:
    """What a tablet notes by itself."""
    return [{"type": kind, "name": kind} for kind in METADATA]


def consent() -> dict:
    """The first question; without a yes no other is asked."""
    text = (
        "We ask about your household for a study. You may stop at any time. May we begin?",
        "نسأل عن أسرتك من أجل دراسة، ويمكنك التوقف في أي وقت. هل نبدأ؟",
    )
    return ask("select_one yes_no", "consent", text)


def location() -> list[dict]:
    """Which household this is, who asks, and where."""
    message = ("Two letters, a line and four digits", "حرفان وشرطة وأربعة أرقام")
    village = ("Village of the interview", "قرية المقابلة")
    return [
        ask("text", "household_id", ("Household", "رقم الأسرة"), constraint=ID, message=message),
        ask("select_one enumerator", "enumerator", ("Interviewer", "الباحثة")),
        ask("select_one village", "interview_village", village, appearance="autocomplete"),
        ask("geopoint", "gps", ("Where are you now?", "أين أنت الآن؟")),
    ]


def respondent() -> list[dict]:
    """Who she is and how she lives."""
    age = {"constraint": ". >= 18 and . <= 95", "message": ("18 to 95", "من 18 إلى 95")}
    headed = ("Is the head of the household a woman?", "هل ترأس الأسرة امرأة؟")
    rooms = {"constraint": ". >= 1 and . <= 15"}
    return [
        ask("text", "respondent_name", ("Her full name", "الاسم الكامل")),
        ask("text", "phone", ("Telephone", "رقم الهاتف"), required="no"),
        ask("integer", "age", ("Her age in years", "العمر بالسنوات"), **age),
        ask("select_one marital", "marital_status", ("Marital status", "الحالة الاجتماعية")),
        ask("select_one schooling", "schooling", ("Her schooling", "المستوى التعليمي")),
        ask("select_one yes_no", "woman_headed", headed),
        ask("select_one dwelling", "dwelling", ("The dwelling is …", "المسكن …")),
        ask("integer", "rooms", ("Rooms", "عدد الغرف"), **rooms),
        ask("select_one water", "water", ("Drinking water", "مصدر مياه الشرب")),
    ]


def roster() -> list[dict]:
    """The members of the household, one after another, and how many they are."""
    age = {"constraint": ". >= 0 and . <= 110"}
    school = {"relevant": "${member_age} >= 6 and ${member_age} <= 17"}
    yes = "${consent} = 'yes'"
    start = ask("begin_repeat", "members", ("Members", "أفراد الأسرة"), required="", relevant=yes)
    return [
        start,
        ask("text", "member_name", ("First name", "الاسم الأول")),
        ask("select_one relation", "relation", ("To the respondent", "صلة القرابة بالمستجيبة")),
        ask("select_one sex", "member_sex", ("Sex", "الجنس")),
        ask("integer", "member_age", ("Age in years", "العمر بالسنوات"), **age),
        ask(
            "select_one yes_no", "in_school", ("Goes to school?", "هل يذهب إلى المدرسة؟"), **school
        ),
        {"type": "end_repeat"},
        {"type": "calculate", "name": "household_size", "calculation": "count(${members})"},
    ]


def money(version: str) -> list[dict]:
    """Income, spending, savings and loans; ``version`` says in which words income is asked for."""
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
        ask("note", "money_note", note, required=""),
        _amount("income", words, limit),
        ask("select_one income_source", "income_source", ("Main source", "المصدر الرئيسي للدخل")),
        ask("text", "income_source_other", ("Which other?", "مصدر آخر، حدديه"), **other_source),
        _amount("food_spending", ("Spent on food last month", "الإنفاق على الطعام"), 1500),
        _amount("savings", ("What she put aside last month", "ما ادخرته الشهر الماضي"), 1500),
        ask(places, "savings_places", ("Where does she save?", "أين تدخر؟"), **saved),
        ask("text", "savings_places_other", ("Which other place?", "مكان آخر، حدديه"), **other),
        ask("date", "last_saved_on", ("When did she last save?", "تاريخ آخر ادخار"), **last),
        ask("select_one yes_no", "loan", ("Has she a loan?", "هل عليها قرض؟")),
        ask(
            "decimal", "loan_amount", ("How much is owed?", "كم المبلغ؟"), hint=REFUSED, **borrowed
        ),
        ask("select_one yes_no", "group_member", ("In a savings group?", "عضو في مجموعة ادخار؟")),
    ]


def _amount(name: str, label: tuple[str, str], limit: int) -> dict:
    constraint = f"(. >= 0 and . <= {limit}) or {CODES}"
    return ask("decimal", name, label, hint=REFUSED, constraint=constraint)


def hours() -> dict:
    """How long she works without pay."""
    label = ("Hours of unpaid work on a usual day", "ساعات العمل غير المأجور في اليوم المعتاد")
    constraint = f"(. >= 0 and . <= 20) or {CODES}"
    return ask("decimal", "unpaid_hours", label, hint=REFUSED, constraint=constraint)


def decisions() -> list[dict]:
    """Who decides on five things."""
    return [
        ask("select_one decides", f"decides_{item}", (f"Who decides on {what}?", f"من يقرر {ar}؟"))
        for item, what, ar in DECISIONS
    ]
