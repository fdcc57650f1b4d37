"""Those who were reached, weighted to stand for all who were assigned."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.propensity import with_intercept
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.attrition_weighting import weighted_for_attrition
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The difference in means, within strata, by inverse-probability-of-attrition weights.

    The chance of being reached is a logit in each arm on the covariates, missing ones filled in,
    and on the strata that lost some, but not all, of both arms. Each stratum counts by how many
    were assigned in it, whoever was reached. See `inference.attrition_weighting`.

    Raises
    ------
    EstimationError
        Where the covariates foretell in an arm who was lost, so that nobody like them is left.

    References
    ----------
    Robins, Rotnitzky and Zhao (1995), JASA 90(429); Wooldridge (2007), Journal of Econometrics
    141(2).
    """
    sample = complete_cases(data, design, outcome, settings.covariates)
    known = [design.treatment, *settings.covariates]
    everybody = data.dropna(subset=known)
    columns = everybody[list(settings.covariates)].to_numpy(float)
    dummies = np.empty((len(everybody), 0))
    if design.strata is not None:
        stratum = everybody[design.strata].to_numpy()
        dummies = (stratum[:, None] == np.unique(stratum)[1:]).astype(float)
    try:
        found = weighted_for_attrition(
            everybody[outcome].to_numpy(float),
            everybody[design.treatment].to_numpy(float),
            with_intercept(
                np.column_stack([columns, _losing(everybody, design, outcome, dummies)])
            ),
            dummies - dummies.mean(axis=0),
        )
    except (ValueError, np.linalg.LinAlgError):
        message = f"the covariates foretell in an arm whose `{outcome}` is not known"
        help_ = "nobody like the lost is left to stand for them: plan fewer covariates, or bounds"
        raise EstimationError(
            Fault("E715", message, key="construct.covariates", help=help_)
        ) from None
    clusters = everybody[design.clusters].to_numpy() if design.clusters else None
    how = f"attrition weights by logit, the largest {found.largest_weight:.2g} times the average"
    uncertainty = from_influence(found.influence, clusters, how)
    formula = f"{outcome} ~ {design.treatment} | logit(reached ~ {' + '.join(settings.covariates)})"
    if design.strata is not None:
        formula += f", within {design.strata}"
    about = Description("attrition_weights", formula, found.control_mean)
    effect = (found.effect, uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)


def _losing(
    everybody: pd.DataFrame, design: Design, outcome: str, dummies: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The dummies (n, s) of strata in which, in either arm, some are known and some are lost.

    Any other would foretell by itself who is lost, and no logit could be fitted.
    """
    lost = everybody[outcome].isna().to_numpy()
    treated = everybody[design.treatment].to_numpy() == 1
    cells = [
        dummies[rows].any(axis=0)
        for rows in (lost & treated, ~lost & treated, lost & ~treated, ~lost & ~treated)
    ]
    return dummies[:, np.logical_and.reduce(cells)] if dummies.size else dummies
