"""The one gate: what may be written to `results/`, so that nobody is spoken of alone.

A table that says how many people it speaks of loses its small counts, what gives them back, and
statistics of too few. What is withheld is named in a last column, `withheld`; see
`disclosure_rules.cells`.
"""

import itertools
import math
from typing import TYPE_CHECKING, Any

from pipeline.disclosure_rules.cells import COUNTS, is_withheld, shows_small_counts
from pipeline.disclosure_rules.suppression import is_small
from pipeline.errors import Fault, ResultsError
from pipeline.results import JOINT

if TYPE_CHECKING:
    import pandas as pd

WITHHELD_KEY = "withheld"  # in a document, beside what is withheld: the keys that are
NEARLY = 0.05  # what rounding to two digits may take off a number
OF_PEOPLE = ("in_study", "offered", "took_up")  # in `conclusions.json`
# They count people in documents too.
COUNT_KEYS = frozenset(itertools.chain(*COUNTS.values(), OF_PEOPLE))


def disclosed(tables: "dict[str, pd.DataFrame]", threshold: int) -> "dict[str, pd.DataFrame]":
    """Tables as they may be published, those that count the same people together.

    A threshold of 0 says that the data are public anyway; nothing is withheld.

    Raises
    ------
    ResultsError
        Where a small count is left, or cannot be protected.
    EstimationError
        Where a headline's sample is too small.
    """
    if not threshold:
        return tables
    from pipeline.disclosure_rules.counts import WORTH, kinds_in, protected_counts
    from pipeline.disclosure_rules.curves import protected_curves
    from pipeline.disclosure_rules.measures import (
        protected_checks,
        protected_log,
        protected_measures,
    )
    from pipeline.disclosure_rules.suppression import CannotProtect

    alone = {
        "data_checks.csv": protected_checks,
        "data_quality.csv": protected_measures,
        "cleaning_log.csv": protected_log,
        "curves.csv": protected_curves,
    }
    safe = {
        name: alone[name](table, threshold) if name in alone else table.reset_index(drop=True)
        for name, table in tables.items()
    }
    together = {name: table for name, table in safe.items() if name in WORTH}
    try:
        safe |= protected_counts(together, kinds_in(together), threshold) if together else {}
    except CannotProtect as error:
        message = f"{error} in {', '.join(sorted(together))}"
        help_ = "leave out a step of the sample or a covariate that concerns so few people"
        raise ResultsError(Fault("E620", message, key="disclosure.threshold", help=help_)) from None
    faults = [_small(name, table, threshold) for name, table in safe.items()]
    if any(faults):
        raise ResultsError([fault for fault in faults if fault])
    return safe


def _small(name: str, table: "pd.DataFrame", threshold: int) -> Fault | None:
    columns = shows_small_counts(name, table, threshold)
    if not columns:
        return None
    message = f"{name} would show a count of fewer than {threshold} people"
    return Fault("E621", message, key="disclosure.threshold", found=", ".join(columns))


def refuse_small_entries(name: str, content: Any, threshold: int, key: str = "") -> None:
    """Stop where a document has a count of fewer people than the threshold, however deep.

    Raises
    ------
    ResultsError
        With the key of the count.
    """
    if isinstance(content, dict):
        for inner, value in content.items():
            refuse_small_entries(name, value, threshold, f"{key}.{inner}" if key else inner)
    elif key.rpartition(".")[2] in COUNT_KEYS and is_small(content, threshold):
        message = f"{name} would show a count of fewer than {threshold} people"
        raise ResultsError(Fault("E621", message, key="disclosure.threshold", found=key))


def without_rates(
    evidence: dict[str, dict[str, Any]], attrition: "pd.DataFrame", balance: "pd.DataFrame"
) -> dict[str, dict[str, Any]]:
    """`evidence.json` without the numbers that its published tables withhold.

    ``attrition`` and ``balance`` are as published. The levels and classes that the rules of the
    What Works Clearinghouse make of the numbers stay.
    """
    gone = is_withheld(attrition, "attrition")
    lost = set(zip(attrition.loc[gone, "outcome"], attrition.loc[gone, "arm"], strict=True))
    safe = {}
    for name, entry in evidence.items():
        outcome, _, arm = name.partition(", ")
        sample, ending = (f"{arm}: {outcome}", f"_{arm}") if arm else (outcome, "")
        shown, worst = largest(balance, sample), entry["largest_standardised_difference"]
        withheld = {
            "overall_attrition": (outcome, f"all{ending}") in lost,
            "differential_attrition": (outcome, f"difference{ending}") in lost,
            "largest_standardised_difference": shown < (1 - NEARLY) * worst,
        }
        keys = sorted(key for key, is_gone in withheld.items() if is_gone)
        exact = math.isnan(worst) or math.isclose(shown, worst, rel_tol=1e-9)
        published = {"largest_standardised_difference": worst if exact else shown}
        safe[name] = entry | published | dict.fromkeys(keys)
        safe[name] |= {WITHHELD_KEY: keys} if keys else {}
    return safe


def largest(balance: "pd.DataFrame", sample: str) -> float:
    """The largest standardised difference of a sample that its table shows."""
    among = balance[(balance["sample"] == sample) & (balance["variable"] != JOINT)]
    return float(among["standardised_difference"].astype(float).abs().max())
