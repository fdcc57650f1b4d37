"""Draws in blocks: the same numbers whatever the workers, the memory and the order.

The draws of a task are cut into blocks whose size follows from the task alone. Each block has
random numbers of its own, so that nothing depends on who makes it, when, or beside which other.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.progress import shown
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]
# Makes so many draws with these random numbers, (size, ...); or answers for some given draws.
Drawing = Callable[[int, np.random.Generator], Array]
Answering = Callable[[Array], Array]

# A block is so many cells, draws by what a draw looks at: few enough for a processor's own memory,
# and for the least memory that a task may be given.
BLOCK_CELLS = 250_000
# A task holds at most so many arrays of a block's size at once; a cell is eight bytes.
TEMPORARIES, CELL_BYTES = 8, 8
HERE = Compute()


def resampled(
    drawing: Drawing, draws: int, cells: int, rng: np.random.Generator, compute: Compute = HERE
) -> Array:
    """What each of so many random draws gives, (draws, ...), in the order of blocks.

    A draw of more cells than memory allows is a block by itself, and is made alone.

    Parameters
    ----------
    drawing
        Makes some of the draws; a module's own function, perhaps bound by `functools.partial`, so
        that it can be sent to another process.
    cells
        How many numbers one draw looks at, such as units or clusters: it decides a block's size.
    rng
        Gives every block its own generator; the same one gives the same draws.

    Raises
    ------
    EstimationError
        Where the Dask cluster that `params.yaml` names cannot be reached, or stops answering.
    """
    sizes = _sizes(draws, cells)
    blocks = ((size, rng.spawn(1)[0]) for size in sizes)
    return _joined(_answers(drawing, blocks, sizes, cells, compute), draws)


def evaluated(answering: Answering, given: Array, compute: Compute = HERE) -> Array:
    """What each given draw gives, such as each of all possible assignments (draws, cells)."""
    cells = given.shape[1]
    sizes = _sizes(len(given), cells)
    ends = np.cumsum([0, *sizes])
    blocks = ((given[start : start + size],) for start, size in zip(ends, sizes, strict=False))
    return _joined(_answers(answering, blocks, sizes, cells, compute), len(given))


def _sizes(draws: int, cells: int) -> list[int]:
    size = max(1, BLOCK_CELLS // max(cells, 1))
    return [min(size, draws - start) for start in range(0, draws, size)]


def _joined(answers: Iterable[Array], draws: int) -> Array:
    """Blocks beneath one another, each let go of once it is copied."""
    whole, start = np.empty(0), 0
    for answer in answers:
        if start == 0:
            whole = np.empty((draws, *answer.shape[1:]), answer.dtype)
        whole[start : start + len(answer)] = answer
        start += len(answer)
    return whole


def _answers(
    work: Callable[..., Array],
    blocks: Iterator[tuple[Any, ...]],
    sizes: list[int],
    cells: int,
    compute: Compute,
) -> Iterator[Array]:
    """The blocks' answers in their order; of a task that takes long, with a line on how it goes."""
    if compute.scheduler is not None:
        from pipeline.inference.on_dask import answers

        return shown(answers(work, blocks, compute.scheduler), sizes)
    workers = min(compute.workers or os.cpu_count() or 1, len(sizes), _at_once(cells, compute))
    if workers < 2:
        return shown((work(*block) for block in blocks), sizes)
    return shown(_by_threads(work, blocks, workers), sizes)


def _at_once(cells: int, compute: Compute) -> int:
    """How many blocks fit into memory beside one another."""
    block = max(BLOCK_CELLS, cells) * TEMPORARIES * CELL_BYTES
    return max(1, compute.memory_mb * 2**20 // block)


def _by_threads(
    work: Callable[..., Array], blocks: Iterator[tuple[Any, ...]], workers: int
) -> Iterator[Array]:
    """Never more blocks in the making, or waiting for an earlier one, than there are workers."""
    with ThreadPoolExecutor(workers) as pool:
        making: deque = deque()
        for block in blocks:
            making.append(pool.submit(work, *block))
            if len(making) == workers:
                yield making.popleft().result()
        while making:
            yield making.popleft().result()
