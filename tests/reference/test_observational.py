"""Comparison designs against DoubleML, delicatessen, R's Matching, plain R, and Stata's manual."""

import numpy as np
import pandas as pd
import pytest
from references import HERE, NSW, Case, data, relative_difference
from test_reference import DETERMINISTIC, LOGIT, design_of

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.aipw import augmented
from pipeline.estimators.nuisance import by_folds
from pipeline.estimators.partialling_out import partialled_out
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import ERRORS, EstimatorSettings
from pipeline.matching.bias import corrected
from pipeline.matching.distance import coordinates, scaled
from pipeline.matching.error import matching_variance
from pipeline.matching.greedy import match_without_replacement
from pipeline.matching.matched import Matched, Rule, match_to
from pipeline.results import Estimate
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import Matching

# R's glm stops its iterations earlier than our logit does; a matched mean then moves a little.
R_GLM = 2e-6
# Stata prints so many decimals.
STATA_4, STATA_5 = 5e-5, 5e-6
LALONDE = ("age", "educ", "black", "hispan", "married", "nodegree", "re74", "re75")
# R's contrasts drop the first race of the alphabet, and distances depend on which is dropped.
R_CODING = ("age", "educ", "hispan", "white", "married", "nodegree", "re74", "re75")
FOLDS = 5


