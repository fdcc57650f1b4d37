"""Named standard errors, weights and absorbed groups against R, and CR2 against its definition."""

import numpy as np
import pandas as pd
import pytest
from references import TABLE_4, THORNTON, data, reference_rows, relative_difference

from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df, wald_test
from pipeline.inference.least_squares import LeastSquares, least_squares
from pipeline.inference.standard_errors import clustered_covariance, standard_error

# The references are printed to 12 digits; least squares loses a few to conditioning.
DETERMINISTIC = 1e-8
INDEPENDENT = ("classical", "HC0", "HC1", "HC2", "HC3")
CLUSTERED = ("CR0", "stata", "CR2")
SCHOOLS = ("arab", "religious")
DARFUR = "directlyharmed age farmer_dar herder_dar pastvoted hhsize_darfur female"
INSURANCE = "default male age agpop ricearea_2010 literacy intensive risk_averse disaster_prob"


def case(row: str, name: str, formula: str, se_types: tuple[str, ...], **also: str) -> list[tuple]:
    """One regression, `outcome ~ columns`, and a row of the reference for each error."""
    return [(row + se_type, name, formula, se_type, also) for se_type in se_types]


def columns(*names: str) -> str:
    return " ".join(names)


CASES = [
    *case("thornton_simple_", "thornton", "got ~ any", INDEPENDENT),
    *case("thornton_ancova_", "complete", "got ~ any " + columns(*THORNTON), INDEPENDENT),
    *case("thornton_ancova_weighted_", "complete", "got ~ any " + columns(*THORNTON), INDEPENDENT,
          weights="weight"),
    *case("nsw_simple_", "nsw", "re78 ~ treat", ("classical", "HC2", "HC3")),
    *case("nsw_mixtape,dim_", "nsw", "re78 ~ treat", ("classical", "HC1", "HC2", "HC3")),
    *case("nsw+cps,naive_", "nsw_cps", "re78 ~ treat", ("classical", "HC2")),
    *case("alo_star_men,ancova_", "star", "GPA_year1 ~ sfsp gpa0", ("HC2",)),
    *case("thornton_full,T4c1_", "table_4", "got ~ any " + columns(*TABLE_4), INDEPENDENT),
    *case("thornton_full,T4c1_cluster_", "table_4", "got ~ any " + columns(*TABLE_4), CLUSTERED,
          clusters="villnum"),
    *case("thornton_full,villageFE_", "table_4_complete", "got ~ any",
          ("HC2", "CR2"), absorbed="villnum", clusters="villnum"),
    *case("thornton_cluster_", "complete", "got ~ any", CLUSTERED, clusters="villnum"),
    *case("thornton_ancova_cluster_", "complete", "got ~ any " + columns(*THORNTON), CLUSTERED,
          clusters="villnum"),
    *case("thornton_ancova_cluster_weighted_", "complete", "got ~ any " + columns(*THORNTON),
          ("CR2",), weights="weight", clusters="villnum"),
    *case("thornton_fe_cluster_", "complete", "got ~ any age hiv2004", ("stata", "CR2"),
          absorbed="villnum", clusters="villnum"),
    *case("thornton_strata_", "complete", "got ~ any", ("HC2",), absorbed="stratum"),
    *case("village_treated_", "complete", "hiv2004 ~ village_treated age", CLUSTERED,
          clusters="villnum"),
    *case("few_clusters_", "few", "got ~ village_treated age", ("stata", "CR2"),
          clusters="villnum"),
    *case("darfur,ols_", "darfur", "peacefactor ~ " + DARFUR, ("classical", "HC1"),
          absorbed="village"),
    *case("darfur,ols_fe_cluster_", "darfur", "peacefactor ~ " + DARFUR, ("stata", "CR2"),
          absorbed="village", clusters="village"),
    *case("social_insure,itt_cluster_", "insurance", "takeup_survey ~ " + INSURANCE,
          ("stata", "CR2"), clusters="address"),
    *case("social_insure,itt_villageFE_cluster_", "insurance", "takeup_survey ~ " + INSURANCE,
          ("stata", "CR2"), absorbed="village", clusters="address"),
    *[part for name, rows in (("all", "awards"), ("Girl", "awards_girls"), ("Boy", "awards_boys"))
      for part in case(f"AchievementAwardsRCT,2001_{name}_cluster_", rows,
                       "bagrut ~ treated " + columns(*SCHOOLS), CLUSTERED, clusters="school_id")],
]  # fmt: skip


