"""Every other analysis that would have been as defensible, side by side.

Fails when the median specification has the other sign than the headline, or when its p-value, of
the whole curve where the programme does nothing, and the headline's fall on different sides of the
planned error rate.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check, Status
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.specifications.curve import SpecificationCurve, curve_of

NAME = "specification_curve"
TABLE = "specifications.csv"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of the median effect over all specifications, and what else sums them up.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4(11).
    """
    curve = settings.curve or curve_of(data, design, outcome, estimator, settings)
    if curve is None:
        detail = "there is no other specification that the design and the plan allow"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    joint, headline = curve.joint, settings.headline
    agrees = (joint.p_median < settings.alpha) == (headline["p_value"] < settings.alpha)
    same_sign = joint.median * float(headline["estimate"]) > 0
    status: Status = "passed" if agrees and same_sign else "failed"
    return [
        Check(
            NAME,
            outcome,
            status,
            value=joint.p_median,
            threshold=settings.alpha,
            detail=_how(curve, design),
            table=TABLE,
        ),
        *_parts(curve, outcome),
    ]


def _how(curve: SpecificationCurve, design: Design) -> str:
    joint = curve.joint
    drawn = "the lottery held again" if design.rule.lottery else "people drawn again, effect taken"
    draws = f"all {joint.draws} possible assignments" if joint.exact else f"{joint.draws} draws"
    error = (
        "" if joint.exact else f", Monte Carlo error {joint.monte_carlo_error(joint.p_median):.2g}"
    )
    return f"{len(curve.table)} specifications, {draws}, {drawn}{error}"


def _parts(curve: SpecificationCurve, outcome: str) -> list[Check]:
    """The three statistics of the curve, each with how rare it is without any effect."""
    joint = curve.joint
    median = "median" if curve.in_unit else "standardised_median"
    parts = {
        median: (joint.median, ""),
        "in_direction": (joint.share, ""),
        "p_in_direction": (joint.p_share, _error(joint.monte_carlo_error(joint.p_share))),
        "stouffer": (joint.stouffer, ""),
        "p_stouffer": (joint.p_stouffer, _error(joint.monte_carlo_error(joint.p_stouffer))),
    }
    return [
        Check(NAME, f"{outcome}, {part}", "informative", value=value, detail=detail, table=TABLE)
        for part, (value, detail) in parts.items()
    ]


def _error(error: float) -> str:
    return f"Monte Carlo error {error:.2g}" if error else "exact"
