"""An effect and its uncertainty as the row that every estimator returns."""

from dataclasses import dataclass, replace

import numpy as np

from pipeline.designs import INDEPENDENT
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

ALONE = (*INDEPENDENT, "linearised")  # errors that count no clusters
# A standard error so small beside its estimate is rounding, not knowledge.
NO_ERROR = 1e-10


@dataclass(frozen=True)
class Uncertainty:
    """A standard error with the degrees of freedom of its t statistic, and what was done."""

    std_error: float
    df: float
    words: str
    library: str

    def over_splits(self, std_error: float, splits: int) -> "Uncertainty":
        """The same, with the error of the median over so many random splits of the sample."""
        words = f"{self.words}, median of {splits} splits" if splits > 1 else self.words
        return replace(self, std_error=std_error, words=words)


@dataclass(frozen=True)
class Description:
    """What a row says of its estimator: its name, its formula, and its comparison mean.

    ``estimand`` is named where it is not the design's.
    """

    estimator: str
    formula: str
    control_mean: float
    estimand: str | None = None


def as_estimate(
    sample: Sample,
    question: tuple[Design, str],
    effect: tuple[float, Uncertainty],
    about: Description,
    settings: EstimatorSettings,
) -> Estimate:
    """An effect and its uncertainty as a row of results; an infinite df means the normal.

    The minimum detectable effect is what a study with this standard error finds with the planned
    power: the quantiles of confidence and of power, added, in standard errors (Bloom 1995,
    Evaluation Review 19(5)).

    Raises
    ------
    EstimationError
        Where the standard error is zero: such data cannot say how sure they are.
    """
    from scipy.stats import norm, t

    design, outcome = question
    value, uncertainty = effect
    if not (uncertainty.std_error > NO_ERROR * (abs(value) or 1.0) and uncertainty.df > 0):
        message = f"`{outcome}` leaves {about.estimator} no variation to learn its error from"
        help_ = "look whether it follows from treatment, or from too few clusters"
        raise EstimationError(
            Fault("E705", message, key=f"construct.outcomes.{outcome}", help=help_)
        )
    reference = t(uncertainty.df) if np.isfinite(uncertainty.df) else norm
    left_out = f"; {', '.join(sample.left_out)} left out: adds nothing" if sample.left_out else ""
    quantile = float(reference.ppf(0.5 + settings.options.confidence / 2))
    margin = quantile * uncertainty.std_error
    statistic = value / uncertainty.std_error
    return Estimate(
        outcome=outcome,
        estimand=about.estimand or design.of_arms,
        estimator=about.estimator,
        role=settings.role,
        arm="treated",
        subgroup="",
        estimate=value,
        std_error=uncertainty.std_error,
        df=uncertainty.df,
        statistic=statistic,
        p_value=float(2 * reference.sf(abs(statistic))),
        p_adjusted=np.nan,
        conf_low=value - margin,
        conf_high=value + margin,
        minimum_detectable_effect=margin
        + float(reference.ppf(settings.options.power)) * uncertainty.std_error,
        n_obs=len(sample.outcome),
        n_treated=int(sample.treated.sum()),
        n_clusters=None if settings.se_type in ALONE else sample.n_clusters,
        control_mean=about.control_mean,
        control_sd=sample.control_sd,
        se_type=settings.se_type,
        inference=uncertainty.words + trimmed_words(sample) + other_estimand(design, about),
        formula=about.formula + left_out,
        library=uncertainty.library,
    )


def trimmed_words(sample: Sample) -> str:
    """How many the plan's trimming rule left out, or nothing."""
    if not any(sample.trimmed):
        return ""
    return f"; {sample.trimmed[0]} treated and {sample.trimmed[1]} controls trimmed"


def other_estimand(design: Design, about: Description) -> str:
    """Which estimand a row answers for, or nothing where it is the design's."""
    if about.estimand in (None, design.target):
        return ""
    return f"; answers for the {about.estimand}"
