"""What matching gives an estimator: for each unit a counterfactual, and how often it was used."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.neighbours import nearest
from pipeline.matching.points import points_of

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """How units are matched: how many neighbours, how far at most, alike in which cells.

    ``caliper`` is in standard deviations of the distance, ``cells`` (n,) are groups within which
    alone a match is looked for.
    """

    neighbours: int = 1
    caliper: float = np.inf
    cells: NDArray | None = None


@dataclass(frozen=True)
class Matched:
    """The counterfactual means of units, and what each served for; all (n,) or (n, k).

    ``outcome`` and ``covariates`` are the means over a unit's matches, missing where it has none.
    ``times`` is the number of matches that a unit stood for, ties counting in part, and ``squares``
    the sum of the squares of those parts.
    """

    asked: Flags
    found: Flags
    outcome: Array
    covariates: Array
    times: Array
    squares: Array


def match_both(values: tuple[Array, Array, Array], treated: Flags, rule: Rule) -> Matched:
    """Every unit matched in the other arm; see `match_to`."""
    one, other = match_to(values, treated, rule), match_to(values, ~treated, rule)
    pick = treated
    return Matched(
        asked=np.ones(len(treated), dtype=bool),
        found=one.found | other.found,
        outcome=np.where(pick, one.outcome, other.outcome),
        covariates=np.where(pick[:, None], one.covariates, other.covariates),
        times=one.times + other.times,
        squares=one.squares + other.squares,
    )


def match_to(values: tuple[Array, Array, Array], asked: Flags, rule: Rule) -> Matched:
    """Each unit asked for with its nearest among the others, with replacement, ties kept.

    Parameters
    ----------
    values
        Coordinates (n, d) between which distance is Euclidean, outcome (n,), covariates (n, k).
    asked
        Whose counterfactual is wanted (n,); the others are the matches to choose from.
    rule
        How they are chosen.
    """
    n, k = values[2].shape
    empty = np.full(n, np.nan)
    matched = Matched(
        asked, np.zeros(n, bool), empty, np.full((n, k), np.nan), np.zeros(n), np.zeros(n)
    )
    cells = np.zeros(n) if rule.cells is None else rule.cells
    order = np.argsort(cells, kind="stable")
    starts = np.flatnonzero(np.r_[True, cells[order][1:] != cells[order][:-1]])
    for members in np.split(order, starts[1:]):
        inside = asked[members]
        if inside.any() and not inside.all():
            _fill(matched, values, (members[inside], members[~inside]), rule)
    return matched


def _fill(
    matched: Matched,
    values: tuple[Array, Array, Array],
    members: tuple[NDArray, NDArray],
    rule: Rule,
) -> None:
    """Writes into ``matched`` what one cell's units give: those asked for, those to choose from."""
    coordinates, outcome, covariates = values
    wanted, donors = members
    asked, among = points_of(coordinates[wanted]), points_of(coordinates[donors])
    chosen = nearest(asked, among, rule.neighbours, rule.caliper)
    number = chosen @ among.counts
    share = 1 / np.where(number, number, np.inf)
    found = (number > 0)[asked.of_unit]
    matched.found[wanted] = found
    means = (chosen @ among.total(outcome[donors])) * share
    middles = (chosen @ among.total(covariates[donors])) * share[:, None]
    matched.outcome[wanted[found]] = means[asked.of_unit][found]
    matched.covariates[wanted[found]] = middles[asked.of_unit][found]
    matched.times[donors] = (chosen.T @ (asked.counts * share))[among.of_unit]
    matched.squares[donors] = (chosen.T @ (asked.counts * share**2))[among.of_unit]
