"""Writes `omitted_variable.csv`: robustness values and bounds by PySensemakr 0.0.8.

It needs pandas below 3 and an environment of its own: `pip install PySensemakr "pandas<3"`.
"""

from pathlib import Path

import pandas as pd
import sensemakr as smkr
import statsmodels.formula.api as smf

HERE = Path(__file__).parent
LALONDE = "re78 ~ treat + age + educ + black + hispan + married + nodegree + re74 + re75"
DARFUR = (
    "peacefactor ~ directlyharmed + age + farmer_dar + herder_dar + pastvoted + hhsize_darfur"
    " + female + C(village)"
)
STUDIES = {
    "darfur": (DARFUR, "directlyharmed", ["female", "age", "pastvoted"]),
    "lalonde": (LALONDE, "treat", ["educ", "married", "re75"]),
}
TIMES = [1, 2, 3]


def lalonde() -> pd.DataFrame:
    rows = pd.read_csv(HERE / "data" / "MatchIt_lalonde.csv")
    return rows.assign(black=rows["race"] == "black", hispan=rows["race"] == "hispan").astype(
        {"black": float, "hispan": float}
    )


def rows_of(name: str) -> list[dict[str, object]]:
    """The regression itself and each confounder so many times as strong as a covariate."""
    formula, treatment, benchmarks = STUDIES[name]
    data = lalonde() if name == "lalonde" else pd.read_csv(HERE / "data" / "darfur.csv")
    made = smkr.Sensemakr(
        smf.ols(formula, data).fit(), treatment, benchmark_covariates=benchmarks, kd=TIMES
    )
    stats = made.sensitivity_stats
    first = {
        "data": name,
        "covariate": "",
        "times": 0,
        "r2dz": 0.0,
        "r2yz": stats["r2yd_x"],
        "estimate": stats["estimate"],
        "std_error": stats["se"],
        "t": stats["t_statistic"],
        "value": stats["rv_q"],
        "value_interval": stats["rv_qa"],
        "df": stats["dof"],
    }
    bounds = made.bounds
    pairs = [(covariate, times) for covariate in benchmarks for times in TIMES]
    rows = []
    for _, bound in bounds.iterrows():
        label = str(bound["bound_label"])
        covariate, times = next(
            (c, k) for c, k in pairs if label.lower().startswith(f"{k}x") and label.endswith(c)
        )
        rows.append({"data": name, "covariate": covariate, "times": times,
                     "r2dz": bound["r2dz_x"], "r2yz": bound["r2yz_dx"],
                     "estimate": bound["adjusted_estimate"], "std_error": bound["adjusted_se"],
                     "t": bound["adjusted_t"]})  # fmt: skip
    return [first, *rows]


if __name__ == "__main__":
    table = pd.DataFrame([row for name in STUDIES for row in rows_of(name)])
    table.to_csv(HERE / "omitted_variable.csv", index=False, float_format="%.17g")
