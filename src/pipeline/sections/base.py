"""What every section of a plan is made of."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.sections.written_text import longest_word

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Number = Annotated[float, Field(strict=False)]

LONGEST_LABEL, LONGEST_WORD = 300, 40


def _with_english(words: dict[str, str]) -> dict[str, str]:
    if words and not words.get("en"):
        raise ValueError("give the text in English (en) as well")
    return words


def _of_length(most: int) -> Callable[[dict[str, str]], dict[str, str]]:
    """A check that no language's text is longer than a page has room for."""

    def check(words: dict[str, str]) -> dict[str, str]:
        long = [language for language, text in words.items() if len(text) > most]
        if long:
            raise ValueError(f"the text ({', '.join(long)}) is longer than {most:,} characters")
        return words

    return check


def _with_short_words(words: dict[str, str]) -> dict[str, str]:
    long = [name for name, text in words.items() if longest_word(text) > LONGEST_WORD]
    if long:
        raise ValueError(f"a word ({', '.join(long)}) is longer than {LONGEST_WORD} letters")
    return words


# A text for readers, by language; a bare text is English.
Words = Annotated[
    dict[str, str],
    BeforeValidator(lambda words: {"en": words} if isinstance(words, str) else words),
    AfterValidator(_with_english),
    AfterValidator(_of_length(2_000)),
]
# A text that stands in tables and beside pictures.
Label = Annotated[
    Words, AfterValidator(_of_length(LONGEST_LABEL)), AfterValidator(_with_short_words)
]


class Section(BaseModel):
    """A part of the plan: cannot be changed, refuses unknown keys, converts nothing silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
