"""Baseline balance: each covariate between the arms, and all of them together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df, wald_test
from pipeline.plan import Plan
from pipeline.results import JOINT
from pipeline.wwc import baseline_class

Array = NDArray[np.float64]


def baseline_balance(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """A row for each covariate, and a last one for the joint test.

    Means, their difference (within strata, where there are any) with its robust error (CR2 by the
    plan's clusters, else HC2) and p, and Hedges' g of that difference with its WWC class. The
    joint row tests by the approximate Hotelling statistic that no covariate predicts treatment.

    References
    ----------
    Bruhn and McKenzie (2009), American Economic Journal: Applied 1(4); WWC Procedures Handbook
    4.1 for the standardised difference; Pustejovsky and Tipton (2018) for the joint test.
    """
    rows = [_one(analysis, plan, name) for name in plan.covariates]
    if rows:
        rows.append(_joint(analysis, plan))
    return pd.DataFrame(rows)


def _one(analysis: pd.DataFrame, plan: Plan, name: str) -> dict[str, object]:
    from scipy.stats import t

    sample = complete_cases(analysis, plan.design, name, ())
    arms = sample.outcome[sample.treated], sample.outcome[~sample.treated]
    exog = np.column_stack([np.ones(len(sample.outcome)), sample.treatment, sample.adjustment])
    coefficients, residuals = _fit(exog, sample.outcome)
    robust = cluster_robust(exog, residuals, _clusters(sample))
    difference, contrast = float(coefficients[1]), np.eye(exog.shape[1])[1]
    std_error = float(np.sqrt(robust.covariance[1, 1]))
    df = satterthwaite_df(robust, contrast)
    statistic = difference / std_error if std_error else np.nan
    standardised = difference / _pooled_sd(*arms) * _small_sample_factor(len(sample.outcome))
    return {
        "variable": name,
        "treated_mean": arms[0].mean(),
        "control_mean": arms[1].mean(),
        "difference": difference,
        "std_error": std_error,
        "df": df,
        "statistic": statistic,
        "p_value": 2 * t.sf(abs(statistic), df),
        "standardised_difference": standardised,
        "wwc_class": baseline_class(standardised),
        "n_obs": len(sample.outcome),
    }


def _joint(analysis: pd.DataFrame, plan: Plan) -> dict[str, object]:
    covariates = plan.covariates
    sample = complete_cases(analysis, plan.design, plan.design.treatment, covariates)
    exog = np.column_stack([np.ones(len(sample.treatment)), sample.adjustment])
    coefficients, residuals = _fit(exog, sample.treatment)
    robust = cluster_robust(exog, residuals, _clusters(sample))
    contrasts = np.eye(exog.shape[1])[1 : len(covariates) + 1]
    test = wald_test(robust, coefficients, contrasts)
    return {
        "variable": JOINT,
        "df": test.df_denominator,
        "statistic": test.statistic,
        "p_value": test.p_value,
        "n_obs": len(sample.treatment),
    }


def _fit(exog: Array, outcome: Array) -> tuple[Array, Array]:
    """Coefficients and residuals of OLS."""
    coefficients = np.linalg.lstsq(exog, outcome, rcond=None)[0]
    return coefficients, outcome - exog @ coefficients


def _clusters(sample: Sample) -> NDArray:
    """The declared clusters, or each unit as its own: CR2 is then HC2."""
    return np.arange(len(sample.outcome)) if sample.clusters is None else sample.clusters


def _pooled_sd(treated: Array, control: Array) -> float:
    n1, n0 = len(treated), len(control)
    squares = (n1 - 1) * treated.var(ddof=1) + (n0 - 1) * control.var(ddof=1)
    return float(np.sqrt(squares / (n1 + n0 - 2)))


def _small_sample_factor(n: int) -> float:
    """Hedges' correction, as the WWC writes it."""
    return 1 - 3 / (4 * n - 9)
