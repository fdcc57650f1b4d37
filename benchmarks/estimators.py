"""Seconds of each estimator at several sizes, beside a peer's on the same rows in the same run.

    python benchmarks/estimators.py 1000 100000 1000000 > benchmarks/estimators.md

Peers are statsmodels, linearmodels, pyfixest, econml and rdrobust, those of them that are
installed; none is needed to run an evaluation. Each pair is timed after one call on few rows, so
that imports and compilation are not counted.
"""

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
NAMES = ("x1", "x2", "x3")
WARM = 400
PER_CLUSTER, PERIODS = 50, 5
TOO_LONG = 60.0  # seconds; a larger size is then left out


@dataclass(frozen=True)
class Pair:
    """One estimator of ours, how it is asked, and a peer's call on the same rows."""

    estimator: str
    se_type: str
    design: Design
    covariates: tuple[str, ...] = NAMES
    peer: str = ""
    theirs: Callable[[pd.DataFrame], object] | None = None
    rows: Callable[[int], pd.DataFrame] | None = None


def people(n: int) -> pd.DataFrame:
    """Units with three covariates, in clusters; who joins depends on the first."""
    rng = np.random.default_rng(n)
    x = rng.normal(size=(n, 3))
    village = np.arange(n) // PER_CLUSTER
    luck = rng.normal(size=village[-1] + 1)
    chance = 1 / (1 + np.exp(-x[:, 0] / 2))
    joined = (rng.random(n) < chance).astype(float)
    offered = (rng.random(n) < 0.5).astype(float)
    drawn = (np.arange(village[-1] + 1) % 2).astype(float)[village]
    y = x.sum(axis=1) + joined + offered + drawn + luck[village] + rng.normal(size=n)
    took = offered * (rng.random(n) < 0.6)
    score = rng.uniform(-1, 1, size=n)
    return pd.DataFrame(x, columns=list(NAMES)).assign(
        y=y + took + (score >= 0), village=village, joined=joined, offered=offered, drawn=drawn,
        took=took, score=score, above=(score >= 0).astype(float),
    )  # fmt: skip


def panel(n: int) -> pd.DataFrame:
    """``n`` rows of units seen five times, of which two thirds begin in the third or the fourth."""
    rng = np.random.default_rng(n)
    units = n // PERIODS
    unit, period = np.repeat(np.arange(units), PERIODS), np.tile(np.arange(1, 6), units)
    begins = np.array([np.nan, 3.0, 4.0])[np.arange(units) % 3][unit]
    level = rng.normal(size=units)[unit]
    y = level + 0.3 * period + (period >= begins) + rng.normal(size=len(unit))
    treated = (~np.isnan(begins)).astype(float)
    return pd.DataFrame(
        {"y": y, "unit": unit, "period": period, "begins": begins, "treated": treated}
    )


def design(kind: str, treatment: str, **parts: object) -> Design:
    return Design(kind=kind, treatment=treatment, arms=ARMS, **parts)


def ols(treatment: str, **robust: object) -> Callable[[pd.DataFrame], object]:
    """statsmodels' regression with a robust error."""

    def fit(rows: pd.DataFrame) -> object:
        import statsmodels.api as sm

        options = dict(robust)
        if options["cov_type"] == "cluster":
            options["cov_kwds"] = {"groups": rows["village"]}
        return sm.OLS(rows["y"], sm.add_constant(rows[[treatment, *NAMES]])).fit(**options).bse

    return fit


def two_stages(rows: pd.DataFrame) -> object:
    from linearmodels.iv import IV2SLS

    exog = rows[list(NAMES)].assign(one=1.0)
    return IV2SLS(rows["y"], exog, rows["took"], rows["offered"]).fit(cov_type="robust").std_errors


