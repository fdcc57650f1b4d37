"""The answers to choose from, as (code, English, Arabic), by the name of their list."""

MOBILE_WALLET = ("wallet", "Mobile wallet", "محفظة الهاتف")  # came with the second version

CHOICES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "yes_no": (("yes", "Yes", "نعم"), ("no", "No", "لا")),
    "sex": (("female", "Female", "أنثى"), ("male", "Male", "ذكر")),
    "marital": (
        ("married", "Married", "متزوجة"), ("widowed", "Widowed", "أرملة"),
        ("divorced", "Divorced", "مطلقة"), ("never", "Never married", "لم تتزوج"),
    ),
    "schooling": (
        ("none", "None", "لا شيء"), ("primary", "Primary", "ابتدائي"),
        ("lower", "Lower secondary", "إعدادي"), ("upper", "Upper secondary", "ثانوي"),
        ("higher", "Higher", "جامعي"),
    ),
    "dwelling": (
        ("owned", "Owned", "ملك"), ("rented", "Rented", "إيجار"),
        ("relatives", "With relatives", "عند أقارب"),
    ),
    "water": (
        ("network", "Public network", "الشبكة العامة"), ("tanker", "Tanker", "صهريج"),
        ("well", "Well", "بئر"), ("spring", "Spring", "نبع"),
    ),
    "relation": (
        ("self", "Herself", "المستجيبة"), ("husband", "Husband", "الزوج"),
        ("child", "Child", "ابن أو ابنة"), ("parent", "Parent", "أحد الوالدين"),
        ("other", "Other", "غير ذلك"),
    ),
    "income_source": (
        ("farming", "Farming", "زراعة"), ("livestock", "Livestock", "تربية المواشي"),
        ("trade", "Trade", "تجارة"), ("wages", "Wages", "عمل بأجر"),
        ("remittances", "Money from relatives abroad", "حوالات"), ("aid", "Aid", "مساعدات"),
        ("other", "Other", "غير ذلك"),
    ),
    "savings_place": (
        ("home", "At home", "في البيت"), ("group", "Savings group", "مجموعة ادخار"),
        ("bank", "Bank", "مصرف"), ("jewellery", "Jewellery", "ذهب"),
        ("relative", "With a relative", "عند قريب"), MOBILE_WALLET, ("other", "Other", "غير ذلك"),
    ),
    "decides": (
        ("she", "She alone", "هي وحدها"), ("together", "She and her husband", "هي وزوجها"),
        ("husband", "Her husband", "زوجها"), ("others", "Others", "آخرون"),
        ("dont_know", "Does not know", "لا تعرف"), ("refused", "Refuses", "ترفض الإجابة"),
    ),
}  # fmt: skip


def codes(name: str) -> list[str]:
    """The codes of a list, in its order."""
    return [code for code, *_ in CHOICES[name]]
