"""Every estimator against numbers of software that is not ours."""

import numpy as np
import pandas as pd
import pytest
from references import (
    CLUSTER_CASES,
    THORNTON_CASES,
    WEIGHTING_CASES,
    Case,
    covariates_of,
    data,
    reference_rows,
    relative_difference,
)

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.cluster_robust import cluster_robust, wald_test
from pipeline.results import Estimate
from pipeline.robustness_checks.e_value import e_value
from pipeline.robustness_checks.robustness_value import robustness_value
from pipeline.sections.design import Arm, Arms, Design

# The references are printed to 12 digits; ordinary least squares loses a few to conditioning.
DETERMINISTIC = 1e-8
# Two Newton iterations that stop by different rules agree to about this.
LOGIT = 1e-6
# The published E-values and robustness values are rounded to so many decimals.
PUBLISHED_2 = 0.005
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))


def design_of(case: Case, kind: str, estimand: str | None = None) -> Design:
    return Design(
        kind=kind,
        treatment=case.treatment,
        arms=ARMS,
        clusters=case.clusters,
        strata=case.strata,
        estimand=estimand,
    )


@pytest.mark.parametrize("case", THORNTON_CASES, ids=lambda case: case.row)
def test_regressions_equal_r(case: Case) -> None:
    equals_r(case, design_of(case, "randomised"))


@pytest.mark.parametrize("case", CLUSTER_CASES, ids=lambda case: case.row)
def test_lotteries_between_clusters_equal_r(case: Case) -> None:
    """Villages and schools assigned whole, from 12 clusters of which 6 are treated upwards."""
    design = design_of(case, "cluster_randomised")
    assert design.rule.assigns_clusters
    equals_r(case, design)


def equals_r(case: Case, design: Design) -> None:
    settings = EstimatorSettings(case.covariates, case.se_type)
    ours = ESTIMATORS[case.estimator](data(case.data), design, case.outcome, settings)
    theirs = reference_rows()[case.row]
    assert ours.n_obs == theirs["n_obs"]
    assert relative_difference(ours.estimate, theirs["estimate"]) < DETERMINISTIC
    assert relative_difference(ours.std_error, theirs["std_error"]) < DETERMINISTIC
    if case.df:
        assert relative_difference(ours.df, theirs["df"]) < DETERMINISTIC
        low = theirs["conf_low"] if "conf_low" in theirs else theirs["ci_low"]
        if not np.isnan(low):  # clubSandwich's coef_test gives no interval
            assert relative_difference(ours.conf_low, low) < DETERMINISTIC


@pytest.mark.parametrize("case", WEIGHTING_CASES, ids=lambda case: case.row)
def test_weighting_equals_r_and_doubleml(case: Case) -> None:
    ours = _weighted(case)
    theirs = reference_rows()[case.row]
    assert relative_difference(ours.estimate, theirs["estimate"]) < LOGIT
    if case.estimator == "aipw":
        # DoubleML divides the sum of squares by n, we by n - 1.
        scaled = ours.std_error * np.sqrt((ours.n_obs - 1) / ours.n_obs)
        assert relative_difference(scaled, theirs["std_error"]) < LOGIT


def _weighted(case: Case) -> Estimate:
    settings = EstimatorSettings(covariates_of(case), "influence")
    design = design_of(case, "observational", case.se_type)
    return ESTIMATORS[case.estimator](data(case.data), design, case.outcome, settings)


@pytest.mark.parametrize("estimand", ["ATT", "ATE"])
def test_ipw_error_equals_stacked_moments(estimand: str, root) -> None:
    """statsmodels stacks the moments of means and logit and inverts numerically; we analytically.

    statsmodels 0.15 then minimises from its own solution by Nelder-Mead, and moves a little.
    """
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.regression.linear_model import OLS
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    rows = pd.read_csv(root / "tests" / "reference" / "data" / "cataneo2.csv")
    names = ("mmarried_", "mage", "mage2", "fbaby_", "medu")
    exog = np.column_stack([np.ones(len(rows)), rows[list(names)]])
    scaled = exog / np.abs(exog).max(axis=0)
    treated = rows["mbsmoke_"].to_numpy(float)
    effect = TreatmentEffect(
        OLS(rows["bweight"].to_numpy(float), scaled),
        treated,
        results_select=Logit(treated, scaled).fit(disp=0, tol=1e-12),
    ).ipw(effect_group=1 if estimand == "ATT" else "all")
    case = Case("", "cataneo2", "bweight", "mbsmoke_", "ipw", estimand, names)
    settings = EstimatorSettings(names, "influence")
    ours = ESTIMATORS["ipw"](rows, design_of(case, "observational", estimand), "bweight", settings)
    assert relative_difference(ours.estimate, effect.start_params[0]) < LOGIT
    moved = 1e-3
    assert relative_difference(ours.std_error, effect.results_gmm.bse[0]) < moved


