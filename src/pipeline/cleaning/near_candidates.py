"""Near-identical interviews among many: only those that share a bucket are compared.

A bucket holds the interviews that agree in all of some randomly drawn questions. Two that differ in
``d`` of ``p`` questions agree in all of ``m`` drawn ones with probability C(p-d, m) / C(p, m); as
many draws are made as leave at most ``MISSED`` of those pairs in no bucket together.
"""

import math
from collections.abc import Iterator

import numpy as np

from pipeline.errors import DataError, Fault

MISSED = 0.001
ONE_SIDED = 0.05  # share of questions that one of the two may have left out
DRAWN = (8, 12, 16, 20, 24, 32, 40, 48)  # questions in a draw: fewer find more, and more by chance
COMPARED_COST = 3  # comparing a pair takes as long as putting three interviews into buckets
MOST_COMPARED = 200_000_000  # some minutes
MOST_PAIRS = 5_000_000
AT_ONCE = 1_000_000
ROUNDING = 1e-9

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def candidate_pairs(codes: np.ndarray, share: float, least: float, seed: int) -> Pairs:
    """Pairs with at least ``share`` of equal answers: their positions and that share.

    ``codes`` has a row a question and a column an interview, -1 where missing; a pair must have
    the share ``least`` of questions in common.

    Raises
    ------
    DataError
        Where too many pairs agree by chance.
    """
    generator = np.random.default_rng(seed)
    size, draws = _plan(codes, share, generator)
    by_interview = np.ascontiguousarray(codes.T)
    found: list[Pairs] = []
    for _ in range(draws):
        for one, other in _together(_buckets(codes, size, generator)):
            shares = _compared(by_interview, one, other, least)
            near = shares >= share - ROUNDING
            found.append((one[near], other[near], shares[near]))
        found = [_once(found, codes.shape[1])]
        refuse_too_many(len(found[0][0]), share)
    return found[0]


def refuse_too_many(pairs: int, share: float) -> None:
    """Stop where the answers do not tell interviews apart.

    Raises
    ------
    DataError
        Where there are more pairs than could be copies.
    """
    if pairs > MOST_PAIRS:
        raise _too_alike(share)


def _too_alike(share: float) -> DataError:
    return DataError(
        Fault(
            "E234",
            f"so many pairs of interviews have {share:.0%} or more of equal answers that copies "
            "cannot be told from chance",
            key="clean.duplicates.near_share",
            help="raise the share, or compare interviews within smaller groups",
        )
    )


def draws_needed(questions: int, size: int, share: float) -> float:
    """How many draws of ``size`` questions leave a pair at the threshold undiscovered with
    probability ``MISSED``; infinite where no number does."""
    differ = math.floor((1 - share) * questions + ROUNDING) + math.ceil(ONE_SIDED * questions)
    if size > questions - differ:
        return math.inf
    together = math.comb(questions - differ, size) / math.comb(questions, size)
    return 1 if together >= 1 - MISSED else math.ceil(math.log(MISSED) / math.log1p(-together))


def _plan(codes: np.ndarray, share: float, generator: np.random.Generator) -> tuple[int, int]:
    """How many questions to draw, and how often, so that the whole takes least time.

    The more questions, the fewer pairs meet by chance, and the more draws it takes.
    """
    questions, n = codes.shape
    cheapest, plan, compared = math.inf, (questions, 1), 0.0
    for size in sorted({*DRAWN, questions}):
        draws = draws_needed(questions, size, share) if size <= questions else math.inf
        if draws * n >= cheapest:
            break
        _, lengths = _runs(_buckets(codes, size, generator)[0])
        pairs = draws * float((lengths * (lengths - 1) / 2).sum())
        if draws * n + COMPARED_COST * pairs < cheapest:
            cheapest, plan = draws * n + COMPARED_COST * pairs, (size, int(draws))
            compared = pairs
    if compared > MOST_COMPARED:
        raise _too_alike(share)
    return plan


def _buckets(
    codes: np.ndarray, size: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The number of each interview's bucket in one draw, sorted, and the interviews so sorted."""
    drawn = generator.choice(len(codes), size, replace=False)
    factors = generator.integers(1, 2**63, size, dtype=np.uint64) | np.uint64(1)
    numbers = np.zeros(codes.shape[1], np.uint64)
    for question, factor in zip(drawn, factors, strict=True):
        numbers += codes[question].astype(np.uint64) * factor
    order = np.argsort(numbers)
    return numbers[order], order


def _runs(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal sorted numbers begins, and how long it is."""
    starts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    return starts, np.diff(np.concatenate((starts, [len(numbers)])))


def _together(
    buckets: tuple[np.ndarray, np.ndarray],
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All pairs within buckets, about a million at a time."""
    numbers, order = buckets
    starts, lengths = _runs(numbers)
    ends = np.repeat(starts + lengths, lengths)
    place = np.arange(len(numbers))
    pending: list[tuple[np.ndarray, np.ndarray]] = []
    count = 0
    for lag in range(1, int(lengths.max(initial=1))):
        place = place[ends[place] > place + lag]
        for part in np.array_split(place, max(1, len(place) // AT_ONCE)):
            pending.append((order[part], order[part + lag]))
            count += len(part)
            if count >= AT_ONCE:
                yield _joined(pending)
                pending, count = [], 0
    if count:
        yield _joined(pending)


def _joined(pending: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([one for one, _ in pending]), np.concatenate([two for _, two in pending])


def _compared(
    by_interview: np.ndarray, one: np.ndarray, other: np.ndarray, least: float
) -> np.ndarray:
    """Shares of equal answers of pairs; -1 where too few questions were answered in both."""
    ours, theirs = by_interview[one], by_interview[other]
    answered = ours >= 0
    equal = ((ours == theirs) & answered).sum(axis=1)
    both = (answered & (theirs >= 0)).sum(axis=1)
    enough = both >= max(1, least * by_interview.shape[1])
    return np.where(enough, equal / np.maximum(both, 1), -1.0)


def _once(found: list[Pairs], n: int) -> Pairs:
    """Each pair once, in order of position."""
    one, other, shares = (
        np.concatenate([part[side] for part in found] or [np.zeros(0, kind)])
        for side, kind in enumerate((np.int64, np.int64, np.float64))
    )
    pair, first = np.unique(np.minimum(one, other) * n + np.maximum(one, other), return_index=True)
    return pair // n, pair % n, shares[first]
