"""The engine that draws: the same digits for any workers and memory, and what it says of time."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from pipeline.inference import progress, resampling
from pipeline.inference.resampling import evaluated, resampled
from pipeline.sections.compute import Compute

SOURCE = Path(__file__).resolve().parents[2] / "src"
VALUES = np.random.default_rng(1).normal(size=5000)
DRAWS = 1234


def means(values: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """The mean of so many random halves, and the first random number of each."""
    random = rng.random((size, len(values)))
    return np.column_stack([(random < 0.5) @ values, random[:, 0]])


@pytest.mark.parametrize("compute", [Compute(memory_mb=16), Compute(workers=1), Compute(workers=7)])
def test_neither_workers_nor_memory_change_a_digit(compute: Compute) -> None:
    ours = resampled(partial(means, VALUES), DRAWS, len(VALUES), np.random.default_rng(2))
    theirs = resampled(
        partial(means, VALUES), DRAWS, len(VALUES), np.random.default_rng(2), compute
    )
    assert ours.shape == (DRAWS, 2)
    assert (ours == theirs).all()
    assert len(np.unique(ours[:, 1])) == DRAWS  # no two blocks had the same random numbers


def test_given_draws_are_answered_in_their_order() -> None:
    given = np.arange(600_000.0).reshape(-1, 3)
    assert (evaluated(lambda some: some.sum(axis=1), given) == given.sum(axis=1)).all()


def test_no_more_blocks_are_in_the_making_than_memory_allows(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(resampling, "_by_threads",
                        lambda work, blocks, workers: asked.append(workers) or map(
                            lambda block: work(*block), blocks))  # fmt: skip
    for memory in (16, 64, 512):
        compute = Compute(memory_mb=memory, workers=64)
        resampled(partial(means, VALUES), 3000, len(VALUES), np.random.default_rng(2), compute)
    assert asked == [4, 33]  # of 16 MB one block at a time, which needs no threads


PEAK = """
import resource, sys
from functools import partial
import numpy as np
from pipeline.inference.resampling import resampled
from pipeline.sections.compute import Compute

def halves(values, size, rng):
    '''Eight arrays of a block's size, as many as a task may hold.'''
    held = [rng.random((size, len(values))) for _ in range(7)]
    return (held[0] < 0.5) @ values + sum(array[:, 0] for array in held)

values = np.random.default_rng(0).normal(size=int(sys.argv[1]))
compute = Compute(memory_mb=int(sys.argv[2]), workers=16)
resampled(partial(halves, values), 1, len(values), np.random.default_rng(0), Compute(workers=1))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resampled(partial(halves, values), int(sys.argv[3]), len(values), np.random.default_rng(0), compute)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize(
    ("units", "memory", "draws"), [(200_000, 16, 60), (200_000, 64, 60), (50, 64, 200_000)]
)
def test_memory_is_bounded_whatever_the_survey(units: int, memory: int, draws: int) -> None:
    """Measured in a process of its own, above what one draw alone has held before.

    Five megabytes more are the answers and what an allocator keeps.
    """
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(units), str(memory), str(draws)],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    assert float(done.stdout) < memory + 5


def test_a_draw_larger_than_the_memory_is_made_alone() -> None:
    compute = Compute(memory_mb=16, workers=8)
    assert resampling._at_once(10_000_000, compute) == 1
    assert resampling._sizes(3, 10_000_000) == [1, 1, 1]


def slowly(clock: list[float], size: int, rng: np.random.Generator) -> np.ndarray:
    clock[0] += 1.0
    return rng.random(size)


@pytest.mark.parametrize(("draws", "said"), [(2, 0), (40, 5)])
def test_only_a_task_of_over_two_seconds_says_how_far_it_is(
    monkeypatch, capsys, draws: int, said: int
) -> None:
    """A block a second: after 3, 6, 12 and 24 seconds, and nothing at the end."""
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    compute = Compute(workers=1)
    resampled(partial(slowly, clock), draws, 250_000, np.random.default_rng(0), compute)
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == (4 if said else 0)
    assert ("3 of 40 draws, about 37 seconds left" in err) == bool(said)


def test_a_terminal_is_shown_a_bar_that_goes_away(monkeypatch, capsys) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bars = []
    monkeypatch.setattr(progress, "_InTerminal", lambda draws: bars.append(Bar(draws)) or bars[-1])
    compute = Compute(workers=1)
    resampled(partial(slowly, clock), 5, 250_000, np.random.default_rng(0), compute)
    assert (bars[0].draws, bars[0].told, bars[0].closed) == (5, [3, 4, 5], True)
    assert capsys.readouterr().err == ""


class Bar:
    def __init__(self, draws: int):
        self.draws, self.told, self.closed = draws, [], False

    def __call__(self, done: int, _: float) -> None:
        self.told.append(done)

    def close(self) -> None:
        self.closed = True


def test_the_bar_itself_is_rich_s() -> None:
    bar = progress._InTerminal(10)
    bar(4, 3.0)
    assert bar.progress.tasks[0].completed == 4
    bar.close()


def test_nobody_imports_dask_unless_a_scheduler_is_named() -> None:
    code = (
        "import sys, numpy as np\n"
        "from pipeline.inference.resampling import resampled\n"
        "import pipeline.robustness\n"
        "resampled(lambda size, rng: rng.random(size), 9, 9, np.random.default_rng(0))\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('dask', 'distributed')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
