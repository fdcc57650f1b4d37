"""What every section of a plan is made of."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Number = Annotated[float, Field(strict=False)]


def _with_english(words: dict[str, str]) -> dict[str, str]:
    if words and not words.get("en"):
        raise ValueError("give the text in English (en) as well")
    return words


# A text for readers, by language; a bare text is English.
Words = Annotated[
    dict[str, str],
    BeforeValidator(lambda words: {"en": words} if isinstance(words, str) else words),
    AfterValidator(_with_english),
]


class Section(BaseModel):
    """A part of the plan: cannot be changed, refuses unknown keys, converts nothing silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
