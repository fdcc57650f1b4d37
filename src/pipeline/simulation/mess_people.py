"""What identifies people where nobody asked for it: names, numbers and addresses in texts."""

import numpy as np

from pipeline.simulation.answers import ENDLINE, Wave
from pipeline.simulation.planted import Plant, Planted, changed, take

# {name} and {relative} are invented people; the numbers are kept for fiction.
COMMENTS = (
    ("a telephone number", "اتصلوا على 07700900412 بعد العصر"),
    ("a telephone number", "Her brother Salim can be reached at +44 7700 900 731"),
    ("a telephone number in Arabic-Indic digits", "رقم جارتها ٠٧٧٠٠٩٠٠١٨٨"),
    ("a telephone number", "phone of the shop: 07700-900-265, ask for {relative}"),
    ("a telephone number", "الرقم الجديد ‎+447700900947‎"),
    ("a telephone number", "غيرت رقمها إلى 0770 090 0356"),
    ("a person's name", "أجابت ابنتها {relative} عن بعض الأسئلة"),
    ("a person's name", "The neighbour {relative} was present"),
    ("a person's name", "زوجها {relative} يعمل خارج البلاد"),
    ("a person's name", "اسمها الصحيح {name}"),
    ("an address", "البيت خلف المسجد القديم، الباب الأزرق، عند {relative}"),
)
RELATIVES = (
    "سلمى الينابيعي", "حسان الطواحيني", "Khalil Abu Ghusn", "ربى أبو خوابي", "Mazen Sawaqi",
    "نزار البيادري",
)  # fmt: skip
EMAIL = "عند أختها rabab.yanabii@example.org"


def telling_comments(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Comments that say who somebody is, or how to find her."""
    wanted = COMMENTS if wave.name == ENDLINE else COMMENTS[1::3]
    found = "clean: free text is a direct identifier"
    planted = []
    for number, (what, text) in enumerate(wanted):
        (key,) = take(wave, rng, 1, wave.main["comments"].isna())
        relative = RELATIVES[number % len(RELATIVES)]
        filled = text.format(relative=relative, name=wave.main.loc[key, "respondent_name"])
        wave = changed(wave, [key], "comments", filled)
        planted.append(Planted("identifying_text", wave.name, "comments", (key,), found, what))
    return wave, planted


def telling_other(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """An e-mail address where the form asks for another place to save."""
    (key,) = take(wave, rng, 1, wave.main["savings_places_other"].notna())
    wave = changed(wave, [key], "savings_places_other", EMAIL)
    found, note = "clean: free text is a direct identifier", "an e-mail address"
    planted = Planted("identifying_text", wave.name, "savings_places_other", (key,), found, note)
    return wave, [planted]


PEOPLE_FAULTS: tuple[Plant, ...] = (telling_comments, telling_other)