def rows_of(name: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if name == "nsw_cps":
        return data("nsw_cps"), NSW
    rows = data("lalonde")
    return rows.assign(white=1 - rows["black"] - rows["hispan"]), LALONDE


def sample_of(name: str, covariates: tuple[str, ...] | None = None) -> Sample:
    rows, names = rows_of(name)
    case = Case("", name, "re78", "treat", "", "")
    return complete_cases(rows, design_of(case, "observational"), "re78", covariates or names)


def references() -> pd.DataFrame:
    return pd.read_csv(HERE / "observational.csv").set_index(["data", "estimator", "estimand"])


def without_correction(std_error: float, n: int) -> float:
    """Ours divide the sum of squares by n - 1, theirs by n."""
    return std_error * np.sqrt((n - 1) / n)


@pytest.mark.parametrize(
    "key", [key for key in references().index if key[1] in ERRORS], ids=",".join
)
def test_stacked_moments(key: tuple[str, str, str]) -> None:
    """Estimate and error as the estimating equations alone give them, by delicatessen."""
    name, estimator, estimand = key
    rows, covariates = rows_of(name)
    case = Case("", name, "re78", "treat", estimator, "")
    settings = EstimatorSettings(covariates, ERRORS[estimator][0])
    design = design_of(case, "observational", estimand)
    ours, theirs = ESTIMATORS[estimator](rows, design, "re78", settings), references().loc[key]
    assert ours.estimand == estimand
    assert relative_difference(ours.estimate, theirs["estimate"]) < DETERMINISTIC
    error = without_correction(ours.std_error, ours.n_obs)
    assert relative_difference(error, theirs["std_error"]) < DETERMINISTIC


@pytest.mark.parametrize("name", ["MatchIt_lalonde", "nsw_cps"])
def test_cross_fitting_equals_doubleml(name: str) -> None:
    """The same folds and the same learners, for both models of the paper."""
    sample = sample_of(name)
    place = np.arange(len(sample.outcome)) % FOLDS
    folds = [(np.flatnonzero(place != k), np.flatnonzero(place == k)) for k in range(FOLDS)]
    effect, influence = partialled_out(sample, "parametric", folds, 0)
    found = {("partially_linear", "ATO"): (effect, influence)}
    nuisance = by_folds(sample, "parametric", folds, 0)
    for estimand in ("ATT", "ATE"):
        result = augmented(sample, nuisance, estimand)
        effect = result.mean_treated - result.mean_control
        found["interactive", estimand] = (effect, result.influence)
    for key, (ours, influence) in found.items():
        theirs = references().loc[(name, *key)]
        assert relative_difference(ours, theirs["estimate"]) < LOGIT
        error = np.sqrt((influence**2).sum()) / len(influence)
        assert relative_difference(error, theirs["std_error"]) < LOGIT


def homoskedastic(sample: Sample, partners: np.ndarray, effect: float, moved: np.ndarray) -> float:
    """R's Matching takes half the mean square of single pairs for the variance of everybody."""
    pairs = sample.outcome[sample.treated][:, None] - sample.outcome[~sample.treated]
    pairs = pairs - (moved[sample.treated][:, None] - moved[~sample.treated])
    return float(0.5 * (partners * (pairs - effect) ** 2).sum() / partners.sum())


def as_matching_does(sample: Sample, places: np.ndarray) -> tuple[Matched, np.ndarray]:
    """Every pair compared, and its tie rule: squared distances within 0.00001 of the nearest."""
    asked = sample.treated
    gaps = places[asked][:, None, :] - places[~asked]
    squares = (gaps**2).sum(axis=2)
    near = squares <= squares.min(axis=1, keepdims=True) + 1e-5
    partners = near / near.sum(axis=1, keepdims=True)
    n, covariates = len(asked), sample.covariates
    outcome, middle = np.full(n, np.nan), np.full(covariates.shape, np.nan)
    outcome[asked] = partners @ sample.outcome[~asked]
    middle[asked] = partners @ covariates[~asked]
    times, parts = np.zeros(n), np.zeros(n)
    times[~asked], parts[~asked] = partners.sum(axis=0), (partners**2).sum(axis=0)
    return Matched(asked, asked, outcome, middle, times, parts), partners


def r_estimate(sample: Sample, places: np.ndarray, adjusted: bool) -> tuple[float, float]:
    matched, partners = as_matching_does(sample, places)
    other, moved = matched.outcome, np.zeros(len(sample.outcome))
    if adjusted:
        other = corrected(matched, sample.outcome, sample.covariates, sample.treated)
        served = matched.times > 0
        root = np.sqrt(matched.times[served])[:, None]
        exog = np.column_stack([np.ones(served.sum()), sample.covariates[served]])
        slopes = np.linalg.lstsq(exog * root, sample.outcome[served] * root[:, 0], rcond=None)[0]
        moved = sample.covariates @ slopes[1:]
    effects = sample.outcome - other
    effect = float(effects[sample.treated].mean())
    spread = homoskedastic(sample, partners, effect, moved)
    variance = matching_variance(effects, matched, np.full(len(effects), spread))
    return effect, float(np.sqrt(variance))


@pytest.mark.parametrize("row", ["invvar", "invvar_biasadj", "pscore"])
def test_abadie_imbens_error_equals_matching_of_r(row: str) -> None:
    """Estimate, bias correction and error, under Matching's own tie rule and constant variance."""
    sample = sample_of("MatchIt_lalonde", R_CODING)
    places = coordinates(sample, "propensity") if row == "pscore" else scaled(sample.covariates)
    more = pd.read_csv(HERE / "more.csv").set_index(["dataset", "estimator"])
    theirs = more.loc[("MatchIt_lalonde", f"AbadieImbens_ATT_M1_{row}")]
    effect, error = r_estimate(sample, places, row.endswith("biasadj"))
    tolerance = LOGIT if row == "pscore" else DETERMINISTIC
    assert relative_difference(effect, theirs["estimate"]) < tolerance
    assert relative_difference(error, theirs["se"]) < tolerance


def test_example_of_matching_of_r() -> None:
    """The help page of `Match`: 2153.3 (825.4) on the National Supported Work lottery."""
    rows = data("nsw")
    squares = {f"{name}2": rows[name] ** 2 for name in ("age", "educ", "re74", "re75")}
    without = {"u74": (rows["re74"] == 0) * 1.0, "u75": (rows["re75"] == 0) * 1.0}
    rows = rows.assign(**squares, **without)
    names = ("age", "age2", "educ", "educ2", "black", "hisp", "marr", "nodegree", "re74", "re742",
             "re75", "re752", "u74", "u75")  # fmt: skip
    case = Case("", "nsw", "re78", "treat", "", "")
    sample = complete_cases(
        rows / rows.abs().max().clip(1), design_of(case, "observational"), "re78", names
    )
    scale = float(rows["re78"].max())
    effect, error = r_estimate(sample, coordinates(sample, "propensity"), False)
    assert (round(scale * effect, 1), round(scale * error, 1)) == (2153.3, 825.4)


def test_our_search_finds_what_every_pair_compared_finds() -> None:
    """The tree, its ties and its counts against the full table of distances."""
    sample = sample_of("MatchIt_lalonde", R_CODING)
    places = scaled(sample.covariates)
    theirs, _ = as_matching_does(sample, places)
    values = places, sample.outcome, sample.covariates
    ours = match_to(values, sample.treated, Rule())
    for name in ("outcome", "covariates", "times", "squares"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-12)


@pytest.mark.parametrize(
    ("row", "order"),
    [
        ("cps_nearest_without_replacement_data_order", "data"),
        ("cps_nearest_without_replacement_largest_first", "score"),
    ],
)
def test_without_replacement_equals_brute_force_in_r(row: str, order: str) -> None:
    sample = sample_of("nsw_cps")
    places = coordinates(sample, "linear_propensity")
    first = places[:, 0] if order == "score" else -np.arange(len(places), dtype=float)
    values = places, sample.outcome, sample.covariates
    matched = match_without_replacement(values, sample.treated, first, Rule())
    theirs = pd.read_csv(HERE / "weighting.csv").set_index("id").loc[row]
    effect = (sample.outcome - matched.outcome)[matched.found].mean()
    assert relative_difference(effect, theirs["estimate"]) < DETERMINISTIC
    assert matched.found.sum() + (matched.times > 0).sum() == theirs["n_obs"]


def matched_by(
    rows: pd.DataFrame, names: tuple[str, ...], question: tuple, **how: object
) -> Estimate:
    outcome, treatment, estimand = question
    case = Case("", "", outcome, treatment, "", "")
    options = Estimation(matching=Matching(bias_correction=False, **how))
    settings = EstimatorSettings(names, "abadie_imbens", options=options)
    design = design_of(case, "observational", estimand)
    return ESTIMATORS["nearest_neighbour"](rows, design, outcome, settings)


def test_with_replacement_equals_brute_force_in_r() -> None:
    ours = matched_by(data("nsw_cps"), NSW, ("re78", "treat", "ATT"), distance="propensity")
    theirs = pd.read_csv(HERE / "weighting.csv").set_index("id")
    row = theirs.loc["cps_nearest_with_replacement_ties_averaged"]
    assert relative_difference(ours.estimate, row["estimate"]) < LOGIT


def cattaneo() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "cataneo2.csv")