def test_joint_balance_equals_clubsandwich() -> None:
    rows = data("complete")
    exog = np.column_stack([np.ones(len(rows)), rows[["age", "hiv2004", "distvct"]]])
    treatment = rows["any"].to_numpy(float)
    coefficients = np.linalg.lstsq(exog, treatment, rcond=None)[0]
    robust = cluster_robust(exog, treatment - exog @ coefficients, rows["villnum"].to_numpy())
    test = wald_test(robust, coefficients, np.eye(4)[1:])
    theirs = reference_rows()["thornton_balance_joint_HTZ"]
    assert relative_difference(test.statistic, theirs["estimate"]) < DETERMINISTIC
    assert relative_difference(test.df_denominator, theirs["df"]) < DETERMINISTIC
    assert relative_difference(test.p_value, theirs["p_value"]) < DETERMINISTIC


def test_published_numbers_of_the_papers() -> None:
    table_4 = next(case for case in THORNTON_CASES if case.row.endswith("T4c1_cluster_CR2"))
    ours = ESTIMATORS["ancova"](
        data("table_4"),
        design_of(table_4, "randomised"),
        "got",
        EstimatorSettings(table_4.covariates, "CR2"),
    )
    assert (round(ours.estimate, 3), round(ours.std_error, 3), ours.n_obs) == (0.431, 0.023, 2812)


def test_the_awards_as_published() -> None:
    """Angrist and Lavy (2009), all students of 2001: 0.056 (0.049); girls: 0.105 (0.061)."""
    for row, name, printed in (
        ("all", "awards", (0.056, 0.049)),
        ("Girl", "awards_girls", (0.105, 0.061)),
    ):
        case = next(case for case in CLUSTER_CASES if case.row.endswith(f"{row}_cluster_CR2"))
        settings = EstimatorSettings(case.covariates, "CR2")
        design = design_of(case, "cluster_randomised")
        ours = ESTIMATORS["ancova"](data(name), design, "bagrut", settings)
        assert (round(ours.estimate, 3), round(ours.std_error, 3)) == printed


@pytest.mark.parametrize("name", ["difference_in_means", "lin", "ancova"])
def test_cr2_within_strata_equals_its_definition(name: str) -> None:
    """Strata of schools, by the definition of Bell and McCaffrey with every matrix written out."""
    rows = data("awards_girls").assign(stratum=lambda schools: schools["arab"])
    case = Case("", "", "bagrut", "treated", name, "CR2", clusters="school_id", strata="stratum")
    covariates = () if name == "difference_in_means" else ("lagscore", "siblings")
    settings = EstimatorSettings(covariates, "CR2")
    ours = ESTIMATORS[name](rows, design_of(case, "cluster_randomised"), "bagrut", settings)
    treatment, centred = rows["treated"].to_numpy(float), rows[[*covariates, "stratum"]]
    centred = (centred - centred.mean()).to_numpy()
    products = () if name == "ancova" else (treatment[:, None] * centred,)
    exog = np.column_stack([np.ones(len(rows)), treatment, centred, *products])
    theirs = by_definition(exog, rows["bagrut"].to_numpy(float), rows["school_id"].to_numpy())
    for mine, reference in zip((ours.estimate, ours.std_error, ours.df), theirs, strict=True):
        assert relative_difference(mine, reference) < DETERMINISTIC


def by_definition(
    exog: np.ndarray, outcome: np.ndarray, clusters: np.ndarray
) -> tuple[float, float, float]:
    """The second coefficient, its CR2 error and Satterthwaite's degrees of freedom.

    The variance is a sum of squares of linear functions of the outcome, one a cluster; under
    independent errors their covariance matrix has the degrees of freedom as the square of its
    trace over the trace of its square.
    """
    bread = np.linalg.inv(exog.T @ exog)
    residual_maker = np.eye(len(exog)) - exog @ bread @ exog.T
    functions = []
    for cluster in np.unique(clusters):
        own = np.flatnonzero(clusters == cluster)
        values, vectors = np.linalg.eigh(residual_maker[np.ix_(own, own)])
        adjustment = (vectors / np.sqrt(values)) @ vectors.T
        functions.append(bread[1] @ exog[own].T @ adjustment @ residual_maker[own])
    functions = np.array(functions)
    gram = functions @ functions.T
    variance = ((functions @ outcome) ** 2).sum()
    estimate = (bread @ exog.T @ outcome)[1]
    return float(estimate), float(np.sqrt(variance)), float(np.trace(gram) ** 2 / (gram**2).sum())


def test_e_value_of_vanderweele_and_ding() -> None:
    """Annals of Internal Medicine 2017: risk ratio 3.9 with lower limit 1.8 gives 7.26 and 3.0."""
    assert e_value(3.9) == pytest.approx(7.26, abs=PUBLISHED_2)
    assert e_value(1.8) == pytest.approx(3.0, abs=PUBLISHED_2)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))


def test_robustness_value_of_cinelli_and_hazlett() -> None:
    """Darfur, JRSS B 2020: t 4.18 with 783 degrees of freedom gives 13.9% and, at 5%, 7.6%."""
    darfur = reference_rows_darfur()
    statistic = darfur["estimate"] / darfur["se"]
    assert robustness_value(statistic, 783) == pytest.approx(0.1388, abs=PUBLISHED_2 / 100)
    assert robustness_value(statistic, 783, 0.05) == pytest.approx(0.0763, abs=PUBLISHED_2 / 100)


def reference_rows_darfur() -> pd.Series:
    from references import HERE

    more = pd.read_csv(HERE / "more.csv").set_index(["dataset", "estimator"])
    return more.loc[("darfur", "ols_classical")]
