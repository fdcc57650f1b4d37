"""What the synthetic controls share: the plan's panel, and an effect with the placebos' error."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.synthetic import (
    DIFFERENCE_IN_DIFFERENCES,
    SYNTHETIC_CONTROL,
    SYNTHETIC_DIFFERENCE_IN_DIFFERENCES,
    Method,
    SyntheticFit,
    fit,
)
from pipeline.estimators.unit_panel import Panel
from pipeline.estimators.unit_periods import means_before, panel_of
from pipeline.inference.placebo import jackknife_error, placebo_effects
from pipeline.plan import Design
from pipeline.results import Estimate

VISIBLE = 0.001  # a donor of less weight is not counted among those chosen
METHODS = {
    "synthetic_control": SYNTHETIC_CONTROL,
    "synthetic_difference_in_differences": SYNTHETIC_DIFFERENCE_IN_DIFFERENCES,
    "difference_in_differences_of_means": DIFFERENCE_IN_DIFFERENCES,
}


@dataclass(frozen=True)
class Fitted:
    """A panel with the method that the plan asks for, and what that method makes of it."""

    panel: Panel
    method: Method
    fit: SyntheticFit


def fitted(
    name: str, data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Fitted:
    """The panel of an outcome, fitted by one of `METHODS`; only a synthetic control has predictors.

    Raises
    ------
    EstimationError
        Where the data are no such panel, or there are too many predictors for its units.
    """
    method = replace(METHODS[name], solver=settings.options.synthetic.solver)
    panel = panel_of(data, design, outcome)
    chosen = settings.covariates or settings.options.synthetic.outcome_periods
    if chosen and name == "synthetic_control":
        panel = _with_predictors(panel, data, design, settings)
    return Fitted(panel, method, fit(panel, method))


def estimate_by(
    name: str, data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The mean effect after treatment began, by one of `METHODS`, with the planned error."""
    made = fitted(name, data, design, outcome, settings)
    told = replace(settings, se_type=settings.options.synthetic.error)
    if told.se_type == "jackknife":
        uncertainty = _by_jackknife(name, made)
    else:
        uncertainty = _by_placebos(made, told)
    without = float(made.fit.treated[made.panel.before :].mean()) - made.fit.effect
    about = Description(name, _formula(made, outcome, settings), without)
    rows = data.dropna(subset=[outcome])
    sample = Sample(
        outcome=rows[outcome].to_numpy(float),
        treatment=rows[design.treatment].to_numpy(float),
        covariates=np.empty((len(rows), 0)),
    )
    return as_estimate(sample, (design, outcome), (made.fit.effect, uncertainty), about, told)


def _with_predictors(
    panel: Panel, data: pd.DataFrame, design: Design, settings: EstimatorSettings
) -> Panel:
    """The panel with the covariates' earlier means and the earlier outcomes that count."""
    asked, times = settings.options.synthetic.outcome_periods, panel.times[: panel.before]
    kept = np.ones(panel.before, bool) if asked is None else np.isin(times, asked)
    predictors = panel.outcomes[:, : panel.before][:, kept]
    if settings.covariates:
        means = means_before(data, design, panel, settings.covariates)
        predictors = np.column_stack([means, predictors])
    units, count = predictors.shape
    if not kept.any() or count > units - 2:
        message = f"{count} predictors cannot be weighed by a regression over {units} units"
        help_ = "name a few earlier periods: estimate: synthetic: outcome_periods: [1975, 1980]"
        raise EstimationError(Fault("E770", message, key="construct.covariates", help=help_))
    return replace(panel, predictors=predictors)


def _by_placebos(made: Fitted, settings: EstimatorSettings) -> Uncertainty:
    """The spread of the effects on donors that were never treated, with one df less than donors.

    Sets of several donors overlap: for plain means their spread is a multiple of the donors' own
    variance, and knows as much of it.
    """
    placebos = settings.options.synthetic.placebos
    effects, exact = placebo_effects(made.panel, made.method, placebos, settings.rng)
    df = len(made.fit.donors) - 1
    words = f"placebo, {len(effects)} {'possible' if exact else 'random'} sets, {df} df"
    return Uncertainty(float(effects.std(ddof=1)), float(df), words, "athar")


def _by_jackknife(name: str, made: Fitted) -> Uncertainty:
    error = jackknife_error(made.panel, made.fit)
    if name == "synthetic_control" or not np.isfinite(error):
        message = f"the jackknife gives no error of {name} here"
        help_ = "it needs two treated units and two donors, and is wrong for synthetic controls: "
        help_ += "write error: placebo"
        raise EstimationError(Fault("E768", message, key="estimate.synthetic.error", help=help_))
    units = len(made.panel.treated)
    return Uncertainty(error, np.inf, f"jackknife, {units} units, weights fixed", "athar")


def _formula(made: Fitted, outcome: str, settings: EstimatorSettings) -> str:
    donors, treated, before = len(made.fit.donors), made.panel.n_treated, made.panel.before
    if made.method.donors == "equal":
        return f"{outcome}: mean of {treated} less mean of {donors} units, after less before"
    chosen = int((made.fit.donors > VISIBLE).sum())
    if made.panel.predictors is not None:
        before = made.panel.predictors.shape[1] - len(settings.covariates)
        matched = ", ".join([*settings.covariates, f"{outcome} in {before} periods"])
    else:
        matched = f"{outcome} in {before} periods"
    return f"{outcome} ~ {chosen} of {donors} donors, matched on {matched}"
