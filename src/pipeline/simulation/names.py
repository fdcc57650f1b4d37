"""Invented names: a governorate that is on no map, its villages, and people nobody is."""

import pandas as pd

GOVERNORATE = {"en": "Nawras Governorate", "ar": "محافظة النورس"}

DISTRICTS = (
    ("d1", "Upper Salma", "سلمى العليا"),
    ("d2", "Lower Salma", "سلمى السفلى"),
    ("d3", "Wadi Ghazal", "وادي غزال"),
    ("d4", "Jabal Rihan", "جبل ريحان"),
    ("d5", "Sahl Zaytun", "سهل زيتون"),
    ("d6", "Marj Nada", "مرج ندى"),
)

# A village is called by one of each: 10 by 12 makes 120.
PLACES = (
    ("Ayn", "عين"), ("Tell", "تل"), ("Bayt", "بيت"), ("Wadi", "وادي"), ("Kafr", "كفر"),
    ("Dayr", "دير"), ("Khirbat", "خربة"), ("Ras", "رأس"), ("Marj", "مرج"), ("Harat", "حارة"),
)  # fmt: skip
FEATURES = (
    ("al-Rumman", "الرمان"), ("al-Yasmin", "الياسمين"), ("al-Sindiyan", "السنديان"),
    ("al-Hajal", "الحجل"), ("al-Qamar", "القمر"), ("al-Ghizlan", "الغزلان"),
    ("al-Narjis", "النرجس"), ("al-Zaatar", "الزعتر"), ("al-Safsaf", "الصفصاف"),
    ("al-Baylasan", "البيلسان"), ("al-Lawz", "اللوز"), ("al-Summaq", "السماق"),
)  # fmt: skip

WOMEN = (
    "فاطمة", "خديجة", "عائشة", "مريم", "زينب", "أمينة", "سعاد", "هدى", "نوال", "سميرة", "رقية",
    "حليمة", "صفية", "نادية", "إيمان", "ابتسام", "منى", "رانيا", "هناء", "وفاء", "جميلة", "كريمة",
    "سلوى", "لطيفة", "نجاة", "عبير", "غادة", "ليلى", "ميساء", "نسرين", "باسمة", "تهاني", "دلال",
    "رباب", "شيماء", "عفاف", "فريال", "لمياء", "مها", "هيفاء",
)  # fmt: skip
MEN = (
    "محمد", "أحمد", "علي", "حسن", "حسين", "خالد", "يوسف", "إبراهيم", "عمر", "سعيد", "مصطفى", "طارق",
    "جمال", "رشيد", "سليم", "ماهر", "نبيل", "فؤاد", "كمال", "وليد", "باسل", "عادل", "زياد", "هاني",
    "ناصر", "صالح", "عماد", "غسان", "مروان", "أنس",
)  # fmt: skip
FAMILIES = (
    "الريحاني", "السنديانة", "أبو لوزة", "الحجلاوي", "النورسي", "الصفصافي", "أبو زعتر", "الغزلاني",
    "القمراوي", "السماقي", "أبو نرجس", "البيلساني", "الرمانة", "المرجاوي", "أبو ندى", "السهلي",
    "الينابيعي", "أبو سدرة", "التلاوي", "الوديعي", "أبو غصن", "الكفراوي", "الديراني", "أبو خوابي",
    "الخرباوي", "السواقي", "أبو جرن", "البيادري", "الطواحيني", "أبو مهباج",
)  # fmt: skip

INTERVIEWERS = (
    ("Rasha Wadii", "رشا الوديعي"), ("Samar Sahli", "سمر السهلي"),
    ("Hala Tallawi", "هالة التلاوي"), ("Nour Dayrani", "نور الديراني"),
    ("Rim Kafrawi", "ريم الكفراوي"), ("Dima Sawaqi", "ديمة السواقي"),
    ("Lina Bayadri", "لينا البيادري"), ("Maya Nawrasi", "مايا النورسي"),
    ("Suha Rihani", "سهى الريحاني"), ("Amal Marjawi", "أمل المرجاوي"),
    ("Faten Safsafi", "فاتن الصفصافي"), ("Hanan Hajlawi", "حنان الحجلاوي"),
    ("Rawan Qamrawi", "روان القمراوي"), ("Sana Ghizlani", "سناء الغزلاني"),
    ("Widad Summaqi", "وداد السماقي"), ("Yara Baylasani", "يارا البيلساني"),
    ("Karam Kharbawi", "كرم الخرباوي"), ("Abir Tawahini", "عبير الطواحيني"),
    ("Ghada Yanabii", "غادة الينابيعي"), ("Lama Abu Lawza", "لمى أبو لوزة"),
    ("Rana Abu Nada", "رنا أبو ندى"), ("Salma Abu Sidra", "سلمى أبو سدرة"),
    ("Tala Abu Ghusn", "تالا أبو غصن"), ("Zina Abu Jurn", "زينة أبو جرن"),
)  # fmt: skip
BACKCHECKERS = (
    ("Iman Abu Mihbaj", "إيمان أبو مهباج"), ("Nadin Abu Narjis", "نادين أبو نرجس"),
    ("Rula Abu Zaatar", "رولا أبو زعتر"), ("Huda Rummana", "هدى الرمانة"),
)  # fmt: skip


def village_names() -> pd.DataFrame:
    """The 120 villages in an order that does not follow their names: code, name_en, name_ar."""
    names = [
        (f"{place} {feature}", f"{place_ar} {feature_ar}")
        for place, place_ar in PLACES
        for feature, feature_ar in FEATURES
    ]
    # 7 has no factor in common with 120, so that every seventh name meets each once.
    shuffled = [names[7 * number % len(names)] for number in range(len(names))]
    return pd.DataFrame(
        [(f"v{number:03}", *name) for number, name in enumerate(shuffled, start=1)],
        columns=["village", "name_en", "name_ar"],
    )
