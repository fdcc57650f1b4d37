"""Which of our estimates must equal which number of which other software.

One list holds them all, so that a test can ask whether every estimator has a reference.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data"
NSW = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
THORNTON = ("age", "hiv2004", "distvct")
TABLE_4 = ("male", "age", "age2", "hiv2004", "rumphi", "balaka")


@dataclass(frozen=True)
class Case:
    """One estimate: data, columns, estimator and error; and the row of the file it must equal.

    ``df`` says whether degrees of freedom are compared as well: estimatr gives a simple regression
    n - 2 where our difference in means has Welch's.
    """

    row: str
    data: str
    outcome: str
    treatment: str
    estimator: str
    se_type: str
    covariates: tuple[str, ...] = ()
    clusters: str | None = None
    strata: str | None = None
    df: bool = True


THORNTON_CASES = [
    Case("thornton_simple_HC2", "thornton", "got", "any", "difference_in_means", "HC2", df=False),
    Case("thornton_dim", "complete", "got", "any", "difference_in_means", "HC2"),
    Case("thornton_dim_blocked", "complete", "got", "any", "difference_in_means", "HC2",
         strata="stratum"),
    Case("thornton_cluster_CR2", "complete", "got", "any", "difference_in_means", "CR2",
         clusters="villnum"),
    Case("thornton_ancova_HC2", "complete", "got", "any", "ancova", "HC2", THORNTON),
    Case("thornton_ancova_cluster_CR2", "complete", "got", "any", "ancova", "CR2", THORNTON,
         "villnum"),
    Case("thornton_strata_HC2", "complete", "got", "any", "ancova", "HC2", strata="stratum"),
    Case("thornton_lin_HC2", "complete", "got", "any", "lin", "HC2", THORNTON),
    Case("thornton_lin_cluster_CR2", "complete", "got", "any", "lin", "CR2", THORNTON, "villnum"),
    Case("thornton_lin_strata_HC2", "complete", "got", "any", "lin", "HC2", strata="stratum"),
    Case("nsw_simple_HC2", "nsw", "re78", "treat", "difference_in_means", "HC2", df=False),
    Case("nsw_ancova_HC2", "nsw", "re78", "treat", "ancova", "HC2", NSW),
    Case("nsw_lin_HC2", "nsw", "re78", "treat", "lin", "HC2", NSW),
    Case("thornton_full,T4c1_HC2", "table_4", "got", "any", "ancova", "HC2", TABLE_4),
    Case("thornton_full,T4c1_cluster_CR2", "table_4", "got", "any", "ancova", "CR2", TABLE_4,
         "villnum"),
    Case("thornton_full,lin_HC2", "table_4", "got", "any", "lin", "HC2", TABLE_4),
    Case("thornton_full,lin_cluster_CR2", "table_4", "got", "any", "lin", "CR2", TABLE_4,
         "villnum"),
    Case("thornton_full,difference_in_means", "thornton_full", "got", "any",
         "difference_in_means", "HC2"),
    Case("nsw+cps,naive_HC2", "nsw_cps", "re78", "treat", "difference_in_means", "HC2", df=False),
    Case("alo_star_men,dim_HC2", "star", "GPA_year1", "sfsp", "difference_in_means", "HC2",
         df=False),
    Case("alo_star_men,ancova_HC2", "star", "GPA_year1", "sfsp", "ancova", "HC2", ("gpa0",)),
    Case("alo_star_men,lin_HC2", "star", "GPA_year1", "sfsp", "lin", "HC2", ("gpa0",)),
]  # fmt: skip
AWARDS = "AchievementAwardsRCT,2001_"
SCHOOL_TYPE = ("arab", "religious")
CLUSTER_CASES = [
    Case("village_treated_CR2", "complete", "hiv2004", "village_treated", "ancova", "CR2",
         ("age",), "villnum"),
    Case("few_clusters_CR2", "few", "got", "village_treated", "ancova", "CR2", ("age",), "villnum"),
    Case("village_treated_dim_clustered", "complete", "got", "village_treated",
         "difference_in_means", "CR2", clusters="villnum"),
    Case(AWARDS + "dim_clustered", "awards", "bagrut", "treated", "difference_in_means", "CR2",
         clusters="school_id"),
    Case(AWARDS + "all_cluster_CR2", "awards", "bagrut", "treated", "ancova", "CR2", SCHOOL_TYPE,
         "school_id"),
    Case(AWARDS + "Girl_cluster_CR2", "awards_girls", "bagrut", "treated", "ancova", "CR2",
         SCHOOL_TYPE, "school_id"),
    Case(AWARDS + "Boy_cluster_CR2", "awards_boys", "bagrut", "treated", "ancova", "CR2",
         SCHOOL_TYPE, "school_id"),
    Case(AWARDS + "Girl_clubSandwich_CR2_adj", "awards_girls", "bagrut", "treated", "ancova",
         "CR2", (*SCHOOL_TYPE, "father_ed", "mother_ed", "siblings", "immigrant", "lagscore"),
         "school_id"),
]  # fmt: skip
WEIGHTING_CASES = [
    Case("cps_ipw_att_hajek", "nsw_cps", "re78", "treat", "ipw", "ATT", NSW),
    Case("MatchIt_lalonde,ipw_ATT", "lalonde", "re78", "treat", "ipw", "ATT"),
    Case("MatchIt_lalonde,ipw_ATE", "lalonde", "re78", "treat", "ipw", "ATE"),
    Case("nhefs_ipw_ate", "nhefs", "wt82_71", "qsmk", "ipw", "ATE"),
    Case("aipw,MatchIt_lalonde,ATT", "lalonde", "re78", "treat", "aipw", "ATT"),
    Case("aipw,MatchIt_lalonde,ATE", "lalonde", "re78", "treat", "aipw", "ATE"),
    Case("aipw,nsw_cps,ATT", "nsw_cps", "re78", "treat", "aipw", "ATT", NSW),
    Case("aipw,nsw_cps,ATE", "nsw_cps", "re78", "treat", "aipw", "ATE", NSW),
]
# Estimators that are held to a number of other software, here or in a file of their design.
REFERENCED = {case.estimator for case in THORNTON_CASES + CLUSTER_CASES + WEIGHTING_CASES} | set(
    (
        "front_door",
        "strata_fixed_effects",
        "cluster_means",
        "cluster_means_by_size",
        # one a line
        "logit_standardisation",
        "poisson_standardisation",
        "restricted_mean_survival_time",
        "attrition_weights",
        "front_door",
        "two_stage_least_squares",
        "wald",
        "local_polynomial",
        "fuzzy_local_polynomial",
        "local_linear",
        "synthetic_control",  # test_synthetic.py
        "synthetic_difference_in_differences",  # test_synthetic.py
        "difference_in_differences_of_means",  # test_synthetic.py
        "segmented_regression",  # test_interrupted_series.py
        "effect_at_horizon",  # test_interrupted_series.py
        "prais_winsten",  # test_interrupted_series.py
        "two_way_fixed_effects",
        "placebo_in_space",
        "callaway_santanna",
        "sun_abraham",
        "imputation",
        "outcome_regression",
        "overlap_weights",
        "entropy_balancing",
        "double_machine_learning",
        "nearest_neighbour",
    )
)


# What rows of `more.csv` are about: one coefficient of each regression.
TERMS = ["any", "treat", "sfsp", "treated", "default", "directlyharmed"]


@cache
def reference_rows() -> dict[str, pd.Series]:
    """Every reference row by its name; `more.csv` has two columns that name a row."""
    regression = pd.read_csv(HERE / "regression.csv").set_index("id")
    weighting = pd.read_csv(HERE / "weighting.csv").set_index("id")
    more = pd.read_csv(HERE / "more.csv").rename(columns={"se": "std_error", "n": "n_obs"})
    more = more[more["term"].isin(TERMS)]
    more = more.set_index(more["dataset"] + "," + more["estimator"])
    aipw = pd.read_csv(HERE / "aipw.csv")
    aipw = aipw.set_index("aipw," + aipw["data"] + "," + aipw["estimand"])
    return {
        name: row for table in (regression, weighting, more, aipw) for name, row in table.iterrows()
    }


@cache
def data(name: str) -> pd.DataFrame:
    """The rows that a reference was computed from."""
    return LOADERS[name]()


def _thornton() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "thornton_hiv.csv")


def _complete() -> pd.DataFrame:
    rows = _thornton().dropna(subset=["got", "any", *THORNTON, "villnum"])
    stratum = pd.cut(rows["distvct"], [-1, 1, 2, 10]).cat.codes
    return rows.assign(stratum=stratum, village_treated=(rows["villnum"] % 2 == 0) * 1)


def _few() -> pd.DataFrame:
    rows = _complete()
    return rows[rows["villnum"].isin(sorted(rows["villnum"].unique())[:12])]


def _thornton_full() -> pd.DataFrame:
    rows = pd.read_csv(RAW / "hiv-results" / "raw" / "thornton_hiv.csv")
    known = rows["hiv2004"].where(rows["hiv2004"] >= 0)
    return rows.assign(age2=rows["age"] ** 2, hiv2004=known).dropna(subset=["any"])


def _nsw() -> pd.DataFrame:
    path = RAW / "job-training" / "raw" / "nsw.dta"
    return pd.read_stata(path, convert_categoricals=False).drop(columns="data_id")


def _nsw_cps() -> pd.DataFrame:
    cps = pd.read_parquet(RAW / "job-training-observational" / "raw" / "cps.parquet")
    nsw = _nsw()
    return pd.concat([nsw[nsw["treat"] == 1], cps.drop(columns="data_id")], ignore_index=True)


def _lalonde() -> pd.DataFrame:
    rows = pd.read_csv(HERE / "data" / "MatchIt_lalonde.csv")
    dummies = pd.get_dummies(rows.pop("race"), dtype=float)[["black", "hispan"]]
    return rows.join(dummies)


def _awards() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "achievement_awards_2001.csv")


def _nhefs() -> pd.DataFrame:
    """Chapter 12 of Hernán and Robins: squares, and dummies for what has categories."""
    rows = pd.read_csv(HERE / "data" / "nhefs.csv")
    squares = {
        f"{name}_2": rows[name] ** 2 for name in ("age", "smokeintensity", "smokeyrs", "wt71")
    }
    categories = ["education", "exercise", "active"]
    dummies = pd.get_dummies(rows[categories].astype("category"), drop_first=True, dtype=float)
    return rows.drop(columns=categories).assign(**squares).join(dummies)


LOADERS = {
    "thornton": _thornton,
    "complete": _complete,
    "few": _few,
    "thornton_full": _thornton_full,
    "table_4": lambda: _thornton_full().dropna(subset=["villnum"]),
    "table_4_complete": lambda: _thornton_full().dropna(subset=["got", "villnum", *TABLE_4]),
    "nsw": _nsw,
    "nsw_cps": _nsw_cps,
    "lalonde": _lalonde,
    "nhefs": _nhefs,
    "awards": _awards,
    "awards_girls": lambda: _awards().query("girl == 1"),
    "awards_boys": lambda: _awards().query("girl == 0"),
    "darfur": lambda: pd.read_csv(HERE / "data" / "darfur.csv"),
    "insurance": lambda: pd.read_csv(HERE / "data" / "social_insure.csv"),
    "star": lambda: pd.read_csv(HERE / "data" / "alo_star_men.csv"),
}


def covariates_of(case: Case) -> tuple[str, ...]:
    """The case's covariates, or every column beside outcome and treatment where it names none."""
    if case.covariates or case.data not in ("lalonde", "nhefs"):
        return case.covariates
    return tuple(name for name in data(case.data) if name not in (case.outcome, case.treatment))


def relative_difference(ours: float, theirs: float) -> float:
    return abs(ours - theirs) / abs(theirs) if theirs else np.nan
