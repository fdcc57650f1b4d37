"""No published table gives a withheld count back: tables of any shape, checked by other means."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.disclosure_rules.feasible_tables import ranges
from pipeline.disclosure_rules.suppression import CannotProtect, is_small, suppressed

THRESHOLD = 10
EXAMPLES = 60  # of each shape; a table takes some milliseconds

# Few people in most cells of a survey's tables, many in some, nobody in others.
COUNTS = st.one_of(st.just(0), st.integers(1, 12), st.integers(0, 200))


def margins(shape: tuple[int, ...]) -> tuple[NDArray, NDArray]:
    """How a table with all its margins is made of its inner cells, and the sums it satisfies.

    The first array (cells, inner cells) turns inner cells into all cells; the second (sums, cells)
    is zero over them: along each axis, the entries less their total.
    """
    grid = list(itertools.product(*(range(size + 1) for size in shape)))
    place = {cell: number for number, cell in enumerate(grid)}
    inner = list(itertools.product(*(range(size) for size in shape)))
    makes = np.zeros((len(grid), len(inner)))
    for number, cell in enumerate(grid):
        for column, entry in enumerate(inner):
            makes[number, column] = all(
                c in (e, size) for c, e, size in zip(cell, entry, shape, strict=True)
            )
    sums = []
    for axis, size in enumerate(shape):
        for cell in grid:
            if cell[axis] == size:
                row = np.zeros(len(grid))
                row[place[cell]] = -1
                for entry in range(size):
                    row[place[(*cell[:axis], entry, *cell[axis + 1 :])]] = 1
                sums.append(row)
    return makes, np.array(sums)


@st.composite
def tables(draw: st.DrawFn) -> tuple[NDArray, NDArray]:
    """A one-, two- or three-way table with every margin."""
    shape = draw(st.sampled_from([(2,), (3,), (6,), (2, 2), (2, 5), (4, 4), (2, 2, 2), (2, 3, 3)]))
    makes, sums = margins(shape)
    inner = draw(st.lists(COUNTS, min_size=makes.shape[1], max_size=makes.shape[1]))
    return makes @ np.array(inner, dtype=float), sums


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[NDArray, NDArray]:
    """A tree of places: each total is the sum of what lies in it."""
    values, sums, leaves = [0.0], [], [0]
    for _ in range(draw(st.integers(1, 6))):
        parent = leaves.pop(draw(st.integers(0, len(leaves) - 1)))
        children = list(range(len(values), len(values) + draw(st.integers(1, 4))))
        values += [0.0] * len(children)
        leaves += children
        sums.append((parent, children))
    for leaf in leaves:
        values[leaf] = draw(COUNTS)
    rows = np.zeros((len(sums), len(values)))
    for number, (parent, children) in reversed(list(enumerate(sums))):
        values[parent] = sum(values[child] for child in children)
        rows[number, children], rows[number, parent] = 1, -1
    return np.array(values), rows


@st.composite
def flows(draw: st.DrawFn) -> tuple[NDArray, NDArray]:
    """Who was left after each step and who was not, in two arms and together."""
    steps = draw(st.integers(1, 5))
    lost = [draw(st.lists(COUNTS, min_size=steps, max_size=steps)) for _ in range(2)]
    ends = [draw(st.integers(0, 60)) for _ in range(2)]
    arms = [
        np.array([end + sum(out[k:]) for k in range(steps + 1)])
        for end, out in zip(ends, lost, strict=True)
    ]
    n = np.array([*arms, arms[0] + arms[1]])
    out = np.array([*lost, np.add(*lost)])
    width = steps + 1
    rows = []
    for arm, step in itertools.product(range(3), range(steps)):
        row = np.zeros(3 * width + 3 * steps)
        row[arm * width + step], row[arm * width + step + 1] = 1, -1
        row[3 * width + arm * steps + step] = -1
        rows.append(row)
    for size, start in ((width, 0), (steps, 3 * width)):
        for step in range(size):
            row = np.zeros(3 * width + 3 * steps)
            row[[start + step, start + size + step]], row[start + 2 * size + step] = 1, -1
            rows.append(row)
    return np.concatenate([n.ravel(), out.ravel()]).astype(float), np.array(rows)


def follows(rows: NDArray, hidden: NDArray) -> set[int]:
    """The hidden cells that elimination in exact fractions gives from the published ones.

    A cell follows from the equations alone where one combination of them has it and no other
    hidden cell.
    """
    columns = np.flatnonzero(hidden).tolist()
    matrix = [[Fraction(int(row[column])) for column in columns] for row in rows]
    pivots, top = [], 0
    for column in range(len(columns)):
        found = next((r for r in range(top, len(matrix)) if matrix[r][column]), None)
        if found is None:
            continue
        matrix[top], matrix[found] = matrix[found], matrix[top]
        scale = matrix[top][column]
        matrix[top] = [entry / scale for entry in matrix[top]]
        for other, line in enumerate(matrix):
            if other != top and line[column]:
                factor = line[column]
                matrix[other] = [a - factor * b for a, b in zip(line, matrix[top], strict=True)]
        pivots.append(column)
        top += 1
    return {
        columns[pivot]
        for row, pivot in enumerate(pivots)
        if sum(entry != 0 for entry in matrix[row]) == 1
    }


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(tables(), hierarchies(), flows()))
def test_no_withheld_count_follows_from_the_published(table: tuple[NDArray, NDArray]) -> None:
    values, rows = table
    hidden = suppressed(values, rows, THRESHOLD)
    assert not (is_small(values, THRESHOLD) & ~hidden).any()
    assert not (hidden & (values == 0)).any()
    assert follows(rows, hidden) == set()
    if not is_small(values, THRESHOLD).any():
        assert not hidden.any()
    # With the knowledge that no count is negative, and that zeros are never withheld.
    known = np.where(hidden, np.nan, values)
    low, high = ranges(known, rows, np.ones(len(values)))
    assert (high > low)[hidden].all()
    small = is_small(values, THRESHOLD)
    assert (high[small] >= THRESHOLD).all()
    assert (low <= values).all()
    assert (values <= high).all()


def tables_that_agree(shape: tuple[int, ...], known: NDArray, most: int) -> list[NDArray]:
    """Every table of whole numbers up to ``most`` inside that has the published cells."""
    makes, _ = margins(shape)
    published = ~np.isnan(known)
    inner = itertools.product(range(most + 1), repeat=makes.shape[1])
    whole = makes @ np.array(list(inner), dtype=float).T
    return list(whole[:, (whole[published] == known[published, None]).all(axis=0)].T)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from([(2,), (3,), (2, 2), (4,)]).flatmap(
        lambda shape: st.tuples(
            st.just(shape),
            st.lists(st.integers(0, 5), min_size=(n := int(np.prod(shape))), max_size=n),
        )
    )
)
def test_counting_all_tables_that_agree_finds_more_than_one_value(
    drawn: tuple[tuple[int, ...], list[int]],
) -> None:
    """Small enough to list every possible table; the threshold is 3, so that entries matter."""
    shape, inner = drawn
    makes, rows = margins(shape)
    values = makes @ np.array(inner, dtype=float)
    hidden = suppressed(values, rows, 3)
    if not hidden.any():
        return
    agreeing = tables_that_agree(shape, np.where(hidden, np.nan, values), most=9)
    possible = np.array([table for table in agreeing if (table[hidden] >= 1).all()])
    assert (np.ptp(possible[:, hidden], axis=0) > 0).all()
    small = is_small(values, 3)
    assert (possible[:, small].max(axis=0) >= 3).all()


def test_one_small_count_takes_its_smallest_companion_with_it() -> None:
    values = np.array([4, 30, 80, 114.0])
    assert suppressed(values, [[1, 1, 1, -1]], THRESHOLD).tolist() == [True, True, False, False]


def test_two_small_counts_protect_each_other_where_their_sum_is_not_small() -> None:
    values = np.array([4, 8, 80, 92.0])
    assert suppressed(values, [[1, 1, 1, -1]], THRESHOLD).tolist() == [True, True, False, False]
    too_few = np.array([1, 2, 80, 83.0])  # between them they are three people
    assert suppressed(too_few, [[1, 1, 1, -1]], THRESHOLD).sum() > 2


def test_a_zero_is_published_and_protects_nothing() -> None:
    values = np.array([4, 0, 80, 84.0])
    assert suppressed(values, [[1, 1, 1, -1]], THRESHOLD).tolist() == [True, False, True, False]


def test_what_must_stay_stays_or_the_answer_is_no() -> None:
    values, rows = np.array([4, 30, 34.0]), [[1, 1, -1]]
    cost = np.array([1, np.inf, 1])
    assert suppressed(values, rows, THRESHOLD, cost).tolist() == [True, False, True]
    with pytest.raises(CannotProtect) as caught:
        suppressed(values, rows, THRESHOLD, np.array([1, np.inf, np.inf]))
    assert caught.value.cells == [0]


def test_a_difference_that_no_table_shows_is_protected_too() -> None:
    """Two published sizes, and a difference of four between them that anybody can take."""
    values, rows = np.array([300, 296, 4.0]), [[1, -1, -1]]
    hidden = suppressed(values, rows, THRESHOLD, np.array([5, 9, 0.0]))
    assert hidden.tolist() == [True, False, True]


def test_a_threshold_of_zero_or_one_withholds_nothing() -> None:
    values, rows = np.array([1, 2, 3.0]), [[1, 1, -1]]
    assert not suppressed(values, rows, 0).any()
    assert not suppressed(values, rows, 1).any()


def test_ranges_are_what_hand_and_head_find() -> None:
    low, high = ranges([np.nan, np.nan, 12, np.nan], [[1, 1, -1, 0]], [1, 1, 1, 0])
    assert low.tolist() == [1, 1, 12, 0]
    assert high.tolist() == [11, 11, 12, np.inf]
    with pytest.raises(ValueError, match="do not add up"):
        ranges([5, np.nan, 3], [[1, 1, -1]], [1, 1, 1])
    with pytest.raises(ValueError, match="do not satisfy"):
        suppressed([1, 1, 3], [[1, 1, -1]], THRESHOLD)
