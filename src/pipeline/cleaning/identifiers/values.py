"""What the answers of a column look like, whatever its name says, and whether they can be what it
says."""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.cleaning.identifiers import vocabulary as v
from pipeline.cleaning.identifiers.columns import Column
from pipeline.cleaning.identifiers.names import is_given_name, of_a_thing

MOST = 0.9
HALF = 0.5
# Answers that are codes of programs, and what they are.
PATTERNS: dict[str, tuple[re.Pattern[str], float]] = {
    v.SUBMISSION: (
        re.compile(r"(?:uuid:)?[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}(?:\S*)", re.IGNORECASE),
        MOST,
    ),
    v.DEVICE: (
        re.compile(r"collect:[A-Za-z0-9]{10,}|ee\.[a-z.]+:\w{8,}|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"),
        MOST,
    ),
    v.IP: (
        re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
                   r"|(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}", re.IGNORECASE),
        MOST,
    ),
    v.RECORDING: (
        re.compile(r".+\.(?:jpe?g|png|gif|bmp|heic|webp|tiff?|pdf|m4a|mp3|mp4|wav|amr|aac|ogg|3gpp?"
                   r"|mov|avi|docx?)", re.IGNORECASE),
        HALF,
    ),
}  # fmt: skip
BIRTHDAY = re.compile(
    r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d"
)
COORDINATE = re.compile(r"-?\d{1,3}\.\d+")
FINE = re.compile(r"-?\d{1,3}\.\d{3,}")  # a hundred metres or finer
SHORT_ANSWERS = v.words(
    "yes no true false oui non si sí نعم لا كلا male female dk refused other none na n/a"
)
LONG_TEXT = 5  # words of the middle answer from which answers are sentences
CERTAIN_TEXT = 6
FEW_WORDS, REPEATED = 40, 3  # a list of codes: few different words, each used again and again
MANY, NEARLY_EACH = 20, 0.8  # different answers, and their share, where nearly everybody's differs
NAMED_SO = 0.3  # share of answers that begin with a frequent given name


def by_pattern(column: Column) -> tuple[str, int]:
    """What nearly all sampled answers have the form of, and how many do."""
    if "version" in column.name.lower():
        return "", 0
    for what, (pattern, share) in PATTERNS.items():
        matches = sum(bool(pattern.fullmatch(text)) for text in column.sample)
        if matches and column.share(matches) >= share:
            return what, matches
    return "", 0


def fits(column: Column, what: str) -> int:
    """How many sampled answers can be what the column's name or label says; 0 where too few."""
    fit, share, least_distinct = GATES[what]
    if what == v.PERSON and len(column.answers) == 1 < column.answered:
        return 0
    matches = sum(map(fit, column.sample))
    if column.share(matches) < share:
        return 0
    return matches if column.distinct_share >= least_distinct else 0


def is_fine(column: Column) -> bool:
    """Are most numbers written so finely that a place of theirs is a house, and most different?"""
    fine = sum(bool(FINE.fullmatch(text)) for text in column.sample)
    return column.share(fine) >= HALF and column.distinct_share > HALF


def as_text(column: Column) -> tuple[str, int, bool]:
    """Answers in people's own words, or people's names: what, how many, and is it certain?"""
    if not column.wordy or column.is_date:
        return "", 0, False
    words = [text.split() for text in column.sample]
    lengths = sorted(map(len, words))
    middle = lengths[len(lengths) // 2]
    if middle >= LONG_TEXT and column.distinct_share >= HALF and not _codes(words):
        certain = middle >= CERTAIN_TEXT and len(column.answers) >= LONG_TEXT
        return v.FREE_TEXT, len(words), certain
    if of_a_thing(column.name):
        return "", 0, False
    named = sum(is_given_name(text[0]) for text in words if text and not text[0].isdigit())
    if column.share(named) >= NAMED_SO and len(column.answers) >= LONG_TEXT:
        return v.PERSON, named, False
    own = sum(not any(map(str.isdigit, text)) and "_" not in text for text in column.sample)
    each = len(column.answers) >= MANY and column.distinct_share >= NEARLY_EACH
    if each and column.share(own) >= NEARLY_EACH and not _codes(words):
        return v.FREE_TEXT, own, False
    return "", 0, False


def _codes(words: list[list[str]]) -> bool:
    """Are the answers made of few words, each used again and again, as lists of codes are?"""
    used = Counter(word for text in words for word in text)
    total = sum(used.values())
    coded = sum(count for word, count in used.items() if "_" in word)
    return coded > HALF * total or (len(used) <= FEW_WORDS and total >= REPEATED * len(used))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _name(text: str) -> bool:
    return (
        _letters(text) >= 2
        and _digits(text) * 2 < len(text)
        and "_" not in text
        and text.lower() not in SHORT_ANSWERS
    )


def _address(text: str) -> bool:
    return _letters(text) >= 3 and len(text) >= 5 and text.lower() not in SHORT_ANSWERS


def _number(text: str) -> bool:
    return _digits(text) >= 5 and not BIRTHDAY.fullmatch(text) and "." not in text


def _code(text: str) -> bool:
    return len(text) >= 6


def _user(text: str) -> bool:
    return _letters(text) >= 3 and " " not in text and text.lower() not in SHORT_ANSWERS


def _sentence(text: str) -> bool:
    return len(text.split()) >= 3 and _letters(text) > _digits(text) and "_" not in text


def _degrees(text: str) -> bool:
    return bool(COORDINATE.fullmatch(text)) and abs(float(text)) <= 180


def _point(text: str) -> bool:
    return len(COORDINATE.findall(text)) >= 1 and _letters(text) <= _digits(text)


Gate = tuple[Callable[[str], bool], float, float]  # an answer fits; share that must; distinct share
GATES: dict[str, Gate] = {
    v.EMAIL: (_address, HALF, 0.3),
    v.IP: (lambda text: "." in text or ":" in text, MOST, 0),
    v.DEVICE: (_code, HALF, 0),
    v.USER: (_user, HALF, 0),
    v.IDENTITY: (_number, HALF, HALF),
    v.ACCOUNT: (_number, HALF, HALF),
    v.BIRTH: (lambda text: bool(BIRTHDAY.fullmatch(text)), HALF, 0),
    v.LATITUDE: (_degrees, HALF, 0),
    v.LONGITUDE: (_degrees, HALF, 0),
    v.POINT: (_point, HALF, 0),
    v.ADDRESS: (_address, HALF, 0.3),
    v.PERSON: (_name, 0.6, 0),
    v.FREE_TEXT: (_sentence, HALF, 0),
    v.SUBMISSION: (_code, MOST, 0.05),
}
