"""Columns that identify people are found in four languages; what only resembles them is not."""

import re
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.identifiers import found_in_text, suspects
from pipeline.cleaning.identifiers import vocabulary as v
from pipeline.cleaning.identifiers.names import words
from pipeline.cleaning.identifiers.telephone import numbers_in

ROWS = 60
SECONDS_FOR_A_MILLION = 20  # measured: 5; the machine that runs the tests may be slow and shared
GENERATOR = np.random.default_rng(20240229)
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSONS = {
    "en": ("Amina Juma", "Basil Odede", "Carla Moss", "Dawit Tesfaye", "Eunice Wairimu"),
    "ar": ("فاطمة علي حسن", "أحمد عبد الله", "زينب كاظم", "مصطفى جاسم", "هدى سالم"),
    "fr": ("Aïcha Diallo", "Jean-Pierre Ngo", "Mariama Bâ", "Élodie Traoré", "Moussa Keïta"),
    "es": ("José García", "María Núñez", "Lucía Peña", "Raúl Ortiz", "Ángel Muñoz"),
}
OPINIONS = (
    "the water comes only on {} mornings and nobody tells us before, since month {}",
    "we asked the office {} times about the pipe but it was {} weeks before they came",
    "الماء ضعيف جدا منذ {} اشهر ولا احد يسأل عنا في الحي رغم {} شكاوى",
    "les réunions du groupe durent {} heures, et il faut marcher {} km pour y aller",
)


def numbers(low: int, high: int) -> list[int]:
    return GENERATOR.integers(low, high, ROWS).tolist()


def pick(*choices: object) -> list[object]:
    return [choices[place] for place in GENERATOR.integers(0, len(choices), ROWS)]


def written(pattern: str, low: int = 0, high: int = 10**7) -> list[str]:
    return [pattern.format(number) for number in numbers(low, high)]


def people(language: str) -> list[str]:
    return [f"{pick(*PERSONS[language])[0]}" for _ in range(ROWS)]


def addresses(street: str) -> list[str]:
    return [f"{street} {number}, {letter}" for number, letter in
            zip(numbers(1, 400), pick("A", "B", "C"), strict=True)]  # fmt: skip


def opinions() -> list[str]:
    return [pick(*OPINIONS)[0].format(*numbers(2, 30)[:2]) for _ in range(ROWS)]


def degrees(low: float) -> list[float]:
    return (low + GENERATOR.random(ROWS)).round(6).tolist()


def days(first: str, span: int) -> list[str]:
    start = pd.Timestamp(first)
    return [str((start + pd.Timedelta(days=day)).date()) for day in numbers(0, span)]


def luhn(prefix: str, digits: int) -> list[str]:
    from stdnum.luhn import calc_check_digit

    bodies = [f"{prefix}{number:0{digits}d}" for number in numbers(0, 10**digits)]
    return [body + calc_check_digit(body) for body in bodies]


def uuids() -> list[str]:
    return [
        f"{a:08x}-{b:04x}-4{c % 4096:03x}-a{d % 4096:03x}-{e:012x}"
        for a, b, c, d, e in zip(*(numbers(0, 2**16) for _ in range(5)), strict=True)
    ]


