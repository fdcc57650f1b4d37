"""Differences in differences against diff-diff, moderndid, pyfixest and R's printed numbers."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.curves import CURVES
from pipeline.difference_in_differences.aggregation import aggregate
from pipeline.difference_in_differences.bands import cluster_sums, covariance_of
from pipeline.difference_in_differences.goodman_bacon import goodman_bacon
from pipeline.difference_in_differences.group_time import group_time
from pipeline.difference_in_differences.honest_did import Path as EffectPath
from pipeline.difference_in_differences.honest_did import relative_magnitudes
from pipeline.difference_in_differences.imputation import imputation
from pipeline.difference_in_differences.panel import Rows
from pipeline.difference_in_differences.rows import prepared
from pipeline.difference_in_differences.sun_abraham import sun_abraham
from pipeline.difference_in_differences.twfe import within_fit
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design, Sampling
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import DifferenceInDifferences

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
# Sums of the same numbers in another order.
DETERMINISTIC = 1e-8
# Our data hold castle's logarithms with ten digits; the fact was computed from more.
TEN_DIGITS = 1e-7
# R's errors for mpdta are of a bootstrap of 1,000 draws.
BOOTSTRAPPED = 0.08
# Ends of R's intervals lie on a grid of 40/1,000 standard errors, and so do ours.
ON_A_GRID = 0.0004
TABLE = pd.read_csv(HERE / "difference_in_differences.csv", dtype={"point": str})


@cache
def data(name: str) -> pd.DataFrame:
    rows = pd.read_csv(HERE / "data" / f"{name}.csv")
    if name == "mpdta":
        rows = rows.assign(first=rows["first_treat"].replace(0, np.nan))
    if name == "castle":
        rows = rows.assign(first=rows["effyear"], law=rows["effyear"] + 1)
    return rows.assign(ever=rows["first"].notna() * 1.0)


def design(adoption: str, **columns: str) -> Design:
    names = {"first_treated": "first", "treatment": "ever", "time": "year"} | columns
    return Design(kind="difference_in_differences", arms=ARMS, adoption=adoption, **names)


STUDIES = {
    "mpdta": ("lemp", design("staggered", unit="countyreal")),
    "castle": ("l_homicide", design("staggered", unit="sid")),
}


def options(**choices: str) -> EstimatorSettings:
    asked = Estimation(difference_in_differences=DifferenceInDifferences(**choices))
    return EstimatorSettings((), "influence", options=asked)


def rows_of(name: str) -> Rows:
    outcome, study = STUDIES[name]
    return prepared(data(name), study, outcome, options()).rows


def theirs(name: str, what: str) -> pd.DataFrame:
    found = TABLE[(TABLE["data"] == name) & (TABLE["what"] == what)]
    assert len(found)
    return found.set_index("point")


def close(ours: object, reference: object, tolerance: float = DETERMINISTIC) -> None:
    assert np.asarray(ours) == pytest.approx(np.asarray(reference, float), rel=tolerance)


def as_published(error: float, clusters: int) -> float:
    """An error of ours without the factor G / (G - 1), which `did` and its relatives leave out."""
    return error * np.sqrt((clusters - 1) / clusters)


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("comparison", ["never_treated", "not_yet_treated"])
def test_callaway_santanna(name: str, comparison: str) -> None:
    outcome, study = STUDIES[name]
    told = options(comparison=comparison)
    ours = ESTIMATORS["callaway_santanna"](data(name), study, outcome, told)
    reference = theirs(name, f"{comparison}_simple").iloc[0]
    close(ours.estimate, reference["estimate"])
    close(as_published(ours.std_error, ours.n_clusters), reference["std_error"])


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize(
    ("comparison", "kind"),
    [
        ("never_treated", "group"),
        ("never_treated", "calendar"),
        ("never_treated", "event_time"),
        ("not_yet_treated", "group"),
        ("not_yet_treated", "event_time"),
    ],
)
def test_every_average(name: str, comparison: str, kind: str) -> None:
    rows = rows_of(name)
    cells = group_time(rows, comparison)
    found = aggregate(cells, kind)
    points = found.points if kind == "event_time" else rows.times[found.points]
    reference = theirs(name, f"{comparison}_{kind}").loc[[str(point) for point in points]]
    sums = cluster_sums(found.influence, cells.clusters)
    errors = np.sqrt(np.diag(covariance_of(sums)))
    assert found.effects == pytest.approx(reference["estimate"].to_numpy(), rel=1e-8, abs=1e-12)
    close([as_published(error, len(sums)) for error in errors], reference["std_error"])


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("kind", ["calendar", "event_time"])
def test_averages_over_all(name: str, kind: str) -> None:
    outcome, study = STUDIES[name]
    told = options(comparison="never_treated", average=kind)
    ours = ESTIMATORS["callaway_santanna"](data(name), study, outcome, told)
    reference = theirs(name, f"never_treated_{kind}_overall").iloc[0]
    close(ours.estimate, reference["estimate"])
    close(as_published(ours.std_error, ours.n_clusters), reference["std_error"])


@pytest.mark.parametrize(
    ("average", "printed", "error"),
    [
        ("simple", -0.0400, 0.0118),
        ("group", -0.0310, 0.0124),
        ("calendar", -0.0417, 0.0160),
        ("event_time", -0.0772, 0.0203),
    ],
)
def test_mpdta_prints_as_in_r(average: str, printed: float, error: float) -> None:
    """The vignettes of `did` 2.1; their errors are bootstrapped."""
    told = options(comparison="never_treated", average=average)
    ours = ESTIMATORS["callaway_santanna"](data("mpdta"), STUDIES["mpdta"][1], "lemp", told)
    assert round(ours.estimate, 4) == printed
    assert ours.std_error == pytest.approx(error, rel=BOOTSTRAPPED)


def test_doubly_robust_with_covariates() -> None:
    """R prints ATT(2004, 2004) as -0.0145 and ATT(2004, 2005) as -0.0764 with `xformla = ~lpop`.

    A panel without gaps is two cross-sections of the same people: there diff-diff fits its logit
    to convergence, and the estimate is the same to the last digits.
    """
    told = replace(options(comparison="never_treated"), covariates=("lpop",))
    study = STUDIES["mpdta"][1]
    panel = ESTIMATORS["callaway_santanna"](data("mpdta"), study, "lemp", told)
    close(panel.estimate, theirs("mpdta", "cross_sections_lpop").iloc[0]["estimate"])
    cells = group_time(prepared(data("mpdta"), study, "lemp", told).rows, "never_treated")
    assert [round(effect, 4) for effect in cells.effects[:2]] == [-0.0145, -0.0764]


@pytest.mark.parametrize("covariates", [(), ("lpop",)])
def test_repeated_cross_sections(covariates: tuple[str, ...]) -> None:
    told = replace(options(comparison="never_treated"), covariates=covariates)
    people = design("staggered")
    ours = ESTIMATORS["callaway_santanna"](data("mpdta"), people, "lemp", told)
    reference = theirs("mpdta", "cross_sections_lpop" if covariates else "cross_sections").iloc[0]
    close(ours.estimate, reference["estimate"])
    close(as_published(ours.std_error, ours.n_clusters), reference["std_error"])


@pytest.mark.parametrize("name", STUDIES)
def test_sun_abraham(name: str) -> None:
    outcome, study = STUDIES[name]
    told = replace(options(), se_type="CR1")
    ours = ESTIMATORS["sun_abraham"](data(name), study, outcome, told)
    reference = theirs(name, "sun_abraham").iloc[0]
    close((ours.estimate, ours.std_error), reference[["estimate", "std_error"]])
    found = sun_abraham(rows_of(name))
    points = theirs(name, "sun_abraham_event_time").loc[[str(point) for point in found.since]]
    close(found.effects, points["estimate"])
    close(np.sqrt(np.diag(found.covariance)), points["std_error"])


@pytest.mark.parametrize("name", STUDIES)
def test_imputation(name: str) -> None:
    outcome, study = STUDIES[name]
    told = replace(options(), se_type="conservative")
    ours = ESTIMATORS["imputation"](data(name), study, outcome, told)
    reference = theirs(name, "imputation").iloc[0]
    close((ours.estimate, ours.std_error), reference[["estimate", "std_error"]])
    rows = rows_of(name)
    for point, row in theirs(name, "imputation_event_time").iterrows():
        found = imputation(rows, (rows.time - rows.cohort == int(point))[:, None] * 1.0)
        close((found.effects[0], found.covariance[0, 0] ** 0.5), row[["estimate", "std_error"]])


@pytest.mark.parametrize("name", STUDIES)
def test_every_bacon_cell(name: str) -> None:
    rows = rows_of(name)
    cells = goodman_bacon(rows)
    reference = theirs(name, "bacon")
    assert len(cells) == len(reference)
    for cell in cells:
        start = rows.times[int(cell.treated)]
        other = "never" if np.isinf(cell.control) else rows.times[int(cell.control)]
        row = reference.loc[f"{start}_{other}"]
        close((cell.estimate, cell.weight), row[["estimate", "std_error"]])
    average = sum(cell.weight * cell.estimate for cell in cells)
    coefficient = within_fit(rows, rows.treated[:, None] * 1.0).coefficients[0]
    close(average, coefficient, 1e-10)
    close(coefficient, theirs(name, "two_way_fixed_effects").iloc[0]["estimate"])


def test_a_bacon_cell_is_its_own_regression() -> None:
    """Each two-by-two again, as a regression with unit and time effects on its rows alone."""
    rows = rows_of("castle")
    for cell in goodman_bacon(rows):
        pair = (rows.cohort == cell.treated) | (rows.cohort == cell.control)
        if cell.comparison == "earlier_vs_later":
            pair &= rows.time < cell.control
        if cell.comparison == "later_vs_earlier":
            pair &= rows.time >= cell.control
        alone = rows.kept(pair)
        treated = (alone.cohort == cell.treated) & (alone.time >= cell.treated)
        close(within_fit(alone, treated[:, None] * 1.0).coefficients[0], cell.estimate)


def castle(error: str, weighted: bool) -> Estimate:
    """The published regression: `post`, which begins the year after the law's."""
    study = design("staggered", unit="sid", first_treated="law")
    if weighted:
        study = study.model_copy(update={"sampling": Sampling(weight="popwt")})
    told = EstimatorSettings((), error)
    return ESTIMATORS["two_way_fixed_effects"](data("castle"), study, "l_homicide", told)


