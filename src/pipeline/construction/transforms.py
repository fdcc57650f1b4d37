"""Arithmetic, logarithms and winsorising."""

import numpy as np
import pandas as pd

from pipeline import expressions
from pipeline.construction.given import ConstructionError, Given, numbers
from pipeline.sections.variables import Expression, Log, Winsorise


def expression(frame: pd.DataFrame, variable: Expression, _: Given) -> pd.Series:
    """The expression's value for each row (n,); true and false become 1 and 0.

    Raises
    ------
    ConstructionError
        Where it cannot be computed on these columns.
    """
    try:
        return expressions.variable(frame, variable.expression)
    except expressions.ExpressionError as error:
        message = f"the expression cannot be computed: {error}"
        raise ConstructionError("E223", message, ("expression",), variable.expression) from None


def logarithm(frame: pd.DataFrame, variable: Log, _: Given) -> pd.Series:
    """The natural logarithm (n,); zeros go missing, or the whole column is moved or bent.

    `add_one` is log(1 + x) for every x, `inverse_hyperbolic_sine` is log(x + sqrt(x² + 1)), which
    negative values have as well. Effects on either depend on the unit of x where zeros are many.

    Raises
    ------
    ConstructionError
        Where values are negative and the transform has no answer for them.

    References
    ----------
    Bellemare and Wichman (2020). Elasticities and the inverse hyperbolic sine transformation.
    Oxford Bulletin of Economics and Statistics 82(1); Chen and Roth (2024). Logs with zeros?
    Quarterly Journal of Economics 139(2), for why to be careful.
    """
    values = numbers(frame, variable.log, ("log",))
    if variable.zero == "inverse_hyperbolic_sine":
        return np.arcsinh(values)
    negative = int((values < 0).sum())
    if negative:
        message = f"`{variable.log}` has values below zero, which have no logarithm"
        help_ = "correct them, or plan zero: inverse_hyperbolic_sine"
        raise ConstructionError("E253", message, ("log",), f"{negative} values", help_)
    return np.log1p(values) if variable.zero == "add_one" else np.log(values.where(values > 0))


def winsorise(frame: pd.DataFrame, variable: Winsorise, _: Given) -> pd.Series:
    """Values beyond two percentiles of the sample's answers, pulled in to those percentiles (n,).

    The percentiles are those of both arms together: limits of each arm's own would differ because
    of treatment, and cut the arms unequally. Between two answers they are interpolated linearly
    (Hyndman and Fan 1996, type 7).

    Raises
    ------
    ConstructionError
        Where nobody answered.
    """
    values = numbers(frame, variable.winsorise, ("winsorise",))
    if values.notna().sum() == 0:
        message = f"`{variable.winsorise}` has no answers in the sample"
        raise ConstructionError("E253", message, ("winsorise",))
    low, high = np.percentile(values.dropna(), variable.percentiles)
    return values.clip(low, high)
