"""Samples that lost people, for `attrition.py` and for the tests that read what it wrote."""

import numpy as np
import pandas as pd

CASES = ("plain", "strata")


def lost(name: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Outcome y with gaps and treatment d; what foretells the loss (n, k); centred strata."""
    rng = np.random.default_rng(20240517)
    n = 400
    x = rng.normal(size=n)
    z = rng.integers(0, 2, n)
    stratum = rng.integers(0, 3, n)
    d = (rng.random(n) < np.array([0.3, 0.5, 0.6])[stratum]).astype(int)
    reached = rng.random(n) < 1 / (1 + np.exp(-(0.8 + 0.6 * x - 0.4 * d - 0.5 * d * z)))
    y = 1 + 0.5 * d + x + 0.7 * z + stratum + rng.normal(size=n)
    rows = pd.DataFrame({"y": np.where(reached, y, np.nan), "d": d, "x": x, "z": z, "s": stratum})
    dummies = (stratum[:, None] == np.array([1, 2])).astype(float)
    columns = [np.ones(n), x, z]
    if name == "plain":
        return rows, np.column_stack(columns), np.empty((n, 0))
    return rows, np.column_stack([*columns, dummies]), dummies - dummies.mean(axis=0)
