"""Near-identical interviews: the same as comparing every pair in a double loop, also among many."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning import near_duplicates
from pipeline.cleaning.duplicate_groups import connected, which_stay
from pipeline.cleaning.near_candidates import MISSED, ONE_SIDED, candidate_pairs, draws_needed
from pipeline.cleaning.near_duplicates import near_pairs, nearest
from pipeline.errors import DataError

SEED = 7
# More misses than this, of so many planted pairs at the threshold, come by chance once in 10,000
# runs where each is missed with probability 0.001 (binomial).
PLANTED, MOST_MISSED = 2_000, 10


def answers(rows: int, questions: int, seed: int, missing: float = 0.1) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 4, (rows, questions)).astype(float)
    values[generator.random(values.shape) < missing] = np.nan
    return pd.DataFrame(values)


def counting(rows: pd.DataFrame) -> list:
    """The questions that not nearly everybody answered alike."""
    most = {name: rows[name].value_counts(normalize=True).max() for name in rows}
    return [name for name, share in most.items() if share <= 0.95]


def double_loop(rows: pd.DataFrame, blocks: list | None = None) -> dict[tuple[int, int], float]:
    """Kuriakose and Robbins' percentmatch as they define it, one pair after another."""
    values = rows[counting(rows)].to_numpy()
    shares = {}
    for one, other in itertools.combinations(range(len(rows)), 2):
        if blocks and (blocks[one] != blocks[other] or blocks[one] is None):
            continue
        both = equal = 0
        for ours, theirs in zip(values[one], values[other], strict=True):
            if not np.isnan(ours) and not np.isnan(theirs):
                both += 1
                equal += ours == theirs
        if both and both >= values.shape[1] / 2:
            shares[one, other] = equal / both
    return shares


def as_dict(pairs: pd.DataFrame) -> dict[tuple[int, int], float]:
    keys = zip(pairs["first"].tolist(), pairs["second"].tolist(), strict=True)
    return dict(zip(keys, pairs["share"].tolist(), strict=True))


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 25), questions=st.integers(1, 12), seed=st.integers(0, 10**6),
    missing=st.sampled_from([0, 0.2, 0.6]), share=st.sampled_from([0.3, 0.5, 0.8, 1.0]),
)  # fmt: skip
def test_small_blocks_are_compared_as_by_a_double_loop(rows, questions, seed, missing, share):
    frame = answers(rows, questions, seed, missing)
    blocks = [("a", "b", None)[place % 3] for place in range(len(frame))]
    every = double_loop(frame, blocks)
    first = first_of_kind(frame, blocks)
    # Interviews equal in all that counts are paired with the first of their kind only.
    expected = {
        (one, other): value
        for (one, other), value in every.items()
        if value >= share - 1e-9 and first[one] == one and first[other] in (one, other)
    }
    found = as_dict(near_pairs(frame, share, pd.Series(blocks), SEED))
    assert found == pytest.approx(expected)
    best = nearest(frame, pd.Series(blocks), SEED)
    for row in range(len(frame)):
        mine = [value for pair, value in every.items() if row in pair]
        assert best[row] == pytest.approx(max(mine)) if mine else np.isnan(best[row])


def first_of_kind(frame: pd.DataFrame, blocks: list) -> list[int]:
    """The first row of its block that is equal to each in every question that counts."""
    values = frame[counting(frame)].fillna(-1).to_numpy()
    keys = [(block, *row) for block, row in zip(blocks, values, strict=True)]
    return [keys.index(key) for key in keys]


def test_columns_that_tell_nobody_apart_do_not_count():
    frame = answers(100, 10, 1, 0)
    frame["constant"] = 1
    frame["nearly"] = [0, 1] + [1] * 98
    alone = near_pairs(frame[list(range(10))], 0.6, None, SEED)
    pd.testing.assert_frame_equal(near_pairs(frame, 0.6, None, SEED), alone)


def test_texts_and_categories_are_answers_too():
    frame = pd.DataFrame({"a": list("xyxz"), "b": pd.Categorical(list("ppqp")), "c": [1, 2, 1, 3]})
    assert as_dict(near_pairs(frame, 0.6, None, SEED)) == {(0, 2): pytest.approx(2 / 3)}


def test_equal_interviews_are_paired_with_the_first():
    frame = pd.concat([answers(5, 20, 1, 0), answers(5, 20, 1, 0), answers(5, 20, 1, 0)])
    pairs = near_pairs(frame.reset_index(drop=True), 0.95, None, SEED)
    expected = {(row, row + wave): 1.0 for row in range(5) for wave in (5, 10)}
    assert as_dict(pairs) == expected


def test_no_answers_no_pairs():
    for frame in (pd.DataFrame(index=range(4)), pd.DataFrame({"a": [None] * 4}), answers(0, 3, 1)):
        assert near_pairs(frame, 0.9, None, SEED).empty
        assert nearest(frame, None, SEED).isna().all()


