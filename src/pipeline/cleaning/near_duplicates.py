"""Interviews that agree in nearly every answer: the same sent twice, or one copied from another.

The measure is the share of equal answers of two interviews (Kuriakose and Robbins 2016, "Don't
get duped: fraud through duplication in public opinion surveys"), here over the questions that both
answered. Small groups are compared pair by pair; in large ones only pairs that agree in all of some
random set of questions are (locality-sensitive hashing, Gionis, Indyk and Motwani 1999).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.cleaning.near_candidates import candidate_pairs, refuse_too_many

NEAR_CONSTANT = 0.95  # an answer that more than this share gave tells nobody apart
LEAST_COMPARED = 0.5  # share of questions that both must have answered
EXACT_ROWS = 5_000  # rows up to which every pair is compared: seconds
CELLS = 4_000_000  # pairs held in memory at a time
FLOOR = 0.85  # share from which `nearest` knows its answer in a large block
ROUNDING = 1e-9


@dataclass(frozen=True)
class Answers:
    """Answers as integers, a row a question and a column an interview; -1 is missing.

    ``position`` is each interview's in the rows they come from. Questions that (nearly) everybody
    answered alike are left out, and interviews that answered too little to be like any other.
    """

    codes: np.ndarray
    position: np.ndarray
    block: np.ndarray

    def of(self, interviews: np.ndarray) -> "Answers":
        return Answers(
            np.ascontiguousarray(self.codes[:, interviews]),
            self.position[interviews],
            self.block[interviews],
        )


def near_pairs(
    rows: pd.DataFrame, share: float, blocks: pd.Series | None, seed: int
) -> pd.DataFrame:
    """Pairs of interviews with at least ``share`` of equal answers, within each block if given.

    Columns ``first`` and ``second`` (positions in ``rows``, from 0, first < second) and ``share``
    of the questions that both answered, which are at least half of all. ``rows`` holds answers
    only: an identifier or a time of day is never equal. An interview equal to earlier ones in
    everything is paired with the first of them only, and that one with all others.

    Complete for blocks of up to 5,000 interviews. In larger ones a pair at the threshold is missed
    with a probability of at most 0.001, if no more than 5% of the questions were answered in one
    of the two only.

    Raises
    ------
    DataError
        Where so many pairs agree that the answers do not tell interviews apart.
    """
    answers = _answers(rows, blocks)
    first, copy = _copies(answers)
    parts = [(answers.position[first], answers.position[copy], np.ones(len(copy)))]
    alone = np.setdiff1d(np.arange(len(answers.position)), copy)
    count = len(copy)
    for block in _blocks(answers.of(alone)):
        if len(block.position) <= EXACT_ROWS:
            found = _exact_pairs(block, share)
        else:
            found = candidate_pairs(block.codes, share, LEAST_COMPARED, seed)
        count += len(found[0])
        refuse_too_many(count, share)
        parts.append((block.position[found[0]], block.position[found[1]], found[2]))
    one, other, shares = (np.concatenate(part) for part in zip(*parts, strict=True))
    pairs = pd.DataFrame(
        {"first": np.minimum(one, other), "second": np.maximum(one, other), "share": shares}
    )
    return pairs.sort_values(["first", "second"], ignore_index=True)


def nearest(rows: pd.DataFrame, blocks: pd.Series | None, seed: int) -> pd.Series:
    """Each interview's highest share of equal answers with another of its block.

    Missing where no other answered enough of the same questions and, in blocks of more than 5,000
    interviews, where the share is below 0.85 (see `near_pairs` for what may be missed there).

    Raises
    ------
    DataError
        As `near_pairs` does.
    """
    best = np.full(len(rows), -1.0)
    for block in _blocks(_answers(rows, blocks)):
        if len(block.position) > EXACT_ROWS:
            pairs = near_pairs(rows.iloc[block.position], FLOOR, None, seed)
            for side in ("first", "second"):
                np.maximum.at(best, block.position[pairs[side]], pairs["share"])
            continue
        for start, shares in _shares(block.codes):
            here = block.position[start : start + len(shares)]
            best[here] = np.maximum(best[here], shares.max(axis=1))
            there = block.position[start:]
            best[there] = np.maximum(best[there], shares.max(axis=0))
    return pd.Series(np.where(best < 0, np.nan, best), index=rows.index)


def _answers(rows: pd.DataFrame, blocks: pd.Series | None) -> Answers:
    columns = []
    for name in rows:
        codes, _ = pd.factorize(rows[name])
        counts = np.bincount(codes[codes >= 0])
        if len(counts) and counts.max() <= NEAR_CONSTANT * counts.sum():
            columns.append(codes.astype(np.int32))
    block = np.zeros(len(rows), np.int64) if blocks is None else pd.factorize(blocks)[0]
    codes = np.array(columns, np.int32).reshape(len(columns), len(rows))
    enough = (codes >= 0).sum(axis=0) >= max(1, LEAST_COMPARED * len(columns))
    position = np.flatnonzero(enough & (block >= 0))
    return Answers(np.ascontiguousarray(codes[:, position]), position, block[position])


def _blocks(answers: Answers) -> Iterator[Answers]:
    """The interviews of each block that has more than one."""
    order = np.argsort(answers.block, kind="stable")
    ends = np.flatnonzero(np.diff(answers.block[order])) + 1
    for interviews in np.split(order, ends):
        if len(interviews) > 1:
            yield answers.of(interviews)


def _copies(answers: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Interviews equal to an earlier one of their block in everything, and that earlier one."""
    frame = pd.DataFrame(answers.codes.T, copy=False)
    numbers = pd.util.hash_array(answers.block) ^ _row_hashes(answers.codes)
    of_kind, _ = pd.factorize(numbers)
    first = np.full(of_kind.max(initial=-1) + 1, len(numbers))
    np.minimum.at(first, of_kind, np.arange(len(numbers)))
    first = first[of_kind]
    copy = np.flatnonzero(first < np.arange(len(numbers)))
    values = frame.to_numpy()
    same = (values[copy] == values[first[copy]]).all(axis=1)
    same &= answers.block[copy] == answers.block[first[copy]]
    return first[copy][same], copy[same]


