"""Makes standardisation.csv: differences of averaged predictions by two packages.

Run with statsmodels, marginaleffects and delicatessen (Zivich 2022, stacked estimating equations)
installed, from this folder: python standardisation.py > standardisation.csv
``delta`` is marginaleffects' error (covariates held as they are, HC0), ``stacked`` delicatessen's
(covariates drawn too; summed within clusters where there are any).
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from delicatessen import MEstimator
from delicatessen.estimating_equations import ee_glm
from marginaleffects import avg_comparisons
from statsmodels.genmod.families import Binomial, Poisson

RAW = Path(__file__).parents[2] / "data"
FAMILIES = {"logit": ("binomial", "logit"), "poisson": ("poisson", "log")}


def thornton() -> pd.DataFrame:
    rows = pd.read_csv("data/thornton_hiv.csv")
    kept = rows.dropna(subset=["got", "any", "age", "hiv2004", "distvct", "villnum"])
    return kept.sort_values("villnum", kind="stable")


def nsw() -> pd.DataFrame:
    return pd.read_stata(RAW / "job-training" / "raw" / "nsw.dta", convert_categoricals=False)


CASES = [
    ("thornton", thornton, "logit", "got", "any", ["age", "hiv2004", "distvct"], "villnum"),
    ("nsw", nsw, "poisson", "re78", "treat", ["age", "educ", "black", "nodegree"], None),
]


def stacked(rows, family, names, target, clusters):
    """The estimate and error of the difference, solved together with the model."""
    outcome, treatment, covariates = names
    exog = np.column_stack([np.ones(len(rows)), rows[[treatment, *covariates]]]).astype(float)
    y = rows[outcome].to_numpy(float)
    distribution, link = FAMILIES[family]
    inverse = (lambda x: 1 / (1 + np.exp(-x))) if family == "logit" else np.exp
    arms = [exog.copy(), exog.copy()]
    arms[0][:, 1], arms[1][:, 1] = 1, 0

    def equations(theta):
        beta = theta[1:]
        effect = inverse(arms[0] @ beta) - inverse(arms[1] @ beta)
        model = ee_glm(beta, X=exog, y=y, distribution=distribution, link=link)
        return np.vstack([target * (effect - theta[0]), model])

    kind = Binomial() if family == "logit" else Poisson()
    start = smf.glm(f"{outcome} ~ {' + '.join([treatment, *covariates])}", rows, family=kind).fit()
    starts = None if clusters is None else np.flatnonzero(rows[clusters].diff().ne(0))

    def psi(theta):
        parts = equations(theta)
        return parts if starts is None else np.add.reduceat(parts, starts, axis=1)

    solved = MEstimator(psi, init=[0.0, *start.params])
    solved.estimate(solver="lm", tolerance=1e-14, maxiter=20000, deriv_method="exact")
    return solved.theta[0], np.sqrt(solved.variance[0, 0])


def main() -> None:
    lines = []
    for name, load, family, outcome, treatment, covariates, clusters in CASES:
        rows = load()
        formula = f"{outcome} ~ {treatment} + {' + '.join(covariates)}"
        kind = Binomial() if family == "logit" else Poisson()
        fit = smf.glm(formula, rows, family=kind).fit(cov_type="HC0", tol=1e-14)
        for estimand, who in (("ATE", None), ("ATT", rows[rows[treatment] == 1])):
            target = np.ones(len(rows)) if who is None else rows[treatment].to_numpy(float)
            margins = avg_comparisons(fit, variables=treatment, newdata=who)
            for groups in dict.fromkeys((None, clusters)):
                estimate, error = stacked(
                    rows, family, (outcome, treatment, covariates), target, groups
                )
                lines.append(
                    {
                        "data": name, "estimator": f"{family}_standardisation",
                        "estimand": estimand, "clusters": groups or "", "estimate": estimate,
                        "stacked": error, "margins": margins["estimate"][0],
                        "delta": margins["std_error"][0], "n_obs": len(rows),
                    }
                )  # fmt: skip
    packages = ", ".join(f"{p} {version(p)}" for p in ("marginaleffects", "delicatessen"))
    print(f"# {packages}", file=sys.stderr)
    pd.DataFrame(lines).to_csv(sys.stdout, index=False, float_format="%.12g")


if __name__ == "__main__":
    main()
