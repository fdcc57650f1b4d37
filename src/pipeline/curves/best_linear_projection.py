"""How the effect changes with each characteristic that the plan asks about: exploration."""

import numpy as np
import pandas as pd
from scipy.stats import t

from pipeline.estimators.predicted_effects import predictions
from pipeline.estimators.settings import adjusted_sample
from pipeline.inference.heterogeneity import projection
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The change of the effect for one standard deviation more of each, the others held.

    A series for each characteristic; x counts them in the order of the plan, from one. Of several
    random splits the median is shown, with an error that grows by how far they disagree.
    """
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    places = [sample.names.index(name) for name in settings.explored]
    splits = settings.estimator.options.repeats
    found = [
        projection(sample, nuisance, sample.covariates[:, places])
        for nuisance in predictions(sample, design, settings.estimator, splits)
    ]
    rows = []
    for place, name in enumerate(settings.explored):
        slopes = [split[place] for split in found]
        values = np.array([slope.value for slope in slopes])
        middle = float(np.median(values))
        variances = np.array([slope.std_error for slope in slopes]) ** 2
        error = float(np.sqrt(np.median(variances + (values - middle) ** 2)))
        df = float(np.median([slope.df for slope in slopes]))
        margin = float(t(df).ppf(1 - settings.alpha / 2)) * error
        rows.append((name, place + 1.0, middle, middle - margin, middle + margin))
    columns = ["series", "x", "value", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=columns).assign(n=len(sample.outcome))
