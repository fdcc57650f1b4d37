"""Random numbers that depend on the project's seed and the task's own name, and on nothing else."""

import hashlib

import numpy as np


def generator(seed: int, *task: str) -> np.random.Generator:
    """A generator for one task: neither the order of tasks nor their number changes its draws.

    ``task`` names the task from the general to the particular: stage, evaluation, outcome.
    """
    digest = hashlib.sha256("/".join(task).encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest[:16], dtype=np.uint32).tolist()])
