"""A column as the search for identifiers sees it: its different answers, as they are written."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.normalise import EASTERN, as_written

SAMPLE = 1_000  # different answers that patterns are tried on, evenly spaced
ROWS_OF_NUMBERS = 20_000  # rows of a numeric column looked at, evenly spaced
WORDY = 0.5  # share of different answers with letters from which a column is text


@dataclass(frozen=True)
class Column:
    """The different answers of a column, and how often each was given.

    Of a column of text these are all; of numbers and dates those of evenly spaced rows.
    """

    name: str
    answers: pa.Array
    counts: np.ndarray
    is_text: bool
    is_date: bool

    @property
    def answered(self) -> int:
        return int(self.counts.sum())

    @property
    def distinct_share(self) -> float:
        return len(self.answers) / max(1, self.answered)

    @cached_property
    def sample(self) -> list[str]:
        """Some of the different answers, in Western digits."""
        step = max(1, len(self.answers) // SAMPLE)
        return [
            " ".join(text.translate(EASTERN).split()) for text in self.answers[::step].to_pylist()
        ]

    @cached_property
    def wordy(self) -> bool:
        """Do most of the different answers have letters in them?"""
        letters = sum(any(map(str.isalpha, text)) for text in self.sample)
        return self.is_text and letters >= WORDY * max(1, len(self.sample))

    def share(self, matches: int) -> float:
        return matches / max(1, len(self.sample))


def column(values: pd.Series) -> Column:
    """The different answers of a column; blank ones are none."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype)
    is_text = isinstance(values.dtype, pd.StringDtype) or values.dtype == object
    if not is_text:
        answered = values[values.notna()]
        values = as_written(answered.iloc[:: max(1, len(answered) // ROWS_OF_NUMBERS)])
    answers, counts = _counted(values)
    is_date = pd.api.types.is_datetime64_any_dtype(values.dtype) or _date(answers)
    return Column(str(values.name), answers, counts, is_text, is_date)


def _counted(values: pd.Series) -> tuple[pa.Array, np.ndarray]:
    try:
        texts = pa.array(values, type=pa.large_string(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        texts = pa.array(as_written(values), type=pa.large_string(), from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    counted = pc.value_counts(texts)
    answers, counts = counted.field("values"), counted.field("counts")
    there = pc.fill_null(pc.match_substring_regex(answers, r"\S"), False)
    return answers.filter(there), counts.filter(there).to_numpy(zero_copy_only=False)


ISO_DATE = r"^\s*[12]\d{3}-\d{2}-\d{2}([T ].*)?$"


def _date(answers: pa.Array) -> bool:
    """Are the first answers dates as programs write them?"""
    some = answers[:: max(1, len(answers) // 50)]
    return len(some) > 0 and bool(pc.all(pc.match_substring_regex(some, ISO_DATE)).as_py())
