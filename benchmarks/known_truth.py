"""How near comparison designs come to a truth that is known: ours beside other packages' defaults.

Two truths. LaLonde: participants of a lottery beside a national survey; the lottery says 1,794. And
24 made settings in the manner of the 2016 competition of the Atlantic Causal Inference Conference:
the covariates are those of 1,566 people of a health survey, treatment and outcome are drawn, so
that the effect on those treated in each draw is known exactly.

Run with this project's source, where dowhy, econml and doubleml are installed:
    PYTHONPATH=src python benchmarks/known_truth.py lalonde > lalonde.csv
    PYTHONPATH=src python benchmarks/known_truth.py 30 1 > settings.csv
    python benchmarks/known_truth_table.py lalonde.csv settings.csv > benchmarks/known_truth.md

Reference: Dorie, Hill, Shalit, Scott and Cervone (2019). Automated versus do-it-yourself methods
for causal inference. Statistical Science 34(1).
"""

import itertools
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
SURVEY = ROOT / "tests" / "reference" / "data" / "nhefs.csv"
RAW = ROOT / "data" / "job-training-observational" / "raw"
NSW = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
SETTINGS = list(
    itertools.product(
        ("linear", "curved"),  # what treatment follows from
        ("good", "poor"),  # overlap
        ("linear", "curved", "steps"),  # what the outcome follows from
        ("same", "differing"),  # effects
    )
)
EFFECT = 0.5  # in standard deviations of the noise
Answer = tuple[float, float, float]


def survey() -> pd.DataFrame:
    """Covariates of the health survey, standardised."""
    rows = pd.read_csv(SURVEY).drop(columns=["qsmk", "wt82_71"])
    return (rows - rows.mean()) / rows.std(ddof=0)


