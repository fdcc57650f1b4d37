"""Points of curves that speak of too few people."""

from typing import TYPE_CHECKING

from pipeline.disclosure_rules.cells import withhold
from pipeline.disclosure_rules.suppression import is_small

if TYPE_CHECKING:
    import pandas as pd

GONE = ("value", "conf_low", "conf_high", "n")


def protected_curves(curves: "pd.DataFrame", threshold: int) -> "pd.DataFrame":
    """`curves.csv` without its points of fewer people than the threshold.

    A single withheld point of a series would be given back by the others and the sample's size:
    the smallest of those is then withheld as well.
    """
    import pandas as pd

    curves = curves.reset_index(drop=True)
    people = curves["n"].astype("float64")
    small = pd.Series(is_small(people, threshold), index=curves.index)
    for _, rows in curves.groupby(["curve", "outcome", "series"]):
        shown = people[rows.index][~small[rows.index]].dropna()
        if small[rows.index].sum() == 1 and len(shown):
            small[shown.idxmin()] = True
    return withhold(curves, pd.DataFrame({column: small for column in GONE}))
