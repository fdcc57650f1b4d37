"""Writes `difference_in_differences.csv` with diff-diff 3.13, moderndid 0.0.3 and pyfixest 0.60.

Not part of the test run: python 3.11 with these and pandas, from the top of the repository.
Where two of them give a number they agree to 1e-12; what is left out is what they get wrong:
moderndid 0.0.3 averages cohorts wrongly (R prints -0.0310 for mpdta, it gives -0.0313) and takes
those already treated for not yet treated; diff-diff has no calendar average. `honest_did` rows hold
the interval's ends in place of estimate and error.
"""

import sys
import warnings
from pathlib import Path

import diff_diff
import moderndid
import numpy as np
import pandas as pd
import pyfixest
from moderndid.didhonest import create_sensitivity_results_rm

HERE = Path(__file__).parent
ROWS: list[dict[str, object]] = []
warnings.simplefilter("ignore")


def row(
    data: str, what: str, software: str, values: tuple[float, float], point: object = ""
) -> None:
    ROWS.append(
        {"data": data, "what": what, "point": str(point), "estimate": float(values[0]),
         "std_error": float(values[1]), "software": software}
    )  # fmt: skip


def group_time(name: str, data: pd.DataFrame, columns: tuple[str, str, str, str]) -> None:
    y, unit, time, first = columns
    for comparison in ("never_treated", "not_yet_treated"):
        fit = diff_diff.CallawaySantAnna(control_group=comparison).fit(data, y, unit, time, first)
        row(name, f"{comparison}_simple", "diff-diff", (fit.overall_att, fit.overall_se))
        for kind, ours in (("group", "group"), ("event_study", "event_time")):
            found = fit.aggregate(kind)
            points = found.label if kind == "group" else found.event_time
            for point, effect, error in zip(points, found.att, found.se, strict=True):
                if np.isfinite(error):
                    row(name, f"{comparison}_{ours}", "diff-diff", (effect, error), int(point))
    cells = moderndid.att_gt(data, y, time, unit, first, bstrap=False, cband=False)
    for kind, ours in (("calendar", "calendar"), ("dynamic", "event_time")):
        found = moderndid.aggte(cells, type=kind, bstrap=False, cband=False)
        values = found.overall_att, found.overall_se
        row(name, f"never_treated_{ours}_overall", "moderndid", values)
        if kind == "calendar":
            for label, effect, error in zip(
                found.event_times, found.att_by_event, found.se_by_event, strict=True
            ):
                row(name, "never_treated_calendar", "moderndid", (effect, error), int(label))


def regressions(name: str, data: pd.DataFrame, columns: tuple[str, str, str, str]) -> None:
    y, unit, time, first = columns
    fit = diff_diff.SunAbraham().fit(data, y, unit, time, first)
    row(name, "sun_abraham", "diff-diff", (fit.overall_att, fit.overall_se))
    whole = data.assign(**{first: data[first].astype(int)})
    saturated = pyfixest.event_study(
        data=whole, yname=y, idname=unit, tname=time, gname=first, estimator="saturated", att=True
    ).aggregate(agg="period")
    for point, found in saturated.iterrows():
        values = found["Estimate"], found["Std. Error"]
        row(name, "sun_abraham_event_time", "pyfixest", values, int(float(point)))
    fit = diff_diff.ImputationDiD().fit(data, y, unit, time, first, aggregate="all")
    row(name, "imputation", "diff-diff", (fit.overall_att, fit.overall_se))
    for point, found in fit.event_study_effects.items():
        if point >= 0:
            values = found["effect"], found["se"]
            row(name, "imputation_event_time", "diff-diff", values, int(point))
    bacon = diff_diff.BaconDecomposition(weights="exact").fit(data, y, unit, time, first)
    row(name, "two_way_fixed_effects", "diff-diff", (bacon.twfe_estimate, np.nan))
    for cell in bacon.comparisons:
        control = "never" if cell.control_group == "never_treated" else int(cell.control_group)
        values = cell.estimate, cell.weight
        row(name, "bacon", "diff-diff", values, f"{int(cell.treated_group)}_{control}")


def cross_sections(data: pd.DataFrame) -> None:
    people = data.assign(person=range(len(data)))
    for covariates in (None, ["lpop"]):
        fit = diff_diff.CallawaySantAnna(control_group="never_treated", panel=False).fit(
            people, "lemp", "person", "year", "first_treat", covariates=covariates
        )
        name = "cross_sections_lpop" if covariates else "cross_sections"
        row("mpdta", name, "diff-diff", (fit.overall_att, fit.overall_se))


def honest(data: pd.DataFrame) -> None:
    fit = pyfixest.feols(
        "dins ~ i(year, D, ref=2013) | stfips + year", data, vcov={"CRV1": "stfips"}
    )
    for point, found in fit.tidy().iterrows():
        year = point.split("::")[1].split(":")[0]
        row("ehec", "event_study", "pyfixest", (found["Estimate"], found["Std. Error"]), year)
    for effect, weights in (("first", [1.0, 0.0]), ("average", [0.5, 0.5])):
        found = create_sensitivity_results_rm(
            fit.coef().to_numpy(),
            fit._vcov,
            5,
            2,
            m_bar_vec=[1.0],
            l_vec=np.array(weights)[:, None],
        )  # a minute each: a linear programme for every point of every grid
        row("ehec", f"honest_did_{effect}", "moderndid", (found["lb"][0], found["ub"][0]), 1.0)


def main() -> None:
    mpdta = pd.read_csv(HERE / "data" / "mpdta.csv")
    castle = pd.read_csv(HERE / "data" / "castle.csv").fillna({"effyear": 0.0})
    for name, data, columns in (
        ("mpdta", mpdta, ("lemp", "countyreal", "year", "first_treat")),
        ("castle", castle, ("l_homicide", "sid", "year", "effyear")),
    ):
        group_time(name, data, columns)
        regressions(name, data, columns)
    cross_sections(mpdta)
    honest(pd.read_csv(HERE / "data" / "ehec.csv"))
    pd.DataFrame(ROWS).to_csv(HERE / "difference_in_differences.csv", index=False)


if __name__ == "__main__":
    sys.exit(main())
