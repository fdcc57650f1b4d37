"""Baseline balance: each covariate between the arms, and all of them together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.estimators.linear import refuse_collinear, treatment_first
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.weighted import weighted_effect
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df, wald_test
from pipeline.inference.linearisation import survey_regression, survey_wald_test
from pipeline.plan import Plan
from pipeline.results import JOINT, TABLES
from pipeline.wwc import baseline_class, cox_index, small_sample_factor

Array = NDArray[np.float64]


def baseline_balance(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Balance among all who were assigned, and among those whom each headline analyses.

    The column ``sample`` is `assigned` or the name of an outcome; see `balance_among`.
    """
    if not plan.covariates or plan.design.rule.follows_places:
        return pd.DataFrame(columns=list(TABLES["balance.csv"][0]))
    analysis = at_start(analysis, plan)
    samples = {"assigned": analysis}
    samples |= {outcome: analysis[analysed(analysis, plan, outcome)] for outcome in plan.outcomes}
    return pd.concat(
        [balance_among(rows, plan).assign(sample=name) for name, rows in samples.items()]
    )


def at_start(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Where rows are of units at times, those of the first time; of people asked once, the first.

    A unit that enters later is looked at when it enters.
    """
    design = plan.design
    if design.time is None:
        return analysis
    time = analysis[design.time]
    first = time.groupby(analysis[design.unit]).transform("min") if design.unit else time.min()
    return analysis[time == first]


def analysed(analysis: pd.DataFrame, plan: Plan, outcome: str) -> pd.Series:
    """Which units the headline of an outcome uses: those with what its estimator needs."""
    needed = [outcome]
    if plan.estimators_of(outcome)[0] in NEEDS_COVARIATES:
        needed += plan.covariates_of(outcome)
    return analysis[needed].notna().all(axis=1)


def balance_among(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """A row for each covariate, and a last one for the joint test.

    Means, their difference (within strata, where there are any) with its robust error (CR2 by the
    plan's clusters, else HC2) and p, and that difference standardised, with its WWC class: Hedges'
    g, or for shares the Cox index. Answers that were filled in do not count; whether they are
    missing is a row of its own. The joint row tests by the approximate Hotelling statistic that no
    covariate, and no missing answer, predicts treatment; it is empty where there are too few
    clusters for such a test.

    References
    ----------
    Bruhn and McKenzie (2009), American Economic Journal: Applied 1(4); WWC Procedures Handbook
    4.1 for the standardised difference; Pustejovsky and Tipton (2018) for the joint test.
    """
    answered = analysis.copy()
    for name, indicator in zip(plan.construct_.missing_covariates, plan.indicators, strict=True):
        answered[name] = analysis[name].where(analysis[indicator] == 0)
    rows = [_one(answered, plan, name) for name in (*plan.covariates, *plan.indicators)]
    return pd.DataFrame([*rows, _joint(analysis, plan)])


def _one(analysis: pd.DataFrame, plan: Plan, name: str) -> dict[str, object]:
    from scipy.stats import t

    sample = complete_cases(analysis, plan.design, name, (), thin_strata=True)
    treated, control = (
        np.average(sample.outcome[arm], weights=sample.weights[arm])
        for arm in (sample.treated, ~sample.treated)
    )
    means = {"treated_mean": treated, "control_mean": control}
    if np.ptp(sample.outcome) == 0:  # a covariate that everybody answered
        alike = {"difference": 0.0, "wwc_class": baseline_class(0.0)}
        return {"variable": name, **means, **alike, "n_obs": len(sample.outcome)}
    exog = treatment_first(sample, sample.adjustment)
    difference, std_error, df = _difference(sample, exog, plan)
    statistic = difference / std_error if std_error else np.nan
    standardised = _standardised(sample, difference)
    return {
        "variable": name,
        **means,
        "difference": difference,
        "std_error": std_error,
        "df": df,
        "statistic": statistic,
        "p_value": 2 * t.sf(abs(statistic), df),
        "standardised_difference": standardised,
        "wwc_class": baseline_class(standardised),
        "n_obs": len(sample.outcome),
    }


def _difference(sample: Sample, exog: Array, plan: Plan) -> tuple[float, float, float]:
    """The difference between the arms, its robust error, and that one's degrees of freedom."""
    if sample.sampling is not None:
        se_type = "CR2" if plan.design.rule.assigns_clusters else "linearised"
        _, difference, known = weighted_effect(sample, sample.sampling, exog, se_type)
        return difference, known.std_error, known.df
    coefficients, residuals = _fit(exog, sample.outcome)
    robust = cluster_robust(exog, residuals, _clusters(sample))
    df = satterthwaite_df(robust, np.eye(exog.shape[1])[1])
    return float(coefficients[1]), float(np.sqrt(robust.covariance[1, 1])), df


def _joint(analysis: pd.DataFrame, plan: Plan) -> dict[str, object]:
    sample = complete_cases(
        analysis,
        plan.design,
        plan.design.treatment,
        plan.covariates,
        plan.indicators,
        thin_strata=True,
    )
    exog = np.column_stack([np.ones(len(sample.treatment)), sample.adjustment])
    refuse_collinear(exog)
    row: dict[str, object] = {"variable": JOINT, "n_obs": len(sample.treatment)}
    contrasts = np.eye(exog.shape[1])[1 : sample.covariates.shape[1] + 1]
    if sample.sampling is not None and not plan.design.rule.assigns_clusters:
        fit = survey_regression(exog, sample.treatment, sample.sampling)
        test = survey_wald_test(fit, contrasts, sample.sampling.df)
    else:
        weights = None if sample.sampling is None else sample.weights
        coefficients, residuals = _fit(exog, sample.treatment, weights)
        robust = cluster_robust(exog, residuals, _clusters(sample), weights)
        if robust.n_clusters <= exog.shape[1]:
            return row
        test = wald_test(robust, coefficients, contrasts)
    if test.df_denominator <= 0:
        return row
    return row | {"df": test.df_denominator, "statistic": test.statistic, "p_value": test.p_value}


def _fit(exog: Array, outcome: Array, weights: Array | None = None) -> tuple[Array, Array]:
    """Coefficients and residuals of least squares."""
    root = np.ones(len(outcome)) if weights is None else np.sqrt(weights)
    coefficients = np.linalg.lstsq(exog * root[:, None], outcome * root, rcond=None)[0]
    return coefficients, outcome - exog @ coefficients


def _clusters(sample: Sample) -> NDArray:
    """The declared clusters, or each unit as its own: CR2 is then HC2."""
    return np.arange(len(sample.outcome)) if sample.clusters is None else sample.clusters


def _standardised(sample: Sample, difference: float) -> float:
    """The Cox index of a share, Hedges' g of anything else, both corrected for small samples.

    A share of 0 or 1 in an arm has no Cox index; g is then given. Without any variation inside the
    arms neither exists.
    """
    treated, control = sample.outcome[sample.treated], sample.outcome[~sample.treated]
    n1, n0 = len(treated), len(control)
    weights = sample.weights[sample.treated], sample.weights[~sample.treated]
    squares = n1 * _variance(treated, weights[0]) + n0 * _variance(control, weights[1])
    pooled = float(np.sqrt(squares / (n1 + n0 - 2)))
    size = difference / pooled if pooled else np.nan
    if set(np.unique(sample.outcome)) <= {0.0, 1.0}:
        share = float(np.average(control, weights=weights[1]))
        index = cox_index(share + difference, share)
        size = size if np.isnan(index) else index
    return size * small_sample_factor(n1 + n0)


def _variance(values: Array, weights: Array) -> float:
    """The variance of values around their mean, each counting as its weight says."""
    return float(np.average((values - np.average(values, weights=weights)) ** 2, weights=weights))
