"""Writes `attrition.csv`: inverse-probability-of-attrition weights by delicatessen (MIT).

The M-estimator stacks a logit of being reached in either arm with a weighted regression, and takes
its derivatives by automatic differentiation; ours are worked out. Run with delicatessen installed;
the project itself does not need it.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from delicatessen import MEstimator
from delicatessen.estimating_equations import ee_regression
from lost import CASES, lost

HERE = Path(__file__).parent


def stacked(name: str) -> MEstimator:
    """The moments of both logits and of the regression, of one case."""
    rows, foretelling, centred = lost(name)
    known = rows["y"].notna().to_numpy(float)
    treated = rows["d"].to_numpy(float)
    answers = rows["y"].fillna(0).to_numpy(float)
    k = foretelling.shape[1]
    exog = np.column_stack([np.ones(len(rows)), treated, centred, treated[:, None] * centred])

    def moments(theta: np.ndarray) -> np.ndarray:
        logits, chances = [], []
        for arm, part in ((1 - treated, theta[:k]), (treated, theta[k : 2 * k])):
            logits.append(ee_regression(part, X=foretelling, y=known, model="logistic") * arm)
            chances.append(1 / (1 + np.exp(-(foretelling @ part))))
        chance = np.where(treated == 1, chances[1], chances[0])
        errors = answers - exog @ theta[2 * k :]
        return np.vstack([*logits, (known / chance * errors) * exog.T])

    start = np.r_[np.zeros(2 * k), answers.mean(), np.zeros(exog.shape[1] - 1)]
    fitted = MEstimator(moments, init=start)
    fitted.estimate(solver="lm", maxiter=20_000, tolerance=1e-13, deriv_method="exact")
    return fitted


if __name__ == "__main__":
    rows = []
    for name in CASES:
        fitted = stacked(name)
        effect = 2 * lost(name)[1].shape[1] + 1
        variance = fitted.variance[effect, effect]
        rows.append((name, fitted.theta[effect - 1], fitted.theta[effect], np.sqrt(variance)))
    table = pd.DataFrame(rows, columns=["case", "control_mean", "estimate", "std_error"])
    table.to_csv(HERE / "attrition.csv", index=False, float_format="%.14g")