IRAQI = written("077{:08d}", 0, 10**8)
# Column, its answers, its label, what it is: planted identifiers and what may be mistaken for one.
PLANTED: list[tuple[str, list, dict, str]] = [
    ("respondent_name", people("en"), {}, v.PERSON),
    ("hhh_fn", people("en"), {}, v.PERSON),
    ("enumName", people("en"), {}, v.PERSON),
    ("group_leader_name", people("en"), {}, v.PERSON),
    ("q1", people("en"), {"en": "What is your full name?"}, v.PERSON),
    ("q2", people("ar"), {"ar": "ما اسم رب الأسرة؟"}, v.PERSON),
    ("اسم_المستجيب", people("ar"), {}, v.PERSON),
    ("ism_rab_alusra", people("ar"), {}, v.PERSON),
    ("laqab", people("ar"), {}, v.PERSON),
    ("nom_et_prenom", people("fr"), {}, v.PERSON),
    ("q3", people("fr"), {"fr": "Quel est le nom du chef de ménage ?"}, v.PERSON),
    ("nombre_completo", people("es"), {}, v.PERSON),
    ("q4", people("es"), {"es": "¿Cuáles son sus apellidos?"}, v.PERSON),
    ("q5_unlabelled_ar", people("ar"), {}, v.PERSON),
    ("phone_number", IRAQI, {}, v.TELEPHONE),
    ("contact", IRAQI, {}, v.TELEPHONE),
    ("raqam_jawwal", [text.translate(EASTERN) for text in IRAQI], {}, v.TELEPHONE),
    ("رقم_الهاتف", [int(text) for text in IRAQI], {}, v.TELEPHONE),
    ("mobile_float", [float(text) for text in IRAQI], {}, v.TELEPHONE),
    ("q6", written("+254 7{:08d}", 1, 10**7), {}, v.TELEPHONE),
    ("q7", written("6 12 {:06d}"), {"fr": "Numéro de téléphone portable"}, v.TELEPHONE),
    ("celular", written("55 {:08d}", 10**7, 10**8), {}, v.TELEPHONE),
    ("q8", written("05{:08d}"), {"ar": "ما هو رقم الجوال؟"}, v.TELEPHONE),
    ("email", written("someone{}@example.org"), {}, v.EMAIL),
    ("q9", [*pick("none") [:-1], "ask.me@example.com"], {}, v.EMAIL),
    ("national_id", written("{:09d}"), {}, v.IDENTITY),
    ("raqam_watani", written("{:010d}"), {}, v.IDENTITY),
    ("الرقم_القومي", written("2900101{:07d}"), {}, v.IDENTITY),
    ("numero_cni", written("SN{:09d}"), {}, v.IDENTITY),
    ("cedula", written("{:010d}"), {}, v.IDENTITY),
    ("passport_no", written("A{:08d}"), {}, v.IDENTITY),
    ("q10", luhn("1", 8), {}, v.IDENTITY),
    ("q11", written("{:09d}"), {"en": "UNHCR registration card number"}, v.IDENTITY),
    ("account_number", written("{:012d}"), {}, v.ACCOUNT),
    ("gps", [f"{a} {b} 210.5 4.2" for a, b in zip(degrees(36), degrees(43), strict=True)], {},
     v.POINT),
    ("point_ar", [f"{a:.5f}, {b:.5f}".translate(EASTERN) for a, b in
                  zip(degrees(36), degrees(43), strict=True)], {}, v.POINT),
    ("gps-Latitude", degrees(36), {}, v.POINT),
    ("gps-Longitude", degrees(43), {}, v.POINT),
    ("latitud", degrees(-12), {}, v.POINT),
    ("home_address", addresses("Station Road"), {}, v.ADDRESS),
    ("العنوان", addresses("شارع النصر"), {}, v.ADDRESS),
    ("unwan", addresses("شارع الرشيد"), {}, v.ADDRESS),
    ("adresse", addresses("Rue de la Paix"), {}, v.ADDRESS),
    ("direccion", addresses("Calle Mayor"), {}, v.ADDRESS),
    ("q12", addresses("Plot"), {"en": "Directions to the house"}, v.ADDRESS),
    ("dob", days("1950-01-01", 20000), {}, v.BIRTH),
    ("tarikh_almilad", days("1950-01-01", 20000), {}, v.BIRTH),
    ("q13", days("1950-01-01", 20000), {"ar": "تاريخ الميلاد"}, v.BIRTH),
    ("date_naissance", days("1950-01-01", 20000), {}, v.BIRTH),
    ("fecha_nacimiento", days("1950-01-01", 20000), {}, v.BIRTH),
    ("child_birthdate", pd.to_datetime(days("2015-01-01", 1500)).tolist(), {}, v.BIRTH),
    ("deviceid", written("collect:Ab{:010d}zz"), {}, v.DEVICE),
    ("simid", written("89{:013d}"), {}, v.DEVICE),
    ("q14", luhn("35", 12), {}, v.DEVICE),
    ("IPAddress", written("10.0.{}.17", 0, 255), {}, v.IP),
    ("username", pick("enum_a", "enum_b"), {}, v.USER),
    ("_submitted_by", pick("office", "branch"), {}, v.USER),
    ("KEY", ["uuid:" + text for text in uuids()], {}, v.SUBMISSION),
    ("meta/instanceID", ["uuid:" + text for text in uuids()], {}, v.SUBMISSION),
    ("some_code", uuids(), {}, v.SUBMISSION),
    ("_id", numbers(10**8, 2 * 10**8), {}, v.SUBMISSION),
    ("house", written("{}.jpg"), {}, v.RECORDING),
    ("consent_audio", written("AA_{}.m4a"), {}, v.RECORDING),
    ("comments", opinions(), {}, v.FREE_TEXT),
    ("q16", opinions(), {}, v.FREE_TEXT),
    ("notes", pick("the roof leaks again", "no road in winter", "dog at the gate"), {},
     v.FREE_TEXT),
    ("ملاحظات", pick("لا يوجد طريق في الشتاء", "السقف يسرب الماء دائما"), {}, v.FREE_TEXT),
]  # fmt: skip
HARMLESS: list[tuple[str, list, dict]] = [
    ("village_name", pick("Kisoro", "Tal Afar", "San Juan", "Ali"), {}),
    ("اسم_القرية", pick("النور", "السلام", "علي"), {}),
    ("nom_du_village", pick("Ségou", "Mopti"), {}),
    ("nombre_de_la_comunidad", pick("San José", "Santa Rosa"), {}),
    ("name_of_group", pick("Umoja", "Faraja", "Tumaini"), {}),
    ("q20", pick("maize", "beans"), {"en": "What is the name of your main crop?"}),
    ("phone_owned", pick(0, 1), {"en": "Do you own a mobile phone?"}),
    ("phone_owned_text", pick("yes", "no"), {"en": "Do you own a telephone?"}),
    ("n_phones", numbers(0, 6), {"en": "How many mobile phones?"}),
    ("has_id_card", pick(0, 1), {}),
    ("id_card_kind", pick("national", "refugee", "none"), {}),
    ("mobile_money", pick(0, 1), {}),
    ("mobile_money_amount", [1000 * n for n in numbers(10_000, 99_999)], {}),
    ("age_at_birth", numbers(14, 45), {"en": "Age at first birth"}),
    ("n_births", numbers(0, 9), {}),
    ("birth_order", numbers(1, 9), {}),
    ("birth_year", numbers(1950, 2010), {"ar": "سنة الميلاد"}),
    ("address_type", pick("house", "tent", "flat"), {}),
    ("income", [250_000 * n for n in numbers(4_000, 39_000)], {}),
    ("income_text", [str(250_000 * n) for n in numbers(4_000, 39_000)], {}),
    ("sales_per_year", numbers(10**9, 10**10), {}),
    ("hh_id", list(range(10_001, 10_001 + ROWS)), {}),
    ("hhid", written("UP{:03d}-{:03d}".replace("{:03d}-{:03d}", "053-{:03d}"), 0, 999), {}),
    ("barcode", written("00{:07d}"), {}),
    ("structure", written("0{:08d}"), {}),
    ("listing", written("01-{:03d}-12", 0, 999), {}),
    ("household", list(range(20_130_001, 20_130_001 + ROWS)), {}),
    ("distance_gps", (GENERATOR.random(ROWS) * 40).round(4).tolist(), {}),
    ("gps_accuracy", (GENERATOR.random(ROWS) * 10).round(2).tolist(), {}),
    ("how_long", (GENERATOR.random(ROWS) * 40).round(3).tolist(), {"en": "How long, in hours?"}),
    ("latrine", pick("pit", "flush"), {}),
    ("employment", pick("day labour", "farm", "none"), {}),
    ("education", pick("primary", "secondary"), {"en": "Highest level at school"}),
    ("water/phone", pick(0, 1), {"en": "phone"}),
    ("engaged", pick("phone sms email", "letter phone", "sms"), {}),
    ("why_not_chosen", [" ".join(pick("too_far", "too_costly", "no_time", "other")[:3])
                        for _ in range(ROWS)], {}),
    ("crops", [" ".join(dict.fromkeys(pick("maize", "beans", "rice", "okra", "millet")[:4]))
               for _ in range(ROWS)], {}),
    ("interview_date", days("2024-01-01", 20), {}),
    ("start", [f"{day}T08:{minute:02d}:11.123+03:00" for day, minute in
               zip(days("2024-01-01", 20), numbers(10, 59), strict=True)], {}),
    ("arrival_date", days("2016-01-01", 2000), {"en": "When did you return?"}),
    ("enumerator", pick(11, 12, 13), {"ar": "رقم العامل"}),
    ("__version__", pick("vKqR7d", "v9xLm2"), {}),
    ("formdef_version", pick(2401051010, 2402051010), {}),
    ("app_version", pick("2024.1.3.1", "2024.2.0.9"), {}),
    ("weight", (GENERATOR.random(ROWS) * 3).tolist(), {}),
    ("temperature", (36 + GENERATOR.random(ROWS)).round(4).tolist(), {}),
    ("cluster", numbers(1, 120), {}),
    ("other_specify", pick("charcoal burning", "brick making", "صيد السمك"), {}),
    ("consent_telephone_number", pick("yes", "no"), {"en": "May we have your phone number?"}),
    ("intro", pick("yes", "no"), {"en": "Hello, my name is __ and I work for an organisation."}),
    ("trust_office", pick("fully", "partly"), {"en": "How does it address complaints?"}),
    ("all_missing_phone", [None] * ROWS, {}),
    ("constant", ["survey"] * ROWS, {}),
    ("yyyymmdd", [text.replace("-", "") for text in days("2020-01-01", 900)], {}),
]  # fmt: skip