def planted(rows: int, questions: int, share: float, seed: int) -> tuple[np.ndarray, set]:
    """Random answers in which pairs differ in exactly as many as the threshold allows."""
    generator = np.random.default_rng(seed)
    codes = generator.integers(0, 5, (questions, rows))
    first, second = np.arange(PLANTED), np.arange(PLANTED, 2 * PLANTED)
    codes[:, second] = codes[:, first]
    differ = int(questions * (1 - share) + 1e-9)
    for one in second:
        changed = generator.choice(questions, differ, replace=False)
        codes[changed, one] = (codes[changed, one] + 1) % 5
    return codes, set(zip(first.tolist(), second.tolist(), strict=True))


@pytest.mark.parametrize("share", [0.95, 0.85])
def test_hashing_misses_no_more_than_stated(share):
    codes, pairs = planted(3 * PLANTED, 60, share, SEED)
    one, other, shares = candidate_pairs(codes, share, 0.5, SEED)
    found = set(zip(one.tolist(), other.tolist(), strict=True))
    assert len(pairs - found) <= MOST_MISSED
    assert (shares >= share - 1e-9).all()


def test_hashing_finds_pairs_with_some_answers_in_one_only():
    codes, pairs = planted(3 * PLANTED, 60, 0.97, SEED)
    generator = np.random.default_rng(SEED)
    for one in range(PLANTED):
        codes[generator.choice(60, int(60 * ONE_SIDED), replace=False), one] = -1
    one, other, _ = candidate_pairs(codes, 0.95, 0.5, SEED)
    assert len(pairs - set(zip(one.tolist(), other.tolist(), strict=True))) <= MOST_MISSED


def test_draws_follow_from_the_probability():
    # 60 questions, 3 + 3 may differ: all of 12 drawn are among the 54 others.
    together = np.prod([(54 - place) / (60 - place) for place in range(12)])
    draws = draws_needed(60, 12, 0.95)
    assert (1 - together) ** draws <= MISSED < (1 - together) ** (draws - 1)


def test_large_blocks_give_what_small_ones_would(monkeypatch):
    frame = answers(900, 40, 3, 0.02)
    copies = frame.head(30).reset_index(drop=True)
    copies[[0, 1]] = 9.0
    frame = pd.concat([frame, copies], ignore_index=True)
    exact = near_pairs(frame, 0.9, None, SEED), nearest(frame, None, SEED)
    monkeypatch.setattr(near_duplicates, "EXACT_ROWS", 100)
    pd.testing.assert_frame_equal(near_pairs(frame, 0.9, None, SEED), exact[0])
    expected = exact[1].where(exact[1] >= near_duplicates.FLOOR)
    pd.testing.assert_series_equal(nearest(frame, None, SEED), expected)
    pd.testing.assert_frame_equal(
        near_pairs(frame, 0.9, None, SEED), near_pairs(frame, 0.9, None, SEED)
    )


def test_answers_that_tell_nobody_apart_stop_the_search():
    frame = pd.DataFrame(np.random.default_rng(1).integers(0, 2, (4_000, 30)))
    with pytest.raises(DataError, match="chance"):
        near_pairs(frame, 0.3, None, SEED)
    # Copies of few kinds are many rows, and yet few pairs: each with the first of its kind.
    few = pd.DataFrame(np.random.default_rng(1).integers(0, 2, (20_000, 8)))
    assert len(near_pairs(few, 1.0, None, SEED)) == 20_000 - 2**8


def test_pairs_that_share_an_interview_are_one_group():
    pairs = pd.DataFrame({"first": [0, 1, 4], "second": [1, 2, 5]})
    groups = connected(pairs, 7)
    assert groups[0] == groups[1] == groups[2] != groups[4] == groups[5]
    assert groups[[3, 6]].tolist() == [-1, -1]
    assert (connected(pairs.head(0), 3) == -1).all()


@pytest.mark.parametrize(
    ("keep", "order", "stay"),
    [("all", None, [0, 1, 2, 3, 4, 5]), ("none", None, [3]), ("first", None, [0, 1, 3]),
     ("last", None, [3, 4, 5]), ("first", "day", [1, 2, 3]), ("last", "day", [0, 3, 5]),
     ("most_complete", None, [1, 2, 3]), ("most_complete", "day", [1, 2, 3])],
)  # fmt: skip
def test_the_plan_s_rule_says_which_stays(keep, order, stay):
    rows = pd.DataFrame(
        {"day": [9.0, 1, 2, 5, np.nan, 3], "a": [1, 1, 1, 1, 1, 1], "b": [None, 2, 2, None, 2, 2]},
        index=list("uvwxyz"),
    )
    groups = np.array([0, 1, 0, -1, 0, 1])
    assert np.flatnonzero(which_stay(rows, groups, keep, order)).tolist() == stay
