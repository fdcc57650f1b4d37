"""The estimate of every specification: regressions all at once, others one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.designs.specified import LEAST_SQUARES
from pipeline.errors import EstimationError, Fault
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.specification_regressions import Coefficients, People, treatment_effects
from pipeline.specifications.comparisons import Comparison, Study

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Together:
    """Regressions of the same people by the same columns: their places among all comparisons.

    ``outcomes`` are the columns of the people's outcomes that each is of.
    """

    people: People
    rows: NDArray[np.bool_]
    columns: Positions
    own_slopes: bool
    places: Positions
    outcomes: Positions


def is_regression(study: Study, made: Comparison) -> bool:
    return study.design.rule.lottery and made.specification.estimator in LEAST_SQUARES


def together(study: Study, comparisons: tuple[Comparison, ...]) -> Iterator[Together]:
    """The comparisons that are regressions, those of the same people and columns together."""
    by_rows: dict[bytes, list[int]] = {}
    for place, made in enumerate(comparisons):
        if is_regression(study, made):
            by_rows.setdefault(made.rows.tobytes(), []).append(place)
    for places in by_rows.values():
        yield from _of_rows(study, comparisons, places)


def _of_rows(
    study: Study, comparisons: tuple[Comparison, ...], places: list[int]
) -> Iterator[Together]:
    """Regressions of the same people, by their columns and by whose slopes they have."""
    rows = comparisons[places[0]].rows
    names = list(dict.fromkeys(name for p in places for name in comparisons[p].columns))
    outcomes: dict[bytes, tuple[int, Array]] = {}
    designs: dict[tuple[bool, tuple[str, ...]], list[tuple[int, int]]] = {}
    for place in places:
        made = comparisons[place]
        values = made.outcome[rows]
        number = outcomes.setdefault(values.tobytes(), (len(outcomes), values))[0]
        own = made.specification.estimator != "ancova"
        designs.setdefault((own, made.columns), []).append((place, number))
    strata = _strata(study, rows)
    people = People(
        outcomes=np.column_stack([values for _, values in outcomes.values()]),
        treatment=study.treatment[rows],
        columns=np.column_stack([study.data.loc[rows, names].to_numpy(float), strata]),
        clusters=study.assigned[rows] if study.design.rule.assigns_clusters else None,
    )
    blocks = np.arange(len(names), len(names) + strata.shape[1])
    for (own, columns), members in designs.items():
        chosen = np.r_[[names.index(name) for name in columns], blocks].astype(int)
        at, numbers = (np.array(column) for column in zip(*members, strict=True))
        yield Together(people, rows, chosen, own, at, numbers)


def _strata(study: Study, rows: NDArray[np.bool_]) -> Array:
    """A dummy for each stratum but the first (n, strata - 1)."""
    if study.design.strata is None:
        return np.empty((int(rows.sum()), 0))
    labels = study.data.loc[rows, study.design.strata].to_numpy()
    return (labels[:, None] == np.unique(labels)[1:]).astype(float)


def estimated(
    study: Study, comparisons: tuple[Comparison, ...], settings: EstimatorSettings
) -> Array:
    """Effect, standard error and df of every comparison (k, 3), in their order.

    Raises
    ------
    EstimationError
        Where a set of covariates follows from one another in a sample, or an outcome does not vary
        there, or an estimator cannot run.
    """
    found = np.full((len(comparisons), 3), np.nan)
    for group in together(study, comparisons):
        names = comparisons[group.places[0]].specification
        try:
            answers = treatment_effects(group.people, group.columns, own_slopes=group.own_slopes)
        except np.linalg.LinAlgError:
            raise _collinear(names.covariates, names.sample) from None
        found[group.places] = _as_rows(answers)[group.outcomes]
    for place, made in enumerate(comparisons):
        if not is_regression(study, made):
            found[place] = one_by_one(study, made, study.treatment, settings)
    for made, (_, std_error, _) in zip(comparisons, found, strict=True):
        if not std_error > 0:
            raise _no_variation(made.specification.sample)
    return found


def _as_rows(answers: Coefficients) -> Array:
    return np.column_stack([answers.effects, answers.std_errors, answers.df])


def one_by_one(
    study: Study, made: Comparison, treatment: Array, settings: EstimatorSettings
) -> tuple[float, float, float]:
    """Effect, standard error and df of one comparison, by its own estimator."""
    design, outcome = study.design, study.question.outcome
    changed = {outcome: made.outcome[made.rows], design.treatment: treatment[made.rows]}
    told = settings_of(made, settings)
    found = ESTIMATORS[made.specification.estimator](
        study.data[made.rows].assign(**changed), design, outcome, told
    )
    return found.estimate, found.std_error, found.df


def settings_of(made: Comparison, settings: EstimatorSettings) -> EstimatorSettings:
    """The settings of one comparison: its rows are trimmed already, its columns all that count."""
    options = settings.options.model_copy(update={"trimming": None})
    columns = made.columns
    return replace(settings, covariates=columns, indicators=(), options=options)


def _collinear(covariates: str, sample: str) -> EstimationError:
    message = f"a covariate of the set `{covariates}` follows from the others in sample `{sample}`"
    help_ = "take one of them out of the set, or declare a wider sample"
    return EstimationError(Fault("E745", message, key="robustness.specifications", help=help_))


def _no_variation(sample: str) -> EstimationError:
    message = f"the outcome leaves no variation to learn an error from in the sample `{sample}`"
    return EstimationError(
        Fault("E745", message, key="robustness.specifications", help="declare a wider sample")
    )
