"""Our numbers beside published ones: does ours print as theirs, or how near does it come?"""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from pipeline.disclosure_rules.cells import SEPARATOR, WITHHELD
from pipeline.errors import EstimationError, Fault
from pipeline.plan import Plan, Published


def published_checks(estimates: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """A row for each published number of the plan, in its order.

    Where our own number is withheld, nothing is compared.

    Raises
    ------
    EstimationError
        Where the plan compares with an estimate that it does not make.
    """
    rows = pd.DataFrame([_one(estimates, item) for item in plan.robustness.published])
    if rows.empty or rows["estimate"].notna().all():
        return rows
    gone = rows["estimate"].isna()
    named = SEPARATOR.join(("estimate", "std_error", "difference", "inside_interval"))
    return rows.assign(**{WITHHELD: gone.map({True: named, False: ""})})


def _one(estimates: pd.DataFrame, item: Published) -> dict[str, object]:
    same = (
        (estimates["outcome"] == item.outcome)
        & (estimates["estimator"] == item.estimator)
        & (estimates["se_type"] == item.inference)
        & (estimates["arm"] == item.arm)
        & (estimates["subgroup"] == "")
    )
    if not same.any():
        message = f"no estimate of `{item.outcome}` by {item.estimator}, {item.inference}"
        help_ = (
            "add the estimator under estimate: estimators:, the error under estimate: errors:, "
            "or correct the comparison"
        )
        raise EstimationError(Fault("E703", message, key="robustness.published", help=help_))
    ours = estimates[same].iloc[0]
    known = bool(pd.notna(ours["estimate"]))
    theirs = float(item.estimate.replace(",", ""))
    replicates = item.kind == "replication" and known
    return {
        "outcome": item.outcome,
        "estimator": item.estimator,
        "se_type": item.inference,
        "kind": item.kind,
        "published_estimate": theirs,
        "published_std_error": float(item.std_error.replace(",", "")) if item.std_error else None,
        "estimate": ours["estimate"],
        "std_error": ours["std_error"],
        "difference": ours["estimate"] - theirs,
        "inside_interval": bool(ours["conf_low"] <= theirs <= ours["conf_high"]) if known else "",
        "estimate_agrees": prints_as(ours["estimate"], item.estimate) if replicates else "",
        "std_error_agrees": prints_as(ours["std_error"], item.std_error)
        if replicates and item.std_error
        else "",
    }


def prints_as(value: float, printed: str) -> bool:
    """Whether a number, rounded to as many decimals as were printed, reads the same.

    Half is rounded up, as papers do; Python would round it to even.
    """
    shown = Decimal(printed.replace(",", ""))
    return Decimal(repr(float(value))).quantize(shown, rounding=ROUND_HALF_UP) == shown