@pytest.mark.parametrize(
    ("weighted", "estimate", "error"),
    [(False, 0.069398429, 0.055859635), (True, 0.075533239, 0.033193606)],
)
def test_castle_two_way_fixed_effects(weighted: bool, estimate: float, error: float) -> None:
    """Stata's `xtreg, fe vce(cluster)`; the trap: `post` is the years after the law's own."""
    ours = castle("CR1", weighted)
    close((ours.estimate, ours.std_error), (estimate, error), TEN_DIGITS)
    rows = data("castle")
    assert ((rows["year"] >= rows["law"]) == (rows["post"] == 1)).all()


def test_castle_callaway_santanna() -> None:
    told = options(comparison="never_treated")
    ours = ESTIMATORS["callaway_santanna"](data("castle"), STUDIES["castle"][1], "l_homicide", told)
    close(ours.estimate, 0.110383035, TEN_DIGITS)


@pytest.mark.parametrize("weighted", [False, True])
def test_cr2_equals_the_regression_with_dummies(weighted: bool) -> None:
    """Effects of units taken out first change neither CR2 nor its degrees of freedom."""
    from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df

    ours = castle("CR2", weighted)
    rows = data("castle")
    dummies = pd.get_dummies(rows[["sid", "year"]].astype(str), drop_first=True, dtype=float)
    exog = np.column_stack([rows["post"], np.ones(len(rows)), dummies])
    root = np.sqrt(rows["popwt"].to_numpy()) if weighted else np.ones(len(rows))
    exog, outcome = exog * root[:, None], rows["l_homicide"].to_numpy() * root
    left = outcome - exog @ np.linalg.lstsq(exog, outcome, rcond=None)[0]
    robust = cluster_robust(exog, left, rows["sid"].to_numpy())
    contrast = np.eye(exog.shape[1])[0]
    expected = np.sqrt(robust.covariance[0, 0]), satterthwaite_df(robust, contrast)
    close((ours.std_error, ours.df), expected, 1e-6)