def _row_hashes(codes: np.ndarray) -> np.ndarray:
    """A 64-bit number for each interview, equal where all answers are."""
    factors = np.random.default_rng(0).integers(1, 2**63, len(codes), dtype=np.uint64) | np.uint64(
        1
    )
    numbers = np.zeros(codes.shape[1], np.uint64)
    for answers, factor in zip(codes, factors, strict=True):
        numbers += (answers.astype(np.uint64) + np.uint64(2)) * factor
    return numbers


def _exact_pairs(block: Answers, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts = []
    for start, shares in _shares(block.codes):
        one, other = np.nonzero(shares >= share - ROUNDING)
        parts.append((one + start, other + start, shares[one, other]))
        refuse_too_many(sum(len(part[0]) for part in parts), share)
    one, other, found = (np.concatenate(part) for part in zip(*parts, strict=True))
    return one, other, found


def _shares(codes: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Shares of equal answers, some interviews at a time with all that come after them.

    -1 where two have too few questions in common, and for an interview with itself.
    """
    questions, n = codes.shape
    answered = (codes >= 0).astype(np.float32)
    unlike = np.where(codes < 0, -2, codes)  # a missing answer equals no missing answer
    height = max(1, CELLS // n)
    for start in range(0, n, height):
        stop = min(start + height, n)
        equal = np.zeros((stop - start, n - start), np.uint16)
        for ours, theirs in zip(codes, unlike, strict=True):
            equal += ours[start:stop, None] == theirs[None, start:]
        both = answered[:, start:stop].T @ answered[:, start:]
        comparable = both >= max(1, LEAST_COMPARED * questions)
        comparable &= np.arange(start, n) > np.arange(start, stop)[:, None]
        yield start, np.where(comparable, equal / np.maximum(both, 1).astype(np.float64), -1.0)
