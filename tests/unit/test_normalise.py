"""Differences of writing set aside for matching, maps of texts, and texts under "other"."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.normalise import (
    EVERY_RULE,
    as_written,
    harmonised,
    normalised,
    western_digits,
)
from pipeline.cleaning.other_texts import other_texts
from pipeline.errors import PlanError
from pipeline.sections.clean import Harmonise

# Rule, as typed, as matched: by hand, from the Unicode charts of Arabic (0600-06FF) and Latin.
TABLE = [
    ("alef", "أحمد إبراهيم آمنة ٱلله", "احمد ابراهيم امنة الله"),
    ("alef", "مؤمن شيء", "مؤمن شيء"),
    ("ya", "مصطفى هدی", "مصطفي هدي"),
    ("ta_marbuta", "فاطمة مدرسة", "فاطمه مدرسه"),
    ("hamza", "مؤمن عائلة شيء", "مومن عايلة شي"),
    ("hamza", "أحمد", "أحمد"),
    ("tatweel", "محـــمد", "محمد"),
    ("diacritics", "مُحَمَّدٌ", "محمد"),
    ("diacritics", "هٰذا", "هذا"),
    ("diacritics", "قُرۡءَانٖ", "قرءان"),
    ("diacritics", "Élodie Núñez", "Elodie Nunez"),
    ("digits", "٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"),
    ("case", "Tal AFAR Straße", "tal afar strasse"),
    ("spaces", "  Tal \u00a0 Afar\t\u200f", "Tal Afar"),
]


@pytest.mark.parametrize(("rule", "typed", "matched"), TABLE)
def test_each_rule_changes_what_it_names_and_nothing_else(rule, typed, matched):
    assert normalised(pd.Series([typed]), (rule,))[0] == matched
    others = tuple(name for name in EVERY_RULE if name != rule)
    again = normalised(normalised(pd.Series([typed]), (rule,)), others)[0]
    assert again == normalised(pd.Series([typed]), EVERY_RULE)[0]


def test_without_a_rule_only_composition_is_evened_out():
    assert normalised(pd.Series(["أحمد", "\u0627\u0654حمد"]), ()).tolist() == ["أحمد", "أحمد"]
    assert normalised(pd.Series([" X "]), ())[0] == " X "


def test_missing_stays_missing_and_the_index_stays():
    result = normalised(pd.Series(["A", None], index=[5, 7]), ("case",))
    assert result.isna().tolist() == [False, True]
    assert result.index.tolist() == [5, 7]


@given(st.text(st.characters(categories=["L", "M", "N", "Z"]), max_size=20))
def test_once_normalised_always_normalised(text):
    once = normalised(pd.Series([text]), EVERY_RULE)
    assert normalised(once, EVERY_RULE)[0] == once[0]


def test_numbers_are_text_as_an_export_writes_them():
    assert as_written(pd.Series([3.0, 2.5, None])).tolist()[:2] == ["3", "2.5"]
    assert as_written(pd.Series(["3.0", "03", "x"])).tolist() == ["3", "03", "x"]
    assert as_written(pd.Series([620010371629660.0]))[0] == "620010371629660"
    assert as_written(pd.Series([3, None], dtype="Int64")).isna().tolist() == [False, True]


def test_western_digits_with_separators():
    typed = pd.Series(["١٬٢٣٤٫٥", "۱۲", "\u200f٧\u200f", "12.5", "شارع ٥", None])
    assert western_digits(typed).tolist()[:5] == ["1234.5", "12", "7", "12.5", "شارع 5"]
    assert western_digits(pd.Series([1.5]))[0] == 1.5


def test_a_map_is_looked_up_as_declared():
    column = pd.Series(["Tal Afar", "tal afar ", "تلعفر", "تَلعفر", "Mosul", None])
    rule = Harmonise(variable="town", map={"tal afar": "Tal Afar", "تلعفر": "Tal Afar"})
    new, changed = harmonised(column, rule)
    assert new.tolist()[:5] == ["Tal Afar", "tal afar ", "Tal Afar", "تَلعفر", "Mosul"]
    assert changed.tolist() == [False, False, True, False, False, False]
    rule = rule.model_copy(update={"match": ("case", "spaces", "diacritics")})
    new, changed = harmonised(column, rule)
    assert new.tolist()[:5] == ["Tal Afar", "Tal Afar", "Tal Afar", "Tal Afar", "Mosul"]
    assert changed.tolist() == [False, True, True, True, False, False]


def test_into_another_variable_every_match_counts():
    rule = Harmonise(variable="fuel_other", map={"wood": "wood"}, into="fuel")
    new, concerned = harmonised(pd.Series(["wood", "dung"]), rule)
    assert (new.tolist(), concerned.tolist()) == (["wood", "dung"], [True, False])


def test_numbers_stay_numbers_where_the_map_has_numbers():
    rule = Harmonise(variable="code", map={"9": 99})
    new, changed = harmonised(pd.Series([9.0, 1.0, None]), rule)
    assert new.tolist()[:2] == [99.0, 1.0]
    assert changed.tolist() == [True, False, False]
    mixed = Harmonise(variable="code", map={"9": "none"})
    assert harmonised(pd.Series([9.0, 1.0]), mixed)[0].tolist() == ["none", "1"]


def test_keys_that_become_one_must_agree():
    same = Harmonise(variable="town", map={"مدرسة": "a", "مدرسه": "a"}, match=("ta_marbuta",))
    assert harmonised(pd.Series(["مدرسه"]), same)[0][0] == "a"
    rule = Harmonise(variable="town", map={"مدرسة": "a", "مدرسه": "b"}, match=("ta_marbuta",))
    with pytest.raises(PlanError, match="two keys"):
        harmonised(pd.Series(["x"]), rule)


CHOICES = {
    "piped": {"en": "Piped water", "ar": "مياه الأنابيب"},
    "truck": {"en": "Water trucking", "ar": "شاحنة مياه"},
    "formal": {"en": "Formal market", "ar": "سوق رسمي"},
    "t1": {"en": "Type 1 tank"},
    "other": {"en": "Other", "ar": "أخرى"},
    "a": {"en": "the same"},
    "b": {"en": "The Same"},
}


@pytest.mark.parametrize(
    ("text", "choice"),
    [("piped water", "piped"), (" PIPED  Water ", "piped"), ("Pipped water", "piped"),
     ("مياه الانابيب", "piped"), ("شاحنه مياه", "truck"), ("informal market", None),
     ("Type 2 tank", None), ("other", None), ("اخرى", None), ("the same", None),
     ("rain water tank", None), ("سوق رسمى", "formal")],
)  # fmt: skip
def test_an_other_text_that_is_a_choice(text, choice):
    result = other_texts(pd.Series([text]), CHOICES)
    assert result["given"].tolist() == [1]
    assert result["choice"].tolist() == [choice] or (choice is None and result["choice"].isna()[0])


def test_nothing_given_is_no_choice():
    result = other_texts(pd.Series([None, "", " ", "brook"], index=[4, 3, 2, 1]), CHOICES)
    assert result["given"].tolist() == [0, 0, 0, 1]
    assert result["choice"].isna().all()
    assert result.index.tolist() == [4, 3, 2, 1]