def test_stata_nnmatch() -> None:
    """`teffects nnmatch (bweight mage prenatal1 mmarried fbaby) (mbsmoke)` of the manual [TE]."""
    names = ("mage", "prenatal1_", "mmarried_", "fbaby_")
    ours = matched_by(cattaneo(), names, ("bweight", "mbsmoke_", "ATE"))
    assert ours.estimate == pytest.approx(-240.3306, abs=STATA_4)
    assert ours.std_error == pytest.approx(28.43006, abs=STATA_5)


def test_stata_psmatch_knows_that_the_score_was_estimated() -> None:
    """`teffects psmatch (bweight) (mbsmoke mmarried c.mage##c.mage fbaby medu)` of the manual."""
    names = ("mmarried_", "mage", "mage2", "fbaby_", "medu")
    rows = cattaneo().assign(mage2=lambda rows: rows["mage2"] / 100)
    ours = matched_by(rows, names, ("bweight", "mbsmoke_", "ATE"), distance="propensity")
    assert ours.estimate == pytest.approx(-210.9683, abs=STATA_4)
    assert ours.std_error == pytest.approx(32.021, abs=5e-4)


def test_stata_regression_adjustment() -> None:
    """`teffects ra`, held in the tests of statsmodels: -239.6392 (23.824)."""
    names = ("prenatal1_", "mmarried_", "mage", "fbaby_")
    case = Case("", "", "bweight", "mbsmoke_", "", "")
    settings = EstimatorSettings(names, "influence")
    design = design_of(case, "observational", "ATE")
    ours = ESTIMATORS["outcome_regression"](cattaneo(), design, "bweight", settings)
    assert ours.estimate == pytest.approx(-239.6392, abs=STATA_4)
    error = without_correction(ours.std_error, ours.n_obs)
    assert error == pytest.approx(23.824, abs=5e-3)


def test_matching_everybody_is_symmetric_in_the_arms() -> None:
    """Swapping the arms turns the sign of the effect on everybody and leaves its error."""
    names = ("mage", "prenatal1_", "mmarried_", "fbaby_")
    rows = cattaneo()
    one = matched_by(rows, names, ("bweight", "mbsmoke_", "ATE"))
    swapped = rows.assign(mbsmoke_=1 - rows["mbsmoke_"])
    other = matched_by(swapped, names, ("bweight", "mbsmoke_", "ATE"))
    assert other.estimate == pytest.approx(-one.estimate)
    assert other.std_error == pytest.approx(one.std_error)
