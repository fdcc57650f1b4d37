"""Specifications that speak of too few people, or tell how many a sample lacks."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure_rules.cells import rounded, withhold
from pipeline.disclosure_rules.estimates import FEWEST_DF
from pipeline.disclosure_rules.suppression import is_small
from pipeline.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

EFFECTS = (
    "estimate", "std_error", "p_value", "conf_low", "conf_high", "standardised",
    "standardised_low", "standardised_high",
)  # fmt: skip
SIZES = ("df", "n_obs", "n_treated", "n_clusters")


def protected_specifications(
    table: "pd.DataFrame", people: NDArray[np.float64], plan: Plan
) -> "pd.DataFrame":
    """One headline's specifications without what tells of fewer people than the threshold.

    ``people`` (k, c) counts whom each specification compares: by arm and, of an outcome of yes and
    no, by arm and answer. One that compares too few is withheld. One whose people differ from
    another's by too few keeps its effect, rounded, and loses its size: two samples side by side
    would tell how many lie between them.
    """
    import pandas as pd

    threshold = plan.disclosure.threshold
    if not threshold:
        return table
    few = is_small(people, threshold).any(axis=1) | (table["df"].to_numpy(float) < FEWEST_DF)
    shown = people[~few]
    apart = np.abs(people[:, None, :] - shown[None, :, :])
    near = is_small(apart, threshold).any(axis=(1, 2)) & ~few
    marked = pd.DataFrame(False, index=table.index, columns=[*EFFECTS, *SIZES])
    marked.loc[few, :] = True
    marked.loc[near, list(SIZES)] = True
    told = rounded(table, pd.Series(near, table.index), EFFECTS)
    return withhold(told, marked)
