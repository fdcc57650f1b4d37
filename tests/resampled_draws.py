"""Draws that another process can make: what tests send to a cluster's workers."""

import os
import signal
import time
from pathlib import Path

import numpy as np


def means(values: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """The sums of so many random halves, (size,)."""
    return (rng.random((size, len(values))) < 0.5) @ values


def means_and_death(
    values: np.ndarray, process: int, mark: Path, size: int, rng: np.random.Generator
) -> np.ndarray:
    """The same; once, in the worker that is this process, it kills that worker in the middle."""
    if os.getpid() == process and not mark.exists():
        mark.touch()
        os.kill(process, signal.SIGKILL)
    time.sleep(0.005)
    return means(values, size, rng)


def broken(size: int, rng: np.random.Generator) -> np.ndarray:  # noqa: ARG001
    raise ZeroDivisionError("by the computation")