def fitted(
    name: str, formula: str, weights: str | None, absorbed: str | None
) -> tuple[pd.DataFrame, LeastSquares]:
    outcome, _, names = formula.partition(" ~ ")
    rows = data(name)
    rows = rows.assign(weight=1 + rows["distvct"]) if weights else rows
    rows = rows.dropna(subset=[outcome, *names.split(), *([absorbed] if absorbed else [])])
    exog = rows[names.split()].to_numpy(float)
    if absorbed is None:
        exog = np.column_stack([exog, np.ones(len(rows))])
    given = rows[weights].to_numpy(float) if weights else None
    groups = rows[absorbed].to_numpy() if absorbed else None
    return rows, least_squares(exog, rows[outcome].to_numpy(float), given, groups)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_errors_equal_r(case: tuple) -> None:
    row, name, formula, se_type, also = case
    rows, fit = fitted(name, formula, also.get("weights"), also.get("absorbed"))
    theirs = reference_rows()[row]
    contrast = np.eye(len(fit.coefficients))[0]
    labels = rows[also["clusters"]].to_numpy() if "clusters" in also else None
    ours = standard_error(fit, contrast, se_type, labels)
    assert len(fit.residuals) == theirs["n_obs"]
    assert relative_difference(fit.coefficients[0], theirs["estimate"]) < DETERMINISTIC
    assert relative_difference(ours.std_error, theirs["std_error"]) < DETERMINISTIC
    assert relative_difference(ours.df, theirs["df"]) < DETERMINISTIC


def test_groups_inside_clusters_need_not_count_as_parameters() -> None:
    """Village effects and village clusters: pyfixest's CRV1, as `xtreg, fe` and `reghdfe`."""
    rows = data("thornton").dropna(subset=["got", "any", "age", "hiv2004", "villnum"])
    villages = rows["villnum"].to_numpy()
    exog = rows[["any", "age", "hiv2004"]].to_numpy(float)
    fit = least_squares(exog, rows["got"].to_numpy(float), absorbed=villages)
    covariance, _ = clustered_covariance(fit, "stata", villages, nested_counted=False)
    assert np.sqrt(covariance[0, 0]) == pytest.approx(0.02259520, abs=5e-9)


