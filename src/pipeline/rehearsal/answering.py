"""Which of the vectorised comparisons is a headline's estimator, with its standard error.

Each equals the estimator's own answer for every assignment, which tests hold it to. Where there is
none, the estimator itself is fitted anew for each draw (`by_refit`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.uptake import dummies
from pipeline.inference.absorbed import summed_within
from pipeline.plan import Design
from pipeline.rehearsal import by_clusters, by_units, by_weights
from pipeline.rehearsal.planting import PotentialOutcomes

Array = NDArray[np.float64]
# Assignments of what the sample holds (draws, assigned) to (draws, planted, 3).
Answer = Callable[[Array], Array]
BY_MEANS = ("cluster_means",)
VECTORISED = ("difference_in_means", "lin", "ancova", "strata_fixed_effects", *BY_MEANS)


@dataclass(frozen=True)
class Analysed:
    """Who is analysed, the columns (n, k) that are adjusted for, and whether slopes are by arm.

    ``cluster`` (n,) is the position of each unit's cluster among those analysed, where whole
    clusters are drawn; otherwise None.
    """

    sample: Sample
    columns: Array
    own_slopes: bool
    cluster: NDArray[np.intp] | None


def analysed(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: EstimatorSettings
) -> Analysed | None:
    """What a headline's regression uses; None where no vectorised comparison is the estimator."""
    if estimator not in VECTORISED or settings.options.trimming is not None:
        return None
    if settings.se_type not in _errors(design, weighted=design.sampling is not None):
        return None
    if estimator in ("lin", "ancova"):
        sample = adjusted_sample(data, design, outcome, settings)
    else:
        thin = estimator == "strata_fixed_effects"
        sample = complete_cases(data, design, outcome, (), thin_strata=thin)
    columns = sample.adjustment
    if estimator == "ancova" and design.fixed_effects:
        rows = data.dropna(subset=[outcome, design.treatment, *settings.covariates])
        columns = np.column_stack([columns, dummies(rows[design.fixed_effects])])
    cluster = None
    if design.rule.assigns_clusters:
        cluster = np.unique(sample.clusters, return_inverse=True)[1]
    return Analysed(sample, columns, estimator in ("difference_in_means", "lin"), cluster)


def _errors(design: Design, *, weighted: bool) -> tuple[str, ...]:
    """The errors that are vectorised: the ones that a design gives its headline."""
    if weighted:
        return () if design.rule.assigns_clusters else ("linearised",)
    return ("CR2", "HC2") if design.rule.assigns_clusters else ("HC2",)


def answer_for(who: Analysed, outcomes: PotentialOutcomes, estimator: str, se_type: str) -> Answer:
    """The estimator's answers for many assignments of what was drawn: units, or clusters."""
    by_cluster = who.cluster is not None
    if estimator in BY_MEANS:
        answer = _of_cluster_means(who, outcomes)
    elif se_type == "linearised":
        basis = by_units.orthonormal_columns(who.columns, who.sample.weights)
        interacted, pooled = (
            by_weights.weighted_interacted_answers,
            by_weights.weighted_pooled_answers,
        )
        chosen = interacted if who.own_slopes else pooled
        answer = partial(chosen, outcomes=outcomes, basis=basis, sampling=who.sample.sampling)
    elif by_cluster and se_type == "CR2":
        answer = _by_clusters(who, outcomes, estimator)
    else:
        answer = _by_units(who, outcomes, estimator)
        if by_cluster:  # an error that takes units for independent, though clusters were drawn
            answer = partial(_of_units, answer=answer, cluster=who.cluster)
    if who.sample.strata is None or estimator == "strata_fixed_effects":
        return answer
    assigned = who.sample.first_of_cluster if by_cluster else slice(None)
    levels, stratum = np.unique(who.sample.strata[assigned], return_inverse=True)
    inside = (stratum[:, None] == np.arange(len(levels))).astype(float)
    return partial(_unless_thin, answer=answer, inside=inside)


def _by_units(who: Analysed, outcomes: PotentialOutcomes, estimator: str) -> Answer:
    if estimator == "difference_in_means" and who.sample.strata is None:
        return partial(by_units.neyman_answers, outcomes=outcomes)
    if estimator == "strata_fixed_effects":
        basis = _levels(who.sample.strata)
        leverage = np.asarray(basis.power(2).sum(axis=1)).ravel()
    else:
        basis = by_units.orthonormal_columns(who.columns)
        if who.own_slopes:
            return partial(by_units.interacted_answers, outcomes=outcomes, basis=basis)
        basis = basis / np.sqrt(len(basis))
        leverage = (basis**2).sum(axis=1)
    return partial(by_units.pooled_answers, outcomes=outcomes, basis=basis, leverage=leverage)


def _by_clusters(who: Analysed, outcomes: PotentialOutcomes, estimator: str) -> Answer:
    if estimator == "strata_fixed_effects":
        stratum = np.unique(who.sample.strata[who.sample.first_of_cluster], return_inverse=True)[1]
        return partial(
            by_clusters.strata_cluster_answers,
            sizes=np.bincount(who.cluster).astype(float),
            sums=(
                np.bincount(who.cluster, outcomes.without),
                summed_within(outcomes.given, who.cluster),
            ),
            stratum=stratum,
        )
    basis = by_units.orthonormal_columns(who.columns)
    products = by_clusters.cluster_products(basis, outcomes, who.cluster, own_slopes=who.own_slopes)
    if who.own_slopes:
        return partial(by_clusters.interacted_cluster_answers, products=products)
    return partial(by_clusters.pooled_cluster_answers, products=products)


def _of_cluster_means(who: Analysed, outcomes: PotentialOutcomes) -> Answer:
    """Clusters counting alike: each is a unit, and with strata a cluster of one."""
    means = cluster_means(outcomes, who.cluster)
    if who.sample.strata is None:
        return partial(by_units.neyman_answers, outcomes=means)
    columns = who.sample.adjustment[who.sample.first_of_cluster]
    alone = np.arange(len(columns))
    as_rows = replace(who, columns=columns, own_slopes=True, cluster=alone)
    return _by_clusters(as_rows, means, "lin")


def cluster_means(outcomes: PotentialOutcomes, cluster: NDArray[np.intp]) -> PotentialOutcomes:
    """Each cluster's mean outcomes, without the programme and with it."""
    sizes = np.bincount(cluster)
    given = summed_within(outcomes.given, cluster) / sizes[:, None]
    without = np.bincount(cluster, outcomes.without) / sizes
    return PotentialOutcomes(without, given, outcomes.planted)


def _of_units(treatment: Array, answer: Answer, cluster: NDArray[np.intp]) -> Array:
    return answer(treatment[:, cluster])


def _unless_thin(treatment: Array, answer: Answer, inside: Array) -> Array:
    """Answers but where an arm has fewer than two of what was drawn in a stratum (n, strata)."""
    treated = treatment @ inside
    fewest = np.minimum(treated, inside.sum(axis=0) - treated).min(axis=1)
    return by_units.unless(fewest < 2, answer(treatment))


def _levels(strata: NDArray):
    """A column for each stratum (n, strata), sparse and of length one."""
    from scipy.sparse import csr_array

    levels, stratum = np.unique(strata, return_inverse=True)
    entries = 1 / np.sqrt(np.bincount(stratum))[stratum]
    return csr_array((entries, (np.arange(len(strata)), stratum)), (len(strata), len(levels)))