def test_organ_donations() -> None:
    """R's `fixest` prints -0.022 (0.006); Stata, counting dummies, 0.00672 (`more.csv`)."""
    rows = pd.read_csv(ROOT / "data" / "organ-donation" / "raw" / "organ_donations.csv")
    there = rows["State"] == "California"
    rows = rows.assign(ever=there * 1.0, first=np.where(there, 4.0, np.nan))
    study = design("one_place", unit="State", time="Quarter_Num")
    told = EstimatorSettings((), "CR1", role="robustness")
    ours = ESTIMATORS["two_way_fixed_effects"](rows, study, "Rate", told)
    more = pd.read_csv(HERE / "more.csv").query("dataset == 'organ_donations'").iloc[0]
    close(ours.estimate, more["estimate"])
    dummies_counted = np.sqrt((162 - 7) / (162 - 33))
    close(ours.std_error * dummies_counted, more["se"])
    assert (round(ours.estimate, 3), round(ours.std_error, 3)) == (-0.022, 0.006)
    honest = ESTIMATORS["placebo_in_space"](rows, study, "Rate", EstimatorSettings((), "placebo"))
    close(honest.estimate, ours.estimate)
    assert honest.p_value == pytest.approx(_rank_by_hand(rows))


def _rank_by_hand(rows: pd.DataFrame) -> float:
    """Each state's change less the mean change of the other untreated states, ranked."""
    after = rows["Quarter_Num"] >= 4
    change = (
        rows[after].groupby("State")["Rate"].mean() - rows[~after].groupby("State")["Rate"].mean()
    )
    own = change.pop("California") - change.mean()
    others = [change[state] - change.drop(state).mean() for state in change.index]
    return (1 + int((np.abs(others) >= abs(own)).sum())) / (1 + len(others))


