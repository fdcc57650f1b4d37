"""A column as the search for identifiers sees it: its different answers, as they are written."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.normalise import EASTERN, as_written

SAMPLE = 1_000  # different answers that patterns are tried on, evenly spaced
ROWS_LOOKED_AT = 20_000  # rows of a numeric column, evenly spaced
DIFFER = 0.99
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
        values = as_written(answered.iloc[:: max(1, len(answered) // ROWS_LOOKED_AT)])
    answers, counts = _counted(values)
    is_date = pd.api.types.is_datetime64_any_dtype(values.dtype) or _date(answers)
    return Column(str(values.name), answers, counts, is_text, is_date)


def _counted(values: pd.Series) -> tuple[pa.Array, np.ndarray]:
    """The different answers that are not blank, and how often each was given."""
    if _nearly_all_differ(values):
        unique = values[values.notna()].array
        counts = np.ones(len(unique), dtype=np.int64)
    else:
        codes, unique = pd.factorize(values)
        counts = np.bincount(codes[codes >= 0], minlength=len(unique))
    try:
        answers = pa.array(unique, type=pa.large_string(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        written = as_written(pd.Series(unique))
        answers = pa.array(written, type=pa.large_string(), from_pandas=True)
    if isinstance(answers, pa.ChunkedArray):
        answers = answers.combine_chunks()
    blank = pc.or_(pc.equal(answers, ""), pc.utf8_is_space(answers))
    there = pc.fill_null(pc.invert(blank), False)
    return answers.filter(there), counts[there.to_numpy(zero_copy_only=False)]


def _nearly_all_differ(values: pd.Series) -> bool:
    """Would finding the different answers cost much and spare nothing?

    Where among 20,000 answers hardly two are equal, there are about as many as rows in a million.
    """
    some = values.iloc[:: max(1, len(values) // ROWS_LOOKED_AT)]
    return len(values) > 2 * ROWS_LOOKED_AT and some.nunique() >= DIFFER * len(some)


ISO_DATE = r"^\s*[12]\d{3}-\d{2}-\d{2}([T ].*)?$"


def _date(answers: pa.Array) -> bool:
    """Are the first answers dates as programs write them?"""
    some = answers[:: max(1, len(answers) // 50)]
    return len(some) > 0 and bool(pc.all(pc.match_substring_regex(some, ISO_DATE)).as_py())