def one(name: str, answers: list, label: dict, kinds: dict | None = None) -> list:
    return suspects(pd.DataFrame({name: answers}), {name: label}, kinds or {})


def test_every_planted_identifier_is_found_as_what_it_is():
    frame = pd.DataFrame({name: answers for name, answers, _, _ in PLANTED})
    labels = {name: label for name, _, label, _ in PLANTED}
    found = {suspect.column: suspect.what for suspect in suspects(frame, labels, {})}
    expected = {name: what for name, _, _, what in PLANTED}
    assert {name: found.get(name) for name in expected} == expected


def test_what_only_resembles_an_identifier_is_left_alone():
    frame = pd.DataFrame({name: answers for name, answers, _ in HARMLESS})
    labels = {name: label for name, _, label in HARMLESS}
    assert [(suspect.column, suspect.what) for suspect in suspects(frame, labels, {})] == []
    assert len(PLANTED) + len(HARMLESS) >= 80


@pytest.mark.parametrize("name", ["gps", "contact", "email", "some_code", "dob", "house", "q10"])
def test_what_the_answers_show_is_certain(name):
    [suspect] = one(*next(case[:3] for case in PLANTED if case[0] == name))
    assert suspect.certain


@pytest.mark.parametrize("name", ["respondent_name", "national_id", "home_address"])
def test_what_only_the_name_shows_is_not_certain(name):
    [suspect] = one(*next(case[:3] for case in PLANTED if case[0] == name))
    assert not suspect.certain