@pytest.mark.parametrize(
    ("name", "columns", "row"),
    [
        ("kielmc", ("rprice", "nearinc", "y81"), "w_kielmc"),
        ("injury_kentucky", ("ldurat", "highearn", "afchnge"), "w_injury"),
    ],
)
def test_classic_two_by_twos(name: str, columns: tuple[str, str, str], row: str) -> None:
    """Wooldridge's incinerator and injury compensation: people asked once, before or after."""
    outcome, group, after = columns
    rows = pd.read_csv(HERE / "data" / f"{name}.csv")
    rows = rows.assign(ever=rows[group] * 1.0, first=np.where(rows[group] == 1, 1.0, np.nan))
    study = design("single", time=after)
    ours = ESTIMATORS["two_way_fixed_effects"](rows, study, outcome, EstimatorSettings((), "CR2"))
    more = pd.read_csv(HERE / "more.csv").set_index(["dataset", "estimator"])
    classical = [key for key in more.index if key[0] == row and "classical" in key[1]]
    close(ours.estimate, more.loc[classical[0], "estimate"])
    robust = [key for key in more.index if key[0] == row and "HC2" in key[1]]
    if robust:  # nobody declared clusters: CR2 of one person each is HC2
        close(ours.std_error, more.loc[robust[0], "se"])
    same = ESTIMATORS["callaway_santanna"](rows, study, outcome, options())
    close(same.estimate, ours.estimate)


def ehec(weights: list[float]) -> EffectPath:
    """The event study of Medicaid and insurance, with its CR1 covariance."""
    rows = pd.read_csv(HERE / "data" / "ehec.csv")
    rows = rows.assign(ever=rows["D"], first=np.where(rows["D"] == 1, 2014.0, np.nan))
    study = design("single", unit="stfips")
    given = prepared(rows, study, "dins", options()).rows
    found = sun_abraham(given)
    reference = theirs("ehec", "event_study")
    close(found.effects, reference["estimate"])
    close(np.sqrt(np.diag(found.covariance)), reference["std_error"])
    return EffectPath(found.effects, found.covariance, 5, np.array(weights))


@pytest.mark.parametrize(
    ("bound", "printed"),
    [
        (0.5, (0.0240, 0.0672)),
        (1.0, (0.0170, 0.0720)),
        (1.5, (0.00824, 0.0797)),
        (2.0, (-0.000916, 0.0881)),
    ],
)
def test_honest_did_prints_as_in_r(bound: float, printed: tuple[float, float]) -> None:
    """The readme of HonestDiD, which solves a linear programme for each point of the grid."""
    ours = relative_magnitudes(ehec([1.0, 0.0]), bound, 0.95, np.random.default_rng(0))
    assert ours == pytest.approx(printed, abs=ON_A_GRID)


@pytest.mark.parametrize(("effect", "weights"), [("first", [1.0, 0.0]), ("average", [0.5, 0.5])])
def test_honest_did_equals_moderndid(effect: str, weights: list[float]) -> None:
    ours = relative_magnitudes(ehec(weights), 1.0, 0.95, np.random.default_rng(0))
    row = theirs("ehec", f"honest_did_{effect}").loc["1.0"]
    assert ours == pytest.approx(tuple(row[["estimate", "std_error"]]), abs=ON_A_GRID)


def test_every_curve_of_this_design_is_known() -> None:
    assert set(STUDIES["mpdta"][1].rule.curves) <= set(CURVES)
