"""The same specifications where the programme does nothing: drawn by lottery, or among people."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.absorbed import summed_within
from pipeline.inference.lotteries import (
    Lottery,
    assigned,
    enumerated,
)
from pipeline.inference.resampling import evaluated, resampled
from pipeline.inference.specification_curve import (
    JointTest,
    drawn_contributions,
    joint_test,
)
from pipeline.inference.specification_randomization import Redrawn, drawn_effects, redrawn
from pipeline.lottery import lottery_held
from pipeline.sections.compute import Compute
from pipeline.sections.specifications import KEEPS_UNIT
from pipeline.specifications.comparisons import Comparison, Study
from pipeline.specifications.estimates import (
    is_regression,
    one_by_one,
    settings_of,
    together,
)
from pipeline.specifications.influence import influence_of

Array = NDArray[np.float64]
Part = tuple[Redrawn, NDArray[np.intp], NDArray[np.intp]]


def joint_test_of(
    study: Study,
    comparisons: tuple[Comparison, ...],
    found: Array,
    settings: EstimatorSettings,
    drawing: tuple[int, np.random.Generator, Compute],
) -> JointTest:
    """How rare the curve is without an effect: see `inference.specification_curve`.

    ``found`` (k, 3) are the comparisons' effects, errors and df; ``drawing`` says how often to
    draw, with which random numbers, and where. Effects are in the units of `units_of`.
    """
    alpha, units = 1 - settings.options.confidence, units_of(comparisons)
    if study.design.rule.lottery:
        observed, drawn, exact = _by_lottery(study, comparisons, settings, drawing)
    else:
        observed, exact = found[:, :2].T, False
        drawn = _among_people(study, comparisons, settings, drawing)
    return joint_test(observed / units, drawn / units, found[:, 2], alpha, exact=exact)


def units_of(comparisons: tuple[Comparison, ...]) -> Array:
    """What effects are divided by to be set side by side (k,).

    One where every outcome is in its own unit; else the standard deviation of the outcome, as it
    was transformed, among all who are compared: it does not hang on who was drawn.
    """
    if all(made.specification.transformation in KEEPS_UNIT for made in comparisons):
        return np.ones(len(comparisons))
    return np.array([made.scale for made in comparisons])


def _by_lottery(
    study: Study,
    comparisons: tuple[Comparison, ...],
    settings: EstimatorSettings,
    drawing: tuple[int, np.random.Generator, Compute],
) -> tuple[Array, Array, bool]:
    """The lottery held again among all who were assigned, outcomes and who is missing as they are.

    Where it could have gone no more ways than there are draws, each is looked at once.
    """
    draws, rng, compute = drawing
    lottery = lottery_held(study.data, study.design)
    parts = _parts(study, comparisons, lottery)
    answer = partial(_assigned_effects, parts, len(comparisons))
    alone = [place for place, made in enumerate(comparisons) if not is_regression(study, made)]
    if alone:
        again = partial(_again, study, [comparisons[place] for place in alone], settings, lottery)
        answer = partial(_with_others, answer, again, alone)
    observed = answer(lottery.treated[None, :].astype(float))[0]
    if lottery.assignments <= draws:
        return observed, evaluated(answer, enumerated(lottery).astype(float), compute), True
    inner = [len(part.squares) * part.squares.shape[1] for part, _, _ in parts if part.clustered]
    cells = max(len(study.data), *inner, 0)
    drawn = resampled(partial(_of_lottery, lottery, answer), draws, cells, rng, compute)
    return observed, drawn, False


def _of_lottery(lottery: Lottery, answer: partial, size: int, rng: np.random.Generator) -> Array:
    return answer(assigned(lottery, size, rng).astype(float))


def _parts(study: Study, comparisons: tuple[Comparison, ...], lottery: Lottery) -> list[Part]:
    """Each regression that draws need, its places among the comparisons and their outcomes."""
    clustered = study.design.rule.assigns_clusters
    return [
        (
            redrawn(
                group.people,
                group.columns,
                lottery.cluster_of[group.rows],
                own_slopes=group.own_slopes,
                clustered=clustered,
            ),
            group.places,
            group.outcomes,
        )
        for group in together(study, comparisons)
    ]


def _assigned_effects(parts: list[Part], number: int, assignments: Array) -> Array:
    """Effects and errors (draws, 2, k) of every regression, for each assignment."""
    found = np.full((len(assignments), 2, number), np.nan)
    for regression, places, outcomes in parts:
        effects, errors = drawn_effects(regression, assignments)
        found[:, 0, places], found[:, 1, places] = effects[:, outcomes], errors[:, outcomes]
    return found


def _with_others(answer: partial, again: partial, alone: list[int], assignments: Array) -> Array:
    found = answer(assignments)
    found[:, :, alone] = np.stack([again(one) for one in assignments])
    return found


def _again(
    study: Study,
    comparisons: list[Comparison],
    settings: EstimatorSettings,
    lottery: Lottery,
    assignment: Array,
) -> Array:
    """Effects and errors (2, k) of estimators that run one by one, for one assignment.

    What cannot be estimated from it is not a number, and counts against the study.
    """
    treatment, found = assignment[lottery.cluster_of], np.full((2, len(comparisons)), np.nan)
    for place, made in enumerate(comparisons):
        try:
            found[:, place] = one_by_one(study, made, treatment, settings)[:2]
        except EstimationError:
            continue
    return found


def _among_people(
    study: Study,
    comparisons: tuple[Comparison, ...],
    settings: EstimatorSettings,
    drawing: tuple[int, np.random.Generator, Compute],
) -> Array:
    """People drawn again, or their clusters: what each adds to the estimates, its effect taken."""
    draws, rng, compute = drawing
    parts = [influence_of(study, made, settings_of(made, settings)) for made in comparisons]
    contributions = np.stack(parts, axis=1)
    if study.design.clusters:
        labels = study.data[study.design.clusters].to_numpy()
        cluster = np.unique(labels, return_inverse=True)[1]
        contributions = summed_within(contributions, cluster)
    drawing_again = partial(drawn_contributions, contributions)
    return resampled(drawing_again, draws, len(contributions), rng, compute)