def test_a_village_s_point_is_not_certain_and_a_household_s_is():
    fine = pd.DataFrame({"latitude": degrees(36), "longitude": degrees(43)})
    assert [suspect.certain for suspect in suspects(fine, {}, {})] == [True, True]
    assert [suspect.certain for suspect in suspects(fine.round(1), {}, {})] == [False, False]
    alone = fine.drop(columns="longitude")
    assert suspects(alone, {}, {}) == []
    shared = pd.concat([fine.head(3)] * 20)
    assert [suspect.certain for suspect in suspects(shared, {}, {})] == [False, False]


def test_the_form_s_types_decide():
    assert one("where", ["36.1 43.2 0 0"] * ROWS, {}, {"where": "geopoint"})[0].certain
    assert one("made", written("{}"), {}, {"made": "image"})[0].what == v.RECORDING
    assert one("leader_name", people("en"), {}, {"leader_name": "select_one"}) == []


def test_one_number_in_a_hundred_thousand_comments_is_found():
    comments = [
        f"paid {n * 1000} for goat {n % 7} on 2024-03-{n % 28 + 1:02d}" for n in range(10**5)
    ]
    assert without_telephone(comments)
    for planted in ("call Amina ٠٧٧٠ ١٢٣ ٤٥٦٧ at noon", "ring +254712345678", "0 (770) 123-4567"):
        comments[77_777] = f"she said: {planted}"
        [suspect] = one("note", comments, {})
        assert (suspect.what, suspect.certain, suspect.matches) == (v.TELEPHONE, True, 1), planted


