"""The jump of the outcome at a cutoff, by a polynomial fitted close to it on each side."""

from dataclasses import replace

import pandas as pd

from pipeline.discontinuity.bandwidth import Bandwidths, mse_optimal
from pipeline.discontinuity.robust import Jump, Specification, estimate_jump
from pipeline.discontinuity.sides import Sides
from pipeline.estimators.cutoff_sample import CutoffSample, cutoff_sample
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

ITT = "ITT_at_cutoff"


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The limit of the outcome on the treated side less that on the other.

    Bandwidths have the least mean squared error unless the plan names them. The estimate is the
    local polynomial's own. With `bias_corrected` errors, interval and p-value are around the
    estimate less its estimated bias, as the field reports it: the interval is then not centred on
    the estimate. With `conventional` errors they take the polynomial to be true.

    References
    ----------
    Calonico, Cattaneo and Titiunik (2014), Econometrica 82(6); Cattaneo, Idrobo and Titiunik
    (2020), A Practical Introduction to Regression Discontinuity Designs, on what to report.
    """
    found = cutoff_sample(data, design, outcome, covariates_of(settings))
    jump, specification = jump_of(found.sides, settings)
    about = Description("local_polynomial", _formula(outcome, design, settings), jump.level, ITT)
    return as_row(found, (design, outcome), (jump, specification), about, settings)


def covariates_of(settings: EstimatorSettings) -> tuple[str, ...]:
    """The covariates that take noise away, where the plan wants them to."""
    return settings.covariates if settings.options.local_polynomial.adjust else ()


def jump_of(sides: Sides, settings: EstimatorSettings) -> tuple[Jump, Specification]:
    """The jump between two sides, and how it was estimated."""
    specification = specification_of(sides, settings)
    return estimate_jump(sides, specification), specification


def specification_of(sides: Sides, settings: EstimatorSettings) -> Specification:
    """The plan's specification, with bandwidths chosen from the data where it names none."""
    planned = settings.options.local_polynomial
    if planned.bandwidth:
        bandwidths = Bandwidths(planned.bandwidth, planned.bias_bandwidth or planned.bandwidth)
    else:
        bandwidths = mse_optimal(sides, planned.polynomial, planned.kernel)
    return Specification(planned.polynomial, planned.kernel, bandwidths)


def as_row(
    found: CutoffSample,
    question: tuple[Design, str],
    result: tuple[Jump, Specification],
    about: Description,
    settings: EstimatorSettings,
) -> Estimate:
    """A jump as a row of results; it speaks of the rows inside the bandwidth of the jump."""
    jump, specification = result
    corrected = settings.se_type == "bias_corrected"
    centre = jump.bias_corrected if corrected else jump.conventional
    error = jump.robust_error if corrected else jump.std_error
    near = found.within(specification.jump).sample
    words = _words(found, result, settings)
    row = as_estimate(
        near, question, (centre, Uncertainty(error, float("inf"), words, "athar")), about, settings
    )
    return replace(row, estimate=jump.conventional)


def _words(
    found: CutoffSample, result: tuple[Jump, Specification], settings: EstimatorSettings
) -> str:
    jump, specification = result
    bandwidths = specification.bandwidths
    near = found.within(specification.jump).sample
    errors = (
        "3 nearest neighbours"
        if near.clusters is None
        else f"CR2 residuals, {near.n_clusters} clusters"
    )
    if settings.se_type == "bias_corrected":
        name = f"robust bias-corrected around {jump.bias_corrected:.6g}"
    else:
        name = "conventional, right only where the polynomial is"
    chosen = "planned" if settings.options.local_polynomial.bandwidth else "MSE-optimal"
    words = f"{name}, {errors}; {chosen} bandwidth {bandwidths.jump:.6g}"
    if settings.se_type == "bias_corrected":
        words += f", for the bias {bandwidths.bias:.6g}"
    words += f"; {int((~near.treated).sum())} and {int(near.treated.sum())} rows inside"
    return words + repeated_words(found.sides)


def repeated_words(sides: Sides) -> str:
    """What to say of scores that many rows share."""
    from pipeline.discontinuity.bandwidth import MANY_TIES, repeated_share

    repeated = max(repeated_share(side) for side in sides.both)
    if repeated < MANY_TIES:
        return ""
    return f"; {repeated:.0%} of a side's rows repeat a score: bandwidths count distinct scores"


def _formula(outcome: str, design: Design, settings: EstimatorSettings) -> str:
    planned = settings.options.local_polynomial
    adjusted = "".join(f" + {name}" for name in covariates_of(settings))
    degree = f"poly({design.running} - {design.cutoff:g}, {planned.polynomial})"
    return f"{outcome} ~ {design.treatment} * {degree}{adjusted}, {planned.kernel}"
