"""Studies with one fault, which one check must find, and the same studies without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import ERRORS, EstimatorSettings, _by_design, errors_of
from pipeline.plan import Design, Draws, Outcome
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms
from pipeline.sections.estimate import Estimation

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
# Fewer than a report makes: what they decide is not decided by the last draw.
DRAWS = Draws(randomization_inference=499, refuters=100, multiple_testing=499)
MEASURED = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)


@dataclass(frozen=True)
class BrokenStudy:
    """One fault and the check that is there for it.

    ``fault`` names it in words that finish "a study in which …". ``design`` are keys of the plan's
    `design:`; treatment is the column `treated`, 1 and 0, unless it says otherwise.
    ``draw(rng, True)`` gives rows for analysis with the fault, ``draw(rng, False)`` without it.
    ``planned`` is what the plan says of the outcome, ``options`` are keys of its `estimate:`, and
    ``settings`` further fields of `RobustnessSettings`. ``defect`` takes the estimator's place in
    the broken study where the fault is not in the data. A check is judged by its row for
    ``target``, which is the outcome where left out.
    """

    check: str
    fault: str
    design: Mapping[str, Any]
    estimator: str
    draw: Callable[[np.random.Generator, bool], pd.DataFrame]
    outcome: str = "y"
    settings: Mapping[str, Any] = field(default_factory=dict)
    covariates: tuple[str, ...] = ()
    planned: Outcome = MEASURED
    options: Mapping[str, Any] = field(default_factory=dict)
    defect: Callable[..., Any] | None = None
    target: str = ""

    @property
    def label(self) -> str:
        return f"{self.check}: {self.fault}"


def verdicts(study: BrokenStudy, seed: int, broken: bool) -> list[Check]:
    """What the check says of one draw of the study, its headline made as the pipeline makes it."""
    rng = np.random.default_rng([seed, int(broken), *study.label.encode()])
    data = study.draw(rng, broken)
    design = Design(**{"treatment": "treated", "arms": ARMS} | dict(study.design))
    name = study.estimator
    errors = errors_of(name, design) if name in ERRORS else _by_design(design)
    told = EstimatorSettings(
        study.covariates,
        errors[0],
        options=Estimation(**study.options),
        planned=study.planned,
        rng=np.random.default_rng([seed, 1]),
    )
    known = ESTIMATORS[name]
    try:
        if broken and study.defect is not None:
            ESTIMATORS[name] = study.defect
        headline = ESTIMATORS[name](data, design, study.outcome, told)
        settings = RobustnessSettings(
            headline=pd.Series(vars(headline)),
            outcome=study.planned,
            estimator=replace(told, rng=np.random.default_rng([seed, 2])),
            draws=DRAWS,
            rng=np.random.default_rng([seed, 3]),
        )
        settings = replace(settings, **study.settings)
        return ROBUSTNESS_CHECKS[study.check](data, design, study.outcome, name, settings)
    finally:
        ESTIMATORS[name] = known


def status(study: BrokenStudy, seed: int, broken: bool) -> str:
    """`passed`, `failed`, …: the one row of the check's answer that judges.

    Raises
    ------
    LookupError
        Where the check says nothing of the study's target.
    """
    target = study.target or study.outcome
    for found in verdicts(study, seed, broken):
        if found.target == target:
            return found.status
    raise LookupError(f"{study.label}: no answer about {target}")