def without_telephone(comments: list[str]) -> bool:
    return v.TELEPHONE not in found_in_text(pd.Series(comments))


def test_kinds_found_inside_texts_are_counted():
    texts = pd.Series(
        ["the well at 36.12345, 43.12345 is dry", "write to a.b@example.org", None, "nothing here",
         "her number is 07701234567", "her number is 07701234567",
         "+44 7700 900 731 is not in service", "card 123456789012 was lost",
         "account GB29 NWBK 6016 1331 9268 19", "https://maps.app.goo.gl/Xy12 is the house"]
    )  # fmt: skip
    assert found_in_text(texts) == {
        v.TELEPHONE: 3, v.EMAIL: 1, v.POINT: 2, v.ACCOUNT: 1, v.IDENTITY: 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["paid 1500000 dinars", "from 2024-01-02 to 2024-03-04", "in 2019 - 2020 and 2021",
     "at 36.1234567 degrees", "1,250,000 and 2,500,000", "version 2024.10.11",
     "20240131 to 20240229",
     "dcf2753a-6ea2-40f5-b493-3527931ef96c", "between 10 and 20, 30 or 40"],
)  # fmt: skip
def test_numbers_that_are_nobody_s_telephone(text):
    assert numbers_in(text) == []


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(0, 10**7 - 1),
    before=st.text("abcdefg هلمن.,:", max_size=30),
    style=st.sampled_from(["0770{:07d}", "+964770{:07d}", "00964770{:07d}", "0770-{:07d}"]),
    eastern=st.booleans(),
)
def test_an_iraqi_number_is_found_in_any_sentence(number, before, style, eastern):
    written_number = style.format(number)
    text = f"{before} {written_number.translate(EASTERN) if eastern else written_number} ok"
    found = [re.sub(r"\D", "", found)[-10:] for found in numbers_in(text)]
    assert f"770{number:07d}" in found


def test_a_number_in_words_is_found_in_a_column_of_numbers():
    answers = [*written("{}", 0, 50)[:-1], "ask my brother 07701234567"]
    assert one("how_many", answers, {})[0].what == v.TELEPHONE


def test_reasons_never_quote_an_answer():
    frame = pd.DataFrame({name: answers for name, answers, _, _ in PLANTED})
    secrets = {str(value) for name in frame for value in frame[name].head(5)}
    spoken = " ".join(f"{s.what} {s.why}" for s in suspects(frame, {}, {}))
    assert not [secret for secret in secrets if len(secret) > 4 and secret in spoken]


def test_names_are_taken_apart():
    assert words("hhhName_1") == ["hhh", "name", "1"]
    assert words("رقم_الهاتف") == ["رقم", "هاتف"]
    assert words("Numéro-téléphone") == ["numero", "telephone"]


def test_the_same_columns_give_the_same_suspects():
    frame = pd.DataFrame({name: answers for name, answers, _, _ in PLANTED})
    assert suspects(frame, {}, {}) == suspects(frame, {}, {})


@pytest.mark.long
def test_a_million_rows_take_seconds():
    rows = 1_000_000
    base = np.random.default_rng(1)
    columns = {f"n{i}": base.integers(0, 9, rows).astype(float) for i in range(50)}
    columns |= {f"t{i}": pd.array(base.choice(["farm", "shop", "none"], rows)) for i in range(8)}
    columns["comment"] = [f"visit {n} was fine, paid {n % 97}000" for n in range(rows)]
    columns["code"] = np.arange(rows).astype(str)
    frame = pd.DataFrame(columns)
    began = time.perf_counter()
    suspects(frame, {}, {})
    assert time.perf_counter() - began < SECONDS_FOR_A_MILLION
