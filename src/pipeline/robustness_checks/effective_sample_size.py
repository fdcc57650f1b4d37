"""On how many people does the comparison really rest?

Informative: it has no threshold. Where a few people carry most of the weight, the comparison rests
on as many as an unweighted sample of that precision would have.
"""

import pandas as pd

from pipeline.estimators.balancing import WEIGHTS, effective_size
from pipeline.estimators.settings import adjusted_sample
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "effective_sample_size"
SAME = 1e-6  # of a person


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """Kish's effective sample size of the arm that is weighted, the smaller if both are.

    References
    ----------
    Kish (1965). Survey Sampling.
    """
    if estimator not in WEIGHTS:
        return [Check(NAME, outcome, "not_applicable", detail=f"{estimator} weights nobody")]
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    weights = WEIGHTS[estimator](sample, design, settings.estimator)
    sizes = []
    for name, arm in (("treated", sample.treated), ("control", ~sample.treated)):
        size, people = effective_size(weights[arm]), int(arm.sum())
        # An arm in which all count the same is what the other is weighted to be like.
        even = size > people - SAME
        sizes.append((even, size, people, name))
    _, size, people, name = min(sizes)
    of = f"of {people} {name}" if not settings.threshold else f"of the {name}"
    detail = f"{of}, by the weights of {estimator}"
    return [Check(NAME, outcome, "informative", size, detail=detail)]