def study(setting: tuple[str, ...], rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """One draw of a setting, and the average effect on those who are treated in it.

    Which covariates matter, and how much, is drawn too, so that no setting favours one model.
    """
    chance, overlap, response, effects = setting
    x = survey()
    z = x.to_numpy()
    index = _signal(z, chance, rng)
    steep = {"good": 0.7, "poor": 1.8}[overlap]
    probability = 1 / (1 + np.exp(1 - steep * index))
    treated = (rng.random(len(z)) < probability).astype(float)
    base = 1.5 * (0.6 * _signal(z, response, rng) + 0.4 * index)
    gain = np.full(len(z), EFFECT)
    if effects == "differing":
        gain = EFFECT + 0.5 * _signal(z, response, rng)
    y = base + treated * gain + rng.normal(size=len(z))
    return x.assign(treat=treated, y=y), float(gain[treated == 1].mean())


def _signal(z: np.ndarray, form: str, rng: np.random.Generator) -> np.ndarray:
    """A function of the covariates with mean zero and variance one."""
    k = z.shape[1]
    value = z @ rng.normal(size=k)
    if form == "curved":
        first, second, third = (rng.choice(k, 3) for _ in range(3))
        value = value + 1.5 * (z[:, first] * z[:, second]).sum(axis=1) + (z[:, third] ** 2).sum(1)
    if form == "steps":
        cuts = rng.uniform(-0.8, 0.8, size=4)
        columns = rng.choice(k, 4)
        value = 0.5 * value + 3 * (z[:, columns] > cuts).prod(axis=1)
        value = value + 2 * (z[:, columns] > cuts).sum(axis=1)
    return (value - value.mean()) / value.std()


def ours(estimator: str, nuisance: str = "parametric") -> Callable[..., Answer]:
    """An estimator of this project with its interval."""

    def answer(data: pd.DataFrame, outcome: str, covariates: tuple[str, ...]) -> Answer:
        from pipeline.estimators import ESTIMATORS
        from pipeline.estimators.settings import ERRORS, EstimatorSettings
        from pipeline.sections.design import Arm, Arms, Design
        from pipeline.sections.estimate import Estimation

        arms = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
        design = Design(kind="observational", treatment="treat", arms=arms)
        options = Estimation(nuisance=nuisance, repeats=1)
        rng = np.random.default_rng(1)
        told = EstimatorSettings(covariates, ERRORS[estimator][0], options=options, rng=rng)
        found = ESTIMATORS[estimator](data, design, outcome, told)
        return found.estimate, found.conf_low, found.conf_high

    return answer


def dowhy_default(method: str, **more: object) -> Callable[..., Answer]:
    def answer(data: pd.DataFrame, outcome: str, covariates: tuple[str, ...]) -> Answer:
        from dowhy import CausalModel

        model = CausalModel(
            data, treatment="treat", outcome=outcome, common_causes=list(covariates)
        )
        found = model.estimate_effect(
            model.identify_effect(method_name="maximal-adjustment"),
            method_name=f"backdoor.{method}",
            target_units="att",
            **more,
        )
        if not more:
            return float(found.value), np.nan, np.nan
        low, high = np.ravel(found.get_confidence_intervals())
        return float(found.value), float(low), float(high)

    return answer


def econml_default(name: str) -> Callable[..., Answer]:
    def answer(data: pd.DataFrame, outcome: str, covariates: tuple[str, ...]) -> Answer:
        import econml.dml
        import econml.dr

        module = econml.dml if name.endswith("DML") else econml.dr
        binary = {"discrete_treatment": True} if name.endswith("DML") else {}
        model = getattr(module, name)(random_state=1, **binary)
        x = data[list(covariates)].to_numpy(float)
        treated = data["treat"].to_numpy(int)
        model.fit(data[outcome].to_numpy(float), treated, X=x)
        found = model.ate_inference(x[treated == 1])
        low, high = np.ravel(found.conf_int_mean())
        return float(np.ravel(found.mean_point)[0]), float(low), float(high)

    return answer


def doubleml_guide(data: pd.DataFrame, outcome: str, covariates: tuple[str, ...]) -> Answer:
    """DoubleML has no default learners; its guide takes these random forests."""
    import doubleml as dml
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    forest = {"n_estimators": 100, "max_features": "sqrt", "max_depth": 5, "min_samples_leaf": 2}
    np.random.seed(1)  # noqa: NPY002 - the package draws its folds from the global state
    table = dml.DoubleMLData(data, outcome, "treat", list(covariates))
    model = dml.DoubleMLIRM(
        table,
        RandomForestRegressor(random_state=1, **forest),
        RandomForestClassifier(random_state=1, **forest),
        score="ATTE",
    )
    model.fit()
    low, high = model.confint().to_numpy()[0]
    return float(model.coef[0]), float(low), float(high)


METHODS: dict[str, Callable[..., Answer]] = {
    "athar, default (aipw, logit and OLS)": ours("aipw"),
    "athar, aipw, lasso": ours("aipw", "lasso"),
    "athar, aipw, gradient boosting": ours("aipw", "gradient_boosting"),
    "athar, ipw": ours("ipw"),
    "athar, outcome_regression": ours("outcome_regression"),
    "athar, entropy_balancing": ours("entropy_balancing"),
    "athar, nearest_neighbour": ours("nearest_neighbour"),
    "dowhy, linear_regression": dowhy_default("linear_regression", confidence_intervals=True),
    "dowhy, propensity_score_weighting": dowhy_default("propensity_score_weighting"),
    "dowhy, propensity_score_matching": dowhy_default("propensity_score_matching"),
    "econml, LinearDML": econml_default("LinearDML"),
    "econml, LinearDRLearner": econml_default("LinearDRLearner"),
    "doubleml, IRM, forests of its guide": doubleml_guide,
}

# Many models in each answer; so many draws as for the others would take a day.
SLOW = frozenset(
    name for name in METHODS if name.startswith(("econml", "doubleml")) or "aipw, " in name
) - {"athar, default (aipw, logit and OLS)"}


def lalonde() -> pd.DataFrame:
    """Participants of the lottery beside the Current Population Survey."""
    nsw = pd.read_stata(RAW / "nsw.dta", convert_categoricals=False)
    cps = pd.read_parquet(RAW / "cps.parquet")
    rows = pd.concat([nsw[nsw["treat"] == 1], cps], ignore_index=True)
    return rows[[*NSW, "treat", "re78"]].astype(float)


def line(where: str, draw: int, truth: float, method: str, answer: Answer, seconds: float) -> str:
    numbers = ",".join(f"{number:.8g}" for number in (truth, *answer))
    return f'{where},{draw},"{method}",{numbers},{seconds:.3f}'


def asked(method: str, *question: object) -> tuple[Answer, float]:
    """An answer and its time; a method that gives up has none."""
    start = time.perf_counter()
    try:
        answer = METHODS[method](*question)
    except Exception as error:  # a peer's failure is a result here, and is counted
        print(f"{method}: {type(error).__name__}", file=sys.stderr)
        answer = (np.nan, np.nan, np.nan)
    return answer, time.perf_counter() - start


def on_lalonde() -> None:
    """Every method on LaLonde's participants beside the survey."""
    for method in METHODS:
        answer, seconds = asked(method, lalonde(), "re78", NSW)
        print(line("lalonde", 0, 1794.34, method, answer, seconds), flush=True)


def on_settings(draws: int, slow_draws: int) -> None:
    """Every method on so many draws of each setting; the slow ones on the first few."""
    for draw in range(draws):
        methods = METHODS if draw < slow_draws else [name for name in METHODS if name not in SLOW]
        for number, setting in enumerate(SETTINGS):
            data, truth = study(setting, np.random.default_rng([2016, number, draw]))
            covariates = tuple(data.columns.drop(["treat", "y"]))
            for method in methods:
                answer, seconds = asked(method, data, "y", covariates)
                print(line("/".join(setting), draw, truth, method, answer, seconds), flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    print("setting,draw,method,truth,estimate,conf_low,conf_high,seconds", flush=True)
    if sys.argv[1] == "lalonde":
        on_lalonde()
    else:
        on_settings(*map(int, sys.argv[1:]))
