"""`indicators.csv`: what was delivered, against what was aimed at."""

from typing import TYPE_CHECKING

from pipeline import expressions
from pipeline.conclusions.people import Counted, offered_in, take_up, tells_of_few
from pipeline.disclosure_rules.cells import withhold
from pipeline.disclosure_rules.suppression import is_small
from pipeline.errors import DataError, Fault
from pipeline.plan import Plan
from pipeline.results import TABLES

if TYPE_CHECKING:
    import pandas as pd

TELLING = ("achieved", "share_of_target", "counted", "n")


def indicators(analysis: "pd.DataFrame", plan: Plan) -> "pd.DataFrame":
    """One row an indicator of the plan, in its order: see `indicators.csv` in `results.TABLES`.

    `counted` are those who meet its condition, `n` those of whom it is known; both are missing
    where the number was entered. What would tell of too few people is withheld, and so is a count
    that differs from a larger one by too few.

    Raises
    ------
    DataError
        Where a condition cannot be computed on these columns.
    """
    import pandas as pd

    planned = plan.framework.indicators
    found = {name: count(analysis, plan, name) for name, item in planned.items() if item.condition}
    table = pd.DataFrame(
        [_row(plan, name, found.get(name)) for name in planned],
        columns=list(TABLES["indicators.csv"][0]),
    )
    gone = withheld_among(found, analysis, plan)
    marks = table["indicator"].isin(gone).to_numpy()
    return withhold(table, pd.DataFrame(dict.fromkeys(TELLING, marks), index=table.index))


def _row(plan: Plan, name: str, counted: Counted | None) -> dict[str, object]:
    item = plan.framework.indicators[name]
    row = {"indicator": name, "level": item.level, "measure": item.measure, "arm": item.arm or ""}
    achieved = item.achieved
    if counted is not None:
        met, known = int(counted.met.sum()), int(counted.known.sum())
        row |= {"counted": met, "n": known}
        achieved = met if item.measure == "count" else met / known if known else float("nan")
    of_target = achieved / item.target
    return row | {"target_value": item.target, "achieved": achieved, "share_of_target": of_target}


def count(analysis: "pd.DataFrame", plan: Plan, name: str) -> Counted:
    """Who meets an indicator's condition, among those who were offered the programme."""
    import pandas as pd

    item = plan.framework.indicators[name]
    scope = offered_in(analysis, plan, item.arm)
    try:
        values = expressions.evaluate(analysis, item.condition)
        if not pd.api.types.is_bool_dtype(values):
            raise expressions.ExpressionError("it is not a condition: compare with something")
    except expressions.ExpressionError as error:
        key = f"framework.indicators.{name}.{item.measure}"
        message = f"the expression cannot be computed: {error}"
        raise DataError(Fault("E223", message, key=key, found=item.condition)) from None
    values = values.astype("boolean")
    return Counted(scope, scope & values.notna(), scope & values.fillna(False).astype(bool))


def withheld_among(found: dict[str, Counted], analysis: "pd.DataFrame", plan: Plan) -> list[str]:
    """The indicators whose counts may not be shown.

    Beside small counts these are counts that lie inside another that is shown, or hold it, with
    only a few people between them: the sizes of the samples, and indicators further up.
    """
    threshold, shown, gone = plan.disclosure.threshold, samples(analysis, plan), []
    for name, counted in found.items():
        parts = (counted.met, counted.known & ~counted.met)
        near = any(_gives_few(part, other, threshold) for part in parts for other in shown)
        if near or tells_of_few(counted, threshold):
            gone.append(name)
        else:
            shown += parts
    return gone


def samples(analysis: "pd.DataFrame", plan: Plan) -> "list[pd.Series]":
    """Whom other published counts count among those offered: arms, samples, those who took up."""
    taken = take_up(analysis, plan)
    found = [] if taken is None else [taken.met]
    for arm in (None, *plan.design.arms.programmes):
        scope = offered_in(analysis, plan, arm)
        found.append(scope)
        for outcome in plan.outcomes:
            observed = scope & analysis[outcome].notna()
            covariates = list(plan.covariates_of(outcome))
            found += [observed, observed & analysis[covariates].notna().all(axis=1)]
    return found


def _gives_few(one: "pd.Series", other: "pd.Series", threshold: int) -> bool:
    only_one, only_other = int((one & ~other).sum()), int((other & ~one).sum())
    nested = not only_one or not only_other
    return nested and bool(is_small(only_one + only_other, threshold))
