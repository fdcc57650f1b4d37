"""A factorial lottery: what each of two factors does, and whether together they do more.

Arms are the four combinations of two yes-or-no factors. A factor's main effect is the average of
its effects without and with the other; the interaction is the second less the first.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.effects.contrasts import Contrast, adjusted_among, contrast_of
from pipeline.estimators.linear import refuse_collinear
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.several_effects import Difference
from pipeline.plan import Plan

Array = NDArray[np.float64]

FACTOR = "factor"  # in `between`, where groups have the name of their column
INTERACTION = "interaction"
HALF = 0.5  # of people with the other factor: both of its levels count alike


def of_factors(analysis: pd.DataFrame, plan: Plan) -> list[Contrast]:
    """Both main effects and the interaction of every outcome, adjusted among the three."""
    if plan.design.factors is None:
        return []
    contrasts = []
    for outcome in plan.outcomes:
        sample, factors = _sample(analysis, plan, outcome)
        found, words = factorial(sample, factors, clustered=plan.design.rule.assigns_clusters)
        rows = [
            contrast_of((outcome, "", FACTOR, name, ""), effect, words, plan.estimate.confidence)
            for name, effect in zip((*plan.design.factors, INTERACTION), found, strict=True)
        ]
        contrasts += adjusted_among(rows, plan)
    return contrasts


def _sample(analysis: pd.DataFrame, plan: Plan, outcome: str) -> tuple[Sample, Array]:
    adjusts = plan.estimators_of(outcome)[0] != "difference_in_means"
    covariates = plan.covariates_of(outcome) if adjusts else ()
    indicators = plan.indicators if adjusts else ()
    sample = complete_cases(analysis, plan.design, outcome, covariates, indicators)
    rows = analysis.dropna(subset=[outcome, *covariates])
    return sample, rows[list(plan.design.factors or ())].to_numpy(float)


def factorial(sample: Sample, factors: Array, *, clustered: bool) -> tuple[list[Difference], str]:
    """Two main effects and their interaction, from factors (n, 2) of 0 and 1; and what was done.

    A regression on both factors, centred at one half, their product, and what is adjusted for.
    Centred so, a main effect is the plain average over the other factor's two levels.

    References
    ----------
    Dasgupta, Pillai and Rubin (2015). Causal inference from 2^K factorial designs by using
    potential outcomes. JRSS B 77(4). Muralidharan, Romero and Wüthrich (2023), REStat, for why
    the interaction is not left out.
    """
    from statsmodels.regression.linear_model import OLS

    one, other = (factors - HALF).T
    centred = sample.adjustment - sample.adjustment.mean(axis=0)
    exog = np.column_stack([np.ones(len(one)), one, other, one * other, centred])
    refuse_collinear(exog)
    fit = OLS(sample.outcome, exog).fit()
    if not clustered:
        errors = fit.get_robustcov_results("HC2").bse
        dfs = np.full(exog.shape[1], float(fit.df_resid))
        words = f"HC2, {fit.df_resid:.0f} df"
    else:
        robust = cluster_robust(exog, fit.resid, sample.clusters)
        errors = np.sqrt(np.diag(robust.covariance))
        dfs = [satterthwaite_df(robust, contrast) for contrast in np.eye(exog.shape[1])]
        words = f"CR2, Satterthwaite df, {robust.n_clusters} clusters"
    found = [
        Difference(float(fit.params[place]), float(errors[place]), float(dfs[place]))
        for place in (1, 2, 3)
    ]
    return found, f"factors centred at one half, {words}"
