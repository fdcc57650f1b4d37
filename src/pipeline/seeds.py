"""Random numbers that depend on the project's seed and the task's own name, and on nothing else."""

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Seeds:
    """The project's seed and the evaluation whose tasks draw from it."""

    seed: int
    evaluation: str

    def generator(self, *task: str) -> np.random.Generator:
        """A generator for one task: neither the order of tasks nor their number changes its draws.

        ``task`` names it from the general to the particular: stage, check, outcome, estimator.
        """
        name = "/".join((self.evaluation, *task))
        digest = hashlib.sha256(name.encode()).digest()
        words = np.frombuffer(digest[:16], dtype=np.uint32).tolist()
        return np.random.default_rng([self.seed, *words])