def doubly_robust(rows: pd.DataFrame) -> object:
    from econml.dr import LinearDRLearner
    from sklearn.linear_model import LinearRegression, LogisticRegression

    learner = LinearDRLearner(
        model_propensity=LogisticRegression(), model_regression=LinearRegression(), cv=2
    )
    learner.fit(rows["y"], rows["joined"].astype(int), X=None, W=rows[list(NAMES)])
    return learner.ate_inference()


def discontinuity(rows: pd.DataFrame) -> object:
    from rdrobust import rdrobust

    return rdrobust(rows["y"].to_numpy(), rows["score"].to_numpy())


def group_time(rows: pd.DataFrame) -> object:
    import diff_diff

    begins = rows.assign(begins=rows["begins"].fillna(0))
    return diff_diff.CallawaySantAnna().fit(
        begins, outcome="y", unit="unit", time="period", first_treat="begins"
    )


ATT = design("observational", "joined", estimand="ATT")
PANEL = {"unit": "unit", "time": "period", "first_treated": "begins", "adoption": "staggered"}
PAIRS = [
    Pair("difference_in_means", "HC2", design("randomised", "offered"), ()),
    Pair("lin", "HC2", design("randomised", "offered"),
         peer="statsmodels OLS, HC2", theirs=ols("offered", cov_type="HC2")),
    Pair("ancova", "CR2", design("cluster_randomised", "drawn", clusters="village"),
         peer="statsmodels OLS, cluster (no CR2)", theirs=ols("drawn", cov_type="cluster")),
    Pair("two_stage_least_squares", "HC2", design("encouragement", "offered", take_up="took"),
         peer="linearmodels IV2SLS", theirs=two_stages),
    Pair("aipw", "influence", ATT, peer="econml LinearDRLearner", theirs=doubly_robust),
    Pair("ipw", "influence", ATT),
    Pair("entropy_balancing", "influence", ATT),
    Pair("nearest_neighbour", "abadie_imbens", ATT),
    Pair("local_polynomial", "bias_corrected",
         design("regression_discontinuity", "above", running="score", cutoff=0.0), (),
         peer="rdrobust", theirs=discontinuity),
    Pair("callaway_santanna", "influence",
         design("difference_in_differences", "treated", **PANEL), (),
         peer="diff-diff CallawaySantAnna", theirs=group_time, rows=panel),
]  # fmt: skip


def seconds(call: Callable[[], object]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        call()
        return time.perf_counter() - start


def timed(pair: Pair, sizes: list[int]) -> list[str]:
    """A line of the table for each size."""
    settings = EstimatorSettings(pair.covariates, pair.se_type)
    rows_of, lines, slow = pair.rows or people, [], set()
    for n in [WARM, *sizes]:
        rows = rows_of(n)
        calls = {"ours": lambda rows=rows: ESTIMATORS[pair.estimator](
            rows, pair.design, "y", settings)}  # fmt: skip
        if pair.theirs:
            calls["theirs"] = lambda rows=rows: pair.theirs(rows)
        took = {}
        for who, call in calls.items():
            if who in slow:
                continue
            try:
                took[who] = seconds(call)
            except ImportError:
                slow.add(who)
                continue
            if took[who] > TOO_LONG:
                slow.add(who)
        if n != WARM:
            shown = [f"{took[who]:.3g}" if who in took else "–" for who in ("ours", "theirs")]
            ratio = took["theirs"] / took["ours"] if len(took) == 2 else np.nan
            last = f"{ratio:.2g}" if np.isfinite(ratio) else "–"
            cells = (pair.estimator, pair.se_type, f"{n:,}", shown[0], pair.peer or "–", shown[1])
            lines.append("| " + " | ".join((*cells, last)) + " |")
    return lines


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 100_000, 1_000_000]
    print("# How long each estimator takes\n")
    print("Seconds on two cores; the last column is theirs over ours. No peer gives CR2.\n")
    print("| estimator | error | rows | ours | peer | theirs | ratio |")
    print("|---|---|---|---|---|---|---|")
    for pair in PAIRS:
        for line in timed(pair, sizes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
