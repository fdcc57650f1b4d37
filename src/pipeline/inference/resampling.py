"""Draws in blocks: the same numbers whatever the workers, the memory and the order.

The draws of a task are cut into blocks whose size follows from the task alone. Each block has
random numbers of its own, so that nothing depends on who makes it, when, or beside which other.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.sections.compute import Compute

Array = NDArray[np.float64]
# Makes so many draws with these random numbers, (size, ...); or answers for some given draws.
Drawing = Callable[[int, np.random.Generator], Array]
Answering = Callable[[Array], Array]

# A block is so many cells, draws by what a draw looks at: few enough for a processor's own memory.
BLOCK_CELLS = 500_000
# A task holds at most so many arrays of a block's size at once; a cell is eight bytes.
TEMPORARIES, CELL_BYTES = 8, 8
HERE = Compute()


def resampled(
    drawing: Drawing, draws: int, cells: int, rng: np.random.Generator, compute: Compute = HERE
) -> Array:
    """What each of so many random draws gives, (draws, ...), in the order of blocks.

    Parameters
    ----------
    drawing
        Makes some of the draws; a module's own function, perhaps bound by `functools.partial`, so
        that it can be sent to another process.
    cells
        How many numbers one draw looks at, such as units or clusters: it decides a block's size.
    rng
        Gives every block its own generator; the same one gives the same draws.
    """
    sizes = _sizes(draws, cells)
    blocks = list(zip(sizes, rng.spawn(len(sizes)), strict=True))
    return np.concatenate(list(_answers(drawing, blocks, cells, compute)))


def evaluated(answering: Answering, given: Array, compute: Compute = HERE) -> Array:
    """What each given draw gives, such as each of all possible assignments (draws, cells)."""
    cells = given.shape[1]
    ends = np.cumsum([0, *_sizes(len(given), cells)])
    blocks = [(given[start:end],) for start, end in pairwise(ends)]
    return np.concatenate(list(_answers(answering, blocks, cells, compute)))


def _sizes(draws: int, cells: int) -> list[int]:
    size = max(1, BLOCK_CELLS // max(cells, 1))
    return [min(size, draws - start) for start in range(0, draws, size)]


def _answers(
    work: Callable[..., Array], blocks: list[tuple[Any, ...]], cells: int, compute: Compute
) -> Iterator[Array]:
    """The blocks' answers in their order, no more of them in the making than memory allows."""
    workers = min(compute.workers or os.cpu_count() or 1, len(blocks), _at_once(cells, compute))
    if workers < 2:
        yield from (work(*block) for block in blocks)
        return
    with ThreadPoolExecutor(workers) as pool:
        for some in _batches(blocks, workers):
            yield from pool.map(lambda block: work(*block), some)


def _at_once(cells: int, compute: Compute) -> int:
    """How many blocks fit into memory beside one another."""
    block = max(BLOCK_CELLS, cells) * TEMPORARIES * CELL_BYTES
    return max(1, compute.memory_mb * 2**20 // block)


def _batches(blocks: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(blocks)
    while batch := list(islice(remaining, size)):
        yield batch