def groups(layout: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray | None]:
    """Clusters (n,) and absorbed groups (n,) of 180 rows, in each way that they can lie."""
    cluster = np.sort(rng.integers(0, 12, size=180))
    inside = cluster * 4 + rng.integers(0, 4, size=180)
    across = rng.integers(0, 5, size=180)
    return {
        "none": (cluster, None),
        "inside": (cluster, inside),
        "pairs": (cluster, cluster // 2),
        "strata": (cluster, cluster // 4),
        "across": (cluster, across),
        "some inside, some across": (cluster, np.where(cluster < 5, inside + 100, across)),
        "every row its own cluster": (np.arange(180), across),
    }[layout]


LAYOUTS = ("none", "inside", "pairs", "strata", "across", "some inside, some across",
           "every row its own cluster")  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("weighted", ["", "equal", "by cluster", "unequal"])
def test_cr2_equals_its_definition(layout: str, weighted: str) -> None:
    """Weights and absorbed groups, against every matrix of the definition written out."""
    rng = np.random.default_rng(12)
    cluster, absorbed = groups(layout, rng)
    weights = {
        "": None,
        "equal": np.full(180, 3.0),
        "by cluster": 1.0 + cluster % 3,
        "unequal": rng.exponential(size=180) + 0.05,
    }[weighted]
    exog = rng.normal(size=(180, 3))
    exog[:, 0] = cluster % 2
    outcome = exog @ [1.0, 2.0, 3.0] + rng.normal(size=180)
    if absorbed is None:
        exog = full = np.column_stack([exog, np.ones(180)])
    else:
        if layout == "inside":  # a group inside a cluster has one treatment only
            exog[:, 0] = rng.random(180) < 0.5
        full = np.column_stack([exog, absorbed[:, None] == np.unique(absorbed)])
    fit = least_squares(exog, outcome, weights, absorbed)
    robust = cluster_robust(exog, fit.residuals, cluster, weights, absorbed)
    for number in (1, 3):
        covariance, df = by_definition(full, outcome, cluster, weights, number)
        contrasts = np.eye(exog.shape[1])[:number]
        ours = contrasts @ robust.covariance @ contrasts.T
        assert np.abs(ours - covariance).max() < DETERMINISTIC * np.abs(covariance).max()
        if number == 1:
            assert relative_difference(satterthwaite_df(robust, contrasts[0]), df) < DETERMINISTIC
        test = wald_test(robust, fit.coefficients, contrasts)
        assert relative_difference(test.df_denominator + number - 1, df) < DETERMINISTIC


def by_definition(full, outcome, clusters, weights, number: int) -> tuple[np.ndarray, float]:
    """The covariance of the first coefficients and its degrees of freedom, nothing simplified.

    Each cluster gives ``number`` linear functions of the outcome. Under the working model their
    covariances, standardised, give the total variance of the estimator's entries.
    """
    rows = np.eye(len(outcome))
    weight = rows if weights is None else np.diag(weights)
    bread = np.linalg.inv(full.T @ weight @ full)
    residual_maker = rows - full @ bread @ full.T @ weight
    functions = []
    for cluster in np.unique(clusters):
        own = np.flatnonzero(clusters == cluster)
        values, vectors = np.linalg.eigh(residual_maker[own] @ residual_maker[own].T)
        roots = np.where(values < 1e-10, 0, 1 / np.sqrt(np.where(values < 1e-10, 1, values)))
        adjustment = (vectors * roots) @ vectors.T
        scores = bread[:number] @ full[own].T @ weight[np.ix_(own, own)]
        functions.append(scores @ adjustment @ residual_maker[own])
    functions = np.array(functions)
    contributions = functions @ outcome
    mean = np.einsum("gan,gbn->ab", functions, functions)
    standard = np.einsum("ab,gbn->gan", np.linalg.cholesky(np.linalg.inv(mean)).T, functions)
    every = np.einsum("gan,hbn->ghab", standard, standard)
    traces = np.trace(every, axis1=2, axis2=3)
    variances = (traces**2).sum() + np.einsum("ghab,ghba->", every, every)
    return contributions.T @ contributions, number * (number + 1) / variances


def test_nothing_depends_on_the_scale_of_weights_nor_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(5)
    cluster, absorbed = groups("across", rng)
    exog, outcome, weights = rng.normal(size=(180, 2)), rng.normal(size=180), rng.random(180) + 0.1
    order = rng.permutation(180)
    found = []
    for rows, scale in ((np.arange(180), 1.0), (order, 250.0)):
        fit = least_squares(exog[rows], outcome[rows], scale * weights[rows], absorbed[rows])
        found.append(standard_error(fit, np.array([1.0, 0.0]), "CR2", cluster[rows]))
    assert relative_difference(found[1].std_error, found[0].std_error) < DETERMINISTIC
    assert relative_difference(found[1].df, found[0].df) < DETERMINISTIC


def test_what_cannot_be_answered_is_refused() -> None:
    rng = np.random.default_rng(6)
    exog, outcome, village = rng.normal(size=(30, 2)), rng.normal(size=30), np.arange(30) % 5
    fit: LeastSquares = least_squares(exog, outcome)
    with pytest.raises(ValueError, match="positive"):
        cluster_robust(exog, outcome, village, weights=np.r_[0.0, np.ones(29)])
    with pytest.raises(ValueError, match="without clusters"):
        standard_error(fit, np.array([1.0, 0.0]), "CR2")
    with pytest.raises(np.linalg.LinAlgError):
        least_squares(np.column_stack([exog, exog[:, 0]]), outcome)
    with pytest.raises(np.linalg.LinAlgError):
        least_squares(np.column_stack([exog, village]), outcome, absorbed=village)
