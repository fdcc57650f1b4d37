"""Yes-or-no answers, counts and times until an event, against other packages and textbooks."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import EstimationError
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.score_influence import score_influence, stacked_covariance
from pipeline.inference.standardisation import Standardised, standardised
from pipeline.inference.survival import restricted_mean_time, share_with_event

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data"
# Two Newton iterations that stop by different rules agree to about this.
ITERATED = 1e-8
# The references are printed to 12 digits.
DETERMINISTIC = 1e-10
# R's glm stops when the deviance changes by less than 1e-8 of itself.
R_LOGIT = 1e-6
# The change by one in ten thousand is the derivative up to its curvature.
ONE_IN_MANY = 1e-4
# Two orders of the same sums.
ROUNDING = 1e-10
# The textbook prints three digits of a share and four decimals of its error.
PUBLISHED_SHARE, PUBLISHED_ERROR = 0.00051, 0.000051
THORNTON = ("got", "any", ("age", "hiv2004", "distvct"))
NSW = ("re78", "treat", ("age", "educ", "black", "nodegree"))


def thornton() -> pd.DataFrame:
    rows = pd.read_csv(HERE / "data" / "thornton_hiv.csv")
    return rows.dropna(subset=["got", "any", "age", "hiv2004", "distvct", "villnum"])


def nsw() -> pd.DataFrame:
    path = RAW / "job-training" / "raw" / "nsw.dta"
    return pd.read_stata(path, convert_categoricals=False)


def fitted(family: str, estimand: str) -> tuple[pd.DataFrame, Standardised]:
    rows, names = (thornton(), THORNTON) if family == "logit" else (nsw(), NSW)
    outcome, treatment, covariates = names
    exog = np.column_stack([np.ones(len(rows)), rows[[treatment, *covariates]]]).astype(float)
    target = np.ones(len(rows)) if estimand == "ATE" else exog[:, 1].copy()
    return rows, standardised(exog, rows[outcome].to_numpy(float), family, target)


def reference_rows() -> list[dict]:
    table = pd.read_csv(HERE / "standardisation.csv").fillna({"clusters": ""})
    return table.to_dict("records")


@pytest.mark.parametrize(
    "row", reference_rows(), ids=lambda row: f"{row['data']} {row['estimand']}"
)
def test_standardisation_is_marginaleffects_and_stacked_equations(row: dict) -> None:
    family = row["estimator"].removesuffix("_standardisation")
    rows, ours = fitted(family, row["estimand"])
    assert len(rows) == row["n_obs"]
    difference = ours.mean_treated - ours.mean_control
    through, whole = ours.through_model, ours.own + ours.through_model
    if row["clusters"]:
        whole = pd.Series(whole).groupby(rows[row["clusters"]].to_numpy()).sum().to_numpy()
    np.testing.assert_allclose(difference, row["margins"], rtol=ITERATED)
    np.testing.assert_allclose(difference, row["estimate"], rtol=ITERATED)
    np.testing.assert_allclose(np.sqrt((through**2).sum()), row["delta"], rtol=ITERATED)
    np.testing.assert_allclose(np.sqrt((whole**2).sum()), row["stacked"], rtol=ITERATED)


@pytest.mark.parametrize("family", ["logit", "poisson"])
def test_without_covariates_it_is_the_difference_in_means(family: str) -> None:
    rows = thornton()
    treated, outcome = rows["any"].to_numpy(float), rows["got"].to_numpy(float)
    exog = np.column_stack([np.ones(len(rows)), treated])
    ours = standardised(exog, outcome, family, np.ones(len(rows)))
    arms = [outcome[treated == arm] for arm in (1, 0)]
    np.testing.assert_allclose(ours.mean_treated, arms[0].mean(), rtol=ITERATED)
    np.testing.assert_allclose(ours.mean_control, arms[1].mean(), rtol=ITERATED)
    neyman = sum(arm.var(ddof=1) / len(arm) for arm in arms)
    hc2 = score_influence(ours.exog, ours.residuals, None) @ ours.gradient
    np.testing.assert_allclose((hc2**2).sum(), neyman, rtol=ITERATED)
    linear = outcome - exog @ np.linalg.lstsq(exog, outcome, rcond=None)[0]
    clusters = rows["villnum"].to_numpy()
    by_village = score_influence(ours.exog, ours.residuals, clusters) @ ours.gradient
    covariance = cluster_robust(exog, linear, clusters).covariance
    np.testing.assert_allclose((by_village**2).sum(), covariance[1, 1], rtol=ITERATED)


def test_logit_by_clusters_is_clubsandwich() -> None:
    """The girls of Achievement Awards: the coefficient of treatment, its CR2 error and its df."""
    rows = pd.read_csv(HERE / "data" / "achievement_awards_2001.csv").query("girl == 1")
    reference = pd.read_csv(HERE / "more.csv").set_index("estimator").loc["2001_Girl_logit_CR2"]
    exog = np.column_stack([np.ones(len(rows)), rows[["treated", "arab", "religious"]]])
    ours = standardised(exog.astype(float), rows["bagrut"].to_numpy(float), "logit", exog[:, 0])
    clusters = rows["school_id"].to_numpy()
    influence = score_influence(ours.exog, ours.residuals, clusters)
    error = np.sqrt(stacked_covariance(influence)[1, 1])
    np.testing.assert_allclose(error, reference["se"], rtol=R_LOGIT)
    robust = cluster_robust(ours.exog, ours.residuals, clusters)
    df = satterthwaite_df(robust, np.eye(4)[1])
    np.testing.assert_allclose(df, reference["df"], rtol=R_LOGIT)


# Weeks of remission with 6-mercaptopurine and without (Freireich et al. 1963).
TREATED = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def remission() -> tuple[np.ndarray, np.ndarray]:
    seen, lost = TREATED
    time = np.array([*seen, *lost], float)
    return time, np.r_[np.ones(len(seen)), np.zeros(len(lost))]


@pytest.mark.parametrize(
    ("week", "share", "error"),
    [
        (6, 0.857, 0.0764), (7, 0.807, 0.0869), (10, 0.753, 0.0963), (13, 0.690, 0.1068),
        (16, 0.627, 0.1141), (22, 0.538, 0.1282), (23, 0.448, 0.1346),
    ],
)  # fmt: skip
def test_kaplan_meier_and_greenwood_as_printed(week: int, share: float, error: float) -> None:
    """Klein and Moeschberger, Survival Analysis, table 4.1B."""
    found = share_with_event(*remission(), week)
    assert abs(1 - found.value - share) < PUBLISHED_SHARE
    assert abs(np.sqrt(found.variance) - error) < PUBLISHED_ERROR


@pytest.mark.parametrize("line", pd.read_csv(HERE / "survival.csv").to_dict("records"), ids=str)
def test_survival_is_lifelines(line: dict) -> None:
    rows = pd.read_csv(HERE / "data" / "rossi.csv")
    if line["data"] == "rossi_lost":
        rows["week"] = (rows["week"] - rows["age"] % 7 * 4).clip(lower=1)
        rows["arrest"] = rows["arrest"] * (rows["age"] % 5 != 0)
    rows = rows[rows["fin"] == line["arm"]]
    time, event = rows["week"].to_numpy(float), rows["arrest"].to_numpy(float)
    share = share_with_event(time, event, line["horizon"])
    mean = restricted_mean_time(time, event, line["horizon"])
    np.testing.assert_allclose(share.value, line["share"], rtol=DETERMINISTIC)
    np.testing.assert_allclose(mean.value, line["mean"], rtol=DETERMINISTIC)


@pytest.mark.parametrize("measure", [share_with_event, restricted_mean_time])
def test_influence_is_what_one_more_person_changes(measure) -> None:
    """Squares of influence make Greenwood's variance; a person counted twice moves the number."""
    time, event = remission()
    found = measure(time, event, 30)
    np.testing.assert_allclose((found.influence**2).sum(), found.variance, rtol=ROUNDING)
    np.testing.assert_allclose(found.influence.sum(), 0, atol=ROUNDING)
    many = 10_000
    for person in range(len(time)):
        repeated = [np.r_[np.repeat(column, many), column[person]] for column in (time, event)]
        change = (measure(*repeated, 30).value - found.value) * many
        np.testing.assert_allclose(change, found.influence[person], atol=ONE_IN_MANY)


def test_watched_to_the_end_it_is_the_mean_of_shortened_times() -> None:
    time = np.array(PLACEBO, float)
    found = restricted_mean_time(time, np.ones(len(time)), 10)
    shortened = np.minimum(time, 10)
    np.testing.assert_allclose(found.value, shortened.mean(), rtol=ROUNDING)
    np.testing.assert_allclose(found.variance, shortened.var() / len(time), rtol=ROUNDING)


def test_a_horizon_that_nobody_reached_is_refused() -> None:
    with pytest.raises(EstimationError) as refusal:
        share_with_event(*remission(), 36)
    assert refusal.value.faults[0].code == "E794"
    everyone = np.array(PLACEBO, float)
    assert share_with_event(everyone, np.ones(len(everyone)), 36).value == 1


def test_covariates_that_decide_the_answer_are_refused() -> None:
    x = np.arange(40.0)
    exog = np.column_stack([np.ones(40), np.arange(40) % 2, x])
    with pytest.raises(EstimationError) as refusal:
        standardised(exog, (x > 19).astype(float), "logit", np.ones(40))
    assert refusal.value.faults[0].code == "E793"
