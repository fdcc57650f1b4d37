"""How far the data for analysis hide a person among others, for the data steward.

People alike in every indirect identifier are a class. A class of k people hides each among k; its
outcome is hidden only where the class holds several. What is reported of the classes speaks of
people too, and is suppressed like everything else.

References
----------
Sweeney (2002), International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10(5),
for k-anonymity; Machanavajjhala, Kifer, Gehrke and Venkitasubramaniam (2007), ACM Transactions on
Knowledge Discovery from Data 1(1), for l-diversity, distinct and by entropy.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.disclosure_rules.cells import coarse, withhold
from pipeline.disclosure_rules.suppression import is_small, suppressed

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.plan import Disclosure

EVERYTHING = "all indirect identifiers"
EXACT = 1e-9  # what arithmetic may take off a whole number
COLUMNS = ("measure", "target", "value", "threshold", "status")


def report(
    analysis: "pd.DataFrame",
    indirect: Sequence[str],
    sensitive: Sequence[str],
    disclosure: "Disclosure",
) -> "pd.DataFrame":
    """`disclosure.csv`: smallest classes, how many units lie in small ones, and why.

    ``analysis`` has a row a unit; ``indirect`` are its columns that are marked so in the codebook,
    as they are, missing answers being an answer; ``sensitive`` are the outcomes. For each indirect
    identifier the table says how it would be without it. Counts below the threshold are missing
    and named in the column `withheld`; a `status` says what they amount to.
    """
    import pandas as pd

    rows = _class_rows(analysis, list(indirect), disclosure)
    for outcome in sensitive:
        rows += _diversity_rows(analysis, list(indirect), outcome, disclosure)
    table = pd.DataFrame(rows, columns=[*COLUMNS, "withheld"])
    marked = table.pop("withheld").astype(bool)
    return withhold(table, pd.DataFrame({"value": marked}))


def class_sizes(analysis: "pd.DataFrame", identifiers: list[str]) -> np.ndarray:
    """For each unit (n,), how many units are like it in every identifier, itself included."""
    if not identifiers:
        return np.full(len(analysis), len(analysis))
    return np.bincount(codes := _classes(analysis, identifiers))[codes]


def _classes(analysis: "pd.DataFrame", identifiers: list[str]) -> np.ndarray:
    """The number of each unit's class (n,), from 0."""
    if not identifiers:
        return np.zeros(len(analysis), dtype=int)
    return analysis.groupby(identifiers, dropna=False, sort=False).ngroup().to_numpy()


def _class_rows(
    analysis: "pd.DataFrame", indirect: list[str], disclosure: "Disclosure"
) -> list[tuple]:
    """k-anonymity, units in classes smaller than the plan's k, and both without each identifier."""
    least, threshold = disclosure.least_k, disclosure.threshold
    if not indirect or analysis.empty:
        return [("k_anonymity", EVERYTHING, math.nan, least, "not_applicable", False)]
    sizes = {EVERYTHING: class_sizes(analysis, indirect)}
    for name in indirect:
        others = [other for other in indirect if other != name]
        sizes[f"without {name}"] = class_sizes(analysis, others)
    below = {target: int((size < least).sum()) for target, size in sizes.items()}
    hidden = _hidden(list(below.values()), len(analysis), threshold)
    rows = []
    for (target, size), gone in zip(sizes.items(), hidden, strict=True):
        k, status = int(size.min()), "passed" if size.min() >= least else "failed"
        share = coarse(below[target] / len(analysis), len(analysis), threshold)
        rows += [
            ("k_anonymity", target, k, least, status, bool(is_small(k, threshold))),
            ("units_below_k", target, below[target], math.nan, "informative", gone),
            ("share_below_k", target, share, math.nan, "informative", gone),
        ]
    return rows


def _hidden(below: list[int], units: int, threshold: int) -> list[bool]:
    """Which numbers of units in small classes to withhold.

    Leaving an identifier out only makes classes larger: the units in small ones are fewer, and
    those whom it would help are the difference; so are those in large classes.
    """
    first, others = below[0], below[1:]
    values = [units, *below, *(units - count for count in below)]
    values += [first - count for count in others]
    n, m = len(below), len(values)
    rows = np.zeros((n + len(others), m))
    for number in range(n):
        rows[number, [0, 1 + number, 1 + n + number]] = 1, -1, -1
    for number in range(len(others)):
        rows[n + number, [1, 2 + number, 1 + 2 * n + number]] = 1, -1, -1
    cost = np.zeros(m)
    cost[0], cost[1 : 1 + n] = np.inf, np.log2(2 + np.array(below))
    return suppressed(values, rows, threshold, cost)[1 : 1 + n].tolist()


def _diversity_rows(
    analysis: "pd.DataFrame", indirect: list[str], outcome: str, disclosure: "Disclosure"
) -> list[tuple]:
    """Distinct and entropy l-diversity of an outcome: those of the least diverse class.

    Distinct: how many different answers a class holds. By entropy: how many equally frequent
    answers would be as uncertain. Neither counts people.
    """
    least = disclosure.least_l
    known = analysis[analysis[outcome].notna()]
    if not indirect or known.empty:
        return [("l_diversity", outcome, math.nan, least, "not_applicable", False)]
    groups = known.groupby([_classes(known, indirect), known[outcome].to_numpy()]).size()
    shares = groups / groups.groupby(level=0).transform("sum")
    distinct = int(groups.groupby(level=0).size().min())
    entropy = math.exp(float((-shares * np.log(shares)).groupby(level=0).sum().min()))
    return [
        (measure, outcome, value, least, "passed" if value > least - EXACT else "failed", False)
        for measure, value in (("l_diversity", distinct), ("entropy_l_diversity", entropy))
    ]
