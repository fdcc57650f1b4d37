"""Outcomes without a programme, and with one whose effect is known because it was put in.

Both outcomes of every unit are made before any lottery is held again, and stay what they are: what
differs from one rehearsal to the next is who is drawn, and nothing else. Where the outcome is
continuous every unit gains the same. Where it is yes or no, as many units change their answer as
move the share by the effect, and it is drawn once who they are. Counts, and amounts that many have
none of, are multiplied: whoever has none keeps none, and nobody falls below zero.

References
----------
Neyman (1923), Statistical Science 5(4), for both outcomes of a unit as fixed numbers; Gelman and
Carlin (2014), Perspectives on Psychological Science 9(6), for planning by effects one would expect.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.sections.outcome_kinds import NOT_NEGATIVE

Array = NDArray[np.float64]
# A planted effect that misses what was asked for by this share of it was not planted: nobody is
# left who could change their answer, or there is nothing to multiply.
NEARLY = 0.1


@dataclass(frozen=True)
class PotentialOutcomes:
    """Each unit's outcome without the programme (n,), and with it for each planted effect (n, p).

    ``planted`` names the effects; what they are on average over any group of units is a fact.
    """

    without: Array
    given: Array
    planted: tuple[str, ...]

    @property
    def gains(self) -> Array:
        """What the programme changes for each unit, by planted effect (n, p)."""
        return self.given - self.without[:, None]

    def only(self, rows: NDArray) -> "PotentialOutcomes":
        """The outcomes of some units."""
        return PotentialOutcomes(self.without[rows], self.given[rows], self.planted)


def potential_outcomes(
    observed: Array,
    treatment: Array,
    kind: str,
    effects: dict[str, float],
    found: float,
    rng: np.random.Generator,
) -> PotentialOutcomes:
    """Outcomes under no effect, and under each of ``effects``, for every unit with an outcome.

    The effect that was ``found`` is first taken out of the treated, by the rule by which effects
    are planted. An effect that the outcome has no room for is left out.

    Parameters
    ----------
    observed
        Outcome (n,) of the analysed, in the arms that they were really in.
    treatment
        Real assignment (n,) of 0 and 1.
    kind
        What kind of outcome it is, as the plan has it.
    """
    treated = treatment == 1
    without = observed.copy()
    without[treated] = shifted(observed[treated], -found, kind, rng)
    made = {name: shifted(without, effect, kind, rng) for name, effect in effects.items()}
    kept = {
        name: values
        for name, values in made.items()
        if abs((values - without).mean() - effects[name]) <= NEARLY * abs(effects[name])
    }
    columns = list(kept.values())
    given = np.column_stack(columns) if columns else np.empty((len(without), 0))
    return PotentialOutcomes(without, given, tuple(kept))


def shifted(values: Array, effect: float, kind: str, rng: np.random.Generator) -> Array:
    """Outcomes (n,) whose mean has moved by an effect, by the rule of their kind.

    Yes-or-no answers move by a whole number of people, and no further than all or none.
    """
    if effect == 0:
        return values.copy()
    if kind == "binary":
        return _changed_answers(values, effect, rng)
    if kind in NOT_NEGATIVE:
        mean = values.mean()
        return values * max(0.0, 1 + effect / mean) if mean > 0 else values.copy()
    return values + effect


def _changed_answers(values: Array, effect: float, rng: np.random.Generator) -> Array:
    """Answers (n,) of 0 and 1 of which so many change, in one direction, drawn at random."""
    before, after = (0.0, 1.0) if effect > 0 else (1.0, 0.0)
    able = np.flatnonzero(values == before)
    number = min(round(abs(effect) * len(values)), len(able))
    changed = values.copy()
    changed[rng.choice(able, size=number, replace=False)] = after
    return changed
