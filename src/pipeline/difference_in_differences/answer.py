"""An effect from rows of units and times as the row that every estimator returns."""

import numpy as np

from pipeline.difference_in_differences.panel import treated_clusters
from pipeline.difference_in_differences.rows import Prepared
from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Design


def answer(
    given: Prepared,
    question: tuple[Design, str],
    effect: tuple[float, Uncertainty],
    about: tuple[str, str],
    settings: EstimatorSettings,
) -> Estimate:
    """The row of an estimator, ``about`` being its name and its formula.

    The mean without the programme is that of treated rows, less the effect.
    """
    rows = given.rows
    sample = Sample(
        outcome=rows.outcome,
        # Where everybody is treated in the end, who is not yet is the comparison.
        treatment=rows.treated * 1.0 if given.ever.all() else given.ever,
        covariates=rows.covariates,
        clusters=rows.clusters,
    )
    treated = rows.treated
    mean = float(np.average(rows.outcome[treated], weights=rows.weights[treated]))
    name, formula = about
    described = Description(name, formula + given.left_out, mean - effect[0])
    return as_estimate(sample, question, effect, described, settings)


def refuse_one_place(given: Prepared, name: str, settings: EstimatorSettings) -> None:
    """Stop where a clustered error would carry the headline and only one cluster is treated.

    CR2 is never given then: it takes out the treated cluster, which is fitted exactly, and reports
    thousands of degrees of freedom.

    Raises
    ------
    EstimationError
        Then: the treated cluster's own luck would be taken for knowledge.
    """
    leans_on_it = settings.role != "robustness" or settings.se_type == "CR2"
    if leans_on_it and treated_clusters(given.rows) == 1:
        message = f"one cluster is treated: the error of {name} cannot be learned from one"
        help_ = "put placebo_in_space first: it compares with what untreated places would show"
        raise EstimationError(Fault("E726", message, key="estimate.estimators", help=help_))


def among(given: Prepared) -> str:
    """In words: how many clusters, and how many of them are treated."""
    return f"{given.rows.n_clusters} clusters, {treated_clusters(given.rows)} of them treated"
